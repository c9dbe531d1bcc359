"""The translating layer: one ASGI application around the product, which knows no style but its own.

Answers are read whole before they go on, those that the product sends in pieces too.
"""

import json
import re
from dataclasses import dataclass, field, replace
from typing import cast
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bazaar.app.settings import Settings
from bazaar.styles import signing, spelling
from bazaar.styles.document import translated
from bazaar.styles.ids import Json
from bazaar.styles.style import PLACE, Asked, Headers, Style, kind_of

MOST_BYTES = 1024 * 1024
WRONG_FIELDS = "not valid: "
REFUSALS = {400: "Not valid.", 404: "Not found.", 405: "Method not allowed.", 413: "Too large."}


@dataclass(frozen=True, slots=True)
class Route:
    """One documented operation in both spellings."""

    method: str
    inner_method: str
    inner: str
    outer: re.Pattern[str]
    names: frozenset[str]
    """The inner names that stand in its body."""
    fields: frozenset[str]
    """The inner fields that the product takes."""
    needed: frozenset[str]
    """The fields that a PUT must bring."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the product answered."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    body: bytes = b""

    @property
    def value(self) -> Json:
        """The body as JSON; None where it is none."""
        return _parsed(self.body) if b"json" in _value(self.headers, b"content-type") else None

    @property
    def is_json(self) -> bool:
        """Whether it says that it is JSON."""
        return b"json" in _value(self.headers, b"content-type")


class Layer:
    """Translates what comes in for the API's host and what goes out from it; other hosts pass through."""

    def __init__(self, app: ASGIApp, style: Style, settings: Settings) -> None:
        self._app, self._style, self._settings = app, style, settings
        self._host = host_of(settings)
        self._routes: tuple[Route, ...] = ()
        self._document: dict[str, Json] = {}
        self._hidden = re.compile("(?!)")
        """The product's own paths that the style calls otherwise: here they are nowhere."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        headers: Headers = list(scope.get("headers", []))
        if scope["type"] != "http" or _value(headers, b"host").partition(b":")[0].lower() != self._host:
            await self._app(self._elsewhere(scope, headers), receive, send)
            return
        if not self._routes:
            await self._learn(scope)
        path, method = scope["raw_path"].decode("latin-1"), scope["method"]
        query = tuple(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        here = [(route, match) for route in self._routes if (match := route.outer.fullmatch(path))]
        route, match = next(((one, at) for one, at in here if one.method == method), (None, None))
        asked = Asked(method, route.inner if route else "", f"{self._settings.api_url}{path}", query)
        body, whole = await body_of(receive)
        if (method, path) == ("GET", self._style.document) and self._document:
            await answer(send, 200, [(b"cache-control", b"private, no-store")], self._document)
        elif route is not None and (refusal := self._style.admits(method, headers)):
            await self._refuse(send, 403, refusal)
        elif route is not None and match is not None and whole:
            await self._operate(scope, send, (route, match, asked), body)
        elif route is not None and not whole:
            await self._refuse(send, 413)
        elif (here or self._hidden.fullmatch(path.rstrip("/"))) and not is_preflight(method, headers):
            await self._refuse(send, 405 if here and route is None else 404)
        else:
            onward = self._asking(scope, headers)
            await self._out(send, asked, await self._ask(onward, replayed(body, None if whole else receive)))

    def _elsewhere(self, scope: Scope, headers: Headers) -> Scope:
        """A request for another host: the pages stay as they are, but the style's tokens open them too."""
        given = _value(headers, b"authorization").decode("latin-1")
        spelt = self._style.authorization(given) if given else None
        if spelt is None or scope["type"] != "http":
            return scope
        rest = [(name, value) for name, value in headers if name.lower() != b"authorization"]
        return {**scope, "headers": [*rest, (b"authorization", spelt.encode("latin-1"))]}

    async def _operate(self, scope: Scope, send: Send, found: tuple[Route, re.Match[str], Asked], body: bytes) -> None:
        """A documented operation."""
        route, match, asked = found
        onward = self._asking(scope, list(scope["headers"]), route, match)
        value = _parsed(body) if body.lstrip().startswith(b"{") else None
        if not isinstance(value, dict):
            await self._out(send, asked, await self._ask(onward, replayed(body)))
            return
        inner = spelling.inward(value, self._style, route.names)
        lacking = sorted(route.needed - inner.keys())
        if lacking:
            names = tuple(self._style.key(name) for name in lacking)
            status = self._style.statuses.get(422, 422)
            await answer(send, status, [], self._style.failure(status, "", REFUSALS[400], names))
            return
        known = {key: one for key, one in inner.items() if key in route.fields}
        # What only a whole object brings is not the product's to read.
        sent = {key: one for key, one in inner.items() if key in route.fields or key not in route.names}
        reply = await self._ask_json(onward, sent, body)
        if reply.status == 422 and self._style.forgiving and known != sent:  # noqa: PLR2004 - it knows no such field
            reply = await self._ask_json(onward, known, body)
        await self._out(send, asked, reply)

    def _asking(
        self, scope: Scope, headers: Headers, route: Route | None = None, match: re.Match[str] | None = None
    ) -> Scope:
        """The request as the product takes it."""
        found: Headers = []
        for name, value in headers:
            if name.lower() == b"authorization":
                spelt = self._style.authorization(value.decode("latin-1"))
                found += [(name, spelt.encode("latin-1"))] if spelt is not None else []
            else:
                found.append((name, value))
        if route is None or match is None:
            return {**scope, "headers": found}
        ids = iter(zip(PLACE.findall(route.inner), map(unquote, match.groups()), strict=True))

        def own(_: re.Match[str]) -> str:
            place, given = next(ids)
            kind = kind_of(place)
            return quote(str(self._style.ids.inward(given, kind) if kind else given), safe="")

        raw = PLACE.sub(own, route.inner)
        query = [
            (name, one) for name, one in parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        ]
        return {
            **scope,
            "method": route.inner_method,
            "path": unquote(raw),
            "raw_path": raw.encode("latin-1"),
            "query_string": urlencode([(name, one) for name, one in query if name != "page"]).encode("latin-1"),
            "headers": found,
        }

    async def _ask_json(self, onward: Scope, value: dict[str, Json], was: bytes) -> Reply:
        body = json.dumps(value).encode()
        headers = signing.again(onward["headers"], was, body, self._settings.payments_secret)
        sized = [(name, one) for name, one in headers if name.lower() != b"content-length"]
        scope = {**onward, "headers": [*sized, (b"content-length", str(len(body)).encode())]}
        return await self._ask(scope, replayed(body))

    async def _ask(self, scope: Scope, receive: Receive) -> Reply:
        reply, body = Reply(), bytearray()

        async def taken(message: Message) -> None:
            nonlocal reply
            if message["type"] == "http.response.start":
                reply = Reply(message["status"], list(message.get("headers", [])))
            else:
                body.extend(message.get("body", b""))

        await self._app({**scope, "state": dict(scope.get("state", {}))}, receive, taken)
        return replace(reply, body=bytes(body))

    async def _out(self, send: Send, asked: Asked, reply: Reply) -> None:
        """The answer in the style."""
        headers = self._style.headers(asked, reply.status, reply.headers)
        value = reply.value
        error = value.get("error") if isinstance(value, dict) else None
        if isinstance(value, dict) and isinstance(error, dict) and reply.status >= 400:  # noqa: PLR2004 - refusals
            message = str(error.get("message", ""))
            wrong = message.removeprefix(WRONG_FIELDS).split(", ") if message.startswith(WRONG_FIELDS) else []
            names = tuple(".".join(map(self._style.key, one.split("."))) for one in wrong)
            more = {key: one for key, one in value.items() if key != "error"}
            body = self._style.failure(reply.status, str(error.get("code", "")), message, names)
            await answer(send, self._style.statuses.get(reply.status, reply.status), headers, {**body, **more})
        elif reply.status < 300 and (reply.is_json or reply.status == 204):  # noqa: PLR2004 - HTTP's success
            status, whole = self._style.success(asked, reply.status, spelling.outward(value, self._style))
            await answer(send, status, headers, whole)
        else:
            await answer(send, reply.status, headers, reply.body)

    async def _refuse(self, send: Send, status: int, message: str = "") -> None:
        body = self._style.failure(status, "", message or REFUSALS[status], ())
        await answer(send, status, [(b"cache-control", b"private, no-store")], body)

    async def _learn(self, scope: Scope) -> None:
        """Reads the product's own document, once; whoever is turned away at the door gets none."""
        place = {"path": "/openapi.json", "raw_path": b"/openapi.json", "query_string": b"", "method": "GET"}
        document = (await self._ask({**scope, **place}, replayed(b""))).value
        if not isinstance(document, dict) or "paths" not in document:
            return
        found: list[Route] = []
        hidden = ["/openapi.json"]
        for inner, operations in cast("dict[str, dict[str, dict[str, Json]]]", document["paths"]).items():
            spelt = self._style.path(inner)
            parts = ("([^/]+)" if PLACE.fullmatch(part) else re.escape(part) for part in spelt.split("/"))
            outer = re.compile("/".join(parts))
            if spelt != inner:
                hidden.append(PLACE.sub("[^/]+", inner))
            for method, operation in operations.items():
                found.append(self._route(document, method.upper(), (inner, outer), operation))
        self._document = translated(document, self._style)
        self._hidden = re.compile("|".join(hidden))
        self._routes = tuple(found)

    def _route(
        self, document: dict[str, Json], method: str, place: tuple[str, re.Pattern[str]], operation: dict[str, Json]
    ) -> Route:
        schema = spelling.body_schema(document, operation)
        shown, (inner, outer) = self._style.methods.get(method, method), place
        whole = (
            spelling.component(document, self._style.whole[inner])
            if shown == "PUT" and inner in self._style.whole
            else {}
        )
        own, names = schema.get("properties"), spelling.names_in(schema) | spelling.names_in(whole)
        needed = whole.get("required", ["name"]) if whole else []
        fields = frozenset(own) if isinstance(own, dict) else frozenset()
        return Route(shown, method, inner, outer, names, fields, frozenset(map(str, cast("list[Json]", needed))))


