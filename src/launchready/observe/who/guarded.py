"""Finds the token that a product's own pages send along so that no other site's form passes for one, where it asks for one."""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import Json
from launchready.observe.api.quarantine import path_changes
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.who.granted import cookies_in

if TYPE_CHECKING:
    from launchready.observe.who.session import Session

Send = Callable[[Request, "Session | None"], Awaitable[Reply]]
CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
STATUSES = frozenset({400, 401, 403, 419, 422})
ASKS = re.compile(r"csrf|xsrf|cross[- ]site request|request forgery|authenticity.?token|page expired", re.IGNORECASE)
"""What a refusal says that wants such a token."""
CALLED = re.compile(r"csrf|xsrf|authenticity.?token", re.IGNORECASE)
HEADERS = ("X-CSRF-Token", "X-CSRFToken", "X-XSRF-TOKEN")
"""Headers that the usual frameworks read one of."""
WORDS = ("csrf-token", "csrf", "csrf_token", "auth/csrf", "xsrf-token", "sanctum/csrf-cookie")
"""Where the usual frameworks hand it out, below the host or its `/api`."""
LOGIN = ("login", "signin", "sign-in", "log-in", "")
"""Pages that carry one, beside the front page."""


def wants_token(reply: Reply) -> bool:
    """Whether a change is refused for the lack of such a token, and not for who asks."""
    return (
        isinstance(reply, Answer)
        and reply.request.method in CHANGES
        and reply.status in STATUSES
        and ASKS.search(reply.body) is not None
    )


async def guarded(session: "Session", near: str, send: Send) -> "Session | None":
    """The session with such a token; None where no place hands one out.

    Args:
        session: who asks.
        near: an address of the product: the request that was refused.
        send: sends a request with a session.
    """
    referer = ("Referer", "{0.scheme}://{0.netloc}/".format(urlsplit(near)))  # Django wants one as well, over HTTPS
    for url in dict.fromkeys((*places(near), session.at)):
        if not url:
            continue
        reply = await send(Request(url), session)
        found = _handed_out(reply) if isinstance(reply, Answer) and reply.status < 300 else None  # noqa: PLR2004
        if found is not None:
            name, token, cookies = found
            names = dict.fromkeys((name, *HEADERS) if name else HEADERS)
            return _with(session, (*((one, token) for one in names), referer), cookies)
    own = next((value for name, value in _cookies(session).items() if CALLED.search(name)), None)
    return _with(session, (*((name, unquote(own)) for name in HEADERS), referer), {}) if own else None


async def sent_again(request: Request, refusal: Reply, send: Callable[[Request], Awaitable[Reply]]) -> Reply:
    """The answer to a sign-in that is sent once more with the token that it asked for; the refusal where nothing hands one out."""
    from launchready.observe.who.session import Session  # noqa: PLC0415 - which needs this module

    async def sending(one: Request, session: "Session | None") -> Reply:
        return await send(session.on(one) if session else one)

    cookies = tuple(pair for pair in request.headers if pair[0].lower() == "cookie")
    ready = await guarded(Session("", cookies, None), request.url, sending)
    if ready is None:
        return refusal
    kept = tuple(pair for pair in request.headers if pair[0].lower() != "cookie")
    return await send(ready.on(replace(request, headers=kept)))


def places(near: str) -> Iterator[str]:
    """Where such a token may be handed out, for a change that was refused at an address."""
    whole = urlsplit(near)
    origin = f"{whole.scheme}://{whole.netloc}"
    first = next((part for part in whole.path.split("/") if part), "")
    if not path_changes(whole.path):
        yield near  # a form's own page, and whatever else tells by GET what its POST wants
    bases = dict.fromkeys((f"{origin}/{first}", f"{origin}/api", origin) if first else (f"{origin}/api", origin))
    yield from (f"{base}/{word}" for word in WORDS[:3] for base in bases)
    yield from (f"{origin}/{word}" for word in (*WORDS[3:], *reversed(LOGIN)))


def _handed_out(answer: Answer) -> tuple[str, str, dict[str, str]] | None:
    """The header that an answer wants, the token, and the cookies that go with it."""
    cookies = dict(cookies_in(answer))
    value = answer.json()
    if value is not None:
        token, name = _in_json(value, named=CALLED.search(urlsplit(answer.request.url).path) is not None)
        if token:
            return name, token, cookies
    for header in HEADERS:
        if told := answer.header(header):
            return header, told, cookies
    if "html" in (answer.header("Content-Type") or "") and (token := _in_page(answer.body)):
        return "", token, cookies
    double = next((value for name, value in cookies.items() if CALLED.search(name) and not name.startswith("_")), None)
    return ("", unquote(double), cookies) if double else None


def _in_json(value: Json, *, named: bool, depth: int = 0) -> tuple[str, str]:
    """The token in an answer, and the header that the answer says it goes into."""
    if not isinstance(value, dict) or depth > 2:  # noqa: PLR2004 - an envelope in an envelope
        return "", ""
    header = value.get("headerName")
    for key, one in value.items():
        if isinstance(one, str) and one and (CALLED.search(key) or (named and key.lower() in {"token", "value"})):
            return one, header if isinstance(header, str) else ""
    inner = (_in_json(one, named=named, depth=depth + 1) for one in value.values())
    return next((found for found in inner if found[0]), ("", ""))


def _in_page(page: str) -> str:
    tree = LexborHTMLParser(page)
    for node in (*tree.css("meta[name]"), *tree.css('input[type="hidden"]')):
        name, value = node.attributes.get("name") or "", node.attributes.get("content") or node.attributes.get("value")
        if CALLED.search(name) and value and not CALLED.search(value):
            return value
    return ""


def _cookies(session: "Session") -> dict[str, str]:
    whole = next((value for name, value in session.headers if name.lower() == "cookie"), "")
    pairs = (one.strip().partition("=") for one in whole.split(";"))
    return {name: value for name, _, value in pairs if name}


def _with(session: "Session", headers: tuple[tuple[str, str], ...], cookies: dict[str, str]) -> "Session":
    both = {**_cookies(session), **cookies}
    whole = "; ".join(f"{name}={value}" for name, value in both.items())
    replaced = {"cookie", *(name.lower() for name, _ in headers)}
    kept = tuple(pair for pair in session.headers if pair[0].lower() not in replaced)
    return replace(session, headers=(*kept, *((("Cookie", whole),) if both else ()), *headers))
