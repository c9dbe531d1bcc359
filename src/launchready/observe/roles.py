"""Tries what one role may do as the roles below it; what counts is what comes back or what the object's owner sees."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import Call, ChatSurface, Json
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.kinds import Kind, is_admin, kinds, last_word, singular
from launchready.observe.objects import Objects, Planted, address, plant
from launchready.observe.openapi import Api, ApiFacts, Operation
from launchready.observe.people import customers, email_of, others, staff
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

NOBODY = "nobody"
STAFF = "staff"
SHORTEST_MARK = 6
MOST_OPERATIONS = 12
VOLATILE = re.compile(
    r"(^|_)(at|time|date|views?|counts?|updated|seen|request|trace|etag|expires?)(_|$)|At$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class RoleAct:
    """One attempt at an operation by one role."""

    operation: str
    needs: str
    """The role that may."""
    why: str
    """How that is known."""
    role: str
    """The role that tried: NOBODY, the customers', another, or the one that may (the control)."""
    status: int
    done: bool
    """Whether the effect was there: the staff's content came back, the object changed, or the new object was read back."""
    shown: str
    curl: str


@dataclass(frozen=True, slots=True)
class RoleActs:
    """All attempts."""

    customers: str
    """The customers' role."""
    acts: tuple[RoleAct, ...]
    missing: tuple[str, ...]

    def of(self, operation: str, role: str) -> RoleAct | None:
        """One attempt, or None."""
        return next((one for one in self.acts if (one.operation, one.role) == (operation, role)), None)

    def controls(self) -> tuple[RoleAct, ...]:
        """The attempts of the roles that may."""
        return tuple(one for one in self.acts if one.role == one.needs)


@dataclass(frozen=True, slots=True)
class StaffActs(Question[RoleActs]):
    """Who else can read and do what only the staff may?"""

    surface: str

    async def ask(self, world: "World") -> RoleActs:
        """Reads each of the staff's operations as each role; acts only on objects that this run made."""
        facts = await world.ask(Api(self.surface))
        own = [one for one in facts.operations if is_admin(one)][:MOST_OPERATIONS]
        role = customers(world).role
        if not own:
            return RoleActs(role, (), ())
        admin = next(iter(staff(world)), None)
        if admin is None:
            raise CannotLook(
                "launch.toml declares no principal of the staff, so what only the staff may see is not known"
            )
        lower: list[tuple[str, str | None]] = [(NOBODY, None), (role, customers(world).b)]
        lower += [(one.role, one.name) for one in others(world)]
        acts: list[RoleAct] = []
        missing: list[str] = []
        for operation in own:
            try:
                if operation.method == "GET" and not operation.places:
                    acts += await self._read(world, operation, lower, admin.name)
                elif operation.method != "GET" and len(operation.places) == 1:
                    acts += await self._act(world, facts, operation, lower, admin.name)
            except CannotLook as unknown:
                missing.append(f"{operation.name}: {unknown}")
        return RoleActs(role, tuple(acts), tuple(missing))

    async def _read(
        self, world: "World", operation: Operation, lower: list[tuple[str, str | None]], admin: str
    ) -> list[RoleAct]:
        request = Request(address(world, self.surface, operation, ()), by=admin)
        answer = await world.answer(request)
        acts = [_told(operation, STAFF, answer, world.curl(request), done=answer.status < 300 and bool(answer.body))]  # noqa: PLR2004
        for role, name in lower:
            asked = Request(request.url, by=name)
            reply = await world.send(asked)
            own = (email_of(world, name) if name else None, email_of(world, admin))
            acts.append(_told(operation, role, reply, world.curl(asked), done=_is_same(answer, reply, own)))
        return acts

    async def _act(
        self,
        world: "World",
        facts: ApiFacts,
        operation: Operation,
        lower: list[tuple[str, str | None]],
        admin: str,
    ) -> list[RoleAct]:
        kind = _kind_of(facts, operation)
        if kind is None or kind.read is None:
            return []
        planting = await world.ask(Objects(self.surface))
        first = next((one for one in planting.planted if one.collection == kind.collection), None)
        if first is None:
            return []
        own = await plant(world, self.surface, kind, planting.planted, first.owner)
        acts: list[RoleAct] = []
        before = await self._state(world, kind.read, own)
        for role, name in (*lower, (STAFF, admin)):
            request = Request(address(world, self.surface, operation, own.ids), operation.method, by=name)
            reply = await world.send(request.with_json({}) if operation.body_kind else request)
            after = await self._state(world, kind.read, own)
            if after != before:
                world.proved(request, "changes it")
            acts.append(_told(operation, role, reply, world.curl(request), done=after != before))
            if after != before:
                break
        return acts

    async def _state(self, world: "World", read: Operation, own: Planted) -> str:
        reply = await world.answer(Request(address(world, self.surface, read, own.ids), by=own.owner))
        return f"{reply.status} {lasting(reply.json())}"


