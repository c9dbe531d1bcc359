"""What a pack holds: attacks, each with its goal, its texts, the way they reach the model, and its transforms."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from launchready.declare.packs.transforms import transform

HOLE = re.compile(r"\{([a-z_]+)\}")
"""A place in a text that is filled when it is sent."""
ASKS = "What does this say?"
"""What the customer says beside a text, where the attack does not tell."""
DIRECT, ANY = "direct", "any"
"""Carriers: said by the customer, and put into every carrier that the product has."""


class Goal(StrEnum):
    """What an attack is after; the goal decides how its success is proved."""

    LEAK = "leak"
    """A canary that only the model should read comes back, in any form."""
    OBEY = "obey"
    """The model carries out an order that stands in what it should only read or refuse."""
    ACT = "act"
    """A tool acts: a sink of ours receives what the attack sent."""
    TENANT = "tenant"
    """What one customer planted comes back to another one."""
    COST = "cost"
    """One turn costs more than a turn may."""


class Seeks(StrEnum):
    """What a leak is a leak of."""

    SYSTEM_PROMPT = "system_prompt"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack."""

    id: str
    goal: Goal
    about: str
    """What it tries, in one sentence."""
    say: tuple[str, ...]
    """What the customer says, turn by turn; one element is one turn."""
    place: str
    """The text that stands in the carrier; empty where there is none."""
    carrier: str
    """`direct`, `any`, or the name of a carrier of the product (`file`, `listing`, `name`, …)."""
    file: str
    """The kind of file that holds the text, where the carrier takes files: `pdf`, `html`; empty for plain text."""
    seeks: tuple[Seeks, ...]
    transforms: tuple[str, ...]
    """Each makes a variant of its own beside the plain one; `base64+reversed` is one after the other."""
    language: str
    """BCP 47."""
    refs: tuple[str, ...]
    """Ids of taxonomies with their edition: `LLM01:2025`, `AML.T0051.001@5.6`."""
    core: bool
    """Whether it belongs to the few that every audit says."""
    line: int


@dataclass(frozen=True, slots=True)
class Variant:
    """An attack as it is sent."""

    pack: str
    attack: Attack
    transform: str
    """Empty for the texts as they stand."""

    @property
    def id(self) -> str:
        """`extraction/repeat-above~base64`."""
        return f"{self.pack}/{self.attack.id}{'~' if self.transform else ''}{self.transform}"

    @property
    def turns(self) -> int:
        """How often the customer says something."""
        return len(self.attack.say) or 1

    @property
    def holes(self) -> frozenset[str]:
        """The places in its texts that are to be filled."""
        return frozenset(hole for text in (*self.attack.say, self.attack.place) for hole in HOLE.findall(text))

    def says(self, filling: Mapping[str, str]) -> tuple[str, ...]:
        """What the customer says, turn by turn; where a carrier holds the attack, that is dressed and these are not."""
        texts = tuple(_filled(text, filling) for text in self.attack.say or (ASKS,))
        if not self.transform or self.attack.place:
            return texts
        return tuple(transform(self.transform, text) for text in texts)

    def places(self, filling: Mapping[str, str]) -> str:
        """What stands in the carrier; empty where there is none."""
        text = _filled(self.attack.place, filling)
        return transform(self.transform, text) if self.transform and text else text


@dataclass(frozen=True, slots=True)
class Pack:
    """A file of attacks."""

    path: Path
    name: str
    about: str
    author: str
    licence: str
    attacks: tuple[Attack, ...]

    def variants(self) -> Iterator[Variant]:
        """Every attack as it stands, and in each of its transforms."""
        for attack in self.attacks:
            yield Variant(self.name, attack, "")
            yield from (Variant(self.name, attack, one) for one in attack.transforms)


def _filled(text: str, filling: Mapping[str, str]) -> str:
    return HOLE.sub(lambda found: filling.get(found[1], found[0]), text)
