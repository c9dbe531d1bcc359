"""Looks whether another website can have a signed-in customer's browser load their private pages into it."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.embedding import Embeddings, LoadedElsewhere
from launchready.observe.world import World
from launchready.verdict import Evidence

KEEPS_OUT = frozenset({"same-origin", "same-site"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of it."""

    environment: str
    pages: tuple[str, ...]
    found: Embeddings | None


class OtherSiteLoadsPrivatePage(Check[WebSurface, Seen]):
    """A page that your customer opens elsewhere has their browser fetch their account, and measures what comes.

    What it does
        Only where the session's cookie says SameSite=None, so that browsers send it whichever website asks: fetches each
        private page as a browser does for a picture of another site (`Sec-Fetch-Site: cross-site`), as customer A. If A's
        mark comes, and Cross-Origin-Resource-Policy does not keep it from that site, it is a finding. With cookies that are
        Lax or Strict nothing goes along, and the header is not asked for.

    Why it is bad
        The other site cannot read the page outright, but it learns from its size and time whether somebody is signed in and
        what they have, and older browsers let it into the memory of the site's own process.

    See it yourself
        curl -si -b "$COOKIE" -H 'Sec-Fetch-Site: cross-site' -H 'Sec-Fetch-Mode: no-cors' https://the.domain/account
    """

    title = "Another website has a customer's private pages loaded into it"
    impact = Impact.GOOD_TO_KNOW
    rows = ("EDG-4",)
    refs = ("CWE-1275", "CWE-203", "A02:2025")
    touch = Touch.WRITE
    faults = ("bnd-csrf",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """One sign-in, and two fetches a page where the cookie goes along."""
        if at.environment != "production" or not at.private_pages:
            return Seen(at.environment, at.private_pages, None)
        return Seen(at.environment, at.private_pages, await world.ask(LoadedElsewhere(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a private page comes to another site and no policy keeps it out."""
        if seen.found is None:
            why = f"this is {seen.environment}" if seen.pages else "launch.toml names no private page of this site"
            return NotApplicable(f"it is about customers' pages in production; {why}")
        found = seen.found
        names = ", ".join(found.goes_along)
        open_ = [one for one in found.loaded if one.comes and one.policy.strip().lower() not in KEEPS_OUT]
        if open_:
            return Fail(
                f"the cookie {names} goes along whichever website asks, and {open_[0].page} comes to it",
                tuple(
                    Evidence(
                        f"another website loads {one.page} as a picture: {one.line}",
                        f"Cross-Origin-Resource-Policy: {one.policy or '(none)'}",
                    )
                    for one in open_[:3]
                ),
                (open_[0].curl,),
                tuple(one.page for one in open_),
            )
        if not found.sign_ins:
            return NotApplicable("nobody signs in with a request of its own: tokens, keys or HTTP Basic go with each")
        if not found.answered:
            return Unknown(f"not every sign-in worked: {'; '.join(found.sign_ins)}")
        if not found.goes_along:
            return NotApplicable(
                "no cookie of the session says SameSite=None, so that none goes along for another site"
            )
        if blind := next((one for one in found.loaded if not one.control), None):
            return Unknown(f"{blind.page} does not show its owner a mark of theirs, so that it would not be known")
        return Pass(
            f"{len(found.loaded)} private pages do not come to another site",
            f"{names} goes along, and their owner sees them",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The cookie first."""
        del seen
        return Remedy(
            "Set the session cookie with SameSite=Lax. If other sites must embed you signed in: send the header below on "
            "everything that is private, and refuse requests with Sec-Fetch-Site: cross-site that are no navigation.",
            Effort.MINUTES,
            "Cross-Origin-Resource-Policy: same-origin",
        )
