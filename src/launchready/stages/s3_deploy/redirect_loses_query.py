"""Comes into a site by its other names, and by plain HTTP, with a mark in the query, and sees whether it arrives."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.queries import Carried, CarriedQueries
from launchready.observe.net.redirects import End
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Where each way led, with the mark."""

    carried: Carried


class RedirectLosesQuery(Check[WebSurface, Seen]):
    """Links lose what follows the question mark: invitations, sign-up codes and campaign tags arrive empty.

    What it does
        Opens one declared page by plain HTTP and at every alias with `?launchready=` and a random mark, and follows the
        redirects. A redirect that keeps the page and drops the mark is a finding, and so is one from a page that is there to the
        front page of the same name: every link then ends there. One that goes to another page, or away from an old name, has
        chosen where to send people, and is none, nor is a site that takes unknown queries away at its own address as well. That
        the mark arrives by at least one redirect is the control.

    Why it is bad
        An invitation that is opened at `http://` or `www.` ends at an empty form, a reset link at "invalid token", and the ads that
        bring customers cannot be told from those that do not. In your own browser, which knows the right name, it works.

    See it yourself
        curl -sSI 'http://the.name/login?launchready=1' | grep -i '^location'
    """

    title = "A redirect drops the query of a link"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-4", "DEP-7")
    refs = ("RFC 9110#15.4",)
    touch = Touch.READ
    faults = ("dep-query-lost",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Follows every way to one page."""
        return Seen(await world.ask(CarriedQueries(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a redirect dropped the mark, and kept the page or led to the front page of the same name."""
        carried = seen.carried
        if carried.control.hops and carried.mark not in carried.control.last:
            return NotApplicable(f"at its own address, {carried.page} takes away a query that it does not know as well")
        lost = [(chain, hop) for chain in carried.chains if (hop := carried.lost(chain))]
        if lost:
            return Fail(
                f"{len(lost)} of {len(carried.chains)} ways to {carried.page} lose the query",
                tuple(
                    Evidence(f"from {chain.start}", f"{hop.url} {hop.status} -> {hop.location}")
                    for chain, hop in lost[:5]
                ),
                tuple(chain.curl for chain, _ in lost[:5]),
                tuple(f"{hop.url.partition('?')[0]}" for _, hop in lost),
            )
        if not any(hop.location for chain in carried.chains for hop in chain.hops):
            return self._without_redirect(carried)
        arrived = [chain for chain in carried.chains if carried.arrived(chain)]
        cut = [chain for chain in carried.chains if chain.end not in {End.ANSWERED, End.OUTSIDE}]
        if cut or not arrived:
            words = "; ".join(chain.line() for chain in cut[:3]) or "every redirect goes to a page of its own choice"
            return Unknown(f"whether a query arrives at {carried.page} could not be seen: {words}")
        elsewhere = [chain for chain in carried.chains if carried.mark not in chain.last]
        return Pass(
            f"the query arrives by {len(arrived)} of {len(carried.chains)} ways to {carried.page}"
            + (
                f"; {', '.join(chain.start for chain in elsewhere)} goes to a page of its own choice"
                if elsewhere
                else ""
            ),
            f"the mark was in the last address, for example {arrived[0].line()}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The whole address, kept."""
        lost = [hop for chain in seen.carried.chains if (hop := seen.carried.lost(chain))]
        return Remedy(
            "Have the redirect keep the whole of what was asked for, path and query: "
            + ", ".join(dict.fromkeys(hop.url.partition("?")[0] for hop in lost))
            + ".",
            Effort.MINUTES,
            "return 308 https://$host$request_uri;  # nginx: $request_uri has the query, $uri has not; Caddy: {uri}, not {path}",
        )

    def _without_redirect(self, carried: Carried) -> Verdict:
        silent = [chain for chain in carried.chains if chain.end is End.SILENT]
        if silent and carried.control.end is End.SILENT:
            return Unknown(f"nothing answers: {carried.control.line()}")
        return NotApplicable(f"no way to {carried.page} goes over a redirect")
