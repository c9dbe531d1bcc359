"""Fetches a private page as one customer and sees whether another, or nobody, is given the same page."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, NotApplicable, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.cache import PagesThroughCache, PrivatePages
from launchready.observe.net.comparing import PagesCompared
from launchready.observe.world import World
from launchready.stages.s4_edge._cache import judge


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the private pages."""

    environment: str
    pages: tuple[str, ...]
    signed_in: bool
    """Whether somebody signs in at this site, so that it must have private pages."""
    found: PrivatePages | None


class CacheServesPrivatePage(Check[WebSurface, Seen]):
    """A customer opens their account and sees somebody else's, because the edge kept the other's page.

    What it does
        Fetches each declared private page, and each public one that shows customer A what A signs in with, as A, then at the
        same address as customer B and as nobody, and looks for A's mark in what they get, what a cache is the likeliest
        to keep first. Headers prove nothing here; only whose page comes back does. Pages for which one look has no room (400 requests,
        35 seconds) are named with their number.

    Why it is bad
        Names, orders and addresses go to strangers, at random, to as many as ask. It is the leak that customers show each
        other in screenshots.

    See it yourself
        Open the page signed in, then open the same address in a private window.
    """

    title = "The cache gives one customer's page to others"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EDG-3", "ABU-2", "MIN-4")
    refs = ("CWE-524", "CWE-525", "RFC 9111")
    touch = Touch.PROBE
    faults = ("edg-private-cached",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Eight fetches a page, and four of each public one, to see whether it is one."""
        signed_in = any(at.name in dict(one.sign_in_at) for one in world.declaration.principals)
        if at.environment != "production":
            return Seen(at.environment, at.private_pages, signed_in, None)
        compared = await world.ask(PagesCompared(at.name))
        pages = (*at.private_pages, *(one.page for one in compared if one.is_personal))
        return Seen(at.environment, pages, signed_in, await world.ask(PagesThroughCache(at.name)) if pages else None)

    def judge(self, seen: Seen) -> Verdict:
        """Fails where another's page came back."""
        if seen.environment != "production":
            return NotApplicable(f"customers are in production; this is {seen.environment}")
        if seen.found is None and not seen.signed_in:
            return NotApplicable("launch.toml names no private page of this site, and nobody signs in at it")
        if seen.found is None:
            return Unknown(
                "customers sign in at this site, and launch.toml names no page that they see: add `private_pages`"
            )
        return judge(seen.found, "each asker gets their own page or none")

    def remedy(self, seen: Seen) -> Remedy:
        """Out of the cache, then mark it."""
        pages = ", ".join(seen.pages)
        return Remedy(
            f"Take {pages} out of the edge's cache: allow caching for named public paths only, never by default, and purge what "
            "is kept now. Let the app send Cache-Control: private, no-store on every page that knows its visitor, and let the "
            "edge obey it.",
            Effort.MINUTES,
            "Cache-Control: private, no-store",
        )
