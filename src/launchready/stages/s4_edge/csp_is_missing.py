"""Looks for a content security policy that keeps strangers' scripts off the pages."""

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.headers import ERROR, PAGE, Served, SiteHeaders, directives
from launchready.observe.world import World
from launchready.stages.s4_edge._headers import Seen, judge
from launchready.stages.s4_edge._policy import gap


class CspIsMissing(Check[WebSurface, Seen]):
    """One careless spot in a page is enough for a stranger's script to run as your customer.

    What it does
        Asks for each declared page and for one that is not there, and reads the policy as a browser would, for what it stops:
        scripts must be limited to named hosts, nonces or hashes; inline scripts and handlers must not be allowed to everybody; a
        host where anybody may publish (a mirror of packages, a hoster's own domain) limits nothing; and where nonces are
        trusted, `base-uri` must keep a stranger's <base> from turning the page's own scripts to another host. It asks for
        no directive that stops nothing here, and for no policy on what a browser shows nothing of.

    Why it is bad
        A marketplace shows what strangers wrote: listings, answers of a model, file names. The policy is what stands between
        a slip in one of them and every visitor's session.

    See it yourself
        curl -sI https://the.domain/ | grep -i content-security-policy
    """

    title = "Pages have no policy that keeps strangers' scripts out"
    impact = Impact.SHOULD_FIX
    rows = ("EDG-4",)
    refs = ("CWE-1021", "CWE-79", "A02:2025")
    touch = Touch.READ
    faults = ("edg-header-csp",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Asks once a run, whoever asks."""
        return Seen(await world.ask(SiteHeaders(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a page has no policy, or one that allows any script."""
        shown = (lambda one: one.html and one.shown, "no answer of this site is a page that a browser shows")
        return judge(seen, (PAGE, ERROR), gap_of, "a policy that keeps strangers' scripts out", meant=shown)

    def remedy(self, seen: Seen) -> Remedy:
        """Begin by reporting."""
        del seen
        return Remedy(
            "Put inline scripts into files, send the policy as Content-Security-Policy-Report-Only for a day, mend what it "
            "reports, then send it for real.",
            Effort.HOURS,
            "Content-Security-Policy: default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; "
            "frame-ancestors 'none'",
        )


def gap_of(served: Served) -> str | None:
    """How the policies of an answer let a stranger's script in; None where they do not."""
    said = (*served.all("content-security-policy"), served.meta_csp)
    policies = [part for value in said for part in value.split(",") if part.strip()]
    if not policies:
        only = served.first("content-security-policy-report-only")
        return "the policy only reports, and stops nothing" if only else "no Content-Security-Policy"
    gaps = [gap(directives(one), served.based) for one in policies]  # all must agree, so that one good one is enough
    return None if None in gaps else gaps[0]
