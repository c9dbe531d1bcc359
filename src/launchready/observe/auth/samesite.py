"""Which cookies a browser lets go along with a request that another website makes (RFC 6265bis), and what else it says."""

from collections.abc import Iterator
from dataclasses import dataclass

from launchready.observe.http import Answer, Request

ELSEWHERE = "https://elsewhere.example"
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


@dataclass(frozen=True, slots=True)
class SiteCookie:
    """A cookie without its value."""

    name: str
    same_site: str
    """`strict`, `lax`, `none`, or nothing."""
    secure: bool


def site_cookies(answer: Answer) -> Iterator[tuple[SiteCookie, str]]:
    """The cookies that an answer sets, each with its value; an empty value takes one away."""
    for raw in answer.all("Set-Cookie"):
        first, *rest = raw.split(";")
        name, _, value = first.strip().partition("=")
        flags = {key.strip().lower(): one.strip() for key, _, one in (part.partition("=") for part in rest)}
        gone = flags.get("max-age") == "0" or not value.strip('"')
        yield SiteCookie(name, flags.get("samesite", "").lower(), "secure" in flags), "" if gone else value


def sent_along(cookies: tuple[SiteCookie, ...], request: Request) -> tuple[str, ...]:
    """The names of the cookies that go along with a navigation that another website starts.

    Strict never goes along, Lax only with a method that reads, and None only where it is Secure as well. A cookie
    without the attribute goes along: Firefox and Safari treat it as None, and Chromium sends it for two minutes.
    """
    return tuple(one.name for one in cookies if _goes(one, request.method))


def _goes(cookie: SiteCookie, method: str) -> bool:
    match cookie.same_site:
        case "strict":
            return False
        case "lax":
            return method in SAFE
        case "none":
            return cookie.secure
        case _:
            return True


def from_elsewhere(request: Request, *, hides: bool = False) -> Request:
    """The request as a browser sends it for a page of another website.

    Args:
        request: what the page has it send.
        hides: whether the page asks for no referrer, which makes its origin `null`.
    """
    headers = [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "navigate"),
        ("Sec-Fetch-Dest", "document"),
        ("Sec-Fetch-User", "?1"),
        ("Upgrade-Insecure-Requests", "1"),
    ]
    if not hides:
        headers.insert(0, ("Referer", f"{ELSEWHERE}/"))
    if request.method not in SAFE:  # a browser sends no Origin when it follows a link
        headers.insert(0, ("Origin", "null" if hides else ELSEWHERE))
    return request.with_headers(*headers)
