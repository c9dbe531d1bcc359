"""Counts the redirects on each way into a site until the visitor is at its one name over HTTPS."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.redirects import Chain, End
from launchready.observe.net.ways import Ways
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Where each way leads."""

    site: str
    """Scheme and host of the one true name."""
    chains: tuple[Chain, ...]


class RedirectTakesDetours(Check[WebSurface, Seen]):
    """People who come by another name are sent from place to place before they see anything: each stop is time, and one more to break.

    What it does
        Follows every way into the site and counts the redirects until the visitor is at the declared name over HTTPS. One is
        right; two are where plain HTTP is first brought to HTTPS at the same name, as HSTS wants it. More, or a stop at a
        third name, is a finding. What the site does at its own name (a language, a slash) is not counted.

    Why it is bad
        Each stop costs a connection and a handshake, half a second on a phone. Each is a certificate and a rule that somebody
        must keep right, and the first that is forgotten breaks old links.

    See it yourself
        curl -sSIL http://www.the.name/ | grep -iE '^(HTTP|location)'
    """

    title = "Ways into the site take more redirects than they need"
    impact = Impact.GOOD_TO_KNOW
    rows = ("DEP-4", "DEP-7")
    refs = ("RFC 9110#15.4", "RFC 6797")
    touch = Touch.READ
    faults = ("dep-redirect-detour", "dep-redirect-downgrade")

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Follows every way."""
        return Seen("{0.scheme}://{0.netloc}".format(urlsplit(at.url or "")), await world.ask(Ways(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a way that arrives takes a stop too many."""
        arrived = [(chain, stops) for chain in seen.chains if (stops := stops_of(chain, seen.site))]
        detours = [(chain, stops) for chain, stops in arrived if not is_direct(stops)]
        if detours:
            return Fail(
                f"{len(detours)} of {len(seen.chains)} ways into the site take more than one redirect to {seen.site}",
                tuple(Evidence(f"from {chain.start}", " -> ".join(stops)) for chain, stops in detours[:5]),
                tuple(chain.curl for chain, _ in detours[:5]),
                tuple(chain.start for chain, _ in detours),
            )
        silent = [chain for chain in seen.chains if chain.end is End.SILENT]
        if silent or not seen.chains:
            return Unknown("; ".join(chain.line() for chain in silent[:3]) or "no way into the site is declared")
        if not arrived:
            return NotApplicable(f"no way into the site is redirected to {seen.site}")
        return Pass(
            f"{len(arrived)} ways lead to {seen.site} by one redirect, or by one more that brings plain HTTP to HTTPS first",
            f"each was followed, for example {arrived[0][0].line()}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """One rule for each other name."""
        ways = [chain.start for chain in seen.chains if (stops := stops_of(chain, seen.site)) and not is_direct(stops)]
        return Remedy(
            f"Have each of these redirect to {seen.site} at once, path and query kept: {', '.join(ways)}.",
            Effort.MINUTES,
            f"return 301 {seen.site}$request_uri;  # nginx, in the server block of each other name",
        )


def stops_of(chain: Chain, site: str) -> tuple[str, ...]:
    """The origins on a way until the site's own, without what lies behind; empty where it begins there or never arrives."""
    found = ["{0.scheme}://{0.netloc}".format(urlsplit(chain.start))]
    if found[0] == site:
        return ()
    for hop in chain.hops:
        if not hop.location:
            return ()
        found.append("{0.scheme}://{0.netloc}".format(urlsplit(hop.location)))
        if found[-1] == site:
            return tuple(found)
    return ()


def is_direct(stops: tuple[str, ...]) -> bool:
    """Whether a way takes no stop that it could leave out."""
    upgraded = f"https{stops[0].removeprefix('http')}"
    return len(stops) == 2 or (len(stops) == 3 and stops[0].startswith("http:") and stops[1] == upgraded)  # noqa: PLR2004
