"""What the two checks of private pages in the cache share: how a leak is judged."""

from launchready.check import Fail, Pass, Unknown, Verdict
from launchready.observe.net.cache import Aside, PrivatePages
from launchready.verdict import Evidence


def judge(found: PrivatePages, good: str) -> Verdict:
    """Fails where somebody got another's page; passes only where A's own look showed A's mark."""
    owners = (found.a, found.b)
    # A cache that heeds no query gives a page away already where each asker looks at an address of their own.
    places = (*found.asides, Aside("page", "", found.controls))
    leaks = [(aside, view, owner) for aside in places for view in aside.views for owner in owners if view.leaks(owner)]
    if leaks:
        aside, view, owner = leaks[0]
        first = next((one.curl for one in aside.views if one.by == owner), view.curl)
        return Fail(
            f"{view.by} asked for {view.url} and got the page of {owner}",
            tuple(
                Evidence(f"{one.by} got the page of {whose}: {one.line}; {one.cache}", one.excerpt or one.line)
                for _, one, whose in leaks[:3]
            ),
            (first, view.curl),
            tuple(dict.fromkeys(one.page for one, _, _ in leaks)),
        )
    mine = [one for one in found.controls if one.by == found.a]
    if not mine or not all(one.own for one in mine):
        shown = next((one.line for one in mine if not one.own), "it was not fetched")
        return Unknown(f"the page does not show {found.a} a mark of their own, so that it would not be known: {shown}")
    silent = next((view for aside in found.asides for view in aside.views if view.status == 0), None)
    if silent is not None:
        return Unknown(silent.line)
    if not found.asides:
        return Unknown(
            "who does not sign in is shown the page at its own address already, so that a disguise would prove nothing"
        )
    views = sum(len(aside.views) for aside in found.asides)
    left = f"; not tried: {'; '.join(found.left)}" if found.left else ""
    return Pass(
        f"{good}: {views} fetches gave nobody another's page{left}", f"{found.a} sees their own mark: {mine[0].line}"
    )
