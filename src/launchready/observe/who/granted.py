"""Finds in the answer to a sign-in what it grants: a token in the body or a header, or cookies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import Json
from launchready.observe.http import Answer
from launchready.observe.pick import pick

TOKEN_NAMES = (
    *("accesstoken", "access", "authtoken", "authenticationtoken", "authorizationtoken", "bearertoken", "bearer"),
    *("jwt", "jwttoken", "sessiontoken", "usertoken", "apitoken", "token", "authorization", "authkey", "apikey"),
    *("sessionid", "sid", "session", "key", "idtoken"),
)
"""Names under which tokens stand in answers, the likeliest first; small letters and digits only."""
WEAK_NAMES = frozenset({"access", "authorization", "authkey", "session", "sessionid", "sid", "key", "bearer"})
WEAK = re.compile(r"(?=.*\d)[\w.+/=:-]{16,}")
"""What stands under a weak name must look like before it is taken for a token."""
NO_TOKEN = re.compile(r"refresh|csrf|xsrf|reset|verif|confirm|device|push|type|expires", re.IGNORECASE)
TOKEN_HEADERS = (
    "authorization",
    "x-auth-token",
    "x-access-token",
    "access-token",
    "x-subject-token",
    "x-token",
    "token",
)
SHORTEST, LONGEST = 6, 16_384
DEEPEST = 6
JWT = re.compile(r"[\w-]{8,}\.[\w-]{8,}\.[\w-]*")
CSRF_COOKIES = {"csrftoken": "X-CSRFToken", "xsrf-token": "X-XSRF-TOKEN", "csrf_token": "X-CSRF-Token"}
"""Cookies that a page must repeat in a header before it may change anything, and that header."""
REFUSED = 400


@dataclass(frozen=True, slots=True)
class Granted:
    """What an answer grants; never stored."""

    token: str | None
    where: str
    """Where the token stands: `$.data.token`, `header:X-Auth-Token`, `cookie:sid`; empty where there is none."""
    kind: str
    """What the answer calls the token's type: `bearer`, `Token`; empty where it does not."""
    cookies: tuple[tuple[str, str], ...]
    """The cookies that it sets, removed ones left out."""


def granted(answer: Answer, path: str | None) -> Granted:
    """What an answer grants. With a path the token stands there or nowhere; without, it is looked for."""
    cookies = cookies_in(answer)
    body = answer.json()
    if path is not None:
        token = _at(answer, body, path, cookies)
        return Granted(token, path if token else "", _kind(body), cookies)
    if answer.status >= REFUSED:
        return Granted(None, "", "", cookies)
    for value, where in (_in_body(body), _in_headers(answer), _bare(answer)):
        if value:
            return Granted(value, where, _kind(body), cookies)
    return Granted(None, "", "", cookies)


def cookies_in(answer: Answer) -> tuple[tuple[str, str], ...]:
    """The cookies that an answer sets; the last of a name counts, and one that is removed is none."""
    found: dict[str, str] = {}
    for line in answer.all("Set-Cookie"):
        pair, *attributes = line.split(";")
        name, _, value = pair.strip().partition("=")
        ends = any(one.strip().lower().replace(" ", "") == "max-age=0" for one in attributes)
        if value.strip('"') and not ends:
            found[name] = value
        else:
            found.pop(name, None)
    return tuple(found.items())


def lets_in(answer: Answer) -> bool:
    """Whether an answer to a sign-in that sets cookies looks like a yes: no refusal, no form that asks again."""
    if answer.status >= REFUSED:
        return False
    target = urlsplit(answer.header("Location") or "")
    if target.path and 300 <= answer.status < REFUSED:  # noqa: PLR2004 - HTTP's redirects begin
        same = target.path.rstrip("/") == urlsplit(answer.request.url).path.rstrip("/")
        return not same and "error" not in target.query.lower()
    return not asks_again(answer)


