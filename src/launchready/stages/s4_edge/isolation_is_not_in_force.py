"""Where a site means to keep other windows and other sites apart, sees whether a browser would take what it says."""

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.net.headers import API, ERROR, FILE, PAGE, Served, SiteHeaders
from launchready.observe.world import World
from launchready.stages.s4_edge._headers import Seen, judge

OPENER, EMBEDDER, RESOURCE = (
    *("cross-origin-opener-policy", "cross-origin-embedder-policy", "cross-origin-resource-policy"),
)
KNOWN = {
    OPENER: frozenset({"unsafe-none", "same-origin", "same-origin-allow-popups", "noopener-allow-popups"}),
    EMBEDDER: frozenset({"unsafe-none", "require-corp", "credentialless"}),
    RESOURCE: frozenset({"same-site", "same-origin", "cross-origin"}),
}
"""What browsers know, in small letters alone; whatever else stands there they pass over without a word."""
ISOLATING = frozenset({"require-corp", "credentialless"})


class IsolationIsNotInForce(Check[WebSurface | ApiSurface, Seen]):
    """You told browsers to keep other sites' windows away from yours, and they passed over it without a word.

    What it does
        Only where an answer says Cross-Origin-Opener-Policy, -Embedder-Policy or -Resource-Policy: reads them as a browser does.
        A word that browsers do not know (`same-site` is none of the opener's) or that is said twice counts as nothing, and a
        page that says `require-corp` or `credentialless` is isolated only where its opener policy is `same-origin`. Where
        none of them is said, none is asked for: what their lack lets through is tried by `edge.other-site-loads-private-page`
        and `edge.page-can-be-framed`.

    Why it is bad
        Another site keeps a handle on the window it opened, counts its frames and sends it elsewhere while your customer
        believes to be with you; and what needs isolation (shared memory, exact clocks) does not work at all.

    See it yourself
        curl -sI https://the.domain/ | grep -i ^cross-origin, or `crossOriginIsolated` in the console
    """

    title = "Headers that should keep other sites apart have no effect"
    impact = Impact.GOOD_TO_KNOW
    rows = ("EDG-4",)
    refs = ("CWE-693", "A02:2025")
    touch = Touch.READ
    faults = ("edg-header-lax",)

    async def look(self, at: WebSurface | ApiSurface, world: World) -> Seen:
        """Asks once a run, whoever asks."""
        return Seen(await world.ask(SiteHeaders(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where what is said has no effect."""
        said = (lambda one: any(one.all(name) for name in KNOWN), "no answer asks for it, and nothing has to")
        return judge(seen, (PAGE, ERROR, FILE, API), _wrong, "what is said is heeded", meant=said)

    def remedy(self, seen: Seen) -> Remedy:
        """A word each."""
        del seen
        return Remedy(
            "Say each once, in a word that browsers know. `same-origin-allow-popups` keeps windows of other sites away and lets your own "
            "sign-in with another provider work; with an embedder policy it has to be `same-origin`.",
            Effort.MINUTES,
            "Cross-Origin-Opener-Policy: same-origin-allow-popups",
        )


def _wrong(served: Served) -> str | None:
    for name, known in KNOWN.items():
        values = served.all(name)
        words = [value.partition(";")[0].strip(" \t") for value in values]
        if len(words) > 1:
            return f"{name} is said {len(words)} times, and counts as nothing: {', '.join(values)}"
        if words and words[0] not in known:
            return f"{name}: {values[0]} is no word that browsers know"
    asks = served.first(EMBEDDER).partition(";")[0].strip()
    opener = served.first(OPENER).partition(";")[0].strip()
    if served.html and served.shown and asks in ISOLATING and opener != "same-origin":
        return f"{EMBEDDER}: {asks} isolates nothing beside {OPENER}: {opener or '(none)'}"
    return None
