"""Where a site asks for a place in browsers' own list of HTTPS names, sees whether the list would take it."""

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.net.headers import Served, SiteHeaders
from launchready.observe.world import World
from launchready.stages.s4_edge._headers import Seen
from launchready.stages.s4_edge.hsts_is_missing import BELOW, MAX_AGE
from launchready.verdict import Evidence

YEAR = 31_536_000
WORD = "preload"


class PreloadWouldBeRefused(Check[WebSurface | ApiSurface, Seen]):
    """You count on browsers that know your name before the first visit, and they never will.

    What it does
        Only where an answer says `preload`: reads the header of the name on which it is said. The list takes a name whose
        header holds for a year or more, speaks for all names below, and says `preload`. That HTTP leads to HTTPS on the
        same host, and that certificates are valid, is what other checks look at. Where nobody says `preload`, nothing is
        asked for: it is hard to take back, and no launch needs it.

    Why it is bad
        The word alone does nothing: the list refuses the name, and the first visit of every browser stays open.

    See it yourself
        curl -sI https://the.domain/ | grep -i strict-transport
    """

    title = "The site asks browsers to know its name, in a way that their list refuses"
    impact = Impact.GOOD_TO_KNOW
    rows = ("EDG-4",)
    refs = ("RFC 6797", "CWE-319")
    touch = Touch.READ
    faults = ("edg-header-lax",)

    async def look(self, at: WebSurface | ApiSurface, world: World) -> Seen:
        """Asks once a run, whoever asks."""
        return Seen(await world.ask(SiteHeaders(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where `preload` is said and a rule of the list is not kept."""
        answers = seen.answers
        if answers.environment != "production":
            return NotApplicable(f"headers are for visitors of production; this is {answers.environment}")
        asking = [one for one in answers.served if one.is_secure and _asks(one)]
        if gaps := [(one, words) for one in asking if (words := _gap(one))]:
            first, words = gaps[0]
            return Fail(
                f"{first.host} says preload, and {words}",
                tuple(Evidence(one.line, one.first("strict-transport-security")) for one, _ in gaps[:3]),
                (first.curl,),
                tuple(dict.fromkeys(one.host for one, _ in gaps)),
            )
        if answers.silent:
            return Unknown(answers.silent[0])
        if not asking:
            return NotApplicable("no answer says preload")
        first = asking[0]
        return Pass(
            "whoever says preload keeps the rules of its header",
            f"{first.line}: {first.first('strict-transport-security')}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Either way is right."""
        del seen
        return Remedy(
            "Take `preload` out, which is the sound choice for a launch. Or, when every name below the domain is on HTTPS for good: "
            "send the header below from the domain itself, and hand the domain in at the browsers' list.",
            Effort.MINUTES,
            "Strict-Transport-Security: max-age=63072000; includeSubDomains; preload",
        )


def _asks(one: Served) -> bool:
    words = [word.strip().lower() for word in one.first("strict-transport-security").split(";")]
    return WORD in words


def _gap(one: Served) -> str:
    value = one.first("strict-transport-security")
    age = MAX_AGE.search(value)
    short = f"its max-age is {age[1] if age else 'missing'}, under a year" if not age or int(age[1]) < YEAR else ""
    return " and ".join(filter(None, (short, "" if BELOW.search(value) else "it does not speak for the names below")))
