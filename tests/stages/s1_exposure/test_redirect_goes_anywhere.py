"""A Location that a browser would follow to our host is a finding; a pass needs a parameter that leads somewhere."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.onward import Onward, SignedOnward
from launchready.observe.net.open_redirects import Place, Places, Tried
from launchready.stages.s1_exposure.redirect_goes_anywhere import RedirectGoesAnywhere, Seen

HOST = "abcdef.launchready.example"
PLACE = Place("https://shop.test/login?next=%2Faccount", "next", "a link on /")


def tried(*, follows: bool, spelling: str = "", by: str = "nobody") -> Tried:
    line = f"GET https://shop.test/login?next=x sends to {spelling or '/x'}"
    return Tried(PLACE, by, follows, spelling, spelling, line, "curl 'https://shop.test/login?next=x'")


def seen(*found: Tried, read: int = 2, signed: SignedOnward = SignedOnward("")) -> Seen:  # noqa: B008 - it is frozen
    return Seen(Places(read, HOST, found, signed))


def onward(location: str, asked: str = "") -> Onward:
    line = f"signed in at https://shop.test/login?next=x: POST /login answered 302 and sends to {location}"
    return Onward("next", asked, location, line, "curl -X POST https://shop.test/login")


LOCAL = onward("/abcdef-0", "/abcdef-0")
SENT = onward(f"//{HOST}/", f"//{HOST}/")
STAYS = SignedOnward("seller", "/login", "next", LOCAL, (onward("/account"),))
GOES = SignedOnward("seller", "/login", "next", LOCAL, (SENT,), SENT)
IGNORES = SignedOnward("seller", "/login", "", onward("/account"))
LOCKED = SignedOnward("seller", "/login", untold="seller was not signed in at /login: it answered 429")


EXAMPLES = (
    (seen(tried(follows=True)), Pass),
    (seen(tried(follows=False), tried(follows=True, by="buyer_a")), Pass),
    (seen(tried(follows=True, spelling=f"https://{HOST}/")), Fail),
    (seen(tried(follows=False, spelling=f"//{HOST}/")), Fail),
    (seen(tried(follows=True), tried(follows=True, by="buyer_a", spelling=f"/\\{HOST}/")), Fail),
    (seen(tried(follows=False)), NotApplicable),
    (seen(), NotApplicable),
    (seen(read=0), Unknown),
    (seen(signed=GOES), Fail),
    (seen(tried(follows=True), signed=GOES), Fail),
    (seen(signed=STAYS), Pass),
    (seen(tried(follows=True), signed=LOCKED), Pass),
    (seen(signed=LOCKED), Unknown),
    (seen(signed=IGNORES), NotApplicable),
)


def test_one_parameter_is_one_finding_however_many_find_it() -> None:
    both = (tried(follows=True, spelling=f"//{HOST}/"), tried(follows=True, spelling=f"//{HOST}/", by="buyer_a"))

    verdict = RedirectGoesAnywhere().judge(seen(*both))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("/login?next",)


def test_what_a_sign_in_follows_is_one_finding_with_the_link_that_shows_it() -> None:
    verdict = RedirectGoesAnywhere().judge(seen(tried(follows=True, spelling=f"//{HOST}/"), signed=GOES))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("/login?next",)
    assert "/login?next" in RedirectGoesAnywhere().remedy(seen(signed=GOES)).do
