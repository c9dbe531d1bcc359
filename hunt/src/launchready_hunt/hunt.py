"""Finds thousands of planted canaries at once in whatever a product gives out."""

from collections.abc import Iterable

from launchready_hunt.canary import Canary
from launchready_hunt.engine import EngineName
from launchready_hunt.plain import Plain
from launchready_hunt.sighting import Budget, Found, Sighting

__all__ = ["Budget", "Found", "Hunter", "Sighting"]

_EXCERPT = 32


class Hunter:
    """A set of canaries, compiled once. `engine` is `hyperscan`, `re`, or `auto` for the fastest that is installed."""

    def __init__(
        self, canaries: Iterable[Canary], *, budget: Budget | None = None, engine: EngineName = "auto"
    ) -> None:
        self.canaries = tuple(dict.fromkeys(canaries))
        self.budget = budget or Budget()
        self._plain = Plain(self.canaries, engine)

    def plain(self, text: str | bytes) -> tuple[Sighting, ...]:
        """Every canary that stands in plain sight, letter case aside, and nothing else: the fastest look."""
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)
        return tuple(
            Sighting(pattern.canary, (), _place(text, data, at), _excerpt(data, at, len(pattern.text)))
            for pattern, at in self._plain.scan(data)
            if not pattern.view
        )

    def find(self, text: str | bytes) -> Found:
        """Every canary in the text, in plain sight and in every decoded view."""
        return Found(self.plain(text))


def _place(text: str | bytes, data: bytes, at: int) -> int:
    if isinstance(text, bytes) or len(text) == len(data):
        return at
    return len(data[:at].decode("utf-8", "surrogatepass"))


def _excerpt(data: bytes, at: int, length: int) -> str:
    return data[max(0, at - _EXCERPT) : at + length + _EXCERPT].decode("utf-8", "replace")
