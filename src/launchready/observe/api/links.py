"""Finds routes in what a product answers: JSON links, the Link header, pages with links and forms, robots.txt, site maps."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import Json
from launchready.observe.api.source.found import METHODS, Found
from launchready.observe.http import Answer

LINK_KEYS = re.compile(
    r"^(?:href|url|uri|link|links?|_links|self|next|prev|previous|first|last|related|edit|location|\w+_?(?:url|uri|href|link))$",
    re.IGNORECASE,
)
HEADER = re.compile(r"<([^<>]+)>\s*;")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
ID = re.compile(
    r"\d+|[0-9a-f]{16,}|[0-9A-HJKMNP-TV-Z]{26}|[A-Za-z]{2,8}_[A-Za-z0-9]{6,}|(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_-]{18,}"
)
FILE = re.compile(r"\.(?:js|mjs|css|map|png|jpe?g|gif|svg|ico|webp|woff2?|pdf|xml|txt|webmanifest)$", re.IGNORECASE)
SEGMENT = re.compile(r"[\w.~@{}%:+,-]+")
ROBOTS = re.compile(r"^\s*(?:dis)?allow\s*:\s*(/[^\s#]*)", re.IGNORECASE | re.MULTILINE)
LOC = re.compile(r"<loc>\s*([^<\s]+)\s*</loc>")
DEEPEST = 8


def routes_in_answer(answer: Answer) -> tuple[Found, ...]:
    """Every route of the same host that an answer names, ids in it as parameters."""
    path = urlsplit(answer.request.url).path
    found: list[Found] = []
    if path.endswith("/robots.txt"):
        found += [
            _route(one.rstrip("*$"), answer) for one in ROBOTS.findall(answer.body) if "*" not in one.rstrip("*$")
        ]
    elif "<loc>" in answer.body:
        found += [_route(one, answer) for one in LOC.findall(answer.body)]
    elif "html" in (answer.header("Content-Type") or ""):
        found += _page(answer)
    else:
        found += [_route(one, answer) for one in _links(answer.json(), "", 0)]
    header = " ".join(answer.all("Link"))
    found += [_route(one, answer) for one in HEADER.findall(header)]
    known = {(one.method, one.path): one for one in found if one.path and one.path != "/"}
    return tuple(known.values())


def _route(url: str, answer: Answer, method: str = "GET", fields: tuple[str, ...] = ()) -> Found:
    """A link as a route; an empty path where it leads elsewhere."""
    try:
        whole = urlsplit(urljoin(answer.request.url, url.strip()))
    except ValueError:
        return Found(method, "", 0)
    own = whole.hostname == answer.request.host and whole.scheme in {"http", "https"}
    path = re.sub(r"%7B(\w+)%7D", r"{\1}", re.sub(r"\{[?&/][^{}]*\}", "", whole.path), flags=re.IGNORECASE)
    if not own or FILE.search(path) or not all(SEGMENT.fullmatch(part) for part in path.strip("/").split("/") if part):
        return Found(method, "", 0)
    return Found(method, templated(path), 0, fields, form=method != "GET")


def templated(path: str) -> str:
    """A path with its ids as parameters, each named after the word before it."""
    made: list[str] = []
    for part in path.split("/"):
        before = made[-1] if made and made[-1] and "{" not in made[-1] else ""
        is_id = bool(before) and (ID.fullmatch(part) or UUID.fullmatch(part)) and not re.fullmatch(r"v\d+", part)
        name = re.sub(r"\W", "_", before).rstrip("s") if before else ""
        made.append(f"{{{name}_id}}" if is_id and f"{{{name}_id}}" not in made else part)
    return "/".join(made)


def _links(value: Json, key: str, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _links(one, name, depth + 1)
    elif isinstance(value, list):
        for one in value[:50]:
            yield from _links(one, key, depth + 1)
    elif isinstance(value, str) and len(value) < 500:  # noqa: PLR2004 - longer than any link
        is_named = LINK_KEYS.fullmatch(key) is not None and value.startswith(("/", "http://", "https://"))
        if is_named or (value.startswith(("http://", "https://")) and not re.search(r"\s", value)):
            yield value


def _page(answer: Answer) -> Iterator[Found]:
    page = LexborHTMLParser(answer.body)
    for one in page.css("a[href]")[:300]:
        yield _route(one.attributes.get("href") or "", answer)
    for form in page.css("form")[:50]:
        method = (form.attributes.get("method") or "get").upper()
        names = [field.attributes.get("name") for field in form.css("input[name], textarea[name], select[name]")]
        fields = tuple(dict.fromkeys(name for name in names if name))
        target = form.attributes.get("action") or answer.request.url
        if method in METHODS:
            yield _route(target, answer, method, fields if method != "GET" else ())
