"""Changes the password of an account made for it, and looks whether sessions from before go on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import Json
from launchready.observe.api.bodies import Body
from launchready.observe.api.kinds import is_admin
from launchready.observe.api.objects import address
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.auth.resetting import OLD
from launchready.observe.http import Answer
from launchready.observe.question import Question
from launchready.observe.who.arriving import arrive, with_password
from launchready.observe.who.own import heard, of_account
from launchready.observe.who.people import Disposable, OwnProfile

if TYPE_CHECKING:
    from launchready.observe.world import World


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
        arrival = await arrive(world, account.call, account.session)
        before = [
            (how, one) for how, one in arrival.carriers() if view.shows(await world.send(view.request, session=one))
        ]
        wanted = world.secrets.meet(f"Aud1t-{uuid4().hex}")
        known: dict[str, Json] = {
            one.name: account.password if OLD.search(one.name) else wanted
            for one in operation.body
            if "pass" in one.name.lower() or OLD.search(one.name)
        }
        body = Body(operation, lambda _: "audit", known, optional=False, extra=_tops(operation, known))
        request = body.request(address(world, self.surface, operation, ()), None)
        reply = await world.send(request, session=account.session)
        entered = await arrive(world, with_password(account, wanted), account.session)
        still = [how for how, one in before if view.shows(heard(await world.send(view.request, session=one)))]
        changed = isinstance(reply, Answer) and bool(entered.carriers())
        names = tuple(how for how, _ in before)
        return ChangeSeen(operation.name, reply.line(), changed, names, tuple(still), world.curl(view.request))


def change_of(facts: ApiFacts) -> Operation | None:
    """The operation with which users change their own password: it takes the old one and a new one."""
    for one in facts.operations:
        names = {field.name for field in one.body}
        old = {name for name in names if OLD.search(name)}
        new = {name for name in names - old if "pass" in name.lower()}
        if one.method in {"POST", "PUT", "PATCH"} and not one.places and not is_admin(one) and old and new:
            return one
    return None


def _tops(operation: Operation, known: dict[str, Json]) -> dict[str, Json]:
    return {one.name: known[one.name] for one in operation.body if len(one.path) == 1 and one.name in known}
