"""Finds packs: those that come with the program, and files of the owner's; and the attacks that an audit says."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from launchready.declare.packs.model import ANY, DIRECT, Goal, Pack, Variant
from launchready.declare.packs.read import read

CORE, ALL = "core", "all"
"""In place of a pack's name: the few attacks that every audit says, and all that come with the program."""


@cache
def shipped() -> tuple[Pack, ...]:
    """The packs that come with the program, by name."""
    folder = Path(str(files("launchready") / "packs"))
    return tuple(read(path) for path in sorted(folder.glob("*.toml")))


def core(goal: Goal, carrier: str = DIRECT) -> tuple[Variant, ...]:
    """What every audit says: the core attacks of the shipped packs with this goal and carrier, as they stand."""
    return tuple(one for one in _core(goal) if one.attack.carrier in {carrier, ANY})


def chosen(goal: Goal, packs: tuple[str, ...], own: tuple[Pack, ...]) -> tuple[Variant, ...]:
    """What an audit says where its owner chose packs, whatever carries it: each variant once, the core ones first.

    Then come the attacks as they stand, then their transforms: where not all can be said, that is the order of worth.

    Args:
        goal: what they are after.
        packs: the names in launch.toml; the core attacks are said whether they are named or not.
        own: the packs in the owner's files.
    """
    books = (*(one for one in shipped() if ALL in packs or one.name in packs), *own)
    found = [one for pack in books for one in pack.variants() if one.attack.goal is goal]
    found.sort(key=lambda one: (bool(one.transform), not one.attack.core))
    return tuple({one.id: one for one in (*_core(goal), *found)}.values())


def _core(goal: Goal) -> Iterator[Variant]:
    several = (variant for pack in shipped() for variant in pack.variants() if not variant.transform)
    return (one for one in several if one.attack.core and one.attack.goal is goal)


def find(name: str) -> Pack | None:
    """The pack of that name, or in that file; None where there is none.

    Raises:
        DeclarationError: the file cannot be used.
    """
    if name.endswith(".toml"):
        return read(Path(name))
    return next((pack for pack in shipped() if pack.name == name), None)
