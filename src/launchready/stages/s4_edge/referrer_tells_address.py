"""Looks whether browsers are told to hand the whole address of a page to every other site."""

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.headers import ERROR, PAGE, Served, SiteHeaders
from launchready.observe.world import World
from launchready.stages.s4_edge._headers import Seen, judge

KNOWN = frozenset(
    {
        *("no-referrer", "no-referrer-when-downgrade", "origin", "origin-when-cross-origin", "same-origin"),
        *("strict-origin", "strict-origin-when-cross-origin", "unsafe-url"),
    }
)
TELLS = frozenset({"unsafe-url", "no-referrer-when-downgrade"})
SPOKEN = {"never": "no-referrer", "default": "strict-origin-when-cross-origin", "always": "unsafe-url"}
"""Older words, which browsers still take from a page."""


class ReferrerTellsAddress(Check[WebSurface, Seen]):
    """Links out of your pages tell other sites where your customer was, with the token that stood in the address.

    What it does
        Reads the referrer policy of each declared page and of one that is not there as a browser does (of several words the
        last that it knows; the page's own over the header's). No policy is no finding: browsers then hand on the site's
        name alone.

    Why it is bad
        Addresses hold tokens of resets and invitations, search words and ids. With `unsafe-url` or
        `no-referrer-when-downgrade` each picture, script and link of another site gets them.

    See it yourself
        curl -sI https://the.domain/ | grep -i referrer-policy
    """

    title = "Browsers are told to hand whole addresses to other sites"
    impact = Impact.SHOULD_FIX
    rows = ("EDG-4",)
    refs = ("CWE-200", "CWE-598", "A02:2025")
    touch = Touch.READ
    faults = ("edg-header-lax",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Asks once a run, whoever asks."""
        return Seen(await world.ask(SiteHeaders(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the policy tells whole addresses."""
        shown = (lambda one: one.html and one.shown, "no answer of this site is a page that a browser shows")
        return judge(seen, (PAGE, ERROR), _wrong, "other sites get the site's name at most", meant=shown)

    def remedy(self, seen: Seen) -> Remedy:
        """One header, or none."""
        del seen
        return Remedy(
            "Send the policy below (or none: it is what browsers do by themselves), and no-referrer on pages whose address holds a "
            "token.",
            Effort.MINUTES,
            "Referrer-Policy: strict-origin-when-cross-origin",
        )


def _wrong(served: Served) -> str | None:
    words = [word.strip().lower() for value in served.all("referrer-policy") for word in value.split(",")]
    meta = served.meta_referrer.strip().lower()
    known = [word for word in (*words, SPOKEN.get(meta, meta)) if word in KNOWN]
    return f"Referrer-Policy: {known[-1]}" if known and known[-1] in TELLS else None
