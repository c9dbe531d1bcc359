"""Reads whether the API gives every website leave to read answers that belong to one user."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.cors import COOKIE, SESSION, Cors, Words
from launchready.observe.auth.origins import FOREIGN, OWN
from launchready.observe.world import World
from launchready.stages.s2_boundaries._cors import SUCCESS, control, finding, reflects, unseen


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API said to each origin."""

    words: Words


class CorsAllowsEveryone(Check[ApiSurface, Seen]):
    """Every website may read what your API answers to a user, once it holds a token: only the token is left to guard it.

    What it does
        Signs in, asks for what belongs to one user with the Origin of a made-up website, and looks for
        Access-Control-Allow-Origin: *, or for the strange origin by name without credentials, which is the same. What the API
        gives to anybody may be open to every website and is no finding.

    Why it is bad
        Browsers refuse * together with cookies, so no website reads a session with it today. But a token that leaks into a
        page, a link or an extension is used from anywhere, and the day the session becomes a cookie the list is missing. If
        your API is meant for other people's websites, say so in a waiver: that is the reason.

    See it yourself
        Call the API as a user with `Origin: https://evil.example` and look for Access-Control-Allow-Origin: *.
    """

    title = "Every website may read what the API answers to a user"
    impact = Impact.COSTS_TRUST
    rows = ("BND-3", "FOOT-3")
    refs = ("API8:2023", "CWE-942", "A02:2025")
    touch = Touch.PROBE
    faults = ("bnd-cors-wildcard",)

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the answers with the other checks of CORS."""
        return Seen(await world.ask(Cors(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where an answer to a session is open to everybody's pages; a waiver gives the reason."""
        words = seen.words
        if reflects(words):
            return Unknown(
                "the API lets every website in by name and with credentials, which is worse; mend that first"
            )
        asked = words.to(FOREIGN)
        answered = [one for one in asked if one.private and one.way in {SESSION, COOKIE} and one.status in SUCCESS]
        found = tuple(one for one in answered if one.reads)
        if found and words.works:
            how = "by *" if found[0].allowed == "*" else "by name, without credentials"
            return finding(words, found, f"{found[0].operation} lets in every website {how}, and belongs to one user")
        public = [one for one in asked if not one.private and one.reads]
        beside = f"; {public[0].operation}, which is public, is open to all" if public else ""
        unclear = unseen(words, asked)
        return unclear or Pass(
            f"none of {len(asked)} requests of another website was let in to what belongs to one user{beside}",
            control(words),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A list, or a reason."""
        own = next((one.origin for one in seen.words.to(OWN)), "https://your-site.example")
        return Remedy(
            "Name your own websites in place of *, and leave * to what anybody may have. If other people's websites are "
            "meant to call this API with their users' tokens, write a [[waiver]] of this check with that reason.",
            Effort.MINUTES,
            f'app.add_middleware(CORSMiddleware, allow_origins=["{own}"], allow_credentials=True)',
        )
