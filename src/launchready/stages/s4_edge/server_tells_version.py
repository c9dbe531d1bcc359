"""Looks for names of server software with their versions, in headers and at the foot of error pages."""

import re

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.net.headers import (
    API,
    API_ERROR,
    BROKEN,
    ERROR,
    FILE,
    FOREIGN,
    PAGE,
    REDIRECTION,
    Served,
    SiteHeaders,
)
from launchready.observe.world import World
from launchready.stages.s4_edge._headers import Seen, judge

TELLING = ("server", "x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator")
NAMED = re.compile(r"[A-Za-z][\w.+-]*(?:/|\s+v?)\d+(?:\.\d+)+")
"""`nginx/1.18.0`, `PHP/8.1.2`, `Drupal 10.2`; not `cloudflare`, not `Express`."""
BARE = re.compile(r"^\d+(?:\.\d+)+$")


class ServerTellsVersion(Check[WebSurface | ApiSurface, Seen]):
    """Who looks for servers with a known hole finds yours in a list, because it says which version it is.

    What it does
        Reads Server, X-Powered-By and their kin on every kind of answer (that to an address which the server cannot read is
        one), and the foot of error pages, for a name with a version. A name alone is no finding: it tells nothing that
        cannot be guessed.

    Why it is bad
        On the day a hole becomes known, whoever keeps a list of versions has the list of targets. It costs nothing to
        say less; the hole itself only an update mends.

    See it yourself
        curl -sI https://the.domain/ | grep -i -e ^server -e powered
    """

    title = "Answers tell the server's software and version"
    impact = Impact.GOOD_TO_KNOW
    rows = ("EDG-4",)
    refs = ("CWE-200", "CWE-497", "A02:2025")
    touch = Touch.READ
    faults = ("edg-header-lax",)

    async def look(self, at: WebSurface | ApiSurface, world: World) -> Seen:
        """Asks once a run, whoever asks."""
        return Seen(await world.ask(SiteHeaders(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each answer that tells a version."""
        kinds = (PAGE, ERROR, REDIRECTION, FILE, FOREIGN, API, API_ERROR, BROKEN)
        return judge(seen, kinds, version_told, "no version of a server's software")

    def remedy(self, seen: Seen) -> Remedy:
        """A line each."""
        del seen
        return Remedy(
            "Take the headers off at the edge, and the signature off error pages: nginx `server_tokens off`, Apache `ServerTokens "
            "Prod` and `ServerSignature Off`, PHP `expose_php = Off`, Express `app.disable('x-powered-by')`.",
            Effort.MINUTES,
            "server_tokens off;",
        )


def version_told(served: Served) -> str | None:
    """The version that an answer tells; None where it tells none."""
    for name in TELLING:
        for value in served.all(name):
            if NAMED.search(value) or ("version" in name and BARE.match(value.strip())):
                return f"{name}: {value}"
    return f"the error page is signed {served.signed}" if served.signed else None