@dataclass(frozen=True, slots=True)
class Makers(Question[RoleActs]):
    """Can a customer make what only another role may make?"""

    surface: str

    async def ask(self, world: "World") -> RoleActs:
        """Makes an object as the role that may, and tries the same as a customer."""
        facts = await world.ask(Api(self.surface))
        who = customers(world)
        acts: list[RoleAct] = []
        missing: list[str] = []
        for kind in kinds(facts):
            assert kind.create is not None
            for maker in others(world):
                why = _why_reserved(world, self.surface, kind.create, maker.role)
                if why is None or kind.is_nested:
                    continue
                made = (await world.ask(Objects(self.surface))).planted
                for role, name in ((maker.role, maker.name), (who.role, who.b)):
                    try:
                        one = await plant(world, self.surface, kind, made, name)
                        shown = f"read back by {one.shown}" if one.shown else "made, but not read back"
                        acts.append(
                            RoleAct(kind.create.name, maker.role, why, role, 201, bool(one.shown), shown, one.curl)
                        )
                    except CannotLook as unknown:
                        acts.append(
                            RoleAct(kind.create.name, maker.role, why, role, 0, done=False, shown=str(unknown), curl="")
                        )
        return RoleActs(who.role, tuple(acts), tuple(missing))


def _why_reserved(world: "World", surface: str, operation: Operation, role: str) -> str | None:
    """Why an operation is another role's: the document says so, or launch.toml has that role send it."""
    word = re.escape(role)
    if any(re.fullmatch(rf"{word}s?", one, re.IGNORECASE) for one in (*operation.roles, *operation.scopes)):
        return f"the OpenAPI document reserves it for the role {role}"
    if re.search(
        rf"\b(?:{word}s? only|only (?:an? )?{word}s?|requires? (?:the )?(?:role )?{word})\b",
        operation.text,
        re.IGNORECASE,
    ):
        return f"the OpenAPI document says that it is for the role {role}"
    for one in world.declaration.surfaces:
        for name, call in one.carriers if isinstance(one, ChatSurface) else ():
            if _is(call, operation, call.on or surface) and _role_of(world, call.by) == role:
                return f"launch.toml has the role {role} send it (surface.{one.name}.carriers.{name})"
    for flow in world.declaration.flows:
        for step in flow.steps:
            same = step.method == operation.method and step.path.rstrip("/") == operation.path.rstrip("/")
            if same and _role_of(world, step.by) == role:
                return f"launch.toml has the role {role} send it (flow.{flow.name})"
    return None


def _is(call: Call, operation: Operation, on: str) -> bool:
    return bool(on) and call.method.upper() == operation.method and call.path.rstrip("/") == operation.path.rstrip("/")


def _role_of(world: "World", name: str | None) -> str | None:
    who = world.declaration.principal(name) if name else None
    return who.role if who else None


def _kind_of(facts: ApiFacts, operation: Operation) -> Kind | None:
    """The kind that a staff's operation acts on: the word before its only parameter."""
    word = singular(last_word(operation.path.split("{", 1)[0]))
    return next((one for one in kinds(facts) if one.name == word and not one.is_nested), None)


def _is_same(control: Answer, reply: Reply, own: tuple[str | None, ...]) -> bool:
    """Whether a reply holds what the staff's own answer holds: half of its longer words, own names left out."""
    if not isinstance(reply, Answer) or reply.status >= 300 or control.status >= 300:  # noqa: PLR2004 - HTTP's success
        return False
    marks = {one for one in _texts(control.json()) if len(one) >= SHORTEST_MARK} - {one for one in own if one}
    if not marks:
        return len(control.body) > SHORTEST_MARK and control.body == reply.body
    return sum(one in reply.body for one in marks) * 2 >= len(marks)


def _texts(value: Json) -> set[str]:
    if isinstance(value, dict):
        return {text for one in value.values() for text in _texts(one)}
    if isinstance(value, list):
        return {text for one in value for text in _texts(one)}
    return {str(value)} if isinstance(value, str | int | float) and not isinstance(value, bool) else set()


def lasting(value: Json) -> str:
    """A value without the parts that change by themselves."""
    if isinstance(value, dict):
        return str({key: lasting(one) for key, one in sorted(value.items()) if not VOLATILE.search(key)})
    if isinstance(value, list):
        return str([lasting(one) for one in value])
    return repr(value)


def _told(operation: Operation, role: str, reply: Reply, curl: str, *, done: bool) -> RoleAct:
    status = reply.status if isinstance(reply, Answer) else 0
    shown = reply.body[:120] if isinstance(reply, Answer) else reply.line()
    why = "its path, tag or scope says that it is the staff's"
    return RoleAct(operation.name, STAFF, why, role, status, done, shown, curl)
