"""Sends ids and bodies that no honest client sends, and looks for answers of 500."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.badinput import FAILED, BadInput, BadInputs, BadInputsSeen
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The bad requests and how the API took them."""

    inputs: BadInputsSeen


class BadIdCrashes(Check[ApiSurface, Seen]):
    """A wrong id or a broken body makes your API fail instead of saying no, so input is not checked where it comes in.

    What it does
        As customer A, asks for ids that are none (a quote, a null byte, a huge number, a long string), searches for odd
        words, and sends broken and mistyped bodies. An answer of 500 counts. A good request of the same user's is the
        control.

    Why it is bad
        Each 500 wakes somebody at night, hides the real failures, and tells an attacker where to dig.

    See it yourself
        Put a quote in the place of an id in one of your addresses.
    """

    title = "Bad input makes the API fail with 500"
    impact = Impact.SHOULD_FIX
    rows = ("BND-5", "AUT-2")
    refs = ("API8:2023", "CWE-20", "CWE-755")
    touch = Touch.WRITE
    faults = ("bnd-bad-id-500",)
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the answers with the check of stack traces."""
        return Seen(await world.ask(BadInputs(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where an answer was 5xx."""
        crashed = _crashed(seen)
        if crashed:
            places = tuple(dict.fromkeys(one.operation for one in crashed))
            return Fail(
                f"{', '.join(places)} failed on bad input ({len(crashed)} of {len(seen.inputs.tried)} requests)",
                tuple(
                    Evidence(f"{one.operation} with {one.sent}: {one.status}", one.shown or "(no body)")
                    for one in crashed[:3]
                ),
                tuple(one.curl for one in crashed[:2]),
                places,
            )
        if not seen.inputs.tried:
            return NotApplicable("the API documents no operation that takes an id, a search or a body")
        if not seen.inputs.control:
            return Unknown("no good request of the same user's worked, so a refusal proves nothing")
        silent = [one for one in seen.inputs.tried if one.status == 0]
        if silent:
            return Unknown(f"{silent[0].operation} with {silent[0].sent} was not answered: {silent[0].shown}")
        return Pass(
            f"none of {len(seen.inputs.tried)} bad requests was answered with 5xx",
            f"a good one worked: {seen.inputs.control}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Check it where it comes in."""
        places = ", ".join(dict.fromkeys(one.operation for one in _crashed(seen)))
        return Remedy(
            f"In {places}, check ids and bodies where they come in, and answer 404 or 422 to what cannot be right.",
            Effort.HOURS,
            'order_id: Annotated[str, Path(pattern=r"^ord_[0-9a-f]{24}$")]',
        )


def _crashed(seen: Seen) -> tuple[BadInput, ...]:
    return tuple(one for one in seen.inputs.tried if one.status in FAILED)
