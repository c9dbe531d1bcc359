"""What is served in the clear is a finding; a redirect, a refusal and a closed port are not."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.http import Answer, Reply, Request, Silence, Why
from launchready.observe.net.redirects import Chain, End, Hop
from launchready.stages.s3_deploy.http_is_not_redirected import HttpIsNotRedirected, Seen

PLAIN, SECURE = "http://shop.test/", "https://shop.test/"
ASKED = Request(SECURE)


def https(status: int, body: str) -> Answer:
    return Answer(ASKED, status, (), body, 1.0)


def seen(end: End, *hops: Hop, words: str = "", why: Why | None = None, secure: Reply | None = None) -> Seen:
    chain = Chain(PLAIN, hops, end, why, words, f"curl -L {PLAIN}")
    return Seen("shop.test", chain, secure or https(200, "<h1>Shop</h1>"))


SILENT = Silence(ASKED, Why.TIMED_OUT, "15 s")
TO_HTTPS = Hop(PLAIN, 308, SECURE)

EXAMPLES = (
    (seen(End.ANSWERED, TO_HTTPS, Hop(SECURE, 200, ""), words="<h1>Shop</h1>"), Pass),
    (seen(End.OUTSIDE, Hop(PLAIN, 301, "https://elsewhere.example/")), Pass),
    (seen(End.LOOP, TO_HTTPS, Hop(SECURE, 301, SECURE)), Pass),
    (seen(End.SILENT, why=Why.REFUSED), Pass),
    (seen(End.ANSWERED, Hop(PLAIN, 403, ""), words="use HTTPS"), Pass),
    (seen(End.ANSWERED, Hop(PLAIN, 200, ""), words="<h1>Shop</h1>"), Fail),
    (seen(End.ANSWERED, Hop(PLAIN, 302, "http://shop.test/home"), Hop("http://shop.test/home", 200, "")), Fail),
    (seen(End.ANSWERED, Hop(PLAIN, 404, ""), words="no such page", secure=https(404, "no such page")), Fail),
    (seen(End.ANSWERED, Hop(PLAIN, 200, ""), words="hello", secure=SILENT), Fail),
    (seen(End.SILENT, why=Why.TIMED_OUT), Unknown),
    (seen(End.ANSWERED, TO_HTTPS, secure=SILENT), Unknown),
    (seen(End.LOOP, Hop(PLAIN, 301, PLAIN)), Unknown),
)


def test_a_redirect_that_stays_in_the_clear_before_https_is_followed() -> None:
    www = "http://www.shop.test/"
    through = seen(End.ANSWERED, Hop(PLAIN, 301, www), Hop(www, 301, SECURE), Hop(SECURE, 200, ""))

    assert isinstance(HttpIsNotRedirected().judge(through), Pass)
