"""Reads an account's own profile, or an object of its own, and knows by its marks whether an answer is that account's and nobody else's."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from launchready.declare.model import Json
from launchready.observe.api.objects import Objects, address
from launchready.observe.api.openapi import Api, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.who.people import Account, OwnProfile, customers, email_of, is_refused
from launchready.observe.who.session import Session

if TYPE_CHECKING:
    from launchready.observe.world import World

SHORTEST = 6
"""Characters of a value below which it may stand in another account's answer by chance."""
NOBODYS = "not-a-token-of-anybodys"
"""A token that no product gave out: the control that an answer depends on the token."""


@dataclass(frozen=True, slots=True)
class View:
    """An account's own profile or object, as its session reads it; never stored."""

    operation: Operation
    request: Request
    session: Session
    marks: tuple[str, ...]
    """What only this account is shown there; empty where its session did not bring it."""
    because: str
    """Why there are none."""

    def shows(self, reply: Reply) -> bool:
        """Whether an answer is this account's own."""
        return isinstance(reply, Answer) and reply.status < 400 and any(mark in reply.body for mark in self.marks)  # noqa: PLR2004 - HTTP's refusals start here


@dataclass(frozen=True, slots=True)
class OwnView(Question[View]):
    """What does a principal's own profile show that nobody else's does?"""

    kept: ClassVar[bool] = False

    surface: str
    principal: str = ""
    """Customer A where none is named."""

    async def ask(self, world: "World") -> View:
        """The e-mail address where the profile shows it; else what its owner reads twice and another does not."""
        people = customers(world)
        who = self.principal or people.a
        session = await world.sign_in(who)
        try:
            operation = await world.ask(OwnProfile(self.surface))
        except CannotLook as unknown:
            return await own_object(world, self.surface, who, session, unknown)
        request = Request(address(world, self.surface, operation, ()))
        first = await world.send(request, session=session)
        if not isinstance(first, Answer):
            raise CannotLook(first.line())
        email = email_of(world, who)
        if first.status >= 400:  # noqa: PLR2004 - HTTP's refusals start here
            return View(operation, request, session, (), first.line())
        if email and email in first.body:
            return View(operation, request, session, (email,), "")
        second = await world.send(request, session=session)
        other = await world.send(request, session=await world.sign_in(people.b if who == people.a else people.a))
        if not isinstance(second, Answer) or not isinstance(other, Answer):
            raise CannotLook(f"{operation.name} was not answered each time")
        marks = set(_values(first.json())) & set(_values(second.json()))
        marks = {one for one in marks if one not in other.body}
        return View(operation, request, session, tuple(sorted(marks)), "it shows nothing that the other's does not")


async def own_object(world: "World", surface: str, who: str, session: Session, unknown: CannotLook) -> View:
    """Something of the principal's that this run made and that nobody reads without a session, in place of a profile.

    Raises:
        CannotLook: there is neither.
    """
    facts = await world.ask(Api(surface))
    for planted in (await world.ask(Objects(surface))).planted:
        operation = next((one for one in facts.operations if one.name == planted.shown), None)
        if planted.owner != who or operation is None or operation.method != "GET":
            continue
        request = Request(await planted.url(world, surface, operation))
        marks = tuple(one for one in planted.canaries if one not in request.url)
        view = View(operation, request, session, marks, "")
        if view.shows(await world.send(request, session=session)) and not view.shows(await world.send(request)):
            return view
    raise CannotLook(f"{unknown}, and nothing that this run could make is {who}'s alone")


def of_account(world: "World", surface: str, operation: Operation, account: Account) -> View:
    """The profile of an account that this run made: it shows the address or the name that was invented for it."""
    request = Request(address(world, surface, operation, ()))
    return View(operation, request, account.session, (account.email, account.name), "")


def is_unheard(reply: Reply) -> bool:
    """Whether an answer says neither yes nor no: silence, a limit, or an error of the product's."""
    return not isinstance(reply, Answer) or is_refused(reply) or reply.status >= 500  # noqa: PLR2004 - HTTP's errors of the server


def heard(reply: Reply) -> Reply:
    """The reply, where it says yes or no.

    Raises:
        CannotLook: it says neither.
    """
    if is_unheard(reply):
        raise CannotLook(f"neither yes nor no was answered: {reply.line()}")
    return reply


def _values(value: Json) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _values(one)]
    if isinstance(value, list):
        return [text for one in value for text in _values(one)]
    text = str(value)
    return [text] if isinstance(value, str | int) and len(text) >= SHORTEST and text.isascii() else []
