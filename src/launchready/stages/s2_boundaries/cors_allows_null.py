"""Asks the API with the origin null, which any website can make its visitors' browsers send."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.cors import FOREIGN, NULL, OWN, Cors, Words
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API said to each origin."""

    words: Words


class CorsAllowsNull(Check[ApiSurface, Seen]):
    """Any website can read your customers' data through a sandboxed frame, because the API trusts the origin null.

    What it does
        Sends `Origin: null` with a session, without one, and as a preflight, and reads whether the API lets it in.

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
        """Shares the answers with the check of reflected origins."""
        return Seen(await world.ask(Cors(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where null is let in by name; where everybody is let in, that is the finding."""
        nulls = seen.words.to(NULL)
        let_in = tuple(one for one in nulls if one.allowed == "null")
        if any(one.is_let_in for one in seen.words.to(FOREIGN)):
            return Unknown("the API lets every origin in, so null tells nothing more; mend that first")
        if let_in:
            return Fail(
                f"{let_in[0].operation} lets in the origin null"
                + (", with credentials" if let_in[0].credentials else ""),
                tuple(
                    Evidence(f"{one.way} with Origin: null: {one.status}", "Access-Control-Allow-Origin: null")
                    for one in let_in
                ),
                (let_in[0].curl,),
                (let_in[0].operation.split(" ", 1)[1],),
            )
        if not any(one.status for one in nulls):
            return Unknown("the API answered no request with the origin null")
        own = [one for one in seen.words.to(OWN) if one.is_let_in]
        control = f"{own[0].origin} is let in" if own else "the same requests were answered"
        return Pass(f"none of {len(nulls)} requests with the origin null was let in", control)

    def remedy(self, seen: Seen) -> Remedy:
        """Take null off the list."""
        del seen
        return Remedy(
            "Take null off the list of allowed origins. If a local file or an app needs the API during development, allow "
            "it in development alone.",
            Effort.MINUTES,
        )
