"""One redirect is right, or two by way of HTTPS at the same name; a stop at a third name is a finding."""

from itertools import pairwise

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.http import Why
from launchready.observe.net.redirects import Chain, End, Hop
from launchready.stages.s3_deploy.redirect_takes_detours import RedirectTakesDetours, Seen

SITE = "https://shop.test"


def way(*places: str, end: End = End.ANSWERED, why: Why | None = None) -> Chain:
    hops = [Hop(here, 301, there) for here, there in pairwise(places)]
    last = [Hop(places[-1], 200, "")] if end is End.ANSWERED else []
    return Chain(places[0], (*hops, *last), end, why, curl="curl")


def seen(*chains: Chain) -> Seen:
    return Seen(SITE, chains)


OWN = way(f"{SITE}/")
EXAMPLES = (
    (seen(OWN, way("https://www.shop.test/", f"{SITE}/")), Pass),
    (seen(way("http://www.shop.test/", "https://www.shop.test/", f"{SITE}/")), Pass),
    (seen(way("http://shop.test/", f"{SITE}/", f"{SITE}/en", f"{SITE}/en/")), Pass),
    (seen(way("https://www.shop.test/a", f"{SITE}/a", f"{SITE}/a/")), Pass),
    (seen(way("https://old.test/", "https://www.shop.test/", f"{SITE}/")), Fail),
    (seen(way("http://www.shop.test/", "http://shop.test/", f"{SITE}/")), Fail),
    (seen(way("http://a.test/", "https://a.test/", "https://www.shop.test/", f"{SITE}/")), Fail),
    (seen(OWN), NotApplicable),
    (seen(OWN, way("https://www.shop.test/", "https://elsewhere.test/")), NotApplicable),
    (seen(OWN, way("https://www.shop.test/", end=End.SILENT, why=Why.TIMED_OUT)), Unknown),
    (seen(), Unknown),
)


def test_each_detour_is_told_with_its_stops() -> None:
    verdict = RedirectTakesDetours().judge(seen(way("https://old.test/", "https://www.shop.test/", f"{SITE}/")))

    assert isinstance(verdict, Fail)
    assert verdict.evidence[0].shown == "https://old.test -> https://www.shop.test -> https://shop.test"
