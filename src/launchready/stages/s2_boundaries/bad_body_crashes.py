"""Sends broken and mistyped bodies, and looks for answers of 5xx."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.inputs.badinput import BODY, BadInput, BadInputs, BadInputsSeen
from launchready.observe.world import World
from launchready.stages.s2_boundaries._inputs import crashed, judge_crashes


@dataclass(frozen=True, slots=True)
class Seen:
    """The bad requests and how the API took them."""

    inputs: BadInputsSeen


class BadBodyCrashes(Check[ApiSurface, Seen]):
    """A broken or mistyped body makes your API fail instead of saying no, so what customers send is believed unread.

    What it does
        Makes an object as its owner would, then sends the same body broken in one way at a time: cut off, a list for an object,
        wrong types, nothing in each field, a NUL, half a character, invalid UTF-8, UTF-16, 2,000 lists in one another, a field
        twice, a number without end, a long string, another content type. An answer of 5xx counts when it comes twice, and the
        good body works before and after. What was accepted is removed.

    Why it is bad
        Each 500 wakes somebody at night and hides the real failures; a body that breaks the code often breaks more than
        the answer.

    See it yourself
        Send `[]` or `{"title": {"a": 1}}` to an operation that wants an object with a title.
    """

    title = "A bad body makes the API fail with 500"
    impact = Impact.SHOULD_FIX
    rows = ("BND-5",)
    refs = ("API8:2023", "CWE-20", "CWE-755")
    touch = Touch.WRITE
    faults = ("bnd-bad-body-500",)
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the answers with the other checks of bad input."""
        return Seen(await world.ask(BadInputs(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a body broke a server that works."""
        return judge_crashes(_own(seen), seen.inputs, "the API documents no operation that makes objects from JSON")

    def remedy(self, seen: Seen) -> Remedy:
        """Check it where it comes in."""
        places = ", ".join(dict.fromkeys(one.operation for one in crashed(_own(seen))))
        return Remedy(
            f"In {places}, read the body through a schema that names each field's type and length, and answer 400 or 422 to what "
            "does not fit.",
            Effort.HOURS,
        )


def _own(seen: Seen) -> tuple[BadInput, ...]:
    return tuple(one for one in seen.inputs.tried if one.part == BODY)
