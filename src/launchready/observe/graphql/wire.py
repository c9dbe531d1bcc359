"""Makes the real request of a GraphQL operation that is named like a path, and reads its answer as HTTP would say it.

A GraphQL server answers 200 to nearly everything: what it refuses stands in `errors`. Read here once, so that whatever
judges statuses judges the same refusals.
"""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from launchready.declare.model import ApiSurface, Declaration, Json
from launchready.observe.api.openapi import PLACE
from launchready.observe.errors import CannotLook
from launchready.observe.graphql.endpoint import Graphql, GraphqlFacts
from launchready.observe.graphql.operations import GraphqlOperation
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

MARK = "#/"
OPERATION = re.compile(r"\s*(?:(?:query|mutation)\b|\{)")
CODES = (
    (429, re.compile(r"RATE.?LIMIT|TOO.?MANY|THROTTL", re.IGNORECASE)),
    (401, re.compile(r"UNAUTHENTICATED|NOT.?AUTHENTICATED|UNAUTHORIZED|AUTH_REQUIRED", re.IGNORECASE)),
    (403, re.compile(r"FORBIDDEN|ACCESS.?DENIED|PERMISSION|NOT.?AUTHORIZED", re.IGNORECASE)),
    (404, re.compile(r"NOT.?FOUND|UNKNOWN.?NODE", re.IGNORECASE)),
    (409, re.compile(r"CONFLICT|ALREADY.?EXISTS", re.IGNORECASE)),
    (500, re.compile(r"INTERNAL|UNEXPECTED|EXCEPTION", re.IGNORECASE)),
)
SENTENCES = (
    (429, re.compile(r"rate.?limit|too many (?:requests|attempts)|slow down|throttled", re.IGNORECASE)),
    (
        401,
        re.compile(
            r"not (?:logged|signed) in|(?:log|sign) in|unauthenticated|authentication|not authenticated", re.IGNORECASE
        ),
    ),
    (403, re.compile(r"forbidden|not (?:authorized|allowed|permitted)|permission|access denied", re.IGNORECASE)),
    (404, re.compile(r"not found|does not exist|no such", re.IGNORECASE)),
)
INVALID = 400
OK = 200
Asked = dict[Question[object], asyncio.Future[object]]
Reading = Callable[[Answer], Answer]


def is_named(url: str) -> bool:
    """Whether a url names a GraphQL operation."""
    return MARK in url


async def real(world: "World", request: Request) -> tuple[Request, Reading]:
    """The request as it is sent, and how its answer is read."""
    if not is_named(request.url):
        return request, (_read_declared if _carries_operation(request) else _as_it_is)
    url, _, named = request.url.partition(MARK)
    if request.method in {"OPTIONS", "HEAD", "TRACE"}:
        return replace(request, url=url), _as_it_is
    path, _, query = named.partition("?")
    found = await _find(world, url, request.method, path)
    if found is None:
        word = re.sub(r"\W", "", unquote(path.rpartition("/")[2])) or "nothing"
        verb = "query" if request.method == "GET" else "mutation"
        return _post(request, url, f"{verb} {{ {word}_ }}", {}), _read_declared
    operation, values = found
    given, is_json = _given(request)
    if request.body and not is_json:
        return replace(request, url=url, method="POST"), _read_declared
    variables = _variables(operation, values | dict(parse_qsl(query, keep_blank_values=True)), given)
    return _post(request, url, operation.document, variables), lambda answer: _read(answer, operation)


def shown(request: Request, declaration: Declaration, asked: Asked) -> Request:
    """The request as it is sent, as far as the schema is known already."""
    if not is_named(request.url):
        return request
    url, _, named = request.url.partition(MARK)
    path, _, query = named.partition("?")
    found = _match(_known(declaration, asked), request.method, path)
    if found is None:
        return replace(request, url=url)
    variables = _variables(found[0], found[1] | dict(parse_qsl(query)), _given(request)[0])
    return _post(request, url, found[0].document, variables)


def _known(declaration: Declaration, asked: Asked) -> tuple[GraphqlOperation, ...]:
    futures = [asked.get(Graphql(one.name)) for one in declaration.surfaces]
    done = [one.result() for one in futures if one is not None and one.done() and not one.exception()]
    return tuple(operation for facts in done if isinstance(facts, GraphqlFacts) for operation in facts.operations)


async def _find(world: "World", url: str, method: str, path: str) -> tuple[GraphqlOperation, dict[str, str]] | None:
    """The operation that a url names: of the API at its host, or of another with the same endpoint (staging's)."""
    parts = urlsplit(url)
    apis = [one for one in world.declaration.surfaces if isinstance(one, ApiSurface) and one.url]
    for api in sorted(apis, key=lambda one: one.host != parts.hostname):
        try:
            facts = await world.ask(Graphql(api.name))
        except CannotLook:
            continue
        if facts.endpoint == parts.path:
            return _match(facts.operations, method, path)
    return None


def _match(
    operations: tuple[GraphqlOperation, ...], method: str, path: str
) -> tuple[GraphqlOperation, dict[str, str]] | None:
    for one in operations:
        own = one.operation.path.partition(MARK)[2]
        names = PLACE.findall(own)
        match = re.fullmatch("([^/]+)".join(map(re.escape, PLACE.split(own)[::2])), path.rstrip("/"))
        if match and one.operation.method == method:
            return one, dict(zip(names, map(unquote, match.groups()), strict=True))
    return None


