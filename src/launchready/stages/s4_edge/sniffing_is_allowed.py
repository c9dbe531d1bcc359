"""Looks whether browsers are told to believe the content's type."""

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.net.headers import API, API_ERROR, ERROR, FILE, FOREIGN, PAGE, Served, SiteHeaders
from launchready.observe.world import World
from launchready.stages.s4_edge._headers import Seen, judge


class SniffingIsAllowed(Check[WebSurface | ApiSurface, Seen]):
    """A file that a customer uploaded as a picture runs as a script, because the browser guesses what it is.

    What it does
        Asks for each declared page, a page that is not there, scripts and styles (those of your other hosts too), and the API: an
        answer, an error, the refusals of who does not sign in and of what cannot be read. Looks for X-Content-Type-Options:
        nosniff on each.

    Why it is bad
        A marketplace hands out what strangers uploaded. A browser that guesses the type turns a text into a script.

    See it yourself
        curl -sI https://the.domain/ | grep -i x-content-type-options
    """

    title = "Browsers may guess what a file is"
    impact = Impact.SHOULD_FIX
    rows = ("EDG-4",)
    refs = ("CWE-430", "A02:2025")
    touch = Touch.READ
    faults = ("edg-header-nosniff",)

    async def look(self, at: WebSurface | ApiSurface, world: World) -> Seen:
        """Asks once a run, whoever asks."""
        return Seen(await world.ask(SiteHeaders(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the header is missing."""
        return judge(seen, (PAGE, ERROR, FILE, FOREIGN, API, API_ERROR), gap, "X-Content-Type-Options: nosniff")

    def remedy(self, seen: Seen) -> Remedy:
        """One header, at the edge."""
        del seen
        return Remedy(
            "Add the header at the edge, for every answer, and send uploads with Content-Disposition: attachment.",
            Effort.MINUTES,
            "X-Content-Type-Options: nosniff",
        )


def gap(served: Served) -> str | None:
    """What is wrong with the header of an answer; None where nothing is."""
    value = served.first("x-content-type-options")
    if value.partition(",")[0].strip().lower() == "nosniff":  # browsers take the first word of all
        return None
    return f"X-Content-Type-Options: {value}" if value else "no X-Content-Type-Options"
