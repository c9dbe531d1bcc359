"""Examples and traps of boundaries.other-site-changes-account."""

from dataclasses import replace

from launchready.observe.auth.crosssite import FORM, LINK, Attempt, CrossSite, Target
from launchready.observe.auth.samesite import SiteCookie
from launchready.stages.s2_boundaries.other_site_changes_account import OtherSiteChangesAccount
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

REFUSED = Attempt(FORM, (), 403, False, "curl …")
OBEYED = Attempt(FORM, ("sid",), 303, True, "curl …")
LINKED = Attempt(LINK, ("sid",), 200, True, "curl …")
TARGET = Target("POST https://shop.example/account", "https://shop.example/account", True, (REFUSED,))
COOKIE = SiteCookie("sid", "lax", True)


def seen(*targets: Target, pages: int = 1, sign_in: str = "POST /login") -> CrossSite:
    return CrossSite(sign_in, (COOKIE,), targets, pages)


EXAMPLES = (
    (seen(TARGET), Pass),
    (seen(replace(TARGET, attempts=(REFUSED, OBEYED))), Fail),
    (seen(replace(TARGET, attempts=(REFUSED, LINKED))), Fail),
    (seen(replace(TARGET, control=False)), Unknown),
    (seen(pages=0), Unknown),
    (seen(), NotApplicable),
    (seen(sign_in=""), NotApplicable),
)


def test_a_303_without_an_effect_is_no_finding() -> None:
    polite = replace(TARGET, attempts=(replace(OBEYED, effect=False),))

    assert isinstance(OtherSiteChangesAccount().judge(seen(polite)), Pass)
