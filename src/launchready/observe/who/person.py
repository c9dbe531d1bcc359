"""Somebody signed in, as the API shows them: their profile, what it lets them change, and what shows a gain."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.access.likes import ProfileOf, opened, shows_same
from launchready.observe.access.matrix import reserved_for
from launchready.observe.access.reserved_fields import allows, equals, is_power
from launchready.observe.access.roles import RoleTrials
from launchready.observe.access.subjects import PERSONS, nouns_of
from launchready.observe.api.ids import items_in, own_id
from launchready.observe.api.kinds import words
from launchready.observe.api.objects import address
from launchready.observe.api.openapi import ApiFacts, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.who.people import EMAIL, customers, email_of, staff
from launchready.observe.who.session import Session

if TYPE_CHECKING:
    from launchready.observe.world import World

MORE_THAN_A_NAME = frozenset(
    ("password", "passwd", "email", "avatar", "picture", "photo", "delete", "verify", "confirm")
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in, and what their profile shows."""

    world: "World"
    surface: str
    profile: Operation
    session: Session

    async def read(self) -> dict[str, Json]:
        """The profile, its envelope opened."""
        request = Request(address(self.world, self.surface, self.profile, ()))
        reply = await self.world.send(request, session=self.session)
        found = opened(reply.json()) if isinstance(reply, Answer) else {}
        if not found:
            raise CannotLook(f"the own profile could not be read: {reply.line()}")
        return found

    async def gained(self, operation: Operation, name: str, before: Json, wanted: Json) -> tuple[Json, str, str]:
        """What is shown of a field now, what shows that it was set, and why nothing could; each empty where there is none."""
        shown = await self.read()
        after = shown.get(name)
        hidden = name not in shown and before is None
        if not hidden and (equals(after, before) or not equals(after, wanted)):
            return after, "", ""
        if not hidden and not allows(operation, name, wanted):
            return after, f"the profile, read again, shows {name} = {after!r}", ""
        if not is_power(name):
            return after, "", ""
        place, control, reply = await self._staffs_read()
        mine = {str(one) for one in (shown.get("email"), own_id(shown, "user", "id")) if one}
        for entry in items_in(control.json()) if hidden and control else ():
            if mine & {str(one) for one in entry.values()} and equals(entry.get(name), wanted):
                return wanted, f"{place} shows the staff that account with {name} = {wanted!r}", ""
        if control and reply and shows_same(control, reply, frozenset()) and await self._is_hidden(control):
            return after, f"{place} then answered that account as it answers the staff", ""
        if control is None and not hidden:
            return after, "", f"{name} = {after!r} was taken, and nothing that is the staff's alone shows what it gives"
        return after, "", ""

    async def _is_hidden(self, control: Answer) -> bool:
        """Whether a plain customer, asked now, is not answered there as the staff is: without that it shows no gain."""
        try:
            plain = customers(self.world).b
        except CannotLook:
            return False
        reply = await self.world.send(Request(control.request.url, by=plain))
        return isinstance(reply, Answer) and not shows_same(control, reply, frozenset())

    async def _staffs_read(self) -> tuple[str, Answer | None, Reply | None]:
        """An operation that is answered to the staff alone, as the staff and as this person."""
        crew = next((one.name for one in staff(self.world)), None)
        surface = self.world.declaration.surface(self.surface)
        try:
            acts = (await self.world.ask(RoleTrials(self.surface))).acts
        except CannotLook:
            acts = ()
        open_ = {one.operation for one in acts if one.done and not one.may}
        ready = [one.operation for one in acts if one.staffs and one.may and one.done and one.operation not in open_]
        lists = [one for one in ready if one.startswith("GET ") and "{" not in one]
        if not lists or crew is None or surface is None:
            return "", None, None
        url = surface.at(lists[0].removeprefix("GET "))
        control = await self.world.answer(Request(url, by=crew))
        return lists[0], control, await self.world.send(Request(url), session=self.session)


async def known_as(world: "World", surface: str, name: str) -> dict[str, Json]:
    """By what the API knows a principal: `id`, `username`, `email`, each as its profile shows it."""
    reply: Reply | None = None
    with suppress(CannotLook):
        reply = await world.ask(ProfileOf(surface, name))
    shown = opened(reply.json()) if isinstance(reply, Answer) else {}
    found: dict[str, Json] = {key: one for key, one in shown.items() if key.lower() in {"username", "login"} and one}
    if own := own_id(shown, "user", "id"):
        found["id"] = next((one for one in shown.values() if str(one) == own), own)
    if email := email_of(world, name) or next((one for one in shown.values() if EMAIL.fullmatch(str(one))), None):
        found["email"] = email
    return found


async def staffs_profile(world: "World", surface: str) -> dict[str, Json]:
    """The profile of one of the staff: it shows how the API calls what they may."""
    for one in staff(world):
        reply = await world.ask(ProfileOf(surface, one.name))
        if isinstance(reply, Answer) and (found := opened(reply.json())):
            return found
    return {}


def updates_of(world: "World", facts: ApiFacts, profile: Operation) -> list[Operation]:
    """The operations by which users change themselves: at the profile's own path, and where a path names a user."""
    ready = [
        one
        for one in facts.operations
        if one.method in {"PATCH", "PUT", "POST"}
        and one.body_kind
        and not {*words(one.path), *words(one.id)} & MORE_THAN_A_NAME
        and reserved_for(world.declaration, one) is None
    ]
    at_profile = [one for one in ready if one.path.rstrip("/") == profile.path.rstrip("/")]
    of_one = [
        one
        for one in ready
        if one.method != "POST" and one.path.rstrip("/").endswith("}") and nouns_of(one.path) and len(one.places) == 1
        and nouns_of(one.path)[0] in PERSONS
    ]  # fmt: skip
    order = ("PATCH", "PUT", "POST")
    return sorted(at_profile, key=lambda one: order.index(one.method)) + of_one


def place_of(shown: dict[str, Json], place: str, own: str) -> str:
    """What fills a path's parameter that names a person."""
    lower = place.lower()
    if "mail" in lower and isinstance(shown.get("email"), str):
        return str(shown["email"])
    if "name" in lower:
        return str(next((one for key, one in shown.items() if key.lower() in {"username", "login", "name"}), own))
    return own
