"""Examples and traps of boundaries.session-cookie-lacks-flags."""

from launchready.observe.auth.leaving import Cookie, Cookies
from launchready.stages.s2_boundaries.session_cookie_lacks_flags import Seen, lacking
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def cookie(*, secure: bool = True, http_only: bool = True, same_site: str = "lax") -> Cookie:
    return Cookie("session", "POST https://shop.example/login", secure, http_only, same_site, "")


def seen(*cookies: Cookie, answered: bool = True) -> Seen:
    return Seen(Cookies(("POST https://shop.example/login -> 303",), answered, cookies))


EXAMPLES = (
    (seen(cookie()), Pass),
    (seen(cookie(same_site="strict")), Pass),
    (seen(cookie(http_only=False)), Fail),
    (seen(cookie(), cookie(secure=False)), Fail),
    (seen(cookie(same_site="")), Fail),
    (seen(answered=False), Unknown),
    (seen(), NotApplicable),
    (Seen(Cookies((), False, ())), NotApplicable),
)


def test_same_site_none_is_as_good_as_nothing() -> None:
    assert lacking(cookie(same_site="none")) == ("SameSite=Lax or Strict",)


def test_a_prefix_that_the_cookie_does_not_keep_is_named() -> None:
    kept = Cookie("__Host-sid", "POST /login", True, True, "lax", "", "/")
    wide = Cookie("__Host-sid", "POST /login", True, True, "lax", "shop.example", "/")
    deep = Cookie("__Host-sid", "POST /login", True, True, "lax", "", "/app")

    assert lacking(kept) == ()
    assert all("__Host-" in lacking(one)[0] for one in (wide, deep))
