"""A private page that loads in the clear is a finding; one that was not opened as a customer is no pass."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.mixed import InTheClear, Load
from launchready.stages.s3_deploy.private_page_loads_in_the_clear import PrivatePageLoadsInTheClear, Seen

PAGE = "https://shop.test/account"
SCRIPT = Load("http://cdn.example/a.js", "script", active=True, where=PAGE)
OPENED = f"GET {PAGE} as buyer_a -> 200, 900 characters; GET {PAGE} -> 302, 0 characters"
SHUT = f"nobody: GET {PAGE} -> 302, 0 characters; GET {PAGE} as buyer_a -> 302, 0 characters"


def seen(
    *clear: Load, unread: tuple[str, ...] = (), signed: tuple[str, ...] = (OPENED,), scheme: str = "https"
) -> Seen:
    found = InTheClear((PAGE,), unread, 4, clear, (), ((PAGE, "curl"),), signed)
    return Seen(scheme, "production", found)


EXAMPLES = (
    (seen(), Pass),
    (seen(SCRIPT), Fail),
    (seen(SCRIPT, unread=(SHUT,)), Fail),
    (seen(unread=(SHUT,)), Unknown),
    (seen(unread=(SHUT,), signed=()), Unknown),
    (seen(scheme="http"), NotApplicable),
    (Seen("https", "production", None), NotApplicable),
)


def test_the_page_and_the_address_in_the_clear_are_told() -> None:
    verdict = PrivatePageLoadsInTheClear().judge(seen(SCRIPT))

    assert isinstance(verdict, Fail)
    assert PAGE in verdict.evidence[0].what
    assert verdict.places == (SCRIPT.url,)