def asks_again(answer: Answer) -> bool:
    """Whether an answer is a page with a field for a password."""
    if "html" not in (answer.header("Content-Type") or ""):
        return False
    return LexborHTMLParser(answer.body).css_first('input[type="password"]') is not None


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of the form that asks for a password: what protects it against other sites' forms."""
    for form in LexborHTMLParser(page).css("form"):
        if form.css_first('input[type="password"]') is not None:
            fields = form.css('input[type="hidden"]')
            named = [(one.attributes.get("name"), one.attributes.get("value")) for one in fields]
            return {name: value or "" for name, value in named if name}
    return {}


def headers_for(cookies: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The headers that go with cookies: the cookies themselves, and what repeats a token against other sites' forms."""
    if not cookies:
        return ()
    whole = "; ".join(f"{name}={value}" for name, value in cookies)
    known = [(CSRF_COOKIES.get(name.lower()), value) for name, value in cookies]
    return (("Cookie", whole), *((header, unquote(value)) for header, value in known if header))


def _at(answer: Answer, body: Json, path: str, cookies: tuple[tuple[str, str], ...]) -> str | None:
    place, _, name = path.partition(":")
    if place == "header":
        value: Json = answer.header(name)
    elif place == "cookie":
        value = dict(cookies).get(name)
    else:
        value = pick(body, path)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return _plain(value) if isinstance(value, str) and value else None


def _in_body(body: Json) -> tuple[str | None, str]:
    if isinstance(body, str) and JWT.fullmatch(_plain(body)):
        return _plain(body), "$"
    found: list[tuple[int, int, str, str]] = []
    for path, names, value in _texts(body, "$", ()):
        plain = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in names]
        own = plain[-1] if plain[-1] not in {"value", "token", "key"} or len(plain) == 1 else _outer(plain)
        if own in TOKEN_NAMES and _could_be(value) and (own not in WEAK_NAMES or WEAK.fullmatch(_plain(value))):
            found.append((TOKEN_NAMES.index(own), len(names), path, value))
    best = min(found, default=None)
    return (_plain(best[3]), best[2]) if best else (None, "")


def _texts(value: Json, path: str, names: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Every text below a name, but for what is named as another kind of token."""
    if isinstance(value, dict) and len(names) < DEEPEST:
        for name, one in value.items():
            if not NO_TOKEN.search(name):
                yield from _texts(one, f"{path}.{name}", (*names, name))
    elif isinstance(value, list):
        for position, one in enumerate(value[:3]):
            yield from _texts(one, f"{path}[{position}]", names)
    elif isinstance(value, str) and names:
        yield path, names, value


def _outer(names: list[str]) -> str:
    """`{"access": {"token": …}}` is an access token."""
    return names[-2] if names[-2] in TOKEN_NAMES else names[-1]


def _in_headers(answer: Answer) -> tuple[str | None, str]:
    for name in TOKEN_HEADERS:
        value = answer.header(name)
        if value and _could_be(_plain(value)):
            return _plain(value), f"header:{name}"
    return None, ""


def _bare(answer: Answer) -> tuple[str | None, str]:
    """A body that is nothing but a token."""
    text = answer.body.strip().strip('"')
    return (text, "$") if JWT.fullmatch(text) else (None, "")


def _could_be(value: str) -> bool:
    plain = _plain(value)
    return SHORTEST <= len(plain) <= LONGEST and not re.search(r"\s", plain) and "@" not in plain and "://" not in plain


def _plain(value: str) -> str:
    """A token without the name of its scheme."""
    return re.sub(r"^(bearer|token|jwt)\s+", "", value.strip(), flags=re.IGNORECASE)


def _kind(body: Json) -> str:
    if isinstance(body, dict):
        for name, one in body.items():
            if re.sub(r"[^a-z]", "", name.lower()) == "tokentype" and isinstance(one, str):
                return one
        return next((found for one in body.values() if isinstance(one, dict) and (found := _kind(one))), "")
    return ""
