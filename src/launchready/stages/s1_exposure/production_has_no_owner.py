"""Reads who answers for the access to production, and whether that person can be reached."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.world import World
from launchready.verdict import Evidence

NOTE = "production_access"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is named."""

    name: str
    reach: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What launch.toml says of the access to production."""

    surfaces: int
    """How many places of the product are in production."""
    note: bool
    """Whether the note is there."""
    people: tuple[Person, ...]
    line: int


class ProductionHasNoOwner(Check[Declaration, Seen]):
    """Nobody is named who can get into production and answers for who else can.

    What it does
        Reads the note `handover.production_access`: it must name people, each declared as an owner with a way to reach
        them. That the note is missing is a finding as well, and not Unknown: the note is the place where the name must
        stand, and whoever looks for it in an emergency finds nothing.

    Why it is bad
        On the night it breaks, or when a key must be revoked, minutes go by with asking who can. Access that nobody owns is
        also never taken away from those who left.

    See it yourself
        grep -A4 production_access launch.toml
    """

    title = "Nobody owns the access to production"
    impact = Impact.SHOULD_FIX
    rows = ("EXP-10",)
    refs = ("CWE-1053", "ASVS 5.0 15.1.1")
    touch = Touch.READ
    faults = ("exp-no-owner",)

    async def look(self, at: Declaration, world: World) -> Seen:
        """Reads the declaration."""
        del world
        production = [one for one in at.surfaces if one.environment == "production"]
        note = at.note(NOTE)
        named = [(name, at.owner(name)) for name in (note.people if note else ())]
        people = tuple(Person(name, owner.reach if owner else ()) for name, owner in named)
        return Seen(len(production), note is not None, people, note.line if note else 1)

    def judge(self, seen: Seen) -> Verdict:
        """Fails where no reachable person is named."""
        if not seen.surfaces:
            return Unknown("launch.toml declares nothing that is in production")
        if not seen.note:
            return self._fail(seen, f"launch.toml has no note handover.{NOTE}")
        reachable = [one for one in seen.people if one.reach]
        if not reachable:
            named = ", ".join(one.name for one in seen.people)
            return self._fail(seen, f"it names {named}, and no way to reach them" if named else "it names nobody")
        return Pass(
            f"{', '.join(one.name for one in reachable)} answer for the access to production",
            f"each is a declared owner with a way to be reached: {', '.join(way for one in reachable for way in one.reach)}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Two names, written down."""
        del seen
        return Remedy(
            "Decide who owns the access to hosting, DNS, database and payments (one person, and one who stands in), write it "
            "into launch.toml, and have both sign in once to prove that they can.",
            Effort.MINUTES,
            f'[handover.{NOTE}]\nsays = "Ada owns the access to production, Bo stands in"\npeople = ["ada", "bo"]\nowner = "ada"',
        )

    def _fail(self, seen: Seen, why: str) -> Fail:
        return Fail(
            f"nobody owns the access to production: {why}",
            (
                Evidence(
                    f"launch.toml, line {seen.line}", f"{why}; {seen.surfaces} places of the product are in production"
                ),
            ),
            (f"grep -n -A4 {NOTE} launch.toml",),
            (NOTE,),
        )
