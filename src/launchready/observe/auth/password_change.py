"""Changes the password of an account made for it, and looks whether sessions from before go on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import Json
from launchready.observe.api.bodies import Body
from launchready.observe.api.kinds import is_admin
from launchready.observe.api.naming import is_password, words
from launchready.observe.api.objects import address
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.auth.entering import Entrance
from launchready.observe.auth.resetting import OLD
from launchready.observe.http import Answer
from launchready.observe.question import Question
from launchready.observe.who.arriving import arrive
from launchready.observe.who.own import heard, of_account
from launchready.observe.who.people import Disposable, OwnProfile

if TYPE_CHECKING:
    from launchready.observe.world import World

AGAIN = frozenset({"new", "confirm", "confirmation", "confirmed", "repeat", "repeated", "again", "retype", "verify"})


@dataclass(frozen=True, slots=True)
class ChangeSeen:
    """Sessions before and after their user chose another password."""

    operation: str
    """The change; empty where the API documents none."""
    line: str
    changed: bool
    """The control: the new password signed in."""
    before: tuple[str, ...]
    """The carriers of another session that brought the user's own data before."""
    still: tuple[str, ...]
    """Those that brought them afterwards."""
    curl: str


@dataclass(frozen=True, slots=True)
class PasswordChange(Question[ChangeSeen]):
    """Does a change of the password end other sessions?"""

    surface: str

    async def ask(self, world: "World") -> ChangeSeen:
        """Signs in twice with an account made for it, and changes the password in one session."""
        operation = change_of(await world.ask(Api(self.surface)))
        if operation is None:
            return ChangeSeen("", "", changed=False, before=(), still=(), curl="")
        account = await world.ask(Disposable(self.surface, "password change"))
        view = of_account(world, self.surface, await world.ask(OwnProfile(self.surface)), account)
        entrance = await Entrance.of(world, account, view)
        arrival = await arrive(world, account.call, account.session)
        before = [
            (how, one) for how, one in arrival.carriers() if view.shows(await world.send(view.request, session=one))
        ]
        wanted = world.secrets.meet(f"Aud1t-{uuid4().hex}")
        old = until_now(operation)
        known: dict[str, Json] = {
            one.name: account.password if one.name in old else wanted
            for one in operation.body
            if is_password(one.name) or one.name in old
        }
        body = Body(operation, lambda _: "audit", known, optional=False, extra=_tops(operation, known))
        request = body.request(address(world, self.surface, operation, ()), None)
        reply = await world.send(request, session=account.session)
        changed = isinstance(reply, Answer) and await entrance.lets_in(wanted) is True
        still = [how for how, one in before if view.shows(heard(await world.send(view.request, session=one)))]
        names = tuple(how for how, _ in before)
        return ChangeSeen(operation.name, reply.line(), changed, names, tuple(still), world.curl(view.request))


def change_of(facts: ApiFacts) -> Operation | None:
    """The operation with which users change their own password: it takes the old one and a new one."""
    ready = [one for one in facts.operations if one.method in {"POST", "PUT", "PATCH"} and _changes_it(one)]
    return min(ready, key=lambda one: (not is_password(one.path), len(one.body)), default=None)


def _changes_it(operation: Operation) -> bool:
    """Whether it takes the password until now and a new one; a form of settings takes more than that."""
    old = until_now(operation)
    new = {field.name for field in operation.body if is_password(field.name)} - old
    return bool(old and new) and not operation.places and not is_admin(operation)


def until_now(operation: Operation) -> set[str]:
    """The fields that want the password until now: `old_password`, `current`, or `password` beside a `new_password`."""
    names = {field.name for field in operation.body}
    old = {name for name in names if OLD.search(name) and (is_password(name) or len(words(name)) == 1)}
    passwords = {name: set(words(name)) for name in names if is_password(name)}
    if not old and any("new" in spoken for spoken in passwords.values()):
        old = {name for name, spoken in passwords.items() if not spoken & AGAIN}
    return old


def _tops(operation: Operation, known: dict[str, Json]) -> dict[str, Json]:
    return {one.name: known[one.name] for one in operation.body if len(one.path) == 1 and one.name in known}
