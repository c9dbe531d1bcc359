"""Looks whether another site may show the pages in a frame of its own."""

import re

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.headers import ERROR, PAGE, Served, SiteHeaders, directives
from launchready.observe.world import World
from launchready.stages.s4_edge._headers import Seen, judge

ANYWHERE = re.compile(r"https?:|(?:https?://)?\*(?::(?:\*|\d+))?")
"""Sources of frame-ancestors that every site is: a scheme, or any host at any port or one."""
REFUSALS = frozenset({"deny", "sameorigin"})
CLASH = REFUSALS | {"allowall"}


class PageCanBeFramed(Check[WebSurface, Seen]):
    """Another site shows your page invisibly over its own, and your customer's click lands on `Pay`.

    What it does
        Asks for each declared page and for one that is not there, and reads frame-ancestors and X-Frame-Options as a browser
        does: where frame-ancestors is given, it alone counts; X-Frame-Options may be said twice, by the app and by the edge.

    Why it is bad
        A signed-in customer clicks what they do not see: orders, approvals, changes to the account.

    See it yourself
        curl -sI https://the.domain/ | grep -i -e frame-ancestors -e x-frame-options
    """

    title = "Any site may show your pages in a frame"
    impact = Impact.SHOULD_FIX
    rows = ("EDG-4",)
    refs = ("CWE-1021", "RFC 7034", "A02:2025")
    touch = Touch.READ
    faults = ("edg-header-frame",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Asks once a run, whoever asks."""
        return Seen(await world.ask(SiteHeaders(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a page may be framed by anybody."""
        shown = (lambda one: one.html and one.shown, "no answer of this site is a page that a browser shows")
        return judge(seen, (PAGE, ERROR), gap, "frames are refused to strangers", meant=shown)

    def remedy(self, seen: Seen) -> Remedy:
        """Two headers."""
        del seen
        return Remedy(
            "Add both headers at the edge, for every page; name the sites that embed you, if there are any.",
            Effort.MINUTES,
            "Content-Security-Policy: frame-ancestors 'none'\nX-Frame-Options: DENY",
        )


def gap(served: Served) -> str | None:
    """How strangers may frame an answer; None where they may not."""
    policies = [directives(part) for value in served.all("content-security-policy") for part in value.split(",")]
    ancestors = [one["frame-ancestors"] for one in policies if "frame-ancestors" in one]
    if ancestors:  # every policy must allow a frame, so that one that refuses is enough
        wide = [one for one in ancestors if any(ANYWHERE.fullmatch(source) for source in one)]
        return None if len(wide) < len(ancestors) else f"frame-ancestors {' '.join(wide[0])}"
    value = ", ".join(served.all("x-frame-options"))
    words = {word.strip().lower() for word in value.split(",")} - {""}
    if not words:
        return "neither frame-ancestors nor X-Frame-Options"
    # The app and the edge may both say it: one word twice is that word, and browsers refuse the frame where words clash.
    refused = words & REFUSALS if len(words) == 1 else words & CLASH
    return None if refused else f"X-Frame-Options: {value} means nothing to a browser"
