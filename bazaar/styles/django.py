"""The style of a Django REST framework app: exact trailing slashes, pages, UUIDs, PUT alone, the scheme Token."""

import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import ClassVar

from bazaar.app.who import COOKIE, PLAIN_COOKIE
from bazaar.styles.ids import Json, Uuids
from bazaar.styles.style import NEWEST_FIRST, Asked, Headers, Style

PAGE = 4
READS = ("GET", "HEAD", "OPTIONS")
FOREIGN = {"listing_id", "conversation_id", "seller_id", "order_id", "approval_id"}


class Django(Style):
    """`GET /api/orders/` answers `{"count": 1, "next": null, "previous": null, "results": [{"listing": "9f…-…", …}]}`."""

    base = "/api"
    document = "/api/schema/"
    slash = True
    paths: ClassVar[dict[str, str]] = {
        "/auth/signup": "/users",
        "/auth/login": "/token/login",
        "/auth/logout": "/token/logout",
        "/auth/reset": "/users/reset_password",
        "/auth/reset/confirm": "/users/reset_password_confirm",
        "/me": "/users/me",
    }
    methods: ClassVar[dict[str, str]] = {"PATCH": "PUT"}
    statuses: ClassVar[dict[int, int]] = {422: 400}
    whole: ClassVar[dict[str, str]] = {
        "/conversations/{conversation_id}": "ConversationIn",
        "/listings/{listing_id}": "ListingIn",
        "/me": "MeChange",
    }
    forgiving = True
    paged = True
    id_schema: ClassVar[dict[str, Json]] = {"type": "string", "format": "uuid"}
    security: ClassVar[dict[str, Json]] = {
        "tokenAuth": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": 'Token-based authentication with required prefix "Token"',
        },
        "cookieAuth": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    }

    def __init__(self) -> None:
        self.ids = Uuids()

    def place(self, inner: str) -> str:
        """A path calls the object that it names id; an output, which stands behind a conversation as well, is its pk."""
        return "pk" if inner == "output_id" else "id"

    def key(self, inner: str) -> str:
        """A foreign key is called like what it refers to."""
        if inner in FOREIGN:
            return inner.removesuffix("_id")
        return {"file_ids": "files", "access_token": "auth_token"}.get(inner, inner)

    def success(self, asked: Asked, status: int, value: Json) -> tuple[int, Json]:
        """A list comes in pages, the oldest first: what is new is on the last one."""
        if not isinstance(value, list):
            return status, value
        items = value[::-1] if asked.inner in NEWEST_FIRST else value
        number = dict(asked.query).get("page", "1")
        last = max(1, -(-len(items) // PAGE))
        if not re.fullmatch(r"[1-9][0-9]{0,5}", number) or int(number) > last:
            return 404, {"detail": "Invalid page."}
        at = int(number)
        before, after = (self._page(asked, one) if 1 <= one <= last else None for one in (at - 1, at + 1))
        shown = items[(at - 1) * PAGE : at * PAGE]
        return status, {"count": len(items), "next": after, "previous": before, "results": shown}

    def _page(self, asked: Asked, number: int) -> str:
        rest = "".join(f"{name}={value}&" for name, value in asked.query if name != "page")
        return f"{asked.url}?{rest}page={number}"

    def failure(self, status: int, code: str, message: str, fields: tuple[str, ...]) -> dict[str, Json]:
        """A sentence, or what is wrong with each field."""
        del status, code
        if fields:
            return {name: ["This field is required, or its value is not valid."] for name in fields}
        return {"detail": message}

    def enveloped(self, asked: Asked, schema: Json) -> Json:
        """A page where the product gives a list."""
        del asked
        if not isinstance(schema, dict) or schema.get("type") != "array":
            return schema
        link: dict[str, Json] = {"type": ["string", "null"], "format": "uri"}
        properties: dict[str, Json] = {"count": {"type": "integer"}, "next": link, "previous": link, "results": schema}
        return {"type": "object", "required": ["count", "results"], "properties": properties}

    def failed(self) -> Json:
        """The schema of an error."""
        return {"type": "object", "properties": {"detail": {"type": "string"}}}

    def authorization(self, value: str) -> str | None:
        """`Token …`, and no other scheme."""
        scheme, _, token = value.partition(" ")
        return f"Bearer {token.strip()}" if scheme == "Token" else None

    def admits(self, method: str, headers: Headers) -> str | None:
        """Whoever comes by the cookie alone and wants to change something shows the CSRF token."""
        given = {name.lower(): value.decode("latin-1") for name, value in headers}
        cookies = _cookies(given.get(b"cookie", ""))
        if method in READS or not cookies.keys() & {COOKIE, PLAIN_COOKIE} or b"authorization" in given:
            return None
        shown = given.get(b"x-csrftoken", "")
        if not shown:
            return "CSRF Failed: CSRF token missing."
        fits = secrets.compare_digest(shown.encode(), cookies.get("csrftoken", "").encode())
        return None if fits else "CSRF Failed: CSRF token incorrect."

    def headers(self, asked: Asked, status: int, headers: Headers) -> Headers:
        """The scheme's name, and the CSRF token with a new session."""
        renamed = [
            (name, b"Token" if name.lower() == b"www-authenticate" else _methods(name, value))
            for name, value in headers
        ]
        if asked.inner == "/auth/login" and status < 300:  # noqa: PLR2004 - HTTP's success ends here
            token = secrets.token_urlsafe(24)
            renamed.append((b"set-cookie", f"csrftoken={token}; Path=/; Secure; SameSite=Lax".encode()))
        return renamed


def _methods(name: bytes, value: bytes) -> bytes:
    return value.replace(b"PATCH", b"PUT") if name.lower() == b"access-control-allow-methods" else value


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: one.value for name, one in SimpleCookie(header).items()}
    except CookieError:
        return {}
