"""Makes bodies that an API accepts, with a canary in each free string."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote
from uuid import uuid4

from launchready.declare.model import Json
from launchready.observe.api.ids import scalars
from launchready.observe.api.naming import plain, refers_to, snake
from launchready.observe.api.openapi import Operation
from launchready.observe.api.schema import Field
from launchready.observe.http import Request

FREE_FORMATS = frozenset({None, "", "text", "html", "markdown", "textarea"})
NOT_FREE = re.compile(
    r"(^|_|\b)(url|uri|link|href|email|mail|phone|tel|status|state|role|type|kind|currency|locale|lang|language|country|"
    r"zip|date|time|at|token|password|color|colour|code|slug|model|provider|level|sort|order|mime|avatar|image|"
    r"timezone|format|version|visibility|scope|plan)s?$",
    re.IGNORECASE,
)
"""Names behind which an API expects more than any text."""
FILE_NAME = re.compile(r"file_?name", re.IGNORECASE)
"""A name behind which an API expects an ending that it knows."""
DATA = ("data", "attributes", "fields", "properties", "payload", "content", "metadata")
"""Names of objects whose fields are usually the caller's."""
NOT_DATA = frozenset({"permissions", "permission", "acl", "settings", "config", "options", "filter", "query", "auth"})
"""Names of objects whose fields mean something to the product."""
SHORTEST_HOME = 30
"""Characters that a field must take to hold a canary."""
FORMATS = {
    "date": "2030-01-15",
    "date-time": "2030-01-15T12:00:00Z",
    "time": "12:00:00Z",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "ipv4": "192.0.2.1",
    "hostname": "example.com",
    "duration": "PT1H",
}
Mark = Callable[[str], str]
"""Gives the canary for the field of that name."""


@dataclass(slots=True)
class Body:
    """A body as it is being made."""

    operation: Operation
    mark: Mark
    known: dict[str, Json]
    """Values for fields by their name, foreign keys above all."""
    optional: bool = True
    """Whether optional free strings are filled too."""
    extra: dict[str, Json] = field(default_factory=dict)
    """What an answer said was missing, by the names from the top down, joined by dots; None takes a canary."""
    left_out: set[str] = field(default_factory=set)
    """Fields that an answer did not want."""
    kind: str | None = None
    """Another kind of body than the document's: `json` or `form`."""
    wrapped: str = ""
    """The name that the whole body stands behind, where an answer asked for it."""
    anywhere: bool = False
    """Whether a canary goes deeper, or into a field that no schema names, where no free string of the body itself takes one."""
    last: Json = None
    """What was sent last."""

    def request(self, url: str, by: str | None) -> Request:
        """The whole request."""
        request = Request(self._with_query(url), self.operation.method, by=by)
        kind = self.kind if self.kind is not None else self.operation.body_kind
        if kind == "multipart":
            return self._multipart(request)
        value = self.value()
        if kind == "form" and isinstance(value, dict):
            return form(request, {key: one if isinstance(one, str) else json.dumps(one) for key, one in value.items()})
        return request.with_json(value) if kind or value else request

    def value(self) -> Json:
        """The body as JSON."""
        whole: Json = {}
        filled = [
            one
            for one in self.operation.body
            if one.name not in self.left_out and (one.required or self.is_wanted(one))
        ]
        for one in filled:
            whole = _put(whole, one.path, self.fill(one))
        if self.anywhere and self.optional and not any(is_free(one) and self._known(one) is None for one in filled):
            place = open_place(self.operation)
            whole = _put(whole, place, self.mark(".".join(place))) if place else whole
        for name, value in self.extra.items():
            whole = _put(whole, tuple(name.split(".")), value if value is not None else self.mark(name))
        self.last = {self.wrapped: whole} if self.wrapped else whole
        return self.last

    def is_wanted(self, one: Field) -> bool:
        """Whether an optional field is filled: what is known, or a free string of the body itself in the first attempt."""
        outermost = len(one.path) == 1
        if self._known(one) is not None and (outermost or one.refers_to or self._whole(one) in self.known):
            return True
        return self.optional and outermost and is_free(one)

    def fill(self, one: Field) -> Json:
        """A value for a field."""
        known = self._known(one)
        if known is not None:
            return known
        if is_free(one):
            return f"{self.mark(one.name)}.txt" if FILE_NAME.fullmatch(one.name) else self.mark(one.name)
        if one.enum:
            return _load(one.enum[0])
        if one.example is not None:
            return _load(one.example)
        return plausible(one)

    def sent(self, name: str) -> list[str]:
        """What was sent last in a field of that name: an id that we chose, for one."""
        value = self.last
        value = value.get(self.wrapped) if self.wrapped and isinstance(value, dict) else value
        return [text for key, text in scalars(value).items() if plain(key) == plain(name)]

    def _known(self, one: Field) -> Json:
        return self.known.get(self._whole(one), self.known.get(one.name))

    @staticmethod
    def _whole(one: Field) -> str:
        return ".".join(part for part in one.path if part != "[]")

    def _with_query(self, url: str) -> str:
        """The url with the query that the operation needs, and a canary in each free text of it."""
        for one in self.operation.params:
            if one.where == "query" and one.required and not re.search(rf"[?&]{re.escape(one.name)}=", url):
                field = Field(
                    (one.name,), one.type, required=True, enum=one.enum, example=one.example, format=one.format
                )
                value = self.fill(field)
                text = value if isinstance(value, str) else json.dumps(value)
                url += f"{'&' if '?' in url else '?'}{quote(one.name)}={quote(text, safe='')}"
        return url

    def _multipart(self, request: Request) -> Request:
        boundary, parts = uuid4().hex, []
        for one in self.operation.body:
            if one.format == "binary" or one.type == "any":
                mark = self.mark(one.name)
                head = f'form-data; name="{one.path[0]}"; filename="{mark}.txt"\r\nContent-Type: text/plain'
                parts.append(f"--{boundary}\r\nContent-Disposition: {head}\r\n\r\n{mark}\r\n")
            elif one.required or self.is_wanted(one):
                head = f'form-data; name="{one.path[0]}"'
                parts.append(f"--{boundary}\r\nContent-Disposition: {head}\r\n\r\n{self.fill(one)}\r\n")
        typed = ("Content-Type", f"multipart/form-data; boundary={boundary}")
        body = "".join(parts) + f"--{boundary}--\r\n"
        return Request(request.url, request.method, (*request.headers, typed), body, request.by)


