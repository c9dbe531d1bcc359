"""Walks from every declared page and alias, over HTTP and HTTPS, and looks for ways that never end."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.redirects import Chain, End
from launchready.observe.net.ways import Ways
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Where each way leads."""

    chains: tuple[Chain, ...]


class RedirectLoops(Check[WebSurface, Seen]):
    """Visitors are sent round in circles: the browser gives up, and nobody can sign up or pay.

    What it does
        Opens every declared page, and the front page of every alias over HTTP and HTTPS, and follows redirects as a browser
        does: with cookies, up to twenty hops. Coming back to the same address with the same cookies is a loop.

    Why it is bad
        "Too many redirects" is a closed shop. It often hits one way alone (an alias, plain HTTP), so the owner's own
        browser does not show it.

    See it yourself
        curl -L --max-redirs 20 -sS -o /dev/null -w '%{num_redirects} %{url_effective}' https://the.name/
    """

    title = "Redirects go round in circles"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("DEP-7", "DEP-4", "EXP-5")
    refs = ("RFC 9110#15.4", "CWE-835")
    touch = Touch.READ
    faults = ("dep-redirect-loop",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Follows every way."""
        return Seen(await world.ask(Ways(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a way has no end."""
        endless = [chain for chain in seen.chains if chain.end in {End.LOOP, End.TOO_MANY}]
        if endless:
            return Fail(
                f"{len(endless)} of {len(seen.chains)} ways into the site never end",
                tuple(Evidence(f"from {chain.start}", chain.line()) for chain in endless[:5]),
                tuple(chain.curl for chain in endless[:5]),
                tuple(chain.start for chain in endless),
            )
        cut = [chain for chain in seen.chains if chain.end is End.SILENT]
        if cut or not seen.chains:
            return Unknown("; ".join(chain.line() for chain in cut[:3]) or "no way into the site is declared")
        return Pass(
            f"all {len(seen.chains)} ways into the site end",
            "each was followed to an answer, for example " + max(seen.chains, key=lambda one: len(one.hops)).line(),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """One place that decides."""
        del seen
        return Remedy(
            "Choose one canonical address and let one place (the edge) redirect to it in one hop; take the redirects out of the "
            "app and the origin. Where the edge talks to the origin over plain HTTP while the origin redirects to HTTPS, the two "
            "loop for ever: have the edge use HTTPS to the origin (at Cloudflare: SSL/TLS mode Full, strict).",
            Effort.HOURS,
        )