def host_of(settings: Settings) -> bytes:
    """The API's host."""
    return (urlsplit(settings.api_url).hostname or "").encode()


async def body_of(receive: Receive) -> tuple[bytes, bool]:
    """The body, and whether that is all of it: what is too large is handed on as it comes."""
    body = bytearray()
    while len(body) <= MOST_BYTES:
        message = await receive()
        body.extend(message.get("body", b""))
        if not message.get("more_body"):
            return bytes(body), True
    return bytes(body), False


def replayed(body: bytes, rest: Receive | None = None) -> Receive:
    """A body that was read, given once more."""
    given = False

    async def receive() -> Message:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": rest is not None}
        return await rest() if rest is not None else {"type": "http.disconnect"}

    return receive


async def answer(send: Send, status: int, headers: Headers, value: Json | bytes) -> None:
    """Sends a whole answer: JSON, or bytes as they are."""
    has_none = status in (204, 304)
    body = b"" if has_none else value if isinstance(value, bytes) else json.dumps(value).encode()
    skipped = {b"content-length"} if isinstance(value, bytes) else {b"content-length", b"content-type"}
    kept = [(name, one) for name, one in headers if name.lower() not in skipped]
    if not isinstance(value, bytes) and not has_none:
        kept.append((b"content-type", b"application/json"))
    if not has_none:
        kept.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": kept})
    await send({"type": "http.response.body", "body": body})


def is_preflight(method: str, headers: Headers) -> bool:
    """Whether a browser asks for leave: CORS answers that whatever the path."""
    return method == "OPTIONS" and bool(_value(headers, b"access-control-request-method"))


def _parsed(body: bytes) -> Json:
    try:
        value: Json = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value


def _value(headers: Headers, name: bytes) -> bytes:
    return next((value for key, value in headers if key.lower() == name), b"")
