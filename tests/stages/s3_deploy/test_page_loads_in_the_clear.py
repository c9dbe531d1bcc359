"""What an HTTPS page loads or sends over plain HTTP is a finding; a page that was not read is no pass."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.mixed import InTheClear, Load
from launchready.stages.s3_deploy.page_loads_in_the_clear import PageLoadsInTheClear, Seen

PAGE = "https://shop.test/"
SCRIPT = Load("http://cdn.example/a.js", "script", active=True, where=PAGE)
IMAGE = Load("http://cdn.example/a.png", "img", active=False, where=PAGE)


def seen(*clear: Load, read: tuple[str, ...] = (PAGE,), unread: tuple[str, ...] = (), scheme: str = "https") -> Seen:
    return Seen(scheme, InTheClear(read, unread, 4, clear, (), ((PAGE, "curl"),)))


EXAMPLES = (
    (seen(), Pass),
    (Seen("https", InTheClear((PAGE,), (), 0, (), (PAGE,), ())), Pass),
    (seen(SCRIPT), Fail),
    (seen(IMAGE), Fail),
    (seen(IMAGE, unread=("GET https://shop.test/x -> 500",)), Fail),
    (seen(unread=("GET https://shop.test/x -> 500",)), Unknown),
    (seen(read=()), Unknown),
    (seen(scheme="http"), NotApplicable),
)


def test_active_is_told_from_passive() -> None:
    verdict = PageLoadsInTheClear().judge(seen(IMAGE, SCRIPT))

    assert isinstance(verdict, Fail)
    assert "1 active (scripts, frames, styles, forms) and 1 passive (images, media, fonts)" in verdict.because
    assert verdict.evidence[0].shown == SCRIPT.url
