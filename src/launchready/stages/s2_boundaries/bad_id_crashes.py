"""Sends ids and words that no honest client sends, and looks for answers of 5xx."""

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


class BadIdCrashes(Check[ApiSurface, Seen]):
    """A wrong id makes your API fail instead of saying no, so addresses are not checked where they come in.

    What it does
        As the owner of an object, asks for ids that are none (a quote, a NUL, a huge and a negative number, a long string, an
        emoji, an encoded slash, invalid UTF-8) and searches for odd words. An answer of 5xx counts when it comes twice, and a
        good request of the same operation works before and after: a sick server is not blamed on the input.

    Why it is bad
        Each 500 wakes somebody at night, hides the real failures, and tells an attacker where to dig.

    See it yourself
        Put a quote in the place of an id in one of your addresses.
    """

    title = "A bad id makes the API fail with 500"
    impact = Impact.SHOULD_FIX
    rows = ("BND-5", "AUT-2")
    refs = ("API8:2023", "CWE-20", "CWE-755")
    touch = Touch.WRITE
    faults = ("bnd-bad-id-500",)
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the answers with the other checks of bad input."""
        return Seen(await world.ask(BadInputs(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where an id or a word broke a server that works."""
        return judge_crashes(_own(seen), seen.inputs, "the API documents no operation that takes an id or a search")

    def remedy(self, seen: Seen) -> Remedy:
        """Check it where it comes in."""
        places = ", ".join(dict.fromkeys(one.operation for one in crashed(_own(seen))))
        return Remedy(
            f"In {places}, check ids and words where they come in, and answer 404 or 422 to what cannot be right.",
            Effort.HOURS,
            'order_id: Annotated[str, Path(pattern=r"^ord_[0-9a-f]{24}$")]',
        )


def _own(seen: Seen) -> tuple[BadInput, ...]:
    return tuple(one for one in seen.inputs.tried if one.part != BODY)
