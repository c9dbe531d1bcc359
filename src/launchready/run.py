"""Runs an audit: looks, stores, judges; nothing observed is asked again, and nothing that fails stays silent."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version

import anyio

from launchready.check import Prepares
from launchready.declare.model import Declaration
from launchready.events import (
    AccessLedger,
    Answered,
    Event,
    Judged,
    Looked,
    LookStarted,
    Made,
    NotLooked,
    Proved,
    RunFinished,
    RunResumed,
    RunStarted,
)
from launchready.judge.decide import decide, left_out
from launchready.judging import judge_job, not_looked
from launchready.ledger import Course, draw, known_apis, sessions
from launchready.near import near
from launchready.observe.budget import Budget
from launchready.observe.errors import BudgetSpent, CannotLook
from launchready.observe.http import Request
from launchready.observe.net.faces import Faces
from launchready.observe.opening import opened
from launchready.observe.question import Question
from launchready.observe.secret import Secrets
from launchready.observe.secrets.key import key_of_run
from launchready.observe.world import CLEAN_UP, Commons, World
from launchready.plan import Job
from launchready.store import CANARIES, Run, answer_type, from_text, key_of, to_text
from launchready.surroundings import MAP, MAP_SECONDS, names_seen, surface_fact
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.keys import Redactor
from launchready_hunt.ledger import Ledger

AT_ONCE = 12
"""Looks under way at the same time."""

Listener = Callable[[Event], None]


@dataclass(slots=True)
class Audit:
    """One run of the checks over a product."""

    declaration: Declaration
    jobs: tuple[Job, ...]
    run: Run
    tell: Listener
    mint: Mint
    budget: Budget = field(default_factory=Budget)
    only: tuple[str, ...] = ()
    """The checks or stages that the run is held to; empty for the whole audit."""
    seed: str = ""
    """What the attacks on the model are drawn from: the same seed has the same bytes said. Empty for the run's name."""
    secrets: Secrets = field(init=False)
    _is_cut: bool = field(init=False, default=False)
    """Whether the budget kept anything from being seen."""
    _redactor: tuple[frozenset[str], Redactor] | None = field(init=False, default=None)
    _key: bytes = field(init=False)
    """Of the marks that stand for secrets: not to be worked out of the report, where a short one could be guessed at."""

    def __post_init__(self) -> None:
        """Knows no secret yet."""
        self.secrets = Secrets(self.declaration.root, commands=self.declaration.consent.commands)
        self._key = key_of_run(self.declaration.root, self.run.name)

    async def go(self) -> RunFinished:
        """Looks at everything that is not stored yet, judges, decides, cleans up.

        Raises:
            CannotTrustError: network.trust names no file of certificates.
        """
        started = time.monotonic()
        stored = _Stored.read(self.run)
        self._begin(stored)
        results: list[Judged] = []
        async with self._opened(stored) as commons:
            await self._look_at_all(commons, stored, results)
            for signed_in in sessions(commons):
                self.run.append(signed_in)
            for ledger in self._ledgers(commons):
                self._say(ledger)
            left = await World(commons, CLEAN_UP, Touch.WRITE).clean_up()
            cut = commons.purse.spent() if self._is_cut else ""
        seconds = round(time.monotonic() - started, 1)
        decision = decide(tuple(results), left_out(self.only, cut))
        self.run.close()
        finished = RunFinished(_now(), seconds, self.run.requests(), left, decision, cut)
        self._say(finished)
        return finished

    def _begin(self, stored: "_Stored") -> None:
        if stored.started:
            self.tell(stored.started)
            self._say(RunResumed(_now(), len(stored.looked)))
            return
        self._say(
            RunStarted(
                self.run.name,
                self.declaration.product.name,
                self.declaration.product.domain,
                version("launchready"),
                _now(),
                self.declaration.path.name,
                tuple(job.planned for job in self.jobs),
                tuple(surface_fact(surface, self.declaration.root) for surface in self.declaration.surfaces),
                self.declaration.edge.addresses,
                self.declaration.edge.origin,
                self.only,
            )
        )

    async def _look_at_all(self, commons: Commons, stored: "_Stored", results: list[Judged]) -> None:
        apart = sorted((job for job in self.jobs if job.check.alone), key=lambda job: job.check.shuts)
        limit = anyio.CapacityLimiter(AT_ONCE)

        async def one(job: Job) -> None:
            async with limit:
                results.append(await self._look(job, commons, stored))

        for late in (False, True):
            async with anyio.create_task_group() as group:
                if not late and self._maps:
                    group.start_soon(self._map, commons)
                for job in self.jobs:
                    if not job.check.alone and job.check.hostile is late:
                        group.start_soon(one, job)
                    elif not late and job.planned.left_out is None and isinstance(job.check, Prepares):
                        group.start_soon(self._prepare, job.check, job, commons)
        results += [await self._look(job, commons, stored) for job in apart]

    async def _map(self, commons: Commons) -> None:
        """What answers under which name; where it cannot be told, the map is drawn without."""
        with contextlib.suppress(Exception):  # whatever it is, checks of those names meet it and tell it
            async with asyncio.timeout(MAP_SECONDS):
                faces = await World(commons, MAP, Touch.READ).ask(Faces())
                self._say(names_seen(faces, self.declaration, self._shown))

    @property
    def _maps(self) -> bool:
        """Whether the run looks at exposure as a whole."""
        return "exposure" in (self.only or [job.planned.check.split(".")[0] for job in self.jobs])

    async def _prepare(self, check: Prepares, job: Job, commons: Commons) -> None:
        with contextlib.suppress(Exception):  # whatever it is, the look meets it again and tells it
            async with asyncio.timeout(job.check.deadline_s):
                await check.prepare(job.target, World(commons, job.planned.check, job.check.touch, bounded=True))

    async def _look(self, job: Job, commons: Commons, stored: "_Stored") -> Judged:
        planned = job.planned
        if planned.left_out is not None:
            judged = not_looked(job, self.declaration, planned.left_out, ours=False)
            self._say(judged)
            return judged
        seen, cut = stored.looked.get((planned.check, planned.target)), ""
        if seen is None:
            self.tell(LookStarted(planned.check, planned.target, planned.stage))
            spent = commons.purse.spent()
            looked = self._cut_off(job, spent) if spent else await self._observe(job, commons)
            self._say(looked)
            if isinstance(looked, NotLooked):
                judged = not_looked(job, self.declaration, looked.because, ours=looked.ours)
                self._say(judged)
                return judged
            seen, cut = looked.seen, looked.cut
        judged = judge_job(job, seen, self.declaration, cut)
        self._say(judged)
        return judged

    async def _observe(self, job: Job, commons: Commons) -> Looked | NotLooked:
        check, target = job.planned.check, job.planned.target
        world = World(commons, check, job.check.touch, bounded=job.check.alone)
        left, patience = commons.purse.left(), job.check.patience(job.target)
        seconds = patience if left is None else min(patience, left)
        try:
            async with asyncio.timeout(seconds):
                seen = await job.check.look(job.target, world)
        except CannotLook as unknown:
            return NotLooked(check, target, self._shown(str(unknown)))
        except BudgetSpent as refused:
            return self._cut_off(job, str(refused))
        except TimeoutError:
            if spent := commons.purse.spent():
                return self._cut_off(job, spent)
            return NotLooked(check, target, f"the look was not done within {patience:.0f} seconds")
        except Exception as bug:  # noqa: BLE001 - a bug in a check must not end the run, and is told as ours
            words = f"the check itself failed: {type(bug).__name__}: {bug}"
            return NotLooked(check, target, self._shown(words), ours=True)
        self._is_cut |= bool(world.cut)
        return Looked(check, target, self._shown(to_text(seen, job.check.seen_type())), world.cut)

    def _cut_off(self, job: Job, spent: str) -> NotLooked:
        self._is_cut = True
        return NotLooked(job.planned.check, job.planned.target, spent)

    def _ledgers(self, commons: Commons) -> tuple[AccessLedger, ...]:
        """What was tried of each API whose document was read."""
        spent = commons.purse.spent() if self._is_cut else ""
        proved = tuple(event for event in self.run.read() if isinstance(event, Proved))
        course = Course(self.declaration, tuple(self.run.read_sent()), proved, self.only, spent)
        return tuple(draw(api, course) for api in known_apis(self.declaration, commons))

    def _opened(self, stored: "_Stored") -> AbstractAsyncContextManager[Commons]:
        def recall(question: Question[object]) -> tuple[object] | None:
            text = stored.answers.get(key_of(question))
            return None if text is None else (from_text(text, answer_type(question)),)

        def keep(question: Question[object], answer: object) -> None:
            self.run.append(Answered(key_of(question), self._redact(to_text(answer, answer_type(question)))))

        def made(name: str, request: Request) -> None:
            self.run.append(Made(name, self._redact(to_text(request, Request))))

        return opened(
            self.declaration,
            mint=self.mint,
            ledger=Ledger.open(self.run.folder / CANARIES),
            secrets=self.secrets,
            record=lambda sent: self.run.record(replace(sent, body=self._redact(sent.body)) if sent.body else sent),
            recall=recall,
            keep=keep,
            made=made,
            proved=lambda request, who, effect: self.run.append(
                Proved(request.method, self._redact(request.url), who, effect)
            ),
            to_remove=stored.made,
            budget=self.budget,
            run=self.run.name,
            seed=self.seed,
        )

    def _shown(self, text: str) -> str:
        """What a reader may see: without secrets, and without the folders of this machine."""
        return near(self._redact(text), self.declaration.root)

    def _redact(self, text: str) -> str:
        met = self.secrets.met()
        if self._redactor is None or self._redactor[0] is not met:
            self._redactor = met, Redactor(self._key, met)
        return self._redactor[1].redact(text)

    def _say(self, event: Event) -> None:
        self.run.append(event)
        self.tell(event)


@dataclass(frozen=True, slots=True)
class _Stored:
    """What an earlier part of the run has already seen."""

    started: RunStarted | None
    looked: dict[tuple[str, str], str]
    answers: dict[str, str]
    made: tuple[tuple[str, Request], ...]

    @classmethod
    def read(cls, run: Run) -> "_Stored":
        started: RunStarted | None = None
        looked: dict[tuple[str, str], str] = {}
        answers: dict[str, str] = {}
        made: list[tuple[str, Request]] = []
        if run.events.exists():
            run.mend()
            for event in run.read():
                match event:
                    case RunStarted():
                        started = event
                    case Looked() if not event.cut:
                        looked[event.check, event.target] = event.seen
                    case Answered():
                        answers[event.question] = event.answer
                    case Made():
                        made.append((event.name, from_text(event.request, Request)))
                    case RunFinished():  # what it had made is gone, and what it knew of that is no longer true
                        answers.clear()
                        made = [one for one in made if any(left.startswith(f"{one[0]}:") for left in event.left_behind)]
                    case _:
                        pass
        return cls(started, looked, answers, tuple(made))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
