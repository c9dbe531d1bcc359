"""Asks the API as a page of a website that nobody knows would, and reads whether it lets that page act as its visitor."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.cors import Cors, Words
from launchready.observe.auth.origins import FOREIGN, OWN
from launchready.observe.world import World
from launchready.stages.s2_boundaries._cors import control, finding, reflects, unseen


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API said to each origin."""

    words: Words


class CorsReflectsOrigin(Check[ApiSurface, Seen]):
    """Any site that your customer visits could read their chats, because the API trusts every origin.

    What it does
        Signs in and asks for what belongs to one user with the Origin of a made-up website: with the session, with a cookie
        beside it, without, on a second operation, on an error, and as the preflights of a read and of a change. Counts what
        a browser would make of each answer by the rules of the Fetch standard. Your own origin is asked too, where
        launch.toml names it.

    Why it is bad
        The browser is what keeps other websites out of your customers' sessions, and these two headers tell it not to.

    See it yourself
        Call the API with `Origin: https://evil.example` and look for that name in Access-Control-Allow-Origin, beside
        Access-Control-Allow-Credentials: true.
    """

    title = "The API lets any website read its answers"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-3", "FOOT-3")
    refs = ("API8:2023", "CWE-942", "A02:2025")
    touch = Touch.PROBE
    faults = ("bnd-cors-reflect", "bnd-cors-cookie-only")

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the answers with the other checks of CORS."""
        return Seen(await world.ask(Cors(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a browser would let the strange page read, or change, what belongs to its visitor."""
        words = seen.words
        if reflects(words):
            found = words.open_to(FOREIGN)
            return finding(words, found, f"{found[0].operation} lets in another website by name, with credentials")
        asked = words.to(FOREIGN)
        if not words.private and any(one.reads_as_user for one in asked):
            return Unknown(
                "the API lets in any website with credentials, but no answer that belongs to a user was seen, so what a page "
                "reads may be what anybody may fetch: declare a principal that may sign in"
            )
        unclear = unseen(words, asked)
        return unclear or Pass(
            f"none of {len(asked)} requests of another website was let in as its visitor", control(words)
        )

    def remedy(self, seen: Seen) -> Remedy:
        """An exact list."""
        own = next((one.origin for one in seen.words.to(OWN)), "https://your-site.example")
        return Remedy(
            "Compare the Origin with an exact list of your own websites, scheme and all; never echo it, with a cookie or "
            "without, never match by a part of the name, and send Vary: Origin.",
            Effort.MINUTES,
            f'app.add_middleware(CORSMiddleware, allow_origins=["{own}"], allow_credentials=True)',
        )
