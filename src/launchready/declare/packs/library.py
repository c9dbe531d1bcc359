"""Finds packs: those that come with the program, and files of the owner's."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from launchready.declare.packs.model import ANY, DIRECT, Goal, Pack, Variant
from launchready.declare.packs.read import read


@cache
def shipped() -> tuple[Pack, ...]:
    """The packs that come with the program, by name."""
    folder = Path(str(files("launchready") / "packs"))
    return tuple(read(path) for path in sorted(folder.glob("*.toml")))


def core(goal: Goal, carrier: str = DIRECT) -> tuple[Variant, ...]:
    """What every audit says: the core attacks of the shipped packs with this goal and carrier, as they stand."""
    several = (variant for pack in shipped() for variant in pack.variants() if not variant.transform)
    return tuple(
        one for one in several if one.attack.core and one.attack.goal is goal and one.attack.carrier in {carrier, ANY}
    )


def find(name: str) -> Pack | None:
    """The pack of that name, or in that file; None where there is none.

    Raises:
        DeclarationError: the file cannot be used.
    """
    if name.endswith(".toml"):
        return read(Path(name))
    return next((pack for pack in shipped() if pack.name == name), None)
