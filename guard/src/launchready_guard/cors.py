"""Which other sites' pages may read the answers: those of a list, letter for letter, and nobody else (Fetch, section 3.3)."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from launchready_guard.asgi import App, Header, Message, Receive, Scope, Send, header

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
HEADERS = ("Authorization", "Content-Type")
TEN_MINUTES = 600


class Cors:
    """Answers preflights, and marks answers for the origins of the list."""

    def __init__(
        self,
        app: App,
        *,
        origins: Iterable[str],
        methods: Iterable[str] = METHODS,
        headers: Iterable[str] = HEADERS,
        exposes: Iterable[str] = (),
        credentials: bool = False,
        keeps: int = TEN_MINUTES,
    ) -> None:
        """Reads the list.

        Args:
            app: what is guarded.
            origins: such as `https://shop.example`; neither `*` nor `null` nor a part of a name.
            methods: what those pages may do.
            headers: what they may send along.
            exposes: headers of the answer that they may read beyond the usual ones.
            credentials: whether cookies go along.
            keeps: seconds for which a browser keeps a preflight's answer.

        Raises:
            ValueError: an origin is not one whole origin.
        """
        self._app, self._origins = app, frozenset(map(_origin, origins))
        self._always: list[Header] = [(b"access-control-allow-credentials", b"true")] if credentials else []
        self._answers: list[Header] = [(b"access-control-expose-headers", _listed(exposes))] if list(exposes) else []
        self._preflight: list[Header] = [
            (b"access-control-allow-methods", _listed(methods)),
            (b"access-control-allow-headers", _listed(headers)),
            (b"access-control-max-age", str(keeps).encode()),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        origin = header(scope, b"origin")
        trusted = origin in self._origins
        ours = [(b"access-control-allow-origin", origin.encode("latin-1")), *self._always] if origin and trusted else []
        if scope["method"] == "OPTIONS" and origin and header(scope, b"access-control-request-method"):
            marks = [*ours, *self._preflight] if trusted else []
            vary = [(b"vary", b"Origin"), (b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 204, "headers": [*marks, *vary]})
            await send({"type": "http.response.body", "body": b""})
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                # What the app says of itself would open what the list keeps shut.
                theirs = [
                    one for one in message.get("headers", ()) if not one[0].lower().startswith(b"access-control-")
                ]
                more = self._answers if trusted else []
                message = {**message, "headers": [*varying(theirs), *ours, *more]}
            await send(message)

        await self._app(scope, receive, marked)


def varying(headers: Iterable[Header]) -> list[Header]:
    """The headers with `Origin` in Vary: a cache that keeps an answer to one site gives it to no other."""
    found = list(headers)
    for number, (name, value) in enumerate(found):
        if name.lower() == b"vary":
            words = {word.strip().lower() for word in value.split(b",")}
            if not words & {b"origin", b"*"}:
                found[number] = (name, value + b", Origin")
            return found
    return [*found, (b"vary", b"Origin")]


def _origin(text: str) -> str:
    parts = urlsplit(text)
    whole = f"{parts.scheme}://{parts.netloc}"
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or "*" in text
        or whole != text
        or text != text.lower()
    ):
        raise ValueError(f"{text!r} is no origin: write it whole and in small letters, like 'https://shop.example'")
    return text


def _listed(words: Iterable[str]) -> bytes:
    return ", ".join(words).encode()
