"""A redirect that drops the query, or leads every link to the front page, is a finding; one to a page of its own choice is none."""

from itertools import pairwise

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.http import Why
from launchready.observe.net.queries import Carried
from launchready.observe.net.redirects import Chain, End, Hop
from launchready.stages.s3_deploy.redirect_loses_query import Seen

MARK = "lr0123456789ab"
QUERY = f"/login?launchready={MARK}"
CONTROL = Chain(f"https://shop.test{QUERY}", (Hop(f"https://shop.test{QUERY}", 200, ""),), End.ANSWERED)


def way(*places: str, end: End = End.ANSWERED) -> Chain:
    hops = [Hop(one, 301, other) for one, other in pairwise(places)]
    last = (Hop(places[-1], 200, ""),) if end is End.ANSWERED else ()
    return Chain(places[0], (*hops, *last), end, Why.REFUSED if end is End.SILENT else None, curl="curl -L")


def seen(*chains: Chain, control: Chain = CONTROL) -> Seen:
    return Seen(Carried(MARK, "/login", control, chains))


KEPT = way(f"http://shop.test{QUERY}", f"https://shop.test{QUERY}")
LOST = way(f"https://www.shop.test{QUERY}", "https://shop.test/login")
LOST_LATER = way(f"http://www.shop.test{QUERY}", f"https://www.shop.test{QUERY}", "https://shop.test/login/")
INSIDE = way(f"http://shop.test{QUERY}", f"https://id.shop.test/in?to=%2Flogin%3Flaunchready%3D{MARK}")
TO_FRONT = way(f"https://old.shop.test{QUERY}", "https://shop.test/")
ALL_TO_FRONT = way(f"http://shop.test{QUERY}", "https://shop.test/")
WWW_TO_FRONT = way(f"https://www.shop.test{QUERY}", "https://shop.test")
TO_SIGN_IN = way(f"http://shop.test{QUERY}", "https://shop.test/sign-in")
NOT_THERE = way(f"https://shop.test{QUERY}", f"https://shop.test/?launchready={MARK}")
NO_REDIRECT = way(f"http://shop.test{QUERY}")
SILENT = way(f"http://shop.test{QUERY}", end=End.SILENT)
LOOP = way(f"http://www.shop.test{QUERY}", f"https://www.shop.test{QUERY}", end=End.LOOP)
TIDY = way(f"https://shop.test{QUERY}", "https://shop.test/login")
NOBODY = Chain(f"https://shop.test{QUERY}", (), End.SILENT, Why.TIMED_OUT)

EXAMPLES = (
    (seen(KEPT), Pass),
    (seen(INSIDE), Pass),
    (seen(KEPT, TO_FRONT), Pass),
    (seen(LOST), Fail),
    (seen(KEPT, LOST_LATER), Fail),
    (seen(LOST, SILENT), Fail),
    (seen(LOST, control=TIDY), NotApplicable),
    (seen(TO_FRONT), Unknown),
    (seen(KEPT, ALL_TO_FRONT), Fail),
    (seen(WWW_TO_FRONT), Fail),
    (seen(ALL_TO_FRONT, control=NOT_THERE), Unknown),
    (seen(KEPT, TO_SIGN_IN), Pass),
    (seen(KEPT, LOOP), Unknown),
    (seen(NO_REDIRECT), NotApplicable),
    (seen(SILENT), NotApplicable),
    (seen(SILENT, control=NOBODY), Unknown),
)
