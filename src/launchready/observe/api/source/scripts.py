"""Finds the requests that a front end's script sends: fetch, axios and their kin, with template literals."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from launchready.observe.api.source.found import METHODS, Found, joined, line_of

LITERAL = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`")
HOLE = re.compile(r"\$\{((?:[^{}]|\{[^{}]*\})*)\}")
IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
CALL = re.compile(
    r"(?:(?P<verb>\.(?:get|post|put|patch|delete|del|head|request))|\b(?P<plain>fetch|axios|ky|got|request|ajax|useSWR|\$fetch|useFetch|ofetch|wretch))"
    r"\s*(?:<[^<>()]{0,80}>)?\(\s*$|\b(?P<any>[\w$]+)\s*\(\s*$"
)
OPEN = re.compile(r"\.open\(\s*[\"'`](GET|POST|PUT|PATCH|DELETE)[\"'`]\s*,\s*$", re.IGNORECASE)
KEY = re.compile(r"\b(?:url|path|endpoint)\s*:\s*$")
METHOD = re.compile(r"\b(?:method|type|verb)\s*:\s*[\"'`](GET|POST|PUT|PATCH|DELETE)[\"'`]", re.IGNORECASE)
BODY = re.compile(r"(?:JSON\.stringify\(\s*|\b(?:data|body|json|params)\s*:\s*)\{")
BASE = re.compile(r"\b(?:baseURL|baseUrl|BASE_URL|API_URL|API_BASE|prefixUrl)\b[\"']?\s*[:=]\s*[\"'`]([^\"'`$]+)[\"'`]")
API_LIKE = re.compile(r"^/(?:api|internal|v\d+|admin|private|rest|rpc|graphql)(?:/|$)", re.IGNORECASE)
PATH = re.compile(r"(?:/[\w.~%@:+,{}\-]*)+")
FILE = re.compile(
    r"\.(?:js|mjs|css|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|html?|txt|xml|pdf|mp4|webmanifest)$", re.IGNORECASE
)
BEFORE, AFTER = 120, 600
NO_PATH = re.compile(r"^//|^/(?:\*|/)|\s|[<>\\|^]")


def routes_in_script(text: str, host: str | None = None) -> tuple[Found, ...]:
    """Every request that a script sends to its own host, or to `host`, in the order of the script."""
    bases = [path for base in BASE.findall(text) if (path := _path_of(base).rstrip("/"))]
    base = bases[0] if len(set(bases)) == 1 else ""
    found: dict[tuple[str, str], Found] = {}
    end = 0
    for literal in LITERAL.finditer(text):
        if literal.start() < end:
            continue
        path, end = _whole(text, literal)
        own = _own(path, host)
        if own is None:
            continue
        for one in _uses(text, literal.start(), end, own, base):
            known = found.get((one.method, one.path))
            if known is None or len(one.fields) > len(known.fields):
                found[one.method, one.path] = one
    return tuple(found.values())


def _whole(text: str, literal: re.Match[str]) -> tuple[str, int]:
    """A path that is put together of texts, template literals and names, and where it ends."""
    path, end = _part(literal), literal.end()
    while True:
        plus = re.compile(r"\s*\+\s*").match(text, end)
        if plus is None:
            return path, end
        other = LITERAL.match(text, plus.end())
        if other:
            path, end = path + _part(other), other.end()
            continue
        name = re.compile(r"[\w$.]+(?:\([^()]*\))?(?:\[[^\[\]]*\])?").match(text, plus.end())
        if name is None:
            return path, end
        path, end = f"{path}{{{_named(name[0])}}}", name.end()


def _part(literal: re.Match[str]) -> str:
    if literal[3] is not None:
        return HOLE.sub(lambda hole: f"{{{_named(hole[1])}}}", literal[3])
    return literal[1] if literal[1] is not None else literal[2]


def _named(expression: str) -> str:
    """The name of a parameter out of the expression that fills it."""
    inner = re.sub(r"^(?:encodeURIComponent|String|encodeURI)\((.*)\)$", r"\1", expression.strip())
    names = [one for one in IDENTIFIER.findall(re.sub(r"\(.*", "", inner)) if one not in {"this", "await"}]
    if not names:
        return "id"
    return f"{names[-2]}_id" if names[-1] == "id" and len(names) > 1 and len(names[-2]) > 2 else names[-1]  # noqa: PLR2004


def _path_of(url: str) -> str:
    """The path of an address; empty for what is none, a template with a variable for its host."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _is_at(url: str, host: str) -> bool:
    try:
        return urlsplit(url).hostname == host
    except ValueError:
        return False