def form(request: Request, values: dict[str, str]) -> Request:
    """The request with a form's body."""
    from urllib.parse import urlencode  # noqa: PLC0415 - needed here alone

    typed = ("Content-Type", "application/x-www-form-urlencoded")
    return Request(request.url, request.method, (*request.headers, typed), urlencode(values), request.by)


def is_free(one: Field) -> bool:
    """Whether a field takes any text, a canary for one."""
    return (
        one.type == "string"
        and one.format in FREE_FORMATS
        and _allows(one.pattern)
        and not (one.enum or refers_to(one.name) or NOT_FREE.search(snake(one.name)))
        and (one.longest is None or one.longest >= SHORTEST_HOME)
    )


def open_place(operation: Operation) -> tuple[str, ...]:
    """Where a body takes any text beside its own free strings: deeper in it, or in an object whose fields are the caller's.

    A path from the top; empty where there is none.
    """
    body = operation.body
    deeper = next((one.path for one in body if len(one.path) > 1 and "[]" not in one.path and is_free(one)), None)
    if deeper is not None:
        return deeper
    objects = [one.path[0] for one in body if one.type == "object" and one.path[0] not in NOT_DATA]
    ready = sorted(dict.fromkeys(objects), key=lambda one: (one not in DATA, objects.index(one)))
    return (ready[0], "note") if ready else ()


def takes_text(operation: Operation) -> bool:
    """Whether a canary can stand somewhere in a body."""
    return any(is_free(one) for one in operation.body) or bool(open_place(operation))


def _allows(pattern: str | None) -> bool:
    """Whether a pattern lets a canary through."""
    try:
        return pattern is None or re.search(pattern, "lrc" + "a2" * 12) is not None
    except re.error:
        return False


def plausible(one: Field) -> Json:
    """A value that fits a field's type, format and bounds."""
    match one.type:
        case "integer" | "number":
            least = one.least if one.least is not None else 1
            value = min(max(least, 1), one.most) if one.most is not None else max(least, 1)
            return int(value) if one.type == "integer" else value
        case "boolean":
            return False
        case "array":
            return []
        case "object":
            return {}
        case _:
            return _plausible_text(one)


def _plausible_text(one: Field) -> str:
    name = snake(one.name)
    if one.format in FORMATS:
        return FORMATS[one.format]
    if one.format == "uuid":
        return str(uuid4())
    if one.format == "email" or "mail" in name:
        return f"audit-{uuid4().hex[:10]}@example.com"
    if "password" in name or one.format == "password":
        return f"Aud1t-{uuid4().hex}"
    if re.search(r"url|uri|link|href", name):
        return "https://example.com/"
    guess = {"currency": "EUR", "country": "DE", "locale": "en", "lang": "en", "language": "en", "color": "#336699"}
    text = guess.get(name, f"audit-{uuid4().hex[:6]}")
    text = text.ljust(one.shortest, "x")
    return text[: one.longest] if one.longest is not None else text


def _put(whole: Json, path: tuple[str, ...], value: Json) -> Json:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if head == "[]":
        items = whole if isinstance(whole, list) else []
        return [_put(items[0] if items else None, rest, value)]
    fields = whole if isinstance(whole, dict) else {}
    return {**fields, head: _put(fields.get(head), rest, value)}


def _load(text: str) -> Json:
    value: Json = json.loads(text)
    return value
