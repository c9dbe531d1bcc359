"""Examples and traps of boundaries.session-cookie-survives-sign-in."""

from dataclasses import replace

from launchready.observe.auth.fixing import Fixed
from launchready.stages.s2_boundaries.session_cookie_survives_sign_in import Seen, SessionCookieSurvivesSignIn
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

CHANGED = Fixed("POST /login", "https://shop.example/account", ("sid",), False, False, True, "curl …")
KEPT = replace(CHANGED, after=True)

EXAMPLES = (
    (Seen((CHANGED,)), Pass),
    (Seen((KEPT,)), Fail),
    (Seen((CHANGED, KEPT)), Fail),
    (Seen((replace(CHANGED, control=False),)), Unknown),
    (Seen((replace(CHANGED, page="", control=False),)), Unknown),
    (Seen(()), NotApplicable),
)


def test_a_page_that_was_open_before_proves_nothing() -> None:
    assert isinstance(SessionCookieSurvivesSignIn().judge(Seen((replace(KEPT, before=True),))), Unknown)