def _given(request: Request) -> tuple[dict[str, Json], bool]:
    """The fields of the body, and whether it is an object of JSON at all."""
    if not request.body:
        return {}, True
    try:
        value: Json = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}, False
    return (value, True) if isinstance(value, dict) else ({}, False)


def _variables(operation: GraphqlOperation, values: dict[str, str], given: dict[str, Json]) -> dict[str, Json]:
    known = {key: one for key, one in given.items() if key in operation.args or not operation.input}
    inside = {key: one for key, one in given.items() if key not in known}
    if operation.input:
        known[operation.input] = inside
    for one in operation.bound:
        if one.param in values:
            text = values[one.param]
            _put(known, one.into, int(text) if one.whole and re.fullmatch(r"-?\d{1,18}", text) else text)
    return known


def _put(whole: dict[str, Json], into: tuple[str, ...], value: Json) -> None:
    for name in into[:-1]:
        inner = whole.get(name)
        fresh: dict[str, Json] = dict(inner) if isinstance(inner, dict) else {}
        whole[name] = fresh
        whole = fresh
    whole[into[-1]] = value


def _post(request: Request, url: str, query: str, variables: dict[str, Json]) -> Request:
    headers = tuple((name, value) for name, value in request.headers if name.lower() != "content-type")
    bare = replace(request, url=url, method="POST", headers=headers, body=None)
    return bare.with_json({"query": query, **({"variables": variables} if variables else {})})


def _carries_operation(request: Request) -> bool:
    """Whether a request that the owner declared is a GraphQL operation."""
    if request.method != "POST" or not request.body or '"query"' not in request.body:
        return False
    query = _given(request)[0].get("query")
    return isinstance(query, str) and OPERATION.match(query) is not None


def _as_it_is(answer: Answer) -> Answer:
    return answer


def _read_declared(answer: Answer) -> Answer:
    """The same body, with the status that its errors amount to."""
    value = answer.json()
    errors = value.get("errors") if isinstance(value, dict) else None
    data = value.get("data") if isinstance(value, dict) else None
    nothing = data is None or (isinstance(data, dict) and all(one is None for one in data.values()))
    return _refused(answer, errors) if isinstance(errors, list) and errors and nothing else answer


def _read(answer: Answer, operation: GraphqlOperation) -> Answer:
    """What the operation's field answered, opened; the whole body where there are errors."""
    value = answer.json()
    if not isinstance(value, dict) or not ("data" in value or "errors" in value):
        return answer
    errors, data = value.get("errors"), value.get("data")
    found = data.get(operation.field) if isinstance(data, dict) else None
    if found is None:
        if isinstance(errors, list) and errors:
            return _refused(answer, errors)
        is_read = operation.operation.method == "GET" and bool(operation.bound)
        return replace(answer, status=404, body="null") if is_read else replace(answer, body="null")
    if isinstance(errors, list) and errors:
        return answer  # a part of it: shown as it came
    complaints = (
        [one for key, one in found.items() if key.lower().endswith("errors") and one] if isinstance(found, dict) else []
    )
    opened = _open(found, operation.opens)
    if complaints and opened in (None, []):
        return replace(answer, status=422)
    shown = found if opened is None and operation.opens and not isinstance(found, list) else opened
    if shown is None and operation.operation.method == "GET" and operation.bound:
        return replace(answer, status=404, body="null")
    return replace(answer, body=json.dumps(shown))


def _open(value: Json, names: tuple[str, ...]) -> Json:
    for at, name in enumerate(names):
        if name == "[]":
            items = value if isinstance(value, list) else []
            return [_open(one, names[at + 1 :]) for one in items]
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _refused(answer: Answer, errors: list[Json]) -> Answer:
    status, wait = status_of(errors)
    headers = (*answer.headers, ("Retry-After", wait)) if wait and not answer.header("Retry-After") else answer.headers
    return replace(answer, status=status if answer.status < 500 else answer.status, headers=headers)  # noqa: PLR2004


def status_of(errors: list[Json]) -> tuple[int, str]:
    """The status that errors amount to, and the seconds that they ask to wait; empty where they name none."""
    wait = ""
    found: list[int] = []
    for error in errors:
        one = error if isinstance(error, dict) else {}
        more = one.get("extensions")
        extensions = more if isinstance(more, dict) else {}
        http = extensions.get("http")
        own = extensions.get(
            "status", extensions.get("statusCode", http.get("status") if isinstance(http, dict) else None)
        )
        code = str(
            extensions.get("code")
            or extensions.get("classification")
            or extensions.get("type")
            or one.get("type")
            or ""
        )
        said = next((status for status, pattern in CODES if code and pattern.search(code)), 0)
        if not said and not code:
            said = next((status for status, pattern in SENTENCES if pattern.search(str(one.get("message", "")))), 0)
        found.append(own if isinstance(own, int) and 400 <= own < 600 else said or INVALID)  # noqa: PLR2004 - HTTP's refusals
        for key in ("retryAfter", "retry_after", "retryAfterSeconds"):
            wait = wait or (str(extensions[key]) if isinstance(extensions.get(key), int) else "")
    return (found[0] if found else INVALID), wait
