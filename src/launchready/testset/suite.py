"""Chooses what becomes a test: attempts of which the run knows how they look when they work."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from launchready.declare.model import Json, MailSurface, WebhookSurface, WebSurface
from launchready.observe.access.sights import Gallery, Sights
from launchready.observe.api.kinds import Kind, is_admin, is_private, last_word, singular
from launchready.observe.api.objects import Objects, Planting
from launchready.observe.api.openapi import Operation
from launchready.observe.auth.leaving import SignOutSeen, SignsOut
from launchready.observe.auth.token import Forgeries, Tokens
from launchready.observe.who.people import OwnProfile
from launchready.testset.answers import AnswersTried, answers
from launchready.testset.arrivals import Arrivals, arrivals
from launchready.testset.beyond import Beyond, beyond
from launchready.testset.hooks import Hook, hook_of
from launchready.testset.making import Making, making_of, with_own
from launchready.testset.people import Login, SignUp, address, logins, sign_up
from launchready.testset.protecting import guard
from launchready.testset.setting import Profile, profile
from launchready.testset.tries import Tries


@dataclass(frozen=True, slots=True)
class Reading:
    """An operation that shows a kind's object to its owner."""

    kind: str
    path: str
    """With a query where the run sent one; `{mark1}` stands for the first mark."""


@dataclass(frozen=True, slots=True)
class Change:
    """An operation that changes an object; what it changed shows in the kind's own read."""

    kind: str
    method: str
    path: str
    sort: str
    """`json`, `form` or `files`."""
    body: Json


@dataclass(frozen=True, slots=True)
class Reserved:
    """An operation that some may use, and who may not."""

    method: str
    path: str
    may: str
    may_not: tuple[str | None, ...]
    kind: str = ""
    """The kind of the object that it acts on or makes."""


@dataclass(frozen=True, slots=True)
class Suite:
    """Everything that the file of tests is written from."""

    product: str
    run: str
    env: str
    url: str
    logins: tuple[Login, ...]
    sign_up: SignUp | None
    a: str
    b: str
    kinds: tuple[Making, ...]
    reads: tuple[Reading, ...] = ()
    lists: tuple[Reading, ...] = ()
    changes: tuple[Change, ...] = ()
    adds: tuple[str, ...] = ()
    deletes: tuple[str, ...] = ()
    staff_reads: tuple[Reserved, ...] = ()
    staff_acts: tuple[Reserved, ...] = ()
    makers: tuple[Reserved, ...] = ()
    profile: Profile | None = None
    forge: str = ""
    """Where a user reads who they are, where tokens can be forged."""
    me: str = ""
    """Where a user reads who they are."""
    address: str = "{tag}@example.com"
    """Of an account of a test's own."""
    sign_out: tuple[str, str] | None = None
    carriers: tuple[str, ...] = ()
    """How the sessions travel that a sign-out ended: `bearer token`, `cookie`."""
    hook: Hook | None = None
    beyond: Beyond = field(default_factory=Beyond)
    arrivals: Arrivals = field(default_factory=Arrivals)
    answers: AnswersTried = field(default_factory=AnswersTried)
    guard: str = ""
    """Where the product hands out what protects against other websites' forms; empty where it asks for nothing such."""
    left_out: tuple[str, ...] = ()


class NothingToTestError(Exception):
    """The run holds nothing to make a test of, and why."""


def suite(tries: Tries, run: str) -> Suite:
    """The suite of one API.

    Raises:
        NothingToTestError: the run made no object and knows no two customers.
    """
    planting = tries.answer(Objects(tries.facts.surface))
    if not isinstance(planting, Planting):
        raise NothingToTestError(
            "the run planted no object, so there is nothing whose owner could see what a stranger does; audit with "
            'touch = "write" and two principals of one role'
        )
    made = _Choice(tries, run, planting).suite()
    return replace(made, left_out=(*made.left_out, *_lacking(tries, made)))


def _lacking(tries: Tries, made: Suite) -> Iterator[str]:
    """What the run could not show, in words."""
    kinds = {type(one) for one in tries.declaration.surfaces}
    people = made.arrivals
    if made.sign_up is None or not made.me:
        yield "accounts, passwords and resets: the run made no account of its own, and nothing of a customer's is changed"
    elif people.reset is None and MailSurface in kinds:
        yield "resets: no letter came to a declared `mailbox` whose link or code set a password"
    if not people.forms and WebSurface in kinds:
        yield "forms of other websites: no declared private page shows one that keeps a word of its user's own"
    if not made.forge:
        yield "forged tokens: no session was seen that is a signed token and shows whose it is"
    if made.hook is None and WebhookSurface in kinds:
        yield "webhooks: no event was seen to change an order"


