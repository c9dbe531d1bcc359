"""Gives addresses of this machine to the fields that take an address, and listens whether the product goes there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from launchready.declare.model import Json, WebSurface
from launchready.observe.api.bodies import Body, plausible
from launchready.observe.api.complaints import complaints
from launchready.observe.api.ids import own_id
from launchready.observe.api.kinds import refers_to, singular, words
from launchready.observe.api.objects import Objects, Planted, address
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.api.url_fields import is_called, spellings, url_fields
from launchready.observe.consent import is_loopback
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.inputs.catcher import GREETING, Catcher, catching
from launchready.observe.question import Question
from launchready.observe.who.people import Disposable, customers, others
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.who.session import Session
    from launchready.observe.world import World

TRIGGERS = frozenset(
    ("test", "ping", "verify", "trigger", "send", "deliver", "fetch", "import", "refresh", "sync", "check", "run")
)
MOST_FIELDS = 5
WAIT_SECONDS = 1.2
OK = range(200, 300)
REFUSED = frozenset({401, 403})
CONTROL_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One address of this machine, as it was spelled."""

    spelling: str
    status: int
    """0 where nothing came back."""
    triggered: str
    """The operation that should make the product go there, with its status; empty for none."""
    caught: str
    """The request that came to the catcher; empty for none."""
    curls: tuple[str, ...]

    @property
    def taken(self) -> bool:
        """Whether the API took the address."""
        return self.status in OK


@dataclass(frozen=True, slots=True)
class Target:
    """One field that takes an address."""

    operation: str
    field: str
    good: int
    """The status with an address of the product's own; 0 where nothing came back."""
    called: bool
    """Whether its name says that a server goes to the address."""
    attempts: tuple[Attempt, ...]

    @property
    def name(self) -> str:
        """`POST /hooks url`."""
        return f"{self.operation} {self.field}"


@dataclass(frozen=True, slots=True)
class CallbacksSeen:
    """All fields, and what reached the catcher."""

    targets: tuple[Target, ...]
    hears: bool
    """The control: whether the catcher heard a request of the audit's own."""
    missing: tuple[str, ...]
    """Fields that could not be tried, and why."""


@dataclass(frozen=True, slots=True)
class Callbacks(Question[CallbacksSeen]):
    """Does the product go to addresses of the inside that a customer names?"""

    surface: str

    async def ask(self, world: "World") -> CallbacksSeen:
        """Tries each field with each spelling of this machine's address; what was made by it is removed."""
        facts = await world.ask(Api(self.surface))
        fields = url_fields(facts)[:MOST_FIELDS]
        if not fields:
            return CallbacksSeen((), hears=False, missing=())
        surface = world.declaration.surface(self.surface)
        addresses = await world.addresses(surface.host or "") if surface else ()
        if not addresses or not all(is_loopback(one) for one in addresses):
            raise CannotLook(
                f"{', '.join(f'{one.name} {name}' for one, name in fields)}: the product does not run on this machine, so that it "
                "cannot reach a listener of the audit's"
            )
        planted = (await world.ask(Objects(self.surface))).planted
        control = world.plant(Mark("token"), "address", "an address that the audit itself fetches").value
        targets: list[Target] = []
        missing: list[str] = []
        async with catching() as catcher:
            await catcher.knock(control)
            hears = await catcher.caught(control, CONTROL_SECONDS) is not None
            for operation, name in fields:
                try:
                    trial = _Trial(world, self.surface, facts, planted, operation, name, catcher)
                    targets.append(await trial.go())
                except CannotLook as unknown:
                    missing.append(f"{operation.name} {name}: {unknown}")
        return CallbacksSeen(tuple(targets), hears, tuple(missing))