def _own(path: str, host: str | None) -> str | None:
    """A path of the own host as a route has it; None where it is none."""
    if path.startswith(("http://", "https://")):
        if host is None or not _is_at(path, host):
            return None
        path = _path_of(path)
    path = re.sub(r"^\{[^{}]+\}(?=/)", "", path)  # the address of the API, in a variable
    path = re.split(r"[?#]|(?<=[^/])\{(?:query|qs|params|search|suffix)\w*\}$", path)[0]
    if not path.startswith("/") or NO_PATH.search(path) or not PATH.fullmatch(path) or FILE.search(path):
        return None
    if not re.search(r"[A-Za-z]", HOLE.sub("", path)) or not re.search(r"[A-Za-z]{2}", re.sub(r"\{[^}]*\}", "", path)):
        return None
    return re.sub(r"(?<=[\w.~-])\{[^{}]+\}(?=$|/)", "", path) if not re.search(r"/\{", path) else path


def _uses(text: str, start: int, end: int, path: str, base: str) -> Iterator[Found]:
    before, after = text[max(0, start - BEFORE) : start], _arguments(text, end)
    before = re.sub(r"(?:[\w$.]+\s*\+\s*)+$", "", before)  # `API + "/orders"`
    line = line_of(text, start)
    if opened := OPEN.search(before):
        yield Found(opened[1].upper(), path, line)
        return
    call = CALL.search(before)
    told = METHOD.search(after)
    verb = (
        (call["verb"] or "").removeprefix(".").upper().replace("DEL", "DELETE").replace("DELETEETE", "DELETE")
        if call
        else ""
    )
    if call and verb in METHODS:
        fields = _fields(after, start_at=0) if verb in {"POST", "PUT", "PATCH"} else ()
        yield Found(verb, _based(path, base), line, fields)
    elif (call and (call["plain"] or verb == "REQUEST")) or (call and call["any"] and told) or KEY.search(before):
        near = told or (METHOD.search(before.rpartition("{")[2]) if call is None else None)
        method = near[1].upper() if near else "GET"
        is_fetch = call is not None and call["plain"] in {"fetch", "useSWR", "ajax", "useFetch"}
        yield Found(method, path if is_fetch else _based(path, base), line, _fields(after) if method != "GET" else ())
    elif API_LIKE.match(path) and path.rstrip("/") != base and not BASE.search(f"{before}'x'"):
        yield Found("GET", path, line, certain=False)


def _based(path: str, base: str) -> str:
    """A path behind the client's base address, where it does not look whole already."""
    return path if not base or API_LIKE.match(path) or path.startswith(f"{base}/") else joined(base, path)


def _arguments(text: str, start: int) -> str:
    """What follows in the same call, as far as it goes."""
    depth = 0
    for position in range(start, min(len(text), start + AFTER)):
        letter = text[position]
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
            if depth < 0:
                return text[start:position]
    return text[start : start + AFTER]


def _fields(after: str, start_at: int | None = None) -> tuple[str, ...]:
    """The names in the object that is sent as the body."""
    if start_at is not None and (direct := re.match(r"\s*,\s*\{", after)):
        return _names(after, direct.end())
    body = BODY.search(after)
    return _names(after, body.end()) if body else ()


def _names(text: str, start: int) -> tuple[str, ...]:
    """The keys of an object literal, from behind its opening brace."""
    found: list[str] = []
    depth, position, expects = 0, start, True
    while position < len(text):
        literal = LITERAL.match(text, position)
        letter = text[position]
        if expects and depth == 0:
            key = re.compile(r"\s*(?:[\"']([\w-]+)[\"']|([A-Za-z_$][\w$]*))\s*(?=[:,}(])").match(text, position)
            if key:
                found.append(key[1] or key[2])
                position, expects = key.end(), False
                continue
        if literal:
            position = literal.end()
            continue
        if letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
            if depth < 0:
                break
        elif letter == "," and depth == 0:
            expects = True
        position += 1
    return tuple(dict.fromkeys(found))
