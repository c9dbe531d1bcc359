"""One attack, said once: what was said and placed, and all that came back."""

from dataclasses import dataclass

from launchready.observe.talk.turns import Turn


@dataclass(frozen=True, slots=True)
class Trial:
    """One attack, said once."""

    attack: str
    """The variant's id: `extraction/word-for-word~base64`."""
    turns: tuple[Turn, ...]
    placed: str = ""
    """The text that stood in the carrier."""
    sign: str = ""
    """What only a model that obeyed says."""

    @property
    def heard(self) -> str:
        """All that the bot said, handed to its tools and brought beside it: a secret may come in parts."""
        whole = "".join(turn.answer for turn in self.turns)
        beside = (turn.beside for turn in self.turns if turn.beside)
        return "\n".join((*(turn.answer for turn in self.turns), whole, *self._tools, *beside))

    @property
    def _tools(self) -> tuple[str, ...]:
        return tuple(f"{tool.name} {tool.arguments}" for turn in self.turns for tool in turn.tools)

    @property
    def answered(self) -> bool:
        """Whether the bot said something."""
        return any(turn.answered for turn in self.turns)

    @property
    def family(self) -> str:
        """The pack that it comes from."""
        return self.attack.partition("/")[0]
