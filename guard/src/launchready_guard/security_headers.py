"""The headers that tell a browser what an answer may do; each stands where the app said nothing itself."""

from collections.abc import Mapping

from launchready_guard.asgi import App, Header, Message, Receive, Scope, Send

YEAR = 31_536_000
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""An answer that is no page loads nothing and is shown nowhere."""
PAGE_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_SAYS_WHAT_RUNS = frozenset({b"server", b"x-powered-by", b"x-aspnet-version", b"x-runtime"})
_PAGES = (b"text/html", b"application/xhtml+xml")


class SecurityHeaders:
    """Marks every answer, and takes away what tells which versions run."""

    def __init__(
        self,
        app: App,
        *,
        page_policy: str = PAGE_POLICY,
        hsts_seconds: int | None = YEAR,
        hsts_subdomains: bool = False,
        others: Mapping[str, str] | None = None,
    ) -> None:
        """Sets the policies.

        Args:
            app: what is guarded.
            page_policy: the Content-Security-Policy of pages; other answers get one that allows nothing.
            hsts_seconds: for how long browsers ask by HTTPS alone (RFC 6797); None says nothing of it.
            hsts_subdomains: whether that binds every name below too. Think first: it cannot be called back.
            others: headers of your own, which stand in the place of ours of the same name.
        """
        self._app, self._page_policy = app, page_policy.encode()
        ours = {
            "x-content-type-options": "nosniff",
            "referrer-policy": "strict-origin-when-cross-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
            "cross-origin-opener-policy": "same-origin",
            "x-frame-options": "DENY",
            **{name.lower(): value for name, value in (others or {}).items()},
        }
        if hsts_seconds is not None:
            below = "; includeSubDomains" if hsts_subdomains else ""
            ours.setdefault("strict-transport-security", f"max-age={hsts_seconds}{below}")
        self._ours: list[Header] = [(name.encode(), value.encode()) for name, value in ours.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": self._with_ours(message.get("headers", ()))}
            await send(message)

        await self._app(scope, receive, marked)

    def _with_ours(self, theirs: "list[Header] | tuple[Header, ...]") -> list[Header]:
        found = [(name, value) for name, value in theirs if name.lower() not in _SAYS_WHAT_RUNS]
        there = {name.lower(): value for name, value in found}
        found += [one for one in self._ours if one[0] not in there]
        if b"content-security-policy" not in there:
            page = there.get(b"content-type", b"").lower().startswith(_PAGES)
            found.append((b"content-security-policy", self._page_policy if page else API_POLICY.encode()))
        return found
