"""Which cookies go along with a request that another website makes."""

import pytest

from launchready.observe.auth.samesite import SiteCookie, from_elsewhere, sent_along, site_cookies
from launchready.observe.http import Answer, Request

URL = "https://shop.example/account"


@pytest.mark.parametrize(
    ("same_site", "secure", "method", "goes"),
    [
        ("strict", True, "GET", False),
        ("strict", True, "POST", False),
        ("lax", True, "GET", True),
        ("lax", True, "POST", False),
        ("none", True, "POST", True),
        ("none", False, "POST", False),
        ("", True, "POST", True),
        ("", False, "GET", True),
        ("bogus", True, "POST", True),
    ],
)
def test_browsers_keep_some_back(same_site: str, *, secure: bool, method: str, goes: bool) -> None:
    assert bool(sent_along((SiteCookie("sid", same_site, secure),), Request(URL, method))) is goes


def test_a_form_says_where_it_comes_from_or_null_and_a_link_says_no_origin() -> None:
    def origin(method: str, *, hides: bool = False) -> str | None:
        return dict(from_elsewhere(Request(URL, method), hides=hides).headers).get("Origin")

    assert origin("POST") == "https://elsewhere.example"
    assert origin("POST", hides=True) == "null"
    assert origin("GET") is None
    assert "Referer" not in dict(from_elsewhere(Request(URL, "POST"), hides=True).headers)


def test_cookies_are_read_with_what_they_promise() -> None:
    headers = (("Set-Cookie", "sid=abc; Secure; SameSite=None"), ("set-cookie", "old=; Max-Age=0"))

    found = list(site_cookies(Answer(Request(URL), 200, headers, "", 1.0)))

    assert [(SiteCookie("sid", "none", True), "abc"), (SiteCookie("old", "", False), "")] == found
