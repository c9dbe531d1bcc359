"""Looks for Strict-Transport-Security on every kind of answer: pages, errors, redirects, files and the API's."""

import re

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.net.headers import API, API_ERROR, ERROR, FILE, PAGE, REDIRECTION, Served, SiteHeaders
from launchready.observe.world import World
from launchready.stages.s4_edge._headers import Seen, judge

MAX_AGE = re.compile(r"(?:^|;)\s*max-age\s*=\s*\"?(\d+)\"?\s*(?=;|$)", re.IGNORECASE)
BELOW = re.compile(r"(?:^|;)\s*includesubdomains\s*(?:;|$)", re.IGNORECASE)
HALF_A_YEAR = 15_552_000


class HstsIsMissing(Check[WebSurface | ApiSurface, Seen]):
    """On a café's network somebody answers in your place, because browsers were never told to insist on encryption.

    What it does
        Asks for each declared page, a page that is not there, a private page, a file, the site's other names and the API (an
        answer and an error), and looks for Strict-Transport-Security that holds for half a year or more. A name that
        only sends visitors on needs none of its own where a name above it speaks for all below. Answers by plain HTTP, and of
        addresses of a machine, are left out: browsers pass over the header there.

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

    async def look(self, at: WebSurface | ApiSurface, world: World) -> Seen:
        """Asks once a run, whoever asks."""
        return Seen(await world.ask(SiteHeaders(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the header is missing or too short."""
        good = [one for one in seen.answers.served if one.is_secure and gap(one) is None]
        above = {one.host for one in good if BELOW.search(one.first("strict-transport-security"))}

        def wrong(one: Served) -> str | None:
            spoken_for = one.kind == REDIRECTION and any(one.host.endswith(f".{name}") for name in above)
            return None if spoken_for else gap(one)

        return judge(
            seen,
            (PAGE, ERROR, REDIRECTION, FILE, API, API_ERROR),
            wrong,
            "Strict-Transport-Security for half a year or more",
            meant=(
                lambda one: one.is_secure,
                "no answer came by HTTPS from a public name, and only there is it heeded",
            ),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """One header, at the edge."""
        del seen
        return Remedy(
            "Add the header at the edge, for every answer. Begin with a day, look whether every subdomain works over HTTPS, then "
            "raise it to a year.",
            Effort.MINUTES,
            "Strict-Transport-Security: max-age=31536000; includeSubDomains",
        )


def gap(served: Served) -> str | None:
    """What is wrong with the header of an answer; None where nothing is."""
    value = served.first("strict-transport-security")  # a browser takes the first alone
    if not value:
        return "no Strict-Transport-Security"
    if "," in value:
        return f"Strict-Transport-Security: {value} holds a comma, and browsers that keep to the rules pass over it"
    age = MAX_AGE.search(value)
    if age is None or int(age[1]) < HALF_A_YEAR:
        return f"Strict-Transport-Security: {value} is shorter than half a year"
    return None
