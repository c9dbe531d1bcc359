"""One hop from HTTPS to plain HTTP is a finding, wherever the way ends."""

from itertools import pairwise

from launchready.check import Fail, Pass, Unknown
from launchready.observe.http import Why
from launchready.observe.net.redirects import Chain, End, Hop
from launchready.stages.s3_deploy.redirect_leaves_https import Seen


def way(*places: str, end: End = End.ANSWERED) -> Chain:
    hops = [Hop(one, 301, other) for one, other in pairwise(places)]
    last = (Hop(places[-1], 200, ""),) if end is End.ANSWERED else ()
    return Chain(places[0], (*hops, *last), end, Why.TIMED_OUT if end is End.SILENT else None, curl="curl -L")


UP = way("http://shop.test/", "https://shop.test/")
DOWN = way("https://www.shop.test/", "http://shop.test/", "https://shop.test/")
LOOP = way("https://www.shop.test/", "http://www.shop.test/", "https://www.shop.test/", end=End.LOOP)
SILENT = way("https://shop.test/", end=End.SILENT)

EXAMPLES = (
    (Seen((UP,)), Pass),
    (Seen((UP, DOWN)), Fail),
    (Seen((LOOP,)), Fail),
    (Seen((DOWN, SILENT)), Fail),
    (Seen((UP, SILENT)), Unknown),
    (Seen((way("http://shop.test/"),)), Unknown),
    (Seen(()), Unknown),
)
