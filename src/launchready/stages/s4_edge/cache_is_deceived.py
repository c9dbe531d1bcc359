"""Fetches a private page under an address that looks like a file, and sees whether the cache keeps it for others."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, NotApplicable, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.cache import PagesInDisguise, PrivatePages
from launchready.observe.world import World
from launchready.stages.s4_edge._cache import judge


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of the private pages in disguise."""

    environment: str
    pages: tuple[str, ...]
    signed_in: bool
    """Whether somebody signs in at this site, so that it must have private pages."""
    found: PrivatePages | None


class CacheIsDeceived(Check[WebSurface, Seen]):
    """A link in a mail is enough for a stranger to read the page of the customer who clicks it.

    What it does
        Fetches each private page as customer A behind endings that look like a file (/x.css, ;x.css, %0ax.css, an encoded
        step up), each made up for this run, then the same address as nobody and as customer B, and looks for A's mark.

    Why it is bad
        The product shows A the page, the edge sees a stylesheet and keeps it, and the stranger who sent the link fetches it
        a minute later, without a session.

    See it yourself
        Open /account/anything-7431.css signed in, then the same address in a private window.
    """

    title = "A private page under a file's name is kept by the cache for everybody"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EDG-3", "MIN-4")
    refs = ("CWE-524", "CWE-444", "RFC 9111")
    touch = Touch.PROBE
    faults = ("edg-deception",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Seven endings a page."""
        signed_in = any(at.name in dict(one.sign_in_at) for one in world.declaration.principals)
        if not at.private_pages or at.environment != "production":
            return Seen(at.environment, at.private_pages, signed_in, None)
        return Seen(at.environment, at.private_pages, signed_in, await world.ask(PagesInDisguise(at.name)))

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
        return judge(seen.found, "no address that looks like a file keeps a private page")

    def remedy(self, seen: Seen) -> Remedy:
        """At both ends."""
        del seen
        return Remedy(
            "Let the app answer 404 to everything below a page that is no page, and let the edge cache by the folder of your "
            "build alone, and only where the content's type fits the ending (Cloudflare: Cache Deception Armor).",
            Effort.HOURS,
            "location /assets/ { proxy_cache edge; }\nlocation / { proxy_cache off; }",
        )
