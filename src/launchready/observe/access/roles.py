"""Tries each operation that is a role's own as all the other roles; what counts is what comes back or is changed."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.access.acting import Acting
from launchready.observe.access.likes import OK, OwnReads, lasting, needs_query, sees_anyway, shows_same, texts
from launchready.observe.access.matrix import Reserved, reserved, staff_roles, unused
from launchready.observe.access.subjects import LeftAlone, Subject, staffs_kind, subject_of
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.objects import Objects, address, plant
from launchready.observe.api.openapi import Api, ApiFacts
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.who.people import customers, email_of, others, staff

if TYPE_CHECKING:
    from launchready.observe.world import World

__all__ = ["NOBODY", "STAFF", "RoleAct", "RoleActs", "RoleTrials", "lasting"]

NOBODY = "nobody"
STAFF = "the staff"
MOST_OPERATIONS = 30
REFUSALS = (401, 403, 404)


@dataclass(frozen=True, slots=True)
class RoleAct:
    """One attempt at an operation by one role."""

    operation: str
    needs: str
    """Who may: STAFF, or roles."""
    why: str
    """How that is known."""
    role: str
    """The role that tried; NOBODY is who is not signed in."""
    may: bool
    """Whether that role may, so that the attempt is a control."""
    staffs: bool
    """Whether the operation is the staff's alone."""
    status: int
    """0 where nothing came back."""
    done: bool
    """Whether the effect was there: the content came back, the object changed, or the new object was read back."""
    shown: str
    curl: str


@dataclass(frozen=True, slots=True)
class Untold:
    """An operation that was not tried, and why."""

    operation: str
    """A rule's line where it fits no operation."""
    staffs: bool
    why: str
    is_care: bool
    """Whether it was left alone, as it would reach what this run did not make."""


@dataclass(frozen=True, slots=True)
class RoleActs:
    """All attempts."""

    customers: str
    """The customers' role."""
    acts: tuple[RoleAct, ...]
    untold: tuple[Untold, ...] = ()

    def controls(self, *, staffs: bool) -> tuple[RoleAct, ...]:
        """The attempts of the roles that may."""
        return tuple(one for one in self.acts if one.may and one.staffs == staffs)

    def missing(self, *, staffs: bool) -> str:
        """What could not be tried, though it should; empty where there is nothing."""
        return "; ".join(
            f"{one.operation}: {one.why}" for one in self.untold if one.staffs == staffs and not one.is_care
        )

    def left(self, *, staffs: bool) -> str:
        """The operations of which nothing is told, for a reader to look at; empty where there are none."""
        told = {one.operation for one in self.controls(staffs=staffs) if one.done}
        mine = dict.fromkeys(one.operation for one in self.acts if one.staffs == staffs and one.operation not in told)
        open_ = [f"{name}: the role that may got nothing out of it" for name in mine]
        lines = [*open_, *(f"{one.operation}: {one.why}" for one in self.untold if one.staffs == staffs)]
        return f"; not told: {'; '.join(lines)[:400]}" if lines else ""


