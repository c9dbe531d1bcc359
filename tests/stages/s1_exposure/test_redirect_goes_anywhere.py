"""A Location that a browser would follow to our host is a finding; a pass needs a parameter that leads somewhere."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.open_redirects import Place, Places, Tried
from launchready.stages.s1_exposure.redirect_goes_anywhere import RedirectGoesAnywhere, Seen

HOST = "abcdef.launchready.example"
PLACE = Place("https://shop.test/login?next=%2Faccount", "next", "a link on /")


def tried(*, follows: bool, spelling: str = "", by: str = "nobody") -> Tried:
    line = f"GET https://shop.test/login?next=x sends to {spelling or '/x'}"
    return Tried(PLACE, by, follows, spelling, spelling, line, "curl 'https://shop.test/login?next=x'")


def seen(*found: Tried, read: int = 2) -> Seen:
    return Seen(Places(read, HOST, found))


EXAMPLES = (
    (seen(tried(follows=True)), Pass),
    (seen(tried(follows=False), tried(follows=True, by="buyer_a")), Pass),
    (seen(tried(follows=True, spelling=f"https://{HOST}/")), Fail),
    (seen(tried(follows=False, spelling=f"//{HOST}/")), Fail),
    (seen(tried(follows=True), tried(follows=True, by="buyer_a", spelling=f"/\\{HOST}/")), Fail),
    (seen(tried(follows=False)), NotApplicable),
    (seen(), NotApplicable),
    (seen(read=0), Unknown),
)


def test_one_parameter_is_one_finding_however_many_find_it() -> None:
    both = (tried(follows=True, spelling=f"//{HOST}/"), tried(follows=True, spelling=f"//{HOST}/", by="buyer_a"))

    verdict = RedirectGoesAnywhere().judge(seen(*both))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("/login?next",)
