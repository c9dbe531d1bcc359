"""Sends eleven megabytes where a word belongs, and looks whether they were kept."""

import re
from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.inputs.oversize import SIZE, Oversize, OversizeSeen
from launchready.observe.world import World
from launchready.verdict import Evidence

KEPT = 1_000_000
"""Characters that come back above which a word was kept whole enough."""
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Seen:
    """The large body and what became of it."""

    oversize: OversizeSeen


class BodyHasNoLimit(Check[ApiSurface, Seen]):
    """Your API reads and keeps a word of any length, so one customer fills the memory and the disk.

    What it does
        Changes an object of this run's (or makes one) with a word of 11 million characters, once, and reads it back as its owner. It
        counts when a million of them or more come back. A short word before and after is the control. The object is deleted at
        once.

    Why it is bad
        A few such requests at a time end the process for everybody, and every list that holds the object is as slow.

    See it yourself
        Send a body of 11 MB to an operation that takes a title.
    """

    title = "A body of eleven megabytes is taken and kept"
    impact = Impact.COSTS_MONEY
    rows = ("BND-5", "AUT-2")
    refs = ("API4:2023", "CWE-770", "ASVS 5.0 2.2.1")
    touch = Touch.WRITE
    faults = ("bnd-oversize",)
    alone = True
    deadline_s = 90.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Once."""
        return Seen(await world.ask(Oversize(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the word came back."""
        one = seen.oversize
        left = "" if one.removed else "; it could not be deleted: look for it and take it away"
        if one.kept >= KEPT:
            return Fail(
                f"{one.operation} took and kept a body of {SIZE:,} characters in {one.field}{left}",
                (
                    Evidence(f"{one.operation} with {SIZE:,} characters in {one.field}", f"{one.status}"),
                    Evidence("its owner read it back", f"{one.read}, with at least {one.kept:,} of them"),
                ),
                (one.curl,),
                (one.operation,),
            )
        if not one.operation:
            return NotApplicable("the API documents no object made of JSON that can be read and deleted again")
        if one.control not in OK:
            return Unknown(f"{one.operation} did not take a short word either ({one.control})")
        if one.after not in OK:
            return Unknown(
                f"{one.operation} did not take a short word afterwards ({one.after}): the product may have suffered"
            )
        if one.status in OK and one.read and not re.search(r"2\d\d$", one.read):
            return Unknown(f"{one.operation} took it ({one.status}), and it could not be read back: {one.read}{left}")
        if one.status in OK and not one.read:
            return Unknown(f"{one.operation} took it ({one.status}), and did not say where it is{left}")
        how = "cut it short" if one.status in OK else f"refused it ({one.status or 'the connection was closed'})"
        return Pass(
            f"{one.operation} {how}: {SIZE:,} characters in {one.field}",
            f"the same with a short word worked before ({one.control}) and after ({one.after})",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """At the edge, in the server, in the schema."""
        return Remedy(
            "Set a limit for bodies where they come in (1 MB is much for JSON), and a length for "
            f"{seen.oversize.field or 'each text'} in the schema of the body.",
            Effort.MINUTES,
            "client_max_body_size 1m;  # nginx",
        )
