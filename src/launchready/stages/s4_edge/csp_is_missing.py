"""Looks for a content security policy that keeps strangers' scripts off the pages."""

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.headers import ERROR, PAGE, Served, SiteHeaders, directives
from launchready.observe.world import World
from launchready.stages.s4_edge._headers import Seen, judge

ANYWHERE = frozenset({"*", "http:", "https:", "data:", "blob:", "http://*", "https://*"})
TRUSTED = ("'nonce-", "'sha256-", "'sha384-", "'sha512-")
STRICT = "'strict-dynamic'"


class CspIsMissing(Check[WebSurface, Seen]):
    """One careless spot in a page is enough for a stranger's script to run as your customer.

    What it does
        Asks for each declared page and for one that is not there, and reads the policy as a browser would: scripts must be
        limited, to named hosts, nonces or hashes; inline scripts must not be allowed to everybody.

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
        return judge(seen, (PAGE, ERROR), _wrong, "a policy that limits scripts, or no page to show")

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


def _wrong(served: Served) -> str | None:
    if not served.html or not served.shown:
        return None
    policies = [part for value in served.all("content-security-policy") for part in value.split(",")]
    policies = [one for one in (*policies, served.meta_csp) if one.strip()]
    if not policies:
        only = served.first("content-security-policy-report-only")
        return "the policy only reports, and stops nothing" if only else "no Content-Security-Policy"
    gaps = [_gap(one) for one in policies]  # every policy must agree, so that one good one is enough
    return None if None in gaps else gaps[0]


def _gap(policy: str) -> str | None:
    """How a policy lets any script in; None where it does not."""
    found = directives(policy)
    sources = found.get("script-src", found.get("default-src"))
    if sources is None:
        return f"the policy says nothing of scripts: {policy.strip()[:120]}"
    guarded = any(one.startswith(TRUSTED) for one in sources)
    if STRICT in sources and guarded:  # browsers that know it pass over hosts and 'unsafe-inline'
        return None
    if wide := [one for one in sources if one in ANYWHERE]:
        return f"scripts may come from {wide[0]}"
    return "inline scripts are allowed to everybody" if "'unsafe-inline'" in sources and not guarded else None
