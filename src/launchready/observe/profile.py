"""Tries to set what a user must not set about themselves: a role, a balance, a mark of trust."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.bodies import Body, is_free
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.ids import ENVELOPES
from launchready.observe.objects import address
from launchready.observe.openapi import Api, Operation
from launchready.observe.people import Disposable, OwnProfile, customers, staff
from launchready.observe.question import Question
from launchready.observe.session import Session
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

RESERVED = re.compile(
    r"^(roles?|is_?(admin|staff|superuser|seller|owner|verified|moderator)|admin|staff|superuser|permissions?|scopes?|"
    r"groups?|(email_?)?verified|balance|credits?|tier|plan|quota)$",
    re.IGNORECASE,
)
MORE = 1000


@dataclass(frozen=True, slots=True)
class FieldTry:
    """One field that a user tried to set."""

    field: str
    before: str
    """As Python shows it."""
    wanted: str
    after: str
    status: int
    done: bool
    """Whether the profile, read again, shows the wanted value."""
    restored: bool
    """Whether it shows the old value again after it was put back."""
    curl: str


@dataclass(frozen=True, slots=True)
class ProfileSeen:
    """The attempts."""

    update: str
    """The operation; empty where the API names none."""
    by: str
    control: str
    """The harmless field whose change the profile showed; empty where none did."""
    tried: tuple[FieldTry, ...]


@dataclass(frozen=True, slots=True)
class OwnRole(Question[ProfileSeen]):
    """Can a user set what is reserved in their own profile?"""

    surface: str

    async def ask(self, world: "World") -> ProfileSeen:
        """Uses an account made for it, or customer B's, and puts back what worked."""
        facts = await world.ask(Api(self.surface))
        profile = await world.ask(OwnProfile(self.surface))
        update = facts.operation("PATCH", profile.path) or facts.operation("PUT", profile.path)
        if update is None:
            return ProfileSeen("", "", "", ())
        by, session = await self._asker(world)
        trial = _Trial(world, self.surface, profile, update, session)
        before = await trial.read()
        control = await trial.harmless()
        reserved = [name for name in before if RESERVED.match(name)]
        tried = [await trial.set(name, before[name], _higher(world, before[name])) for name in reserved]
        return ProfileSeen(update.name, by, control, tuple(tried))

    async def _asker(self, world: "World") -> tuple[str, Session]:
        try:
            return "an account made for this", (await world.ask(Disposable(self.surface, "own role"))).session
        except CannotLook:
            name = customers(world).b
            return name, await world.sign_in(name)


@dataclass(frozen=True, slots=True)
class _Trial:
    world: "World"
    surface: str
    profile: Operation
    update: Operation
    session: Session

    async def read(self) -> dict[str, Json]:
        request = Request(address(self.world, self.surface, self.profile, ()))
        reply = await self.world.send(request, session=self.session)
        found = _open(reply.json()) if isinstance(reply, Answer) else {}
        if not found:
            raise CannotLook(f"the own profile could not be read: {reply.line()}")
        return found

    async def harmless(self) -> str:
        """The name of a field whose harmless change shows; empty for none."""
        field = next((one.name for one in self.update.body if is_free(one)), "")
        if not field:
            return ""
        canary = self.world.plant(Mark("token"), "a harmless change of an own profile", self.update.name).value
        await self.world.send(self._request({}, canary), session=self.session)
        return field if canary in str(await self.read()) else ""

    async def set(self, name: str, before: Json, wanted: Json) -> FieldTry:
        """Sets one field, alone and then with a harmless one beside it, reads, and puts it back."""
        status, after, request = 0, before, self._request({name: wanted}, None)
        canary = self.world.plant(Mark("token"), f"beside {name} in an own profile", self.update.name).value
        for request in (self._request({name: wanted}, None), self._request({name: wanted}, canary)):
            reply = await self.world.send(request, session=self.session)
            status = reply.status if isinstance(reply, Answer) else 0
            after = (await self.read()).get(name)
            if after == wanted:
                break
        done, restored = after == wanted and after != before, True
        if done:
            await self.world.send(self._request({name: before}, None), session=self.session)
            restored = (await self.read()).get(name) == before
        curl = self.world.curl(replace(request, by="own"))
        return FieldTry(name, repr(before), repr(wanted), repr(after), status, done, restored, curl)

    def _request(self, values: dict[str, Json], canary: str | None) -> Request:
        body = Body(self.update, lambda _: canary or "Audit", {}, optional=canary is not None, extra=dict(values))
        return body.request(address(self.world, self.surface, self.update, ()), None)


def _open(value: Json, depth: int = 0) -> dict[str, Json]:
    """The user in an answer, its envelope opened."""
    if not isinstance(value, dict) or depth > 2:  # noqa: PLR2004 - envelopes are no deeper
        return {}
    inner = next(
        (one for key, one in value.items() if key.lower() in {*ENVELOPES, "user", "profile"} and isinstance(one, dict)),
        None,
    )
    return value if inner is None else {**value, **_open(inner, depth + 1)}


def _higher(world: "World", value: Json) -> Json:
    """More than a user was given."""
    highest = next((one.role for one in staff(world)), "admin")
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + MORE
    if isinstance(value, list):
        return [*value, highest]
    return highest
