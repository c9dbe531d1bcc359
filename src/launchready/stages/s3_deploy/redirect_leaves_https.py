"""Walks every way into a site and looks for a redirect from HTTPS back to plain HTTP."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.redirects import Chain, End, Hop
from launchready.observe.net.ways import Ways
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Where each way leads."""

    chains: tuple[Chain, ...]


class RedirectLeavesHttps(Check[WebSurface, Seen]):
    """A visitor who came safely is sent back to a line that anybody can read: the protection is lost on the way.

    What it does
        Opens every declared page, and the front page of every alias over HTTP and HTTPS, and follows the redirects. One from
        an `https://` address to an `http://` address is a finding, also where the next redirect leads back to HTTPS.

    Why it is bad
        Whoever shares the network answers the request in the clear in place of you, with a page of their own. Cookies
        without Secure, and all that the link carries, cross in the clear as well. It happens where TLS ends at the edge,
        and the app behind makes its addresses from what it sees.

    See it yourself
        curl -sSI https://www.the.name/ | grep -i '^location: http:'
    """

    title = "A redirect leads from HTTPS to plain HTTP"
    impact = Impact.SHOULD_FIX
    rows = ("DEP-4", "MIN-2")
    refs = ("CWE-319", "RFC 9110#15.4", "A04:2025")
    touch = Touch.READ
    faults = ("dep-redirect-downgrade", "dep-redirect-loop")

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Follows every way."""
        return Seen(await world.ask(Ways(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a hop leaves HTTPS."""
        left = [(chain, hop) for chain in seen.chains for hop in chain.hops if _leaves(hop)]
        if left:
            return Fail(
                f"{len({chain.start for chain, _ in left})} of {len(seen.chains)} ways into the site leave HTTPS",
                tuple(
                    Evidence(f"from {chain.start}", f"{hop.url} {hop.status} -> {hop.location}")
                    for chain, hop in left[:5]
                ),
                tuple(dict.fromkeys(chain.curl for chain, _ in left[:5])),
                tuple(dict.fromkeys(hop.url for _, hop in left)),
            )
        safe = [chain for chain in seen.chains if any(hop.url.startswith("https://") for hop in chain.hops)]
        cut = [chain for chain in seen.chains if chain.end is End.SILENT]
        if cut or not safe:
            return Unknown("; ".join(chain.line() for chain in cut[:3]) or "no way into the site goes over HTTPS")
        return Pass(
            f"no redirect of the {len(seen.chains)} ways into the site leaves HTTPS",
            f"{len(safe)} of them were followed over HTTPS, for example "
            + max(safe, key=lambda one: len(one.hops)).line(),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Addresses made of what the visitor used."""
        del seen
        return Remedy(
            "Write `https://` into the redirect, or make it relative. Where the app makes it, tell it that TLS ends in front of it: "
            "have it trust X-Forwarded-Proto from the edge, and from the edge alone.",
            Effort.MINUTES,
            'uvicorn app:app --proxy-headers --forwarded-allow-ips "EDGE"  # Django: SECURE_PROXY_SSL_HEADER; Rails: config.assume_ssl',
        )


def _leaves(hop: Hop) -> bool:
    return hop.url.startswith("https://") and hop.location.startswith("http://")
