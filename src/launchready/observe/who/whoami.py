"""Who a principal is to the API: the ids and names by which its paths and parameters speak of the one who asks."""

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.api.ids import candidates, scalars
from launchready.observe.api.naming import ID_NAMES, plain, refers_to
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.who.accounts import credentials_of
from launchready.observe.who.credentials import USER
from launchready.observe.who.people import EMAIL, OwnProfile, email_of
from launchready.observe.who.session import Session

if TYPE_CHECKING:
    from launchready.observe.world import World

CLAIMS = ("sub", "user_id", "userId", "uid", "id", "username", "preferred_username", "name", "email", "user")
LOGIN_NAMES = frozenset({*USER, "useremail"})


@dataclass(frozen=True, slots=True)
class Self:
    """One principal in the API's own words."""

    names: tuple[tuple[str, str], ...]
    """What its profile, its token and its sign-in say of it: `id`, `username`, `email` and the like, the surest first."""

    def value(self, param: str) -> str | None:
        """What stands for the principal behind a parameter such as `user_id`, `username` or `email`; None where unknown."""
        known: dict[str, str] = {}
        for key, value in self.names:
            known.setdefault(plain(key), value)
        wanted = plain(param)
        if wanted in known and wanted not in ID_NAMES:
            return known[wanted]
        if "mail" in wanted:
            return known.get("email")
        if wanted in {"username", "handle", "login", "nickname"} or wanted.endswith("name"):
            return known.get("username") or known.get("login") or known.get("sub") or known.get("email")
        is_id = refers_to(param) is not None or param.lower() in ID_NAMES or wanted.endswith("id")
        own = next((known[key] for key in ("id", "userid", "uid", "uuid", "sub") if key in known), None)
        return own if is_id else known.get("username") or own


@dataclass(frozen=True, slots=True)
class WhoAmI(Question[Self]):
    """By which ids and names does an API know a principal?"""

    surface: str
    principal: str

    async def ask(self, world: "World") -> Self:
        """Reads the profile that the principal sees of itself, the claims of its token, and what it signs in with."""
        session = await world.sign_in(self.principal)
        return await self_of(world, self.surface, session, tuple(_signed_in_with(world, self.principal)))


async def self_of(world: "World", surface: str, session: Session, known: tuple[tuple[str, str], ...]) -> Self:
    """Who a session is: by the profile that it reads, the claims of its token, and what is known of it."""
    found: list[tuple[str, str]] = []
    try:
        profile = await world.ask(OwnProfile(surface))
        at = world.declaration.surface(surface)
        assert at is not None
        reply = await world.send(Request(at.at(profile.path)), session=session)
        if isinstance(reply, Answer) and reply.status < 300:  # noqa: PLR2004 - HTTP's success
            value = reply.json()
            found += [("id", one) for one in candidates(value, "user", "id")[:1]]
            found += list(scalars(value).items())
    except CannotLook:
        pass  # an API may have no such operation; the token and the sign-in tell too
    claims = claims_of(session.token) if session.token else {}
    found += [(key, str(claims[key])) for key in CLAIMS if isinstance(claims.get(key), str | int)]
    return Self(tuple(dict.fromkeys((*found, *known))))


def claims_of(token: str) -> dict[str, Json]:
    """The claims of a JSON Web Token, unverified; empty where it is none."""
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, claims, signature
        return {}
    try:
        value = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _signed_in_with(world: "World", principal: str) -> list[tuple[str, str]]:
    who = world.declaration.principal(principal)
    if who is None:
        return []
    own = [("username", who.username or ""), ("email", email_of(world, principal) or "")]
    if who.is_disposable:
        own.append(("username", credentials_of(world, who).username))
    call = who.sign_in
    if call is None:
        return [pair for pair in own if pair[1]]
    given = scalars(call.json) if call.json is not None else dict(call.form)
    found = [
        ("email" if EMAIL.fullmatch(value) else "username", value)
        for key, value in given.items()
        if plain(key) in LOGIN_NAMES and ":" not in value
    ]
    return [*found, *(pair for pair in own if pair[1])]
