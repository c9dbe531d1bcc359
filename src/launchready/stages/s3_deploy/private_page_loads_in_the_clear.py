"""Opens the private pages as somebody who is signed in, and reads what they load, or send, over plain HTTP."""

from dataclasses import dataclass

from launchready.check import Check, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.mixed import ClearLoadsBehindSignIn, InTheClear
from launchready.observe.world import World
from launchready.stages.s3_deploy._clear import failed, remedy


@dataclass(frozen=True, slots=True)
class Seen:
    """What the private pages of a site load."""

    scheme: str
    environment: str
    found: InTheClear | None
    """None where there is nothing to open: no private page, or not production."""


class PrivatePageLoadsInTheClear(Check[WebSurface, Seen]):
    """A page that customers see after signing in loads parts over plain HTTP: the account or the checkout stays dead.

    What it does
        Opens the declared `private_pages` as one of each role, and reads what `deploy.page-loads-in-the-clear` reads: scripts,
        frames, styles, images, media, fonts, what styles name, and where forms are sent. That the page is one for people
        who are signed in is the control: nobody is refused or asked to sign in, or the page names who asks.

    Why it is bad
        A script that browsers refuse leaves the checkout dead for paying customers alone, where no public look finds it. A form
        in the clear gives away names and addresses, and whoever alters a script on its way acts as the customer.

    See it yourself
        Open the page signed in, and read the browser's console: "Mixed Content".
    """

    title = "Pages behind the sign-in load or send parts over plain HTTP"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-4", "DEP-7", "MIN-2")
    refs = ("CWE-311", "CWE-319", "A04:2025")
    touch = Touch.PROBE
    faults = ("dep-mixed-account",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Two fetches a page, and its styles."""
        scheme = (at.url or "").partition(":")[0]
        if not at.private_pages or scheme != "https":
            return Seen(scheme, at.environment, None)
        return Seen(scheme, at.environment, await world.ask(ClearLoadsBehindSignIn(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where something goes over plain HTTP; passes only where every private page was opened."""
        if seen.scheme != "https":
            return NotApplicable("the site itself is declared with plain HTTP")
        if seen.found is None:
            return NotApplicable("launch.toml names no private page of this site (`private_pages`)")
        if seen.found.clear:
            return failed(seen.found)
        if seen.found.unread or not seen.found.signed:
            return Unknown(f"nobody who signs in opens a private page: {'; '.join(seen.found.unread[:3])}")
        return Pass(
            f"whatever the {len(seen.found.signed)} private pages load or send goes over HTTPS",
            f"{seen.found.signed[0]}; {len(seen.found.read)} pages and styles name {seen.found.loads} things",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """HTTPS in each address."""
        assert seen.found is not None
        return remedy(seen.found)
