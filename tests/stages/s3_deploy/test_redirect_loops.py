"""A way without an end is a finding; one that could not be followed is not."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.http import Why
from launchready.observe.net.redirects import Chain, End, Hop
from launchready.stages.s3_deploy.redirect_loops import RedirectLoops, Seen

APEX, WWW = "https://shop.test/", "https://www.shop.test/"
FINE = Chain(APEX, (Hop(APEX, 200, ""),), End.ANSWERED, curl="curl -L")
ONE_HOP = Chain(WWW, (Hop(WWW, 301, APEX), Hop(APEX, 200, "")), End.ANSWERED, curl="curl -L")
ROUND = Chain(APEX, (Hop(APEX, 301, WWW), Hop(WWW, 301, APEX)), End.LOOP, curl="curl -L")
LONG = Chain(APEX, tuple(Hop(f"{APEX}{n}", 302, f"{APEX}{n + 1}") for n in range(21)), End.TOO_MANY, curl="curl -L")
LATE = Chain(WWW, (), End.SILENT, Why.TIMED_OUT, "15 s", "curl -L")

EXAMPLES = (
    (Seen((FINE, ONE_HOP)), Pass),
    (Seen((FINE, Chain(WWW, (Hop(WWW, 301, "https://else.example/"),), End.OUTSIDE))), Pass),
    (Seen((FINE, ROUND)), Fail),
    (Seen((LONG,)), Fail),
    (Seen((LATE, ROUND)), Fail),
    (Seen((FINE, LATE)), Unknown),
    (Seen(()), Unknown),
)


def test_the_finding_shows_the_circle() -> None:
    verdict = RedirectLoops().judge(Seen((FINE, ROUND)))

    assert isinstance(verdict, Fail)
    assert verdict.evidence[0].shown == f"{APEX} 301 -> {WWW} 301 -> {APEX}: came back to where it had been"
    assert verdict.places == (APEX,)
