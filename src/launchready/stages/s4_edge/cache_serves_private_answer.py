"""Asks an API as one customer and sees whether another, or nobody, is given the same answer by the cache."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.net.cache import AnswersThroughCache, PrivateAnswers
from launchready.observe.world import World
from launchready.stages.s4_edge._cache import judge


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the answers that belong to one customer."""

    environment: str
    found: PrivateAnswers | None


class CacheServesPrivateAnswer(Check[ApiSurface, Seen]):
    """The app asks who is signed in, and the cache answers with the last one who asked.

    What it does
        Asks as A for customer A's profile, for every other answer without a parameter that shows what is A's, and for one object
        of each kind that A made and what lies below it, what a cache is the likeliest to keep first; then at the same address as
        customer B and as nobody. Where B is shown what is A's at an address of their own as well, it is asked past the cache (a
        letter in its code, a slash twice, a wish for a fresh answer): what comes there is the product's, and left to the checks
        of boundaries. Of a cache that says nothing of itself and reads every spelling alike it is told by what lives: nobody
        is refused at the same address, or an object that is made for it shows at once. Then the profile's address in the
        disguises in which a cache takes it for a file (`;x.css`, `?x.css`, `%2f..%2fassets%2fx.js` and their kin), and the other
        answers in those in which the API served one before, with five usual ones for each new shape of path. What a look has no
        room for (400 requests, 35 seconds) is named with its number.

    Why it is bad
        An edge that keeps the API's answers gives names, orders and addresses to whoever asks next. A rule for files that looks
        at the end of an address is enough: a link to `/me?x.css` in a mail makes the customer's browser put their answer
        where the sender fetches it.

    See it yourself
        curl -s -H "Authorization: Bearer $TOKEN" 'https://api.the.domain/me?7431.css', then the same address without the token
    """

    title = "The cache gives one customer's answers of the API to others"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EDG-3", "ABU-2", "MIN-4")
    refs = ("CWE-524", "CWE-525", "RFC 9111")
    touch = Touch.PROBE
    faults = ("edg-answer-cached",)

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Eight fetches an answer, six for one object's, and one a disguise or three."""
        if at.environment != "production":
            return Seen(at.environment, None)
        return Seen(at.environment, await world.ask(AnswersThroughCache(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where another's answer came back."""
        if seen.found is None:
            return NotApplicable(f"customers are in production; this is {seen.environment}")
        found = seen.found
        if not found.plain.controls:
            words = "; ".join(found.passed_over)
            return (
                NotApplicable(words)
                if words and all("POST" in one for one in found.passed_over)
                else Unknown(words or "no answer of the API is known to belong to one customer")
            )
        plain = judge(found.plain, "each asker gets their own answer or none")
        if not isinstance(plain, Pass):
            return plain
        dressed = judge(found.disguised, "no address that looks like a file keeps an answer")
        if not isinstance(dressed, Pass):
            return dressed
        if found.blind:
            return Unknown(
                f"{found.blind}: either the API does so, which the checks of boundaries tell, or a cache that says nothing of itself and "
                "heeds no query; ask for it with both accounts past the cache"
            )
        if found.unsettled:
            return Unknown(
                f"{'; '.join(found.unsettled)}: either the API shows it to all, or a cache that says nothing of itself and reads every "
                "spelling of an address alike keeps it; ask the origin itself, or have the cache tell what it does (X-Cache)"
            )
        left = f"; passed over: {'; '.join(found.passed_over)}" if found.passed_over else ""
        return Pass(f"{plain.because}; {dressed.because}{left}", plain.control)

    def remedy(self, seen: Seen) -> Remedy:
        """The API stays out."""
        assert seen.found is not None
        verdict = judge(seen.found.plain, "")
        pages = ", ".join(verdict.places if isinstance(verdict, Fail) else ())
        return Remedy(
            "Take the API's host out of the edge's cache altogether, whatever an address ends with"
            + (f" ({pages})" if pages else "")
            + ", purge what is kept, let files be kept by the folder of the build alone, and let the API send Cache-Control: "
            "private, no-store on every answer that depends on who asks.",
            Effort.MINUTES,
            "Cache-Control: private, no-store",
        )