@dataclass(slots=True)
class _Trial:
    """Tries one field."""

    world: "World"
    surface: str
    facts: ApiFacts
    planted: tuple[Planted, ...]
    operation: Operation
    name: str
    catcher: Catcher
    by: str | None = None
    session: "Session | None" = None
    extra: dict[str, Json] = field(default_factory=dict)

    async def go(self) -> Target:
        good = await self._good()
        attempts: list[Attempt] = []
        marks: list[str] = []
        declared = self.world.declaration.surface(self.surface)
        host = (declared.host if declared else None) or "example.com"
        ways = len(spellings(self.catcher, "", host)) if self._remover() or self.operation.method != "POST" else 1
        for number in range(ways):
            mark = self.world.plant(Mark("token"), "address", f"an address for {self.operation.name} {self.name}").value
            marks.append(mark)
            attempts.append(await self._attempt(spellings(self.catcher, mark, host)[number], mark))
            if attempts[-1].caught:
                break
        if not attempts[-1].caught and any(one.taken for one in attempts):
            await self.catcher.caught(marks[-1], WAIT_SECONDS)
        elif not attempts[-1].caught:
            attempts.append(await self._over_tls())
        late = [
            one if one.caught or one.status == 0 else _with(one, self.catcher.heard(mark))
            for one, mark in zip(attempts, [*marks, "no mark"], strict=False)
        ]
        called = is_called(self.operation, self.name)
        return Target(
            self.operation.name, self.name, good.status if isinstance(good, Answer) else 0, called, tuple(late)
        )

    async def _good(self) -> Reply:
        """An address of the product's own, sent as the first customer who may; what is missing is added once."""
        pages = [one.url for one in self.world.declaration.surfaces if isinstance(one, WebSurface) and one.url]
        url = f"{(pages or ['https://example.com'])[0].rstrip('/')}/"
        reply: Reply | None = None
        refused = REFUSED if self.operation.places else REFUSED | {404}  # some say 404 to whom it is not for
        for by, session in await self._askers():
            self.by, self.session = by, session
            reply, _ = await self._send(url)
            if isinstance(reply, Answer) and reply.status in {400, 422}:
                for name in complaints(reply.json()):
                    known = next((one for one in self.operation.body if one.name == name), None)
                    if name != self.name:
                        self.extra[name] = plausible(known) if known else "audit"
                reply, _ = await self._send(url)
            if not isinstance(reply, Answer) or reply.status not in refused:
                break
        if reply is None or (isinstance(reply, Answer) and reply.status in refused):
            raise CannotLook(f"none of the customers may do it: {reply.line() if reply else 'nobody can be asked'}")
        await self._removed(reply)
        return reply

    async def _askers(self) -> list[tuple[str | None, "Session | None"]]:
        if self.operation.method in {"PUT", "PATCH"} and not self.operation.places:
            # It changes the asker's own account: only one that the run made is changed.
            account = await self.world.ask(Disposable(self.surface, "addresses"))
            return [(None, account.session)]
        return [(customers(self.world).a, None), *((one.name, None) for one in others(self.world))]

    async def _send(self, url: str) -> tuple[Reply, Request]:
        ids: tuple[str, ...] = ()
        if self.operation.places:
            owner = next((one for one in self.planted if self.operation.path.startswith(f"{one.collection}/{{")), None)
            if owner is None or len(owner.ids) < len(self.operation.places):
                raise CannotLook("there is no object of this run's to change")
            ids, self.by = owner.ids[: len(self.operation.places)], owner.owner
        at = address(self.world, self.surface, self.operation, ids)
        if self.operation.method == "GET":
            request = Request(f"{at}?{self.name}={quote(url, safe='')}", by=self.by)
        else:
            known: dict[str, Json] = {self.name: url}
            for one in self.operation.body:
                stem = singular((refers_to(one.name) or "").rpartition("_")[2])
                own = next((made for made in self.planted if stem and made.name == stem), None)
                if own is not None:
                    known[one.name] = int(own.ids[-1]) if one.type == "integer" else own.ids[-1]
            has = any(one.name == self.name and one.required for one in self.operation.body)
            extra = {**self.extra, **({} if has else {self.name: url})}
            request = Body(self.operation, lambda _: "audit", known, extra=extra).request(at, self.by)
        return await self.world.send(request, session=self.session), request

    async def _attempt(self, url: str, mark: str) -> Attempt:
        reply, request = await self._send(url)
        curls = [self.world.curl(request)]
        triggered = ""
        found = self._id_in(reply)
        trigger = self._trigger()
        if isinstance(reply, Answer) and reply.status in OK and found and trigger is not None:
            go = Request(address(self.world, self.surface, trigger, (found,)), trigger.method, by=self.by)
            answer = await self.world.send(go, session=self.session)
            triggered = f"{trigger.name} -> {answer.status if isinstance(answer, Answer) else answer.why}"
            curls.append(self.world.curl(go))
        caught = self.catcher.heard(mark)
        if not caught and triggered:
            caught = await self.catcher.caught(mark, WAIT_SECONDS / 6) or ""
        await self._removed(reply)
        return Attempt(url, reply.status if isinstance(reply, Answer) else 0, triggered, caught, tuple(curls))

    async def _over_tls(self) -> Attempt:
        """For an API that takes https alone: a port of its own, so that whoever greets it can only have read it there."""
        async with catching() as own:
            mark = self.world.plant(Mark("token"), "address", f"an https address for {self.operation.name}").value
            attempt = await self._attempt(f"https://127.0.0.1:{own.port}/{mark}", mark)
            seconds = WAIT_SECONDS if attempt.taken else 0.05
            return _with(attempt, await own.caught(GREETING, seconds) or "")

    def _remover(self) -> Operation | None:
        return self._below("DELETE", lambda path: path.endswith("}"))

    def _trigger(self) -> Operation | None:
        return self._below("POST", lambda path: bool(TRIGGERS & set(words(path)[-1:])))

    def _below(self, method: str, fits: Callable[[str], bool]) -> Operation | None:
        """An operation on one object of the collection that is posted to, or on the object itself."""
        base = self.operation.path.rstrip("/")
        start = base if base.endswith("}") else f"{base}/{{"
        for one in self.facts.operations:
            if (
                one.method == method
                and one.path.startswith(start)
                and len(one.places) == 1
                and fits(one.path.rstrip("/"))
            ):
                return one
        return None

    def _id_in(self, reply: Reply) -> str | None:
        if self.operation.places:
            owner = next((one for one in self.planted if self.operation.path.startswith(f"{one.collection}/{{")), None)
            return owner.ids[-1] if owner else None
        name = singular((words(self.operation.path) or ("",))[-1])
        return own_id(reply.json(), name, "id") if isinstance(reply, Answer) else None

    async def _removed(self, reply: Reply) -> None:
        remover, found = self._remover(), self._id_in(reply)
        if self.operation.method == "POST" and remover is not None and found and isinstance(reply, Answer):
            if reply.status not in OK or self.operation.places:
                return
            request = Request(address(self.world, self.surface, remover, (found,)), "DELETE", by=self.by)
            gone = await self.world.send(request, session=self.session)
            if (not isinstance(gone, Answer) or gone.status not in OK) and self.session is None:
                self.world.remove_at_the_end(f"an address given to {self.operation.name}", request)


def _with(attempt: Attempt, caught: str) -> Attempt:
    return Attempt(attempt.spelling, attempt.status, attempt.triggered, caught, attempt.curls)
