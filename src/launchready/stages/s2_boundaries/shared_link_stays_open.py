"""Withdraws a link by which an object was shared, and opens it again."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.sharing import OK, Link, LinksSeen, Sharing
from launchready.observe.world import World
from launchready.verdict import Evidence

FEWEST_BITS = 32
"""Below it a link is found by trying."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The links, before and after they were withdrawn."""

    seen: LinksSeen


class SharedLinkStaysOpen(Check[ApiSurface, Seen]):
    """A customer shares a conversation by a link and takes the link back, and it still opens; or the next link can be guessed.

    What it does
        Makes an object, shares it as its owner by the operation that the API documents for it, and opens the link as nobody, then as
        another customer, until one of them reads the object's texts: the control. Some more links are made and laid side by side.
        Then the owner withdraws the link, and it is opened again, twice with two seconds between, while the owner still reads the
        object.

    Why it is bad
        Links are forwarded, indexed and kept in histories. Taking one back is all that a customer can do, and believes in.

    See it yourself
        Share something, open the link in a private window, withdraw it, and load the page again.
    """

    title = "A shared link opens for others than its owner means"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-9", "ABU-2")
    refs = ("CWE-613", "CWE-340", "API1:2023")
    touch = Touch.WRITE
    faults = ("bnd-link-stays",)
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares objects made for it."""
        return Seen(await world.ask(Sharing(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a withdrawn link still brought the texts, or links follow a pattern."""
        links, missing = seen.seen.links, seen.seen.missing
        bad = [(one, why) for one in links if (why := _why(one))]
        if bad:
            return Fail(
                "; ".join(f"{one.shared.partition(' -> ')[0]}: {why}" for one, why in bad),
                tuple(
                    Evidence(
                        f"{one.shared}, opened by {one.opened}",
                        f"{one.withdrawn or 'not withdrawn'}; then {one.after or why}",
                    )
                    for one, why in bad
                ),
                tuple(one.curl for one, _ in bad),
                tuple(dict.fromkeys(one.shared.partition(" -> ")[0] for one, _ in bad)),
            )
        if missing:
            return Unknown("; ".join(missing)[:400])
        if not links:
            return NotApplicable("the API documents no operation that shares an object of a customer's by a link")
        if closed := next((one for one in links if not one.opened), None):
            return Unknown(f"{closed.shared}: neither nobody nor another customer read anything by what it answered")
        if refused := next((one for one in links if one.withdrawn and one.status not in OK), None):
            return Unknown(f"the withdrawal itself was refused: {refused.withdrawn}")
        if gone := next((one for one in links if one.withdrawn and not one.kept), None):
            return Unknown(
                f"after {gone.withdrawn} not even the owner read the object, so that a closed link proves nothing"
            )
        ended = [one for one in links if one.withdrawn]
        if not ended:
            return NotApplicable(
                f"{links[0].shared}: no operation is documented by which its owner takes the link back"
            )
        told = "; ".join(f"after {one.withdrawn} the link was answered {one.after}" for one in ended)
        return Pass(
            told + "".join(f"; {one.strength.words}, no pattern" for one in links if one.strength),
            "; ".join(f"{one.shared}, opened by {one.opened}; its owner still reads the object" for one in links),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Ask for the link at each reading."""
        del seen
        return Remedy(
            "Keep each link as a row with 32 random bytes, whose object it opens and until when; look that row up at each reading, "
            "delete it when its owner withdraws it, and let no cache keep what it opens.",
            Effort.HOURS,
            "select object_id from links where token_hash = :hash and withdrawn_at is null",
        )


def _why(one: Link) -> str:
    if not one.opened:
        return ""
    if one.still and one.kept:
        return "a link that its owner withdrew still opens"
    if one.strength and one.strength.patterns:
        return f"its links are {one.strength.patterns[0]}"
    if one.strength and one.strength.samples > 1 and one.strength.bits < FEWEST_BITS:
        return f"its links are found by trying: {one.strength.words}"
    return ""
