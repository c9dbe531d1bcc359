"""Looks for Strict-Transport-Security on pages, error pages and the API's answers."""

import re

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.headers import API, ERROR, PAGE, Served, SiteHeaders
from launchready.observe.world import World
from launchready.stages.s4_edge._headers import Seen, judge

MAX_AGE = re.compile(r"(?:^|;)\s*max-age\s*=\s*\"?(\d+)", re.IGNORECASE)
HALF_A_YEAR = 15_552_000


class HstsIsMissing(Check[WebSurface, Seen]):
    """On a café's network somebody answers in your place, because browsers were never told to insist on encryption.

    What it does
        Asks for each declared page, a page that is not there and the API, and looks for Strict-Transport-Security that
        holds for half a year or more.

    Why it is bad
        The first request of a visitor who types the name goes out unencrypted. Without this header every visit begins so,
        and whoever stands in between can keep it so and read the password.

    See it yourself
        curl -sI https://the.domain/ | grep -i strict-transport
    """

    title = "Browsers are not told to insist on HTTPS"
    impact = Impact.SHOULD_FIX
    rows = ("EDG-4",)
    refs = ("RFC 6797", "CWE-319", "A02:2025")
    touch = Touch.READ
    faults = ("edg-header-hsts",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Asks once a run, whoever asks."""
        return Seen(await world.ask(SiteHeaders(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the header is missing or too short."""
        return judge(seen, (PAGE, ERROR, API), _wrong, "Strict-Transport-Security for half a year or more")

    def remedy(self, seen: Seen) -> Remedy:
        """One header, at the edge."""
        del seen
        return Remedy(
            "Add the header at the edge, for every answer. Begin with a day, look whether every subdomain works over HTTPS, then "
            "raise it to a year.",
            Effort.MINUTES,
            "Strict-Transport-Security: max-age=31536000; includeSubDomains",
        )


def _wrong(served: Served) -> str | None:
    value = served.first("strict-transport-security")  # a browser takes the first alone
    if not value:
        return "no Strict-Transport-Security"
    age = MAX_AGE.search(value)
    if age is None or int(age[1]) < HALF_A_YEAR:
        return f"Strict-Transport-Security: {value} is shorter than half a year"
    return None
