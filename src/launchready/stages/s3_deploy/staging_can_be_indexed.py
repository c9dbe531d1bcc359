"""Asks the other environments as a search engine would, and sees whether anything keeps it out."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.net.indexing import FAILS, Sighted, Sought, SoughtOut
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Every environment that is not production, as a search engine meets it."""

    others: tuple[Sighted, ...]


class StagingCanBeIndexed(Check[Declaration, Seen]):
    """Search engines may show your half-finished staging to people who look for your product.

    What it does
        Asks each other environment for its first pages and its robots.txt, as nobody in particular and as a search engine
        would. A page that shows something to anybody, and that neither robots.txt nor X-Robots-Tag nor the page's own meta
        tag keeps out, is a finding. A password, a refusal (also to who calls itself an engine), a private network and a page
        that names production's as the true one are none. A test for robots, a page that fails now, and a sign-in on a page
        that shows much beside it are Unknown. So is an environment that lets this machine in and is said to be closed to all
        others (`only_for` in launch.toml): from within the list nobody sees what others get.

    Why it is bad
        People land on made-up products at made-up prices, sign up there, and lose what they entered; whoever looks for
        your weaker copies finds them by a search.

    See it yourself
        curl -i https://staging.the.name/ ; curl https://staging.the.name/robots.txt
    """

    title = "Search engines may take up an environment that is not production"
    impact = Impact.SHOULD_FIX
    rows = ("DEP-1",)
    refs = ("RFC 9309", "CWE-1059")
    touch = Touch.READ
    faults = ("dep-staging-indexed",)

    async def look(self, at: Declaration, world: World) -> Seen:
        """As nobody."""
        del at
        return Seen(await world.ask(SoughtOut()))

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each page that is open and that nothing keeps out."""
        if not seen.others:
            return NotApplicable("launch.toml declares no website in another environment than production")
        loose = [(one, page) for one in seen.others for page in one.pages if _is_loose(one, page) and not one.only_for]
        if loose:
            return Fail(
                f"{', '.join(dict.fromkeys(one.host for one, _ in loose))} shows pages to anybody, and nothing keeps search engines out",
                tuple(
                    Evidence(
                        f"{page.line}, without signing in",
                        f"{page.words} words{f', titled {page.title}' if page.title else ''}; no noindex in its header or in "
                        f"the page; {one.robots}",
                    )
                    for one, page in loose[:5]
                ),
                tuple(dict.fromkeys(page.curl for _, page in loose)),
                tuple(dict.fromkeys(one.surface for one, _ in loose)),
            )
        unclear = [words for one in seen.others if (words := _unclear(one))]
        if unclear:
            return Unknown("; ".join(unclear))
        return Pass(
            "; ".join(_why(one) for one in seen.others),
            "; ".join(page.line for one in seen.others for page in one.pages[:1]),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A password is better than a sign."""
        loose = (one for one in seen.others for page in one.pages if _is_loose(one, page) and not one.only_for)
        hosts = ", ".join(dict.fromkeys(one.host for one in loose))
        return Remedy(
            f"Put {hosts} behind a password or an address list. If it already is, and this machine is on the list, say so by "
            "`only_for` in its [surface.…]. Where it must stay open, send this header with every answer, "
            "and do not forbid it in robots.txt as well: an engine that may not fetch the page does not read the header.",
            Effort.MINUTES,
            "X-Robots-Tag: noindex",
        )


def _is_loose(one: Sighted, page: Sought) -> bool:
    failing = one.robots_status == 0 or one.robots_status in FAILS
    return page.is_open and not (page.kept_out or page.elsewhere or one.inside or failing)


def _unclear(one: Sighted) -> str:
    """Why an environment cannot be judged; empty where it can."""
    if one.inside:
        return ""
    silent = next((page for page in one.pages if not page.status), None)
    if silent:
        return silent.line
    within = next((page for page in one.pages if _is_loose(one, page)), None)
    if within:
        return (
            f"launch.toml says that {one.host} is only for {one.only_for}, and this machine is let in: what others get was not "
            f"tested; from another network: {within.curl}"
        )
    doubted = next((page for page in one.pages if page.doubt and not (page.kept_out or page.elsewhere)), None)
    if doubted:
        return doubted.doubt
    hidden = next((page for page in one.pages if page.scripted and not (page.kept_out or page.elsewhere)), None)
    if hidden:
        return f"what scripts show to anybody at {hidden.url} is not known, and nothing keeps search engines out"
    if one.robots_status == 0 and any(page.is_open and not page.kept_out for page in one.pages):
        return f"what {one.host} tells search engines is not known: {one.robots}"
    return ""


def _why(one: Sighted) -> str:
    if one.inside:
        return f"{one.host} stands in a private network"
    page = next((page for page in one.pages if page.is_open), None)
    if page is None:
        shown = one.pages[0]
        return (
            f"{one.host} shows nothing, as seen from here: {'it asks for a password' if shown.asks_in else shown.line}"
        )
    if page.kept_out:
        return f"{one.host} keeps search engines out: {page.kept_out}"
    if page.elsewhere:
        return f"{one.host} names {page.elsewhere} as the true page"
    return f"{one.host} answers {one.robots_status} for robots.txt, at which search engines stay away"
