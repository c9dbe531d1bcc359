"""Under which names the product answers: those of a list. A forged Host then makes no link, no cached page and no redirect."""

from collections.abc import Iterable

from launchready_guard.address import Proxies
from launchready_guard.asgi import App, Receive, Scope, Send, every, refuse

_SAYS_A_HOST = frozenset({b"x-forwarded-host", b"x-host", b"x-original-host", b"x-http-host-override", b"forwarded"})


class Hosts:
    """Answers 421 under any other name, and takes away what a stranger says of the name in other headers."""

    def __init__(self, app: App, *, names: Iterable[str], proxies: Proxies | None = None) -> None:
        """Reads the list.

        Args:
            app: what is guarded.
            names: such as `api.shop.example`, or `*.shop.example` for every name one step below.
            proxies: whose `X-Forwarded-Host` stays.

        Raises:
            ValueError: there is no name, or one of them is a pattern of another kind.
        """
        held = [name.lower().rstrip(".") for name in names]
        if not held:
            raise ValueError("name at least one host")
        for name in held:
            if not name.removeprefix("*.") or set("*/: ") & set(name.removeprefix("*.")):
                raise ValueError(f"{name!r} is no host: write 'api.shop.example' or '*.shop.example', without a port")
        self._app, self._proxies = app, proxies or Proxies()
        self._names = frozenset(name for name in held if not name.startswith("*."))
        self._below = frozenset(name[2:] for name in held if name.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        said = every(scope, b"host")
        if len(said) != 1 or not self._ours(said[0]):
            await refuse(scope, send, 421, "this host is not served here")
            return
        if any(name in _SAYS_A_HOST for name, _ in scope["headers"]) and not self._proxies.trusts(scope):
            scope = {**scope, "headers": [one for one in scope["headers"] if one[0] not in _SAYS_A_HOST]}
        await self._app(scope, receive, send)

    def _ours(self, host: str) -> bool:
        name, _, port = host.lower().partition(":")
        name = name.removesuffix(".")
        return (not port or port.isdigit()) and (name in self._names or name.partition(".")[2] in self._below)
