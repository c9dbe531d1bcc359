"""What expressions of rules say of a request: yes, no, or that it cannot be told."""

import pytest

from launchready.observe.net.rule_words import Asked, holds, paths_in

HERE = Asked("shop.test", "/admin/users")


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("true", True),
        ('http.host eq "shop.test"', True),
        ('(http.host eq "shop.test" and http.request.uri.path eq "/admin/users")', True),
        ('http.host eq "shop.test" and http.request.uri.path eq "/admin"', False),
        ('starts_with(http.request.uri.path, "/admin")', True),
        ('not starts_with(http.request.uri.path, "/admin")', False),
        ('not starts_with(http.request.uri.path, "/x") and http.host ne "a.test"', True),
        ('http.request.uri.path in {"/x" "/admin/users"}', True),
        ('http.request.uri.path wildcard "/ADMIN/*"', True),
        ('http.request.uri.path strict wildcard "/ADMIN/*"', False),
        ('http.request.uri.path contains "min" && ssl', True),
        ('ends_with(http.request.uri.path, ".php") || http.host == "shop.test"', True),
        ('http.request.method eq "POST" and http.request.uri.path eq "/admin/users"', False),
        # What is not known makes no yes, and does not undo a no.
        ('starts_with(http.request.uri.path, "/admin") and not ip.src in {192.0.2.1 10.0.0.0/8}', None),
        ('starts_with(http.request.uri.path, "/admin") and not ip.src in $staff', None),
        ('starts_with(http.request.uri.path, "/x") and ip.geoip.country eq "DE"', False),
        ('starts_with(http.request.uri.path, "/admin") or ip.geoip.country eq "DE"', True),
        ('lower(http.request.uri.path) eq "/admin/users"', None),
        ('http.request.uri.path matches "^/admin"', None),
        ('any(http.request.headers["x-a"][*] eq "1")', None),
        ('http.host eq "shop.test" xor http.request.uri.path eq "/admin/users"', None),
        ('(http.host eq "shop.test") xor (http.request.uri.path eq "/admin/users")', None),
        ('http.request.uri.path eq "/a\\"b"', None),
        ('(http.host eq "shop.test"', None),
        ('http.host eq "shop.test")', None),
        ('http.host eq "shop.test', None),
        ("", None),
        ("and", None),
        ("not", None),
    ],
)
def test_an_expression_holds_does_not_or_cannot_be_told(expression: str, wanted: bool | None) -> None:
    assert holds(expression, HERE) is wanted


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ('http.host eq "a.test" and starts_with(http.request.uri.path, "/x")', ("/x",)),
        ('http.request.uri.path in {"/a" "/b"} or http.request.uri.path eq "/c"', ("/c", "/a", "/b")),
        ('http.request.uri.path wildcard "/api/*/keys*"', ("/api/x/keys",)),
        ('http.request.uri.path eq "/a b" or http.request.uri.path eq "/a?b"', ()),
        ('http.host eq "/x"', ()),
    ],
)
def test_the_paths_of_an_expression_are_its_own(expression: str, wanted: tuple[str, ...]) -> None:
    assert paths_in(expression) == wanted
