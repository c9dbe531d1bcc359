"""Draws the ledger of a run: every documented operation by every principal, with what was tried and what was not."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from launchready.declare.model import ApiSurface, Declaration
from launchready.events import MADE_FOR_OTHERS, AccessLedger, Cell, Proved, Row, SignedIn
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.objects import Objects, Planting
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.api.quarantine import changes_by_name
from launchready.observe.api.templates import Templates
from launchready.observe.consent import SAFE_METHODS
from launchready.observe.question import Question
from launchready.observe.record import NOBODY, Sent
from launchready.observe.who.session import Session, SignIn
from launchready.observe.world import Commons
from launchready.verdict import Touch

AnswerT = TypeVar("AnswerT")
Place = tuple[str, str]
"""An operation and who asked it."""


@dataclass(frozen=True, slots=True)
class KnownApi:
    """What a run found out about one API."""

    facts: ApiFacts
    planting: Planting | None


def known_apis(declaration: Declaration, commons: Commons) -> tuple[KnownApi, ...]:
    """The APIs whose document was read, now or before the run was cut off; nothing is sent."""
    return tuple(
        KnownApi(facts, _answer(commons, Objects(surface.name)))
        for surface in declaration.surfaces
        if isinstance(surface, ApiSurface) and (facts := _answer(commons, Api(surface.name))) is not None
    )


def sessions(commons: Commons) -> tuple[SignedIn, ...]:
    """How the principals signed in."""
    found = ((one, _answer(commons, one)) for one in commons.asked if isinstance(one, SignIn))
    return tuple(
        SignedIn(one.principal, session.where, session.form)
        for one, session in found
        if isinstance(session, Session) and one.surface is None and one.again == 0
    )


@dataclass(frozen=True, slots=True)
class Course:
    """How a run went: what it sent and saw, and what kept it from trying more."""

    declaration: Declaration
    sent: tuple[Sent, ...]
    proved: tuple[Proved, ...] = ()
    only: tuple[str, ...] = ()
    spent: str = ""
    """The budget that ended it; empty where none did."""


@dataclass(slots=True)
class _Tally:
    outcomes: Counter[str] = field(default_factory=Counter)
    checks: dict[str, None] = field(default_factory=dict)
    effects: dict[str, None] = field(default_factory=dict)


def draw(api: KnownApi, course: Course) -> AccessLedger:
    """The ledger of one API."""
    facts = api.facts
    templates = Templates(course.declaration)
    templates.learn(facts)
    tallies: dict[Place, _Tally] = {}
    surface = course.declaration.surface(facts.surface)
    at = urlsplit(surface.url or "").netloc if surface else ""
    undocumented = 0
    for one in course.sent:
        known = templates.of(one.method, one.url)
        if known is None:
            undocumented += urlsplit(one.url).netloc == at
            continue
        tally = tallies.setdefault((known.operation, one.who), _Tally())
        tally.outcomes[_outcome(one.outcome)] += 1
        tally.checks[one.check] = None
    for (operation, who), effect in _effects(course, templates):
        tallies.setdefault((operation, who), _Tally()).effects[effect] = None
    declared = (NOBODY, *(one.name for one in course.declaration.principals))
    made = dict.fromkeys(who for _, who in tallies if who not in declared)
    gaps = _Gaps.of(api, course)
    rows = tuple(
        Row(
            operation.name,
            operation.secured,
            tuple(
                _cell(who, tallies.get((operation.name, who)), gaps.why(operation, who, declared=who in declared))
                for who in (*declared, *made)
            ),
        )
        for operation in facts.every
    )
    return AccessLedger(facts.surface, facts.source, (*declared, *made), rows, undocumented)


def _answer(commons: Commons, question: Question[AnswerT]) -> AnswerT | None:
    """What a question was answered with, without asking it."""
    asked = commons.asked.get(question)
    if asked is not None and asked.done() and not asked.cancelled() and asked.exception() is None:
        return asked.result()  # type: ignore[return-value]  # the answer to this question
    stored = commons.recall(question)
    return None if stored is None else stored[0]  # type: ignore[return-value]  # the same


def _outcome(outcome: str) -> str:
    return f"{outcome[0]}xx" if outcome.isdigit() else "no answer"


def _effects(course: Course, templates: Templates) -> Iterable[tuple[Place, str]]:
    """What came of requests: whose canaries they brought back, by whom theirs were read, and what a check proved."""
    wrote: dict[str, Sent] = {}
    for one in course.sent:
        for canary in one.carried:
            wrote.setdefault(canary, one)
        for canary in one.shown:
            writer = wrote.get(canary)
            if writer is None:
                continue
            own = writer.who == one.who
            if (reads := templates.of(one.method, one.url)) is not None:
                yield (reads.operation, one.who), "reads its own" if own else f"reads what {writer.who} wrote"
            if (writes := templates.of(writer.method, writer.url)) is not None:
                yield (writes.operation, writer.who), "is kept" if own else f"{one.who} reads it"
    for proved in course.proved:
        if (known := templates.of(proved.method, proved.url)) is not None:
            yield (known.operation, proved.who), proved.effect


def _cell(who: str, tally: _Tally | None, why: str) -> Cell:
    if tally is None or not tally.outcomes:
        return Cell(who, (), (), (), why)
    return Cell(who, tuple(sorted(tally.outcomes.items())), tuple(tally.effects), tuple(tally.checks))


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Why something was not tried."""

    course: Course
    kind_of: dict[str, Kind]
    not_made: dict[str, str]

    @classmethod
    def of(cls, api: KnownApi, course: Course) -> "_Gaps":
        kind_of = {one.name: kind for kind in kinds(api.facts) for one in _operations(kind)}
        missing = api.planting.missing if api.planting else ()
        return cls(course, kind_of, {one.collection: one.because for one in missing})

    def why(self, operation: Operation, who: str, *, declared: bool) -> str:
        """The nearest reason."""
        consent = self.course.declaration.consent
        kind = self.kind_of.get(operation.name)
        if not declared:
            return MADE_FOR_OTHERS
        if changes_by_name(operation):
            return "it is named like a change and asked for by GET: it may change what this run did not make"
        if self.course.spent:
            return self.course.spent
        if consent.touch is Touch.READ and (operation.method not in SAFE_METHODS or who != NOBODY):
            return "consent.touch is read: nobody signs in, and nothing is changed"
        if consent.touch < Touch.WRITE and operation.method not in SAFE_METHODS:
            return f"consent.touch is {consent.touch.name.lower()}: nothing is changed"
        if kind is not None and kind.collection in self.not_made:
            return self.not_made[kind.collection]
        if self.course.only:
            return f"only {', '.join(self.course.only)} was looked at"
        if operation.places and kind is None:
            return "nothing that this run made is known to fit its path"
        return "no check had a reason to ask it so"


def _operations(kind: Kind) -> tuple[Operation, ...]:
    every = (kind.create, kind.listing, kind.read, kind.update, kind.delete, *kind.subs)
    return tuple(one for one in every if one is not None)
