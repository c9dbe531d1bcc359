"""Asks the product itself, in its own words, for whoever sent the GraphQL request."""

import json
from dataclasses import dataclass, field
from urllib.parse import quote, unquote
from uuid import uuid4

from graphql import GraphQLError
from starlette.types import ASGIApp, Message, Scope

from bazaar.styles.ids import Json

NOT_HANDED_ON = (b"content-length", b"content-type", b"accept", b"accept-encoding", b"transfer-encoding")
CODES = {
    400: "BAD_USER_INPUT",
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    409: "CONFLICT",
    415: "BAD_USER_INPUT",
    422: "BAD_USER_INPUT",
    429: "RATE_LIMITED",
}


@dataclass(slots=True)
class Inside:
    """One GraphQL request's way to the product."""

    app: ASGIApp
    scope: Scope
    cookies: list[bytes] = field(default_factory=list)
    """What the product set, to be handed on."""
    counted: set[str] = field(default_factory=set)
    """Under a fault: what a limit has counted already and does not count again."""
    counts_once: bool = False
    """Under a fault: whether what several fields of this request do is counted once."""

    async def get(self, path: str, *ids: Json) -> Json:
        """Reads."""
        return await self.ask("GET", path, *ids)

    async def maybe(self, path: str, *ids: Json) -> Json:
        """Reads what may not be there: None then."""
        try:
            return await self.ask("GET", path, *ids)
        except GraphQLError as error:
            if (error.extensions or {}).get("code") == "NOT_FOUND":
                return None
            raise

    async def ask(self, method: str, path: str, *ids: Json, body: Json = None) -> Json:
        """One request; the answer's JSON, or its text under `text` with the name of the file it is.

        Raises:
            GraphQLError: the product refused.
        """
        sent = b"" if body is None else json.dumps(body).encode()
        return await self._sent(method, path, ids, sent, b"application/json" if sent else b"")

    async def upload(self, path: str, name: str, content: str) -> Json:
        """Uploads a text file."""
        if any("\ud800" <= letter <= "\udfff" for letter in name + content):
            raise GraphQLError("half a character is no text", extensions={"code": "BAD_USER_INPUT"})
        boundary, safe = uuid4().hex, name.replace('"', "").replace("\r", "").replace("\n", "")
        head = f'Content-Disposition: form-data; name="file"; filename="{safe}"\r\nContent-Type: text/plain'
        body = f"--{boundary}\r\n{head}\r\n\r\n{content}\r\n--{boundary}--\r\n".encode()
        return await self._sent("POST", path, (), body, f"multipart/form-data; boundary={boundary}".encode())

    async def _sent(self, method: str, path: str, ids: tuple[Json, ...], body: bytes, kind: bytes) -> Json:
        for one in ids:
            path = path.replace("{}", quote(str(one), safe=""), 1)
        raw, _, query = path.partition("?")
        headers = [(name, value) for name, value in self.scope["headers"] if name.lower() not in NOT_HANDED_ON]
        headers += [(b"content-length", str(len(body)).encode())] + ([(b"content-type", kind)] if kind else [])
        scope = {
            **{key: self.scope[key] for key in ("type", "asgi", "http_version", "scheme", "client", "server")},
            "method": method,
            "root_path": "",
            "headers": headers,
            "state": {},
            "path": _plain(raw),
            "raw_path": raw.encode(),
            "query_string": query.encode(),
        }
        status, answered, found = 0, bytearray(), {}

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                for name, value in message.get("headers", []):
                    found[name.lower()] = value
                    if name.lower() == b"set-cookie":
                        self.cookies.append(value)
            else:
                answered.extend(message.get("body", b""))

        await self.app(scope, receive, send)
        return _read(status, bytes(answered), found)


def _read(status: int, body: bytes, headers: dict[bytes, bytes]) -> Json:
    value: Json = None
    if body and b"json" in headers.get(b"content-type", b""):
        value = json.loads(body)
    elif status < 300 and body:  # noqa: PLR2004 - HTTP's success ends here
        named = headers.get(b"content-disposition", b"").decode("latin-1").rpartition("''")[2]
        return {"text": body.decode("utf-8", "replace"), "name": _plain(named)}
    if status == 303:  # noqa: PLR2004 - the hand-off to payment
        return {"url": headers.get(b"location", b"").decode("latin-1")}
    if status < 400:  # noqa: PLR2004 - refusals start here
        return value
    error = value.get("error") if isinstance(value, dict) else None
    message = str(error.get("message", "")) if isinstance(error, dict) else "refused"
    more: dict[str, Json] = {"code": CODES.get(status, "INTERNAL_SERVER_ERROR")}
    if b"retry-after" in headers:
        more["retryAfter"] = int(headers[b"retry-after"])
    if isinstance(value, dict) and "trace" in value:
        more["stacktrace"] = value["trace"]
    raise GraphQLError(message, extensions=more)


def _plain(raw: str) -> str:
    return unquote(raw)