@dataclass(frozen=True, slots=True)
class _Choice:
    tries: Tries
    run: str
    planting: Planting

    def suite(self) -> Suite:
        declaration = self.tries.declaration
        surface = declaration.surface(self.tries.facts.surface)
        assert surface is not None
        makings = self._makings()
        shared = {one.name for one in makings if self._is_shared(one.kind)}
        readings = [
            (one, Reading(one.name, path)) for one in makings if one.name not in shared for path in one.shown_by
        ]
        forge, me = self._forge(), self._me()
        own = sign_up(self.tries, self.planting.a)
        carriers = self._carriers() if me else ()
        return Suite(
            product=declaration.product.name,
            run=self.run,
            env=f"{surface.name.upper()}_URL",
            url=surface.at("/").rstrip("/"),
            logins=logins(self.tries),
            sign_up=own,
            a=self.planting.a,
            b=self.planting.b,
            kinds=makings,
            reads=tuple(one for making, one in readings if "{" in one.path.split("?")[0]),
            lists=tuple(one for making, one in readings if "{" not in one.path.split("?")[0]),
            changes=tuple(change for one in makings if (change := self._change(one)) is not None),
            adds=tuple(one.name for one in makings if one.kind.is_nested and one.name not in shared and one.shown_by),
            deletes=tuple(one.name for one in makings if self._deletes(one.kind)),
            staff_reads=self._staff_reads(),
            staff_acts=self._staff_acts(makings),
            makers=self._makers(makings),
            profile=profile(self.tries),
            forge=forge,
            me=me,
            address=address(self.tries, self.planting.a),
            sign_out=self._sign_out() if carriers else None,
            carriers=carriers,
            hook=hook_of(self.tries, makings),
            beyond=beyond(self.tries, makings, frozenset(shared), forges=bool(forge)),
            arrivals=arrivals(self.tries, self.planting.a, signs_up=own is not None and bool(me)),
            answers=answers(self.tries, makings, self.planting),
            guard=guard(self.tries.sent, surface),
            left_out=tuple(f"{one.collection}: {one.because}" for one in self.planting.missing),
        )

    def _makings(self) -> tuple[Making, ...]:
        found: dict[str, Making] = {}
        for kind in self.tries.kinds:
            owners = (self.planting.a, *(one.name for one in self.tries.declaration.principals))
            making = making_of(self.tries, kind, owners, tuple(found.values()))
            if making is not None and (not kind.is_nested or making.parent):
                found[kind.collection] = making
        return with_own(tuple(found.values()))

    def _is_shared(self, kind: Kind) -> bool:
        gallery = self.tries.answer(Sights(self.tries.facts.surface))
        if isinstance(gallery, Gallery):
            return gallery.is_shared(kind.collection)
        return not is_private(kind.collection)

    def _change(self, making: Making) -> Change | None:
        update = making.kind.update
        if update is None or making.kind.read is None or not making.shown_by:
            return None
        if len(update.places) > len(making.ids):
            return None  # it stands behind an id that the object itself does not have
        for one in self.tries.asking(update):
            kept = any(one.who in self.tries.kept.get(canary, ()) for canary in one.carried)
            if one.who == making.by and one.outcome.startswith("2") and kept:
                body, _ = making.template(one)
                sort = "files" if update.body_kind == "multipart" else update.body_kind or "json"
                return Change(making.name, update.method, update.path, sort, body)
        return None

    def _deletes(self, kind: Kind) -> bool:
        return kind.delete is not None and kind.read is not None and self.tries.has_effect(kind.delete, "deletes it")

    def _staff(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.tries.declaration.principals if one.is_staff)

    def _others(self) -> tuple[str | None, ...]:
        """Nobody, and one principal of each role that is not the staff's."""
        roles: dict[str, str] = {}
        ordered = sorted(self.tries.declaration.principals, key=lambda one: one.name != self.planting.b)
        for one in ordered:
            if not one.is_staff:
                roles.setdefault(one.role, one.name)
        return (None, *roles.values())

    def _allowed(self, operation: Operation) -> str | None:
        return next((one for one in self.tries.works(operation) if one in self._staff()), None)

    def _staff_reads(self) -> tuple[Reserved, ...]:
        return tuple(
            Reserved("GET", one.path, may, self._others())
            for one in self.tries.facts.operations
            if one.method == "GET" and not one.places and is_admin(one) and (may := self._allowed(one)) is not None
        )

    def _staff_acts(self, makings: tuple[Making, ...]) -> tuple[Reserved, ...]:
        found: list[Reserved] = []
        for one in self.tries.facts.operations:
            word = singular(last_word(one.path.split("{", 1)[0]))
            making = next((making for making in makings if making.name == word and making.shown_by), None)
            may = self._allowed(one) if is_admin(one) and one.method != "GET" and len(one.places) == 1 else None
            if may is not None and making is not None and self.tries.has_effect(one, "changes it"):
                found.append(Reserved(one.method, one.path, may, self._others(), making.name))
        return tuple(found)

    def _makers(self, makings: tuple[Making, ...]) -> tuple[Reserved, ...]:
        found: list[Reserved] = []
        for making in makings:
            create = making.kind.create
            assert create is not None
            barred = tuple(one for one in self.tries.refused(create) if one != "nobody")
            if making.by not in (self.planting.a, self.planting.b) and barred and making.shown_by:
                found.append(Reserved(create.method, create.path, making.by, barred, making.name))
        return tuple(found)

    def _forge(self) -> str:
        seen = self.tries.answer(Tokens(self.tries.facts.surface))
        if isinstance(seen, Forgeries) and seen.right and seen.kind:
            return seen.operation.split(" ", 1)[1]
        return ""

    def _me(self) -> str:
        own = self.tries.answer(OwnProfile(self.tries.facts.surface))
        return own.path if isinstance(own, Operation) else ""

    def _sign_out(self) -> tuple[str, str] | None:
        seen = self.tries.answer(SignsOut(self.tries.facts.surface))
        if not isinstance(seen, SignOutSeen):
            return None
        method, path = seen.operation.split(" ", 1)
        return method, path

    def _carriers(self) -> tuple[str, ...]:
        seen = self.tries.answer(SignsOut(self.tries.facts.surface))
        return tuple(one.carrier for one in seen.departures if one.before) if isinstance(seen, SignOutSeen) else ()