@dataclass(frozen=True, slots=True)
class RoleTrials(Question[RoleActs]):
    """Who can read and do what only another role may?"""

    surface: str

    async def ask(self, world: "World") -> RoleActs:
        """Reads as each role; acts only on objects and accounts that this run made."""
        facts = await world.ask(Api(self.surface))
        who = customers(world)
        cast: list[tuple[str, str | None]] = [(NOBODY, None), (who.role, who.b)]
        cast += [(one.role, one.name) for one in (*others(world), *staff(world))]
        own = [one for one in reserved(world.declaration, facts) if one.is_declared or who.role not in one.roles]
        own.sort(
            key=lambda one: one.operation.method != "POST" or bool(one.operation.places)
        )  # lists then hold something
        acts: list[RoleAct] = []
        untold = [Untold(line, staffs=False, why=why, is_care=False) for line, why in unused(world.declaration, facts)]
        for one in own[:MOST_OPERATIONS]:
            holders = [name for role, name in cast if name is not None and role in one.roles]
            lower = [(role, name) for role, name in cast if role not in one.roles]
            trial = _Trial(world, self.surface, facts, one, tuple(lower), tuple(holders))
            name, staffs = one.operation.name, one.is_staffs
            if not holders:
                untold.append(Untold(name, staffs, f"launch.toml declares no principal of {one.needs}", is_care=False))
                continue
            try:
                acts += await trial.run()
            except LeftAlone as care:
                untold.append(Untold(name, staffs, str(care), is_care=True))
            except CannotLook as unknown:
                untold.append(Untold(name, staffs, str(unknown), is_care=False))
        why = f"{MOST_OPERATIONS} others were tried"
        untold += [Untold(one.operation.name, one.is_staffs, why, is_care=True) for one in own[MOST_OPERATIONS:]]
        acts += await self._refused(world, facts)
        return RoleActs(who.role, tuple(acts), tuple(untold))

    async def _refused(self, world: "World", facts: ApiFacts) -> list[RoleAct]:
        """What a signed-in customer is refused and the staff is given must not be given to nobody."""
        crew, who = tuple(one.name for one in staff(world)), customers(world)
        acts: list[RoleAct] = []
        for operation, answer in await world.ask(OwnReads(self.surface, who.b)) if crew else ():
            if answer.status in REFUSALS:
                why = f"a {who.role} is refused ({answer.status}) and the staff is not"
                rule = Reserved(operation, staff_roles(world.declaration), STAFF, why, is_staffs=True)
                tried = await _Trial(world, self.surface, facts, rule, ((NOBODY, None),), crew).read()
                acts += tried if any(one.may and one.done for one in tried) else []
        return acts


