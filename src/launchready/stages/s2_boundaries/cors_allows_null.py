"""Asks the API with the origin null, which any website can make its visitors' browsers send."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.cors import PREFLIGHT, Cors, Words
from launchready.observe.auth.origins import NULL
from launchready.observe.world import World
from launchready.stages.s2_boundaries._cors import control, finding, reflects, unseen


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API said to each origin."""

    words: Words


class CorsAllowsNull(Check[ApiSurface, Seen]):
    """Any website can read your customers' data through a sandboxed frame, because the API trusts the origin null.

    What it does
        Signs in and asks for what belongs to one user with `Origin: null`: with the session, with a cookie beside it, without,
        and as a preflight; reads whether a browser would let the page read the answer.

    Why it is bad
        null is not "no website": every site can produce it with a sandboxed frame or a local file, so trusting it trusts
        everybody.

    See it yourself
        Call the API with `Origin: null` and look for Access-Control-Allow-Origin: null in the answer.
    """

    title = "The API trusts the origin null"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-3", "FOOT-3")
    refs = ("API8:2023", "CWE-942")
    touch = Touch.PROBE
    faults = ("bnd-cors-null",)

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the answers with the other checks of CORS."""
        return Seen(await world.ask(Cors(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where null is let in by name; where everybody is let in by name, that is the finding."""
        words = seen.words
        if reflects(words):
            return Unknown("the API lets every origin in, so null tells nothing more; mend that first")
        nulls = words.to(NULL)
        found = tuple(one for one in nulls if one.is_named and one.reads and one.private and one.way != PREFLIGHT)
        if found:
            how = ", with credentials" if any(one.reads_as_user for one in found) else ", without credentials"
            return finding(words, found, f"{found[0].operation} lets in the origin null{how}")
        unclear = unseen(words, nulls)
        return unclear or Pass(f"none of {len(nulls)} requests with the origin null was let in by name", control(words))

    def remedy(self, seen: Seen) -> Remedy:
        """Take null off the list."""
        del seen
        return Remedy(
            "Take null off the list of allowed origins. If a local file or an app needs the API during development, allow "
            "it in development alone.",
            Effort.MINUTES,
        )
