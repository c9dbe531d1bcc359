"""Makes bodies that an API accepts, with a canary in each free string."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from launchready.declare.model import Json
from launchready.observe.http import Request
from launchready.observe.kinds import refers_to
from launchready.observe.openapi import Operation
from launchready.observe.schema import Field

FREE_FORMATS = frozenset({None, "", "text", "html", "markdown", "textarea"})
NOT_FREE = re.compile(
    r"(^|_|\b)(url|uri|link|href|email|mail|phone|tel|status|state|role|type|kind|currency|locale|lang|language|country|"
    r"zip|date|time|at|token|password|secret|color|colour|code|slug|model|provider|level|sort|order|mime|avatar|image|"
    r"timezone|format|version|visibility|scope|plan)s?$",
    re.IGNORECASE,
)
"""Names behind which an API expects more than any text."""
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
    """What an answer said was missing."""

    def request(self, url: str, by: str | None) -> Request:
        """The whole request."""
        request = Request(url, self.operation.method, by=by)
        if self.operation.body_kind == "multipart":
            return self._multipart(request)
        value = self.value()
        if self.operation.body_kind == "form" and isinstance(value, dict):
            return form(request, {key: str(one) for key, one in value.items()})
        return request.with_json(value) if self.operation.body_kind or value else request

    def value(self) -> Json:
        """The body as JSON."""
        whole: Json = {}
        for one in self.operation.body:
            if one.required or self.is_wanted(one):
                whole = _put(whole, one.path, self.fill(one))
        if isinstance(whole, dict):
            whole.update(self.extra)
        return whole

    def is_wanted(self, one: Field) -> bool:
        """Whether an optional field is filled: a free string of the body itself, in the first attempt."""
        return self.optional and len(one.path) == 1 and is_free(one)

    def fill(self, one: Field) -> Json:
        """A value for a field."""
        if one.name in self.known:
            return self.known[one.name]
        if is_free(one):
            return self.mark(one.name)
        if one.enum:
            return _load(one.enum[0])
        if one.example is not None:
            return _load(one.example)
        return plausible(one)

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
        and not (one.enum or refers_to(one.name) or NOT_FREE.search(_snake(one.name)))
        and (one.longest is None or one.longest >= SHORTEST_HOME)
    )


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
    name = _snake(one.name)
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


def complaints(answer: Json) -> tuple[str, ...]:
    """The names of fields that a refusal complains of, as far as it names any."""
    found: list[str] = []

    def walk(value: Json, depth: int) -> None:
        if depth > 6:  # noqa: PLR2004 - deeper than any error that names a field
            return
        if isinstance(value, dict):
            for key, one in value.items():
                if key.lower() in {"loc", "path", "pointer", "field", "param", "property", "source"}:
                    found.extend(_names(one))
                elif isinstance(one, list) and one and all(isinstance(item, str) for item in one):
                    found.append(key)  # {"title": ["is too short"]}
                walk(one, depth + 1)
        elif isinstance(value, list):
            for one in value:
                walk(one, depth + 1)
        elif isinstance(value, str) and len(value) < 300:  # noqa: PLR2004 - a sentence
            found.extend(re.findall(r"[`'\"]([A-Za-z_]\w{1,40})[`'\"]", value))
            found.extend(re.findall(r"\b([A-Za-z_]\w{1,40}) (?:is|field) (?:required|missing|invalid)", value))

    walk(answer, 0)
    skip = {"body", "query", "path", "header", "error", "detail", "message"}
    return tuple(dict.fromkeys(name for name in found if name and name not in skip))


def _names(value: Json) -> list[str]:
    parts = value if isinstance(value, list) else [value]
    return [part for one in parts if isinstance(one, str) for part in re.split(r"[./]", one) if part]


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


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