@dataclass(frozen=True, slots=True)
class _Trial:
    """One operation tried by all."""

    world: "World"
    surface: str
    facts: ApiFacts
    rule: Reserved
    lower: tuple[tuple[str, str | None], ...]
    holders: tuple[str, ...]

    async def run(self) -> list[RoleAct]:
        operation = self.rule.operation
        if operation.method == "GET" and needs_query(operation):
            raise LeftAlone("its query needs values that nothing tells")
        if operation.method == "GET" and not operation.places:
            return await self.read()
        if not operation.places:
            return await self.make()
        kind = next((one for one in kinds(self.facts) if operation in (one.read, one.update, one.delete)), None)
        if kind is not None and not self.rule.is_staffs and not self.rule.is_declared:
            return []  # whose object it is counts then, and other checks ask that
        subject = await subject_of(self.world, self.surface, self.facts, self.rule, self.holders[0])
        return await self.read_one(subject) if operation.method == "GET" else await self.act(subject)

    async def read(self) -> list[RoleAct]:
        """Reads a list, or whatever the operation shows without being told of what."""
        url = address(self.world, self.surface, self.rule.operation, ())
        acts: list[RoleAct] = []
        control: Answer | None = None
        for name in self.holders:
            request = Request(url, by=name)
            reply = await self.world.send(request)
            shown = (
                isinstance(reply, Answer) and reply.status in OK and bool(texts(reply.json()) or reply.json() is None)
            )
            acts.append(self._told(self._role(name), reply, self.world.curl(request), done=shown, may=True))
            if isinstance(reply, Answer) and shown:
                control = reply
                break
        for role, by in self.lower:
            asked = Request(url, by=by)
            reply = await self.world.send(asked)
            done = False
            if control is not None and isinstance(reply, Answer) and reply.status in OK:
                anyway = await sees_anyway(self.world, self.surface, by, self.rule.operation)
                mails = (email_of(self.world, one) for one in (by, control.request.by) if one)
                done = shows_same(control, reply, anyway | {one for one in mails if one})
                if done:
                    self.world.proved(asked, f"is shown what is for {self.rule.needs}")
            acts.append(self._told(role, reply, self.world.curl(asked), done=done))
        return acts

    async def read_one(self, subject: Subject) -> list[RoleAct]:
        """Reads an object or an account of this run's."""
        url = subject.url
        acts: list[RoleAct] = []
        marks: set[str] = set()
        for name in self.holders:
            request = Request(url, by=name)
            reply = await self.world.send(request)
            marks = {one for one in subject.marks if isinstance(reply, Answer) and one in reply.body and one not in url}
            acts.append(self._told(self._role(name), reply, self.world.curl(request), done=bool(marks), may=True))
            if marks:
                break
        for role, by in self.lower:
            asked = Request(url, by=by)
            reply = await self.world.send(asked)
            seen = {one for one in marks if isinstance(reply, Answer) and reply.status in OK and one in reply.body}
            if seen:
                seen -= await subject.shown_anyway(by) | await sees_anyway(
                    self.world, self.surface, by, self.rule.operation
                )
            acts.append(self._told(role, reply, self.world.curl(asked), done=bool(seen)))
        return acts

    async def act(self, subject: Subject) -> list[RoleAct]:
        """Acts on an object or an account of this run's: the roles that may not first, until something changes."""
        acting = Acting(self.world, self.surface, self.rule.operation, subject)
        before = await acting.settled()
        acts: list[RoleAct] = []
        askers = [(role, name, False) for role, name in self.lower]
        askers += [(self._role(name), name, True) for name in self.holders]
        for role, name, may in askers:
            request = acting.request(name, before)
            reply = await self.world.send(request)
            done = lasting(await subject.look()) != lasting(before)
            if done and not may and await acting.drifts():
                raise CannotLook("what it acts on changes by itself")
            acts.append(self._told(role, reply, self.world.curl(request), done=done, may=may))
            if done:
                self.world.proved(request, "changes it")
                break
        return acts

    async def make(self) -> list[RoleAct]:
        """Makes an object as the role that may, and tries the same as the others."""
        kind = self._made_here()
        try:
            made = (await self.world.ask(Objects(self.surface))).planted
        except CannotLook:
            made = ()
        acts: list[RoleAct] = []
        signed = [(role, name, False) for role, name in self.lower if name is not None]
        for role, name, may in [(self._role(self.holders[0]), self.holders[0], True), *signed]:
            status, shown, curl = 201, "", ""
            try:
                one = await plant(self.world, self.surface, kind, made, name)
                shown, curl = one.shown or "", one.curl
                said = f"read back by {one.shown}" if shown else "made, but not read back"
            except CannotLook as unknown:
                said = str(unknown)
                answered = re.search(r"-> (\d{3})\b", said)
                status = int(answered[1]) if answered else 0
            if not shown and not may and (shown := await self._holder_sees(kind, name)):
                said = f"{self.needs} then saw it in {shown}"
            acts.append(self._act(role, status, said, curl, done=bool(shown), may=may))
        return acts

    def _made_here(self) -> Kind:
        operation = self.rule.operation
        kind = next((one for one in kinds(self.facts) if one.create == operation), None)
        if operation.method == "POST":
            kind = kind or staffs_kind(self.facts, operation.path)
        if kind is None or not (kind.read or kind.listing):
            raise LeftAlone("what it changes is nothing that this run made")
        if self.rule.is_staffs and kind.delete is None:
            raise LeftAlone("what it makes could not be removed again")
        return kind

    async def _holder_sees(self, kind: Kind, name: str) -> str:
        """The list in which the role that may sees what another role has made; empty where it sees nothing of it."""
        if kind.listing is None:
            return ""
        reply = await self.world.send(Request(address(self.world, self.surface, kind.listing, ()), by=self.holders[0]))
        mine = [one.value for one in self.world.planted() if one.label.startswith(f"{name}'s {kind.name}")]
        return kind.listing.name if isinstance(reply, Answer) and any(one in reply.body for one in mine) else ""

    @property
    def needs(self) -> str:
        """Who may."""
        return self.rule.needs

    def _role(self, name: str) -> str:
        who = self.world.declaration.principal(name)
        return who.role if who else name

    def _told(self, role: str, reply: Reply, curl: str, *, done: bool, may: bool = False) -> RoleAct:
        status = reply.status if isinstance(reply, Answer) else 0
        return self._act(
            role, status, reply.body[:120] if isinstance(reply, Answer) else reply.line(), curl, done=done, may=may
        )

    def _act(self, role: str, status: int, shown: str, curl: str, *, done: bool, may: bool) -> RoleAct:
        rule = self.rule
        return RoleAct(rule.operation.name, rule.needs, rule.why, role, may, rule.is_staffs, status, done, shown, curl)
