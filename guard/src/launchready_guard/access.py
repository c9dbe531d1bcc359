"""Who may do what: one table beside the routes. What the table does not name is refused, and a route without a rule stops the start."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from launchready_guard import covers
from launchready_guard.asgi import App, Receive, Scope, Send, path_of, refuse
from launchready_guard.paths import Route, Routes, plain

Owner = Callable[[str], Awaitable[str | None]]
"""The account that owns the object with this id; None where there is no such object."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks, as the product proved it."""

    account: str
    roles: frozenset[str] = frozenset()


Who = Callable[[Scope], Awaitable[Principal | None]]


@dataclass(frozen=True, slots=True)
class Allow:
    """One row of the table."""

    routes: tuple[str, ...]
    """Such as `GET /orders/{order}`."""
    roles: frozenset[str] | None = frozenset()
    """Who may: any of these roles; everybody who is signed in when it is empty; None for the whole world."""
    owned_by: Mapping[str, Owner] | None = None
    """Places of the path whose object must be the caller's own: `{"order": owner_of_order}`."""
    except_for: frozenset[str] = frozenset()
    """Roles that may reach others' objects too, such as `admin`."""


def public(*routes: str) -> Allow:
    """The whole world may."""
    return Allow(routes, roles=None)


def signed_in(*routes: str) -> Allow:
    """Everybody who is signed in may."""
    return Allow(routes)


def only(*roles: str, on: Iterable[str]) -> Allow:
    """These roles may."""
    if not roles:
        raise ValueError("name the roles that may; everybody who is signed in is `signed_in`")
    return Allow(tuple(on), roles=frozenset(roles))


def own(place: str, owner: Owner, *routes: str, except_for: Iterable[str] = ()) -> Allow:
    """Whoever owns the object in this place of the path may."""
    return Allow(routes, owned_by={place: owner}, except_for=frozenset(except_for))


class UnruledError(Exception):
    """Routes stand in the app that the table does not name; the words name each."""


class Access:
    """Mount it inside of what proves who asks.

    A stranger to an object is told 404, as for one that is not there: what exists is nobody else's to know.
    """

    def __init__(self, app: App, *, table: Iterable[Allow], who: Who) -> None:
        """Reads the table.

        Args:
            app: what is guarded.
            table: its first row that names a route holds.
            who: proves who asks; it reads the session, and changes nothing.

        Raises:
            ValueError: a row names a place that its route does not have, or no route.
        """
        rows = list(table)
        for row in rows:
            if not row.routes:
                raise ValueError("a row of the table names at least one route")
            for route in row.routes:
                for place in row.owned_by or {}:
                    if f"{{{place}}}" not in route and f"{{{place}:" not in route:
                        raise ValueError(f"{route!r} has no place {{{place}}}: whose object is it?")
        self._app, self._who = app, who
        self._rows = Routes((Route.read(route), row) for row in rows for route in row.routes)
        self._named = {
            (one.method, _shape(one.path), _below(one.path)) for row in rows for one in map(Route.read, row.routes)
        }

    def covers(self, routes: Iterable[Any]) -> None:
        """Holds the table against an app's own routes; call it at the start.

        `app.routes` of FastAPI, Starlette and Litestar; `get_resolver().url_patterns` of Django.

        Raises:
            UnruledError: routes stand there that the table does not name, or that cannot be read.
        """
        try:
            found = [(method, _shape(path)) for method, path in covers.routes(routes)]
        except covers.UnreadableError as error:
            raise UnruledError(str(error)) from error
        missing = sorted({f"{method} {path}" for method, path in found if not self._names(method, path)})
        if missing:
            raise UnruledError(
                f"no rule says who may: {', '.join(missing)}. Add each to the table (`public` is a rule too)"
            )

    def _names(self, method: str, path: str) -> bool:
        """Whether a rule is for this route: for its very path, or for all that is below one."""
        return any(
            (verb in {method, covers.ANY} or method == covers.SOME)
            and (path == shape or (below is not None and path.startswith(below)))
            for verb, shape, below in self._named
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        found = self._rows.find(scope.get("method", "GET"), path_of(scope))
        if found is None:
            await refuse(scope, send, 404, "there is nothing here")
            return
        row, places = found
        if row.roles is None and not row.owned_by:
            await self._app(scope, receive, send)
            return
        who = await self._who(scope)
        if who is None:
            await refuse(scope, send, 401, "sign in first", headers=[(b"www-authenticate", b"Bearer")])
        elif row.roles and not row.roles & who.roles:
            await refuse(scope, send, 403, "not for this role")
        elif not await _owns(row, who, places):
            await refuse(scope, send, 404, "there is nothing here")
        else:
            await self._app(scope, receive, send)


async def _owns(row: Allow, who: Principal, places: Mapping[str, str]) -> bool:
    if row.except_for & who.roles:
        return True
    for place, owner in (row.owned_by or {}).items():
        if await owner(places[place]) != who.account:
            return False
    return True


def _shape(path: str) -> str:
    """A path without the names of its places, which the table and the app may call differently."""
    return plain(re.sub(r"\{[^}]*\}", "{}", path))


def _below(path: str) -> str | None:
    """Where a rule such as `/admin/{rest:path}` begins; None for a rule of one path."""
    found = re.fullmatch(r"(.*/)\{\w+:path\}", path)
    return _shape(found[1]).rstrip("/") + "/" if found else None
