"""Reads the declared pages and their styles for what they load, or send, over plain HTTP."""

from dataclasses import dataclass

from launchready.check import Check, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.net.mixed import ClearLoads, InTheClear
from launchready.observe.world import World
from launchready.stages.s3_deploy._clear import failed, remedy


@dataclass(frozen=True, slots=True)
class Seen:
    """What the pages of a site load."""

    scheme: str
    found: InTheClear


class PageLoadsInTheClear(Check[WebSurface, Seen]):
    """A page that came over HTTPS loads parts over plain HTTP: browsers leave them out, or somebody on the line alters them.

    What it does
        Reads the declared pages and the styles that they load: scripts, frames, styles, images, media, fonts, what styles
        name in `url()` and `@import`, and where forms are sent. An `http://` address among them is a finding: active where
        it could take the page over (a script, a frame, a style, a form), passive where it could only deceive (an image).
        A page that sends `upgrade-insecure-requests` has its browser mend it, and is left out. What scripts add later is
        not seen. Pages behind the sign-in are `deploy.private-page-loads-in-the-clear`.

    Why it is bad
        The active kind is not loaded at all, so that the checkout stays dead; an image turns the padlock off. A form that
        is sent in the clear gives away what was typed.

    See it yourself
        curl -sS https://the.name/ | grep -Eo '(src|href|action)="http://[^"]+'
    """

    title = "Pages load or send parts over plain HTTP"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-4", "DEP-7", "MIN-2")
    refs = ("CWE-311", "CWE-319", "A04:2025")
    touch = Touch.READ
    faults = ("dep-mixed-content",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Reads the pages and their styles."""
        if at.url is None:
            raise CannotLook(f"surface {at.name} has no url")
        return Seen(at.url.partition(":")[0], await world.ask(ClearLoads(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where something goes over plain HTTP; passes only where a page was read that loads something."""
        if seen.scheme != "https":
            return NotApplicable("the site itself is declared with plain HTTP")
        found = seen.found
        if found.clear:
            return failed(found)
        if found.unread or not found.read:
            return Unknown("; ".join(found.unread[:3]) or "no page is declared")
        mended = f" ({len(found.upgraded)} of the pages have the browser upgrade)" if found.upgraded else ""
        return Pass(
            f"whatever the pages load or send goes over HTTPS{mended}",
            f"{len(found.read)} pages and styles were read, which name {found.loads} things to load or send to",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """HTTPS in each address."""
        return remedy(seen.found)
