"""Follows every way into a site and looks for those that end in an error."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.http import Why
from launchready.observe.net.redirects import Chain, End
from launchready.observe.net.ways import Ways
from launchready.observe.world import World
from launchready.verdict import Evidence

CLOSED = frozenset({401, 403, 405, 429})
"""Refusals that are an answer and no breakage."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where each way leads."""

    pages: tuple[str, ...]
    """The addresses of the public pages, which must answer by themselves."""
    chains: tuple[Chain, ...]


class RedirectIsBroken(Check[WebSurface, Seen]):
    """A link that you have given out ends in an error: the visitor concludes that you are closed.

    What it does
        Opens every declared page, and the front page of every alias over HTTP and HTTPS, follows the redirects and looks at
        the end: an error, a place that does not exist, or a redirect to nowhere is a finding. Loops are judged by
        themselves. A page that asks for a sign-in is fine.

    Why it is bad
        Old links live in mails, ads and search engines. Each one that breaks loses people who wanted to come.

    See it yourself
        curl -L -sS -o /dev/null -w '%{http_code} %{url_effective}' https://the.name/
    """

    title = "A redirect or a declared page ends in an error"
    impact = Impact.COSTS_TRUST
    rows = ("EXP-9", "EXP-5")
    refs = ("RFC 9110#15.4",)
    touch = Touch.READ
    faults = ("exp-broken-redirect",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Follows every way."""
        return Seen(tuple(at.at(page) for page in at.pages), await world.ask(Ways(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a redirect, or a declared page, ends in an error."""
        broken = [chain for chain in seen.chains if self._is_broken(chain, seen.pages)]
        if broken:
            return Fail(
                f"{len(broken)} of {len(seen.chains)} ways into the site end in an error",
                tuple(Evidence(f"from {chain.start}", chain.line()) for chain in broken[:5]),
                tuple(chain.curl for chain in broken[:5]),
                tuple(chain.start for chain in broken),
            )
        untold = [chain for chain in seen.chains if chain.end is not End.ANSWERED and chain.end is not End.OUTSIDE]
        if untold or not seen.chains:
            return Unknown("; ".join(chain.line() for chain in untold[:3]) or "no way into the site is declared")
        return Pass(
            f"all {len(seen.chains)} ways into the site end in a page",
            "each was followed to its answer, for example " + max(seen.chains, key=lambda one: len(one.hops)).line(),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A target that exists."""
        broken = [chain for chain in seen.chains if self._is_broken(chain, seen.pages)]
        return Remedy(
            "Point the redirect to a page that exists; where the old page has no successor, to the front page: "
            + ", ".join(f"{chain.start} now ends at {chain.last}" for chain in broken[:5])
            + ". Follow every address that you have ever given out once more after each change.",
            Effort.MINUTES,
        )

    def _is_broken(self, chain: Chain, pages: tuple[str, ...]) -> bool:
        if chain.end is End.NOWHERE:
            return True
        redirected = bool(chain.hops) and bool(chain.hops[0].location)
        if chain.end is End.SILENT:
            return redirected and chain.why in {Why.NO_ADDRESS, Why.REFUSED}
        status = chain.status
        is_error = status is not None and status >= 400 and status not in CLOSED  # noqa: PLR2004 - where errors begin
        return is_error and (redirected or chain.start in pages)
