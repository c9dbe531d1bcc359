"""Looks whether pages let any site inside a frame ask for camera, microphone, place or payment."""

import re

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.headers import ERROR, PAGE, Served, SiteHeaders
from launchready.observe.world import World
from launchready.stages.s4_edge._headers import Seen, judge

POWERS = frozenset(
    {
        *(
            "camera",
            "microphone",
            "geolocation",
            "payment",
            "display-capture",
            "usb",
            "serial",
            "hid",
            "bluetooth",
            "midi",
        ),
        *("clipboard-read", "publickey-credentials-get", "identity-credentials-get", "local-fonts", "idle-detection"),
    }
)
"""What a browser asks its user about, or what reads something of theirs."""
GRANT = re.compile(r"([a-z-]+)\s*=\s*(?:\*|\(\s*\*\s*\))(?=\s*(?:,|;|$))", re.IGNORECASE)


class PageGivesPowersAway(Check[WebSurface, Seen]):
    """An advertisement in a frame asks for your customer's camera, in your name.

    What it does
        Reads Permissions-Policy of each declared page and of one that is not there, for a power (camera, microphone, place,
        payment and their kin) that is given to all sites with `*`. A page without the header gives them to itself alone,
        as browsers do by themselves: that is no finding, and a list of powers that are taken away is nothing to
        demand of a product that uses none.

    Why it is bad
        Whatever stands in a frame then asks with the site's own name on the question.

    See it yourself
        curl -sI https://the.domain/ | grep -i permissions-policy
    """

    title = "Pages give powers such as the camera to every site in a frame"
    impact = Impact.GOOD_TO_KNOW
    rows = ("EDG-4",)
    refs = ("CWE-732", "A02:2025")
    touch = Touch.READ
    faults = ("edg-header-lax",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Asks once a run, whoever asks."""
        return Seen(await world.ask(SiteHeaders(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a power is given to all."""
        shown = (lambda one: one.html and one.shown, "no answer of this site is a page that a browser shows")
        return judge(seen, (PAGE, ERROR), _wrong, "no power is given to every site", meant=shown)

    def remedy(self, seen: Seen) -> Remedy:
        """Name them."""
        del seen
        return Remedy(
            "Name the sites that need the power, or give it to nobody but yourself.",
            Effort.MINUTES,
            "Permissions-Policy: camera=(), microphone=(), geolocation=(self)",
        )


def _wrong(served: Served) -> str | None:
    given = [name.lower() for value in served.all("permissions-policy") for name in GRANT.findall(value)]
    powers = [name for name in given if name in POWERS]
    return f"Permissions-Policy gives {', '.join(powers)} to every site" if powers else None
