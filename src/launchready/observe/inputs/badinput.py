"""Sends what no honest client sends (odd ids and words, broken bodies) and reads how the API fails."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from launchready.observe.access.sights import SEARCH_WORDS
from launchready.observe.api.kinds import is_admin, kinds
from launchready.observe.api.making import GoodReads, Made, make, removal
from launchready.observe.api.objects import Objects, address, untried
from launchready.observe.api.openapi import Api, ApiFacts, Operation, Param
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.inputs.badvalues import IDS, NUMBERS, WORDS, BadBody, bodies, spread
from launchready.observe.inputs.revealing import insides_in, trace_in
from launchready.observe.question import Question
from launchready.observe.who.people import customers, is_refused

if TYPE_CHECKING:
    from launchready.observe.world import World

ID, WORD, BODY = "id", "word", "body"
MOST_IDS, MOST_WORDS, MOST_BODIES = 40, 18, 40
MOST_MAKERS = 5
CRASHED = frozenset({500, 502, 503, 504, 520, 521, 522, 523, 524, 525})
"""What a server answers that broke; 501 and 505 are plain refusals."""
OK = range(200, 300)
AROUND = 160
LONGEST_SHOWN = 300
ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class BadInput:
    """One bad request and how the API took it."""

    operation: str
    part: str
    """ID, WORD or BODY: where the bad thing stood."""
    sent: str
    """What was bad about it."""
    status: int
    """0 where nothing came back."""
    again: int
    """The status when it was sent once more; 0 where it was not, or nothing came back."""
    works: bool
    """Whether a good request of the same operation worked before and, where the bad one crashed it, after."""
    trace: str
    """A stack trace in the answer, from its language on; empty for none."""
    insides: str
    """Other insides of the server in the answer; empty for none."""
    shown: str
    curl: str

    @property
    def crashed(self) -> bool:
        """Whether the server broke, both times."""
        return self.status in CRASHED and self.again in CRASHED


@dataclass(frozen=True, slots=True)
class BadInputsSeen:
    """All of them, and what proves that good ones work."""

    tried: tuple[BadInput, ...]
    control: str
    """Good requests that worked: `GET /orders/{id}`; empty for none."""
    missing: tuple[str, ...] = ()
    """Operations that could not be tried, and why."""
    left_out: str = ""
    """What a Pass says nothing of, and why, as the end of a sentence; empty for nothing."""


@dataclass(frozen=True, slots=True)
class _Case:
    """One operation with a request of it that should work."""

    operation: Operation
    part: str
    good: Request
    made: Made | None = None


@dataclass(frozen=True, slots=True)
class BadInputs(Question[BadInputsSeen]):
    """How does the API fail?"""

    surface: str

    async def ask(self, world: "World") -> BadInputsSeen:
        """Sends as the objects' owners, to operations that read by id, search, or make objects."""
        facts = await world.ask(Api(self.surface))
        trial = _Trial(world, self.surface)
        reads = await world.ask(GoodReads(self.surface))
        last = {one.operation.name: one for one in reads}
        cases = [_Case(one.operation, ID, one.request(world, self.surface)) for one in reads]
        for case, (what, value) in spread(cases, lambda _: IDS, MOST_IDS):
            bad = last[case.operation.name].request(world, self.surface, value)
            await trial.tried(case, bad, f"{what} for an id")
        searches = _searches(world, self.surface, facts)
        for (case, param), (what, value) in spread(searches, lambda one: _words(one[1]), MOST_WORDS):
            url = f"{address(world, self.surface, case.operation, ())}?{param.name}={value}"
            await trial.tried(case, replace(case.good, url=url), f"{what} in {param.name}")
        makers, missing, beyond = await self._makers(world, facts)
        for case, body in spread(makers, _bodies, MOST_BODIES):
            typed = (("Content-Type", body.content_type),)
            await trial.tried(case, replace(case.good, headers=typed, body=body.text), body.what)
        barred = untried((await world.ask(Objects(self.surface))).barred)
        more = f"; no bodies were tried, beyond the first {MOST_MAKERS} kinds, at {', '.join(beyond)}" if beyond else ""
        worked = ", ".join(dict.fromkeys(trial.worked))
        return BadInputsSeen(tuple(trial.found), worked, tuple(missing), barred + more)

    async def _makers(self, world: "World", facts: ApiFacts) -> tuple[list[_Case], list[str], list[str]]:
        """The operations that make objects, what could not be made, and what is left out as there are too many."""
        planting = await world.ask(Objects(self.surface))
        planted = {one.collection: one for one in planting.planted}
        wanted = [one for one in kinds(facts) if one.create and one.create.body_kind == "json"]
        cases: list[_Case] = []
        beyond: list[str] = []
        names = {one.collection for one in wanted if not one.is_nested}
        told = (one for one in planting.missing if one.collection in names and not one.forbidden)
        missing = [f"{one.collection}: {one.because}" for one in told]
        for kind in wanted:
            if kind.collection not in planted or kind.is_nested:
                continue
            assert kind.create is not None
            if len(cases) >= MOST_MAKERS:
                beyond.append(kind.create.name)
                continue
            try:
                made = await make(world, self.surface, kind, planting, planted[kind.collection].owner)
            except CannotLook as unknown:
                missing.append(f"{kind.create.name}: {unknown}")
                continue
            if made.json:
                cases.append(_Case(kind.create, BODY, made.request, made))
        return cases, missing, beyond


