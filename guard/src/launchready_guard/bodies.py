"""What may come in: so many bytes, of these types, nested so deep, and text that is text. The app meets nothing else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

from launchready_guard.asgi import App, Message, Receive, Scope, Send, header, path_of, refuse
from launchready_guard.paths import Route, Routes

MEGABYTE = 1024 * 1024
_DIGITS = 18
_JSON = re.compile(r"application/(?:[\w.+-]+\+)?json")
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_MAY_BE_NO_NUMBER = re.compile(rb"NaN|Infinity|[0-9][eE]\+?[0-9]{3}|[0-9]{300}")
_NUMBERS = re.compile(rb'"(?:[^"\\]|\\.)*"?|(NaN|Infinity|[0-9][0-9.eE+-]*)', re.DOTALL)
_LONGEST_NUMBER = 400
_HALF_A_CHARACTER = re.compile(
    rb"(?<!\\)(?:\\\\)*\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})|[c-fC-F][0-9a-fA-F]{2})"
)
_WHOLE_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


@dataclass(frozen=True, slots=True)
class Bound:
    """What some routes take in."""

    routes: tuple[str, ...] = ()
    """Such as `POST /files`; the first bound that names a route holds for it."""
    most_bytes: int = MEGABYTE
    types: tuple[str, ...] = ("application/json",)
    """Media types, without parameters; `*/*` takes any."""
    deepest: int = 32
    """Of lists and objects within each other in JSON."""


class Bodies:
    """Refuses with 413, 415 or 400 before the app reads a byte.

    Bodies of JSON are read whole, within their bound, and looked at; all others flow, and are cut off where they go beyond.
    """

    def __init__(self, app: App, *, usual: Bound | None = None, bounds: Iterable[Bound] = ()) -> None:
        """Takes the bound of most routes and those of some."""
        self._app, self._usual = app, usual or Bound()
        self._bounds = Routes((Route.read(route), bound) for bound in bounds for route in bound.routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = header(scope, b"content-length")
        if length == "0" or (length is None and header(scope, b"transfer-encoding") is None and _bare(scope)):
            await self._app(scope, receive, send)
            return
        found = self._bounds.find(scope["method"], path_of(scope))
        bound = found[0] if found else self._usual
        kind = (header(scope, b"content-type") or "").partition(";")[0].strip().lower()
        if length is not None and not _within(length, bound.most_bytes):
            await refuse(scope, send, 413, f"a body here has {bound.most_bytes} bytes at most")
        elif kind not in bound.types and "*/*" not in bound.types:
            await refuse(scope, send, 415, f"a body here is of {', '.join(bound.types)}", headers=[_accepts(bound)])
        elif _JSON.fullmatch(kind):
            await self._looked_at(bound, scope, receive, send)
        else:
            await self._flowing(bound, scope, receive, send)

    async def _looked_at(self, bound: Bound, scope: Scope, receive: Receive, send: Send) -> None:
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return  # the caller went away
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
            if size > bound.most_bytes:
                await refuse(scope, send, 413, f"a body here has {bound.most_bytes} bytes at most")
                return
        body = b"".join(parts)
        if wrong := not_plain(body, bound.deepest):
            await refuse(scope, send, 400, wrong)
            return
        given = False

        async def again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, again, send)

    async def _flowing(self, bound: Bound, scope: Scope, receive: Receive, send: Send) -> None:
        size, begun, over = 0, False, False

        async def counted() -> Message:
            nonlocal size, over
            message = await receive()
            if message["type"] == "http.request":
                size += len(message.get("body", b""))
                if size > bound.most_bytes:
                    over = True
                    return {"type": "http.disconnect"}
            return message

        async def sent(message: Message) -> None:
            nonlocal begun
            if over and not begun:
                return  # what the app makes of a caller who seems to have gone is not the answer
            begun = True
            await send(message)

        try:
            await self._app(scope, counted, sent)
        except Exception:
            if not over or begun:
                raise
        if over and not begun:
            await refuse(scope, send, 413, f"a body here has {bound.most_bytes} bytes at most")


def not_plain(body: bytes, deepest: int) -> str | None:
    """Why a body is refused that says it is JSON, or None: no UTF-8, half characters, numbers without end, or nested too deep."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return "JSON is written in UTF-8"
    if b"\\u" in body and _HALF_A_CHARACTER.search(_WHOLE_PAIR.sub(b"", body)):
        return "half a character is no text"
    if _MAY_BE_NO_NUMBER.search(body) and any(one[1] and not _is_number(one[1]) for one in _NUMBERS.finditer(body)):
        return "a number here has an end"
    if body.count(b"[") + body.count(b"{") > deepest:
        depth = 0
        for token in _TOKENS.finditer(body):
            first = token[0][:1]
            depth += 1 if first in b"[{" else -1 if first in b"]}" else 0
            if depth > deepest:
                return f"nested deeper than {deepest}"
    return None


def _is_number(text: bytes) -> bool:
    """Whether Python, which reads `NaN` and `1e999` (RFC 8259, section 6, has neither), can also write the number again."""
    try:
        return len(text) <= _LONGEST_NUMBER and isfinite(float(text))
    except ValueError:
        return True  # that it is no JSON at all is for the app to say


def _within(length: str, most: int) -> bool:
    """Whether a length is a number, written in few digits of ASCII, and no more than may come."""
    return length.isascii() and length.isdigit() and len(length) <= _DIGITS and int(length) <= most


def _bare(scope: Scope) -> bool:
    # Over HTTP/2 a body needs no header that tells of it.
    return str(scope.get("http_version", "1.1")).startswith("1") and header(scope, b"content-type") is None


def _accepts(bound: Bound) -> tuple[bytes, bytes]:
    return b"accept", ", ".join(bound.types).encode()
