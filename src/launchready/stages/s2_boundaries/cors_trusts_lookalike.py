"""Asks the API with origins that a careless comparison takes for its own, and reads which it lets in."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.cors import Cors, Word, Words
from launchready.observe.auth.origins import BEGINS, DOT, ENDS, OWN, PLAIN, SHARED, SUBDOMAIN, TAKEABLE
from launchready.observe.world import World
from launchready.stages.s2_boundaries._cors import control, finding, reflects, unseen

WRONG = (ENDS, BEGINS, DOT, PLAIN, SHARED, TAKEABLE)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API said to each origin."""

    words: Words


class CorsTrustsLookalike(Check[ApiSurface, Seen]):
    """Whoever registers a name that looks like yours can read your customers' data, because the API compares carelessly.

    What it does
        Signs in and asks for what belongs to one user with origins that end like yours (evilexample.com), begin like yours
        (example.com.evil.example), have a letter where you have a dot (apixexample.com), are yours without TLS, stand on a host
        where anybody gets a name (evil.vercel.app), or are an undeclared name below your own domain. The last counts only
        where one of the known names could be taken by anybody.

    Why it is bad
        Such a name costs ten euros, or nothing. Without TLS, everybody on the same wireless network can play your site.

    See it yourself
        Call the API with `Origin: https://evil` followed by your own name, and look for it in Access-Control-Allow-Origin.
    """

    title = "The API trusts websites that only look like its own"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-3",)
    refs = ("API8:2023", "CWE-942", "CWE-346")
    touch = Touch.PROBE
    faults = ("bnd-cors-suffix",)

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the answers with the other checks of CORS."""
        return Seen(await world.ask(Cors(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where one of them is let in by its name."""
        words = seen.words
        if reflects(words):
            return Unknown("the API lets every website in by name, so a look-alike tells nothing more; mend that first")
        found = _let_in(words)
        if found:
            kinds = ", ".join(dict.fromkeys(one.kind for one in found))
            how = "with credentials" if any(one.reads_as_user for one in found) else "without credentials"
            return finding(words, found, f"{found[0].operation} lets in {kinds}, by name, {how}")
        asked = words.to(*WRONG)
        below = [one for one in words.to(SUBDOMAIN) if one.is_named]
        beside = (
            f"; every name below the own domain is trusted, and of the {words.names} known ones none could be taken: the day "
            "one is left behind, it opens the API"
            if below
            else ""
        )
        unclear = unseen(words, asked)
        return unclear or Pass(
            f"none of {len(asked)} origins that look like the own one was let in{beside}", control(words)
        )

    def remedy(self, seen: Seen) -> Remedy:
        """An exact list."""
        own = next((one.origin for one in seen.words.to(OWN)), "https://your-site.example")
        return Remedy(
            "Compare the whole Origin with an exact list, scheme and all; no endsWith, no startsWith, no pattern. List previews "
            "one by one, or let them call a back end of their own.",
            Effort.MINUTES,
            f'app.add_middleware(CORSMiddleware, allow_origins=["{own}"], allow_credentials=True)',
        )


def _let_in(words: Words) -> tuple[Word, ...]:
    found = [one for one in words.to(*WRONG) if one.is_named and one.reads and one.private]
    return tuple(sorted(found, key=lambda one: not one.reads_as_user))