@dataclass(slots=True)
class _Trial:
    """Sends bad requests, and good ones around those that broke the server."""

    world: "World"
    surface: str
    found: list[BadInput] = field(default_factory=list)
    worked: list[str] = field(default_factory=list)
    _before: dict[str, Reply] = field(default_factory=dict)

    async def tried(self, case: _Case, bad: Request, what: str) -> None:
        before = await self._usual(case)
        usual = before.body if isinstance(before, Answer) else ""
        reply = await self.world.send(bad)
        await self._removed(case, reply)
        again: Reply | None = None
        works = _is_ok(before)
        if isinstance(reply, Answer) and _is_crash(reply):
            again = await self.world.send(bad)
            works = works and _is_ok(await self._good(case))
        body = reply.body if isinstance(reply, Answer) else ""
        status = reply.status if isinstance(reply, Answer) else 0
        echo = f"{bad.url}\n{bad.body or ''}"
        self.found.append(
            BadInput(
                case.operation.name,
                case.part,
                what,
                status,
                again.status if isinstance(again, Answer) else 0,
                works,
                trace_in(status, body, usual),
                insides_in(status, body, usual, echo),
                body[:AROUND] if isinstance(reply, Answer) else reply.line(),
                self._curl(bad),
            )
        )

    async def _usual(self, case: _Case) -> Reply:
        """The good request's answer, asked once an operation; an object that was just made answered already."""
        name = case.operation.name
        if name not in self._before:
            self._before[name] = case.made.reply if case.made else await self._good(case)
            if _is_ok(self._before[name]):
                self.worked.append(name)
        return self._before[name]

    async def _good(self, case: _Case) -> Reply:
        reply = await self.world.send(case.good)
        await self._removed(case, reply)
        return reply

    async def _removed(self, case: _Case, reply: Reply) -> None:
        """Has what a request made by the way taken away at the end."""
        if case.made is None or case.good.by is None:
            return
        request = await removal(self.world, self.surface, case.made, reply, case.good.by)
        if request is not None:
            self.world.remove_at_the_end(f"a {case.made.kind.name} made of bad input", request)

    def _curl(self, bad: Request) -> str:
        body = bad.body or ""
        raw = body.encode(errors="surrogateescape")
        if len(body) <= LONGEST_SHOWN and raw.isascii() and b"\0" not in raw:
            return self.world.curl(bad)
        return f"printf %b '{_printed(raw)}' | {self.world.curl(replace(bad, body='@-'))}"


def _printed(raw: bytes) -> str:
    """Bytes for printf, the middle of a long body left out."""
    shown = raw if len(raw) <= LONGEST_SHOWN else raw[: LONGEST_SHOWN // 2] + b"..." + raw[-LONGEST_SHOWN // 2 :]
    return "".join(chr(one) if 32 <= one < 127 and chr(one) not in "'\\%" else f"\\0{one:03o}" for one in shown)  # noqa: PLR2004 - printable ASCII


def _is_ok(reply: Reply) -> bool:
    return isinstance(reply, Answer) and reply.status in OK


def _is_crash(reply: Answer) -> bool:
    return reply.status in CRASHED and not is_refused(reply)


def _searches(world: "World", surface: str, facts: ApiFacts) -> list[tuple[_Case, Param]]:
    """The operations without an id that take a word or a number, each with the parameter that is most a search's."""
    a = customers(world).a
    found: list[tuple[_Case, Param]] = []
    for one in facts.operations:
        asked = [param for param in one.params if param.where == "query" and not param.enum]
        typed = [param for param in asked if param.type in {"string", "any", "integer"}]
        if one.method != "GET" or one.places or is_admin(one) or not typed:
            continue
        best = min(typed, key=lambda param: (param.name.lower() not in SEARCH_WORDS, param.type == "integer"))
        url = address(world, surface, one, ())
        needed = [param for param in asked if param.required]
        query = "&".join(f"{param.name}={'1' if param.type == 'integer' else 'audit'}" for param in needed)
        found.append((_Case(one, WORD, Request(f"{url}?{query}" if query else url, by=a)), best))
    return found


def _words(param: Param) -> tuple[tuple[str, str], ...]:
    return NUMBERS if param.type == "integer" else WORDS


def _bodies(case: _Case) -> tuple[BadBody, ...]:
    assert case.made is not None
    whole = bodies(case.made.json, case.made.free)
    return whole if case.made.kind.delete else tuple(one for one in whole if one.harmless)
