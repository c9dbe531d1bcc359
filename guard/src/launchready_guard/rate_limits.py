"""Limits on how often an account or an address may ask: what the owner declared, said in the answer's headers too."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from launchready_guard.address import Proxies, network_of
from launchready_guard.asgi import App, Header, Receive, Scope, Send, adding, path_of, refuse
from launchready_guard.paths import Route, Routes
from launchready_guard.window import Limit, Memory, Store, StoreError, Taken

Account = Callable[[Scope], str | None]
"""Says whose request it is, from what the request proves; None for nobody's."""


class By(Enum):
    """Who shares a limit."""

    ADDRESS = "address"
    ACCOUNT = "account"
    """Requests of nobody's count by their address."""
    ALL = "all"
    """Everybody together."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit on some routes."""

    name: str
    """As the headers name it: small letters, digits and dashes."""
    limit: Limit
    routes: tuple[str, ...]
    """Such as `POST /auth/login` or `/chat/{id}`."""
    by: By = By.ADDRESS


class RateLimits:
    """Mount it outside of all that costs something.

    A request counts against every rule that names its route, in their order; the first that is full refuses it with 429 and
    `Retry-After`. `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers) tell the fullest rule.
    """

    def __init__(
        self,
        app: App,
        *,
        rules: Iterable[Rule],
        store: Store | None = None,
        account: Account | None = None,
        proxies: Proxies | None = None,
        fails_open: bool = False,
    ) -> None:
        """Checks the rules.

        Args:
            app: what is guarded.
            rules: the limits.
            store: where attempts are counted; None counts in this process alone.
            account: says whose request it is.
            proxies: what stands in front and is believed.
            fails_open: let requests in while the store cannot tell; otherwise they get 503.

        Raises:
            ValueError: two rules have one name, a name is no token, or a rule by account has no `account`.
        """
        held = list(rules)
        names = [rule.name for rule in held]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two rules are called {name!r}: each counts under its own name")
            if not name.replace("-", "").isalnum() or not name.isascii():
                raise ValueError(f"{name!r} is no name for a rule: letters, digits and dashes")
        if account is None and any(rule.by is By.ACCOUNT for rule in held):
            raise ValueError("a rule by account needs `account`, which says whose request it is")
        self._app, self._store, self._open = app, Memory() if store is None else store, fails_open
        self._account: Account = account or (lambda _scope: None)
        self._proxies = proxies or Proxies()
        self._rules = [(rule, Routes((Route.read(route), True) for route in rule.routes)) for rule in held]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        fullest: tuple[Rule, Taken] | None = None
        for rule, routes in self._rules:
            if not routes.find(scope.get("method", "GET"), path_of(scope)):
                continue
            try:
                taken = await self._store.take(f"{rule.name} {self._whose(rule, scope)}", rule.limit)
            except StoreError:
                if self._open:
                    continue
                await refuse(scope, send, 503, "limits cannot be counted now", headers=[(b"retry-after", b"5")])
                return
            if not taken.allowed:
                await refuse(scope, send, 429, "too many requests", headers=_told(rule, taken, refused=True))
                return
            if fullest is None or taken.left < fullest[1].left:
                fullest = rule, taken
        await self._app(scope, receive, adding(send, _told(*fullest)) if fullest else send)

    def _whose(self, rule: Rule, scope: Scope) -> str:
        if rule.by is By.ALL:
            return "all"
        if rule.by is By.ACCOUNT and (account := self._account(scope)) is not None:
            return f"account {account}"
        return f"address {network_of(self._proxies.client(scope))}"


def _told(rule: Rule, taken: Taken, *, refused: bool = False) -> list[Header]:
    wait = math.ceil(taken.wait)
    headers = [
        (b"ratelimit-policy", f'"{rule.name}";q={rule.limit.count};w={math.ceil(rule.limit.seconds)}'.encode()),
        (b"ratelimit", f'"{rule.name}";r={taken.left};t={wait}'.encode()),
    ]
    return [*headers, (b"retry-after", str(max(1, wait)).encode())] if refused else headers
