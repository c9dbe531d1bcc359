"""Tries one field that takes an address: gives it one of the inside in each way, has the product go there, and listens."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from launchready.declare.model import Json, WebSurface
from launchready.observe.api.bodies import Body, plausible
from launchready.observe.api.complaints import complaints
from launchready.observe.api.ids import own_id
from launchready.observe.api.kinds import refers_to, singular, words
from launchready.observe.api.objects import Forbidden, Planted, address
from launchready.observe.api.openapi import ApiFacts, Operation
from launchready.observe.api.url_fields import is_called
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.inputs.catcher import GREETING, catching
from launchready.observe.inputs.listening import Listening
from launchready.observe.inputs.metadata import Service, services
from launchready.observe.inputs.ways import Way, over_tls, ways
from launchready.observe.who.people import Disposable, customers, others
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.who.session import Session
    from launchready.observe.world import World

TRIGGERS = frozenset(
    ("test", "ping", "verify", "trigger", "send", "deliver", "fetch", "import", "refresh", "sync", "check", "run")
)
WAIT_SECONDS = 1.2
OK = range(200, 300)
REFUSED = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One address, as it was given."""

    spelling: str
    status: int
    """0 where nothing came back."""
    triggered: str
    """The operation that should make the product go there, with its status; empty for none."""
    caught: str
    """The request that came to the catcher; empty for none."""
    curls: tuple[str, ...]
    how: str = ""
    """How it leads to the inside where it does not say so itself; empty for one that is of the inside."""
    entered: str = ""
    """The request that came to the listener outside, from where it leads on; empty for none."""
    leads_on: bool = False
    """Whether it is the listener's outside, which sends on to the inside."""
    asked: int = 0
    """How often its name was looked up, where the name is ours."""
    shown: str = ""
    """What only the cloud's metadata says, and the answer showed."""

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


@dataclass(slots=True)
class Trial:
    """Tries one field."""

    world: "World"
    surface: str
    facts: ApiFacts
    planted: tuple[Planted, ...]
    operation: Operation
    name: str
    listening: Listening
    by: str | None = None
    session: "Session | None" = None
    extra: dict[str, Json] = field(default_factory=dict)

    async def go(self) -> Target:
        """Tries each way until one leads inside."""
        good = await self._good()
        is_removable = self._remover() is not None or self.operation.method != "POST"
        attempts: list[Attempt] = []
        if self.listening.inside is not None:
            attempts = await self._inside(is_removable=is_removable)
        if is_removable:
            attempts += [await self._asked_for(one) for one in services(self.world.declaration.consent)]
        status = good.status if isinstance(good, Answer) else 0
        return Target(self.operation.name, self.name, status, is_called(self.operation, self.name), tuple(attempts))

    async def _inside(self, *, is_removable: bool) -> list[Attempt]:
        declared = self.world.declaration.surface(self.surface)
        tried: list[tuple[Attempt, Way]] = []
        for way in ways(self.listening, (declared.host if declared else None) or "example.com", self._mark):
            tried.append((await self._attempt(way), way))
            if tried[-1][0].caught or not is_removable:
                break
        attempts = [one for one, _ in tried]
        assert self.listening.inside is not None
        if not any(one.caught for one in attempts):
            taken = [(one, way) for one, way in tried if one.taken]
            if not any(one.taken and not one.how for one in attempts):
                attempts += await self._over_tls(names=is_removable and not taken)
            if taken and not attempts[-1].caught:
                is_prompt = any(one.entered and one.triggered for one, _ in taken)
                await self.listening.inside.caught(taken[-1][1].mark, WAIT_SECONDS / 6 if is_prompt else WAIT_SECONDS)
        late = [self._heard(one, way) for one, way in tried]
        return [*late, *attempts[len(late) :]]

    def _mark(self) -> str:
        return self.world.plant(Mark("token"), "address", f"an address for {self.operation.name} {self.name}").value

    def _heard(self, attempt: Attempt, way: Way) -> Attempt:
        """The attempt with all that has come by now."""
        inside, outside = self.listening.inside, self.listening.outside
        return replace(
            attempt,
            caught=attempt.caught or (inside.heard(way.mark) if inside else ""),
            entered=outside.catcher.heard(way.entry) if outside and way.entry else "",
            asked=outside.names.asked(way.mark) if outside and outside.names else 0,
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
            raise Forbidden(f"none of the customers may do it: {reply.line() if reply else 'nobody can be asked'}")
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
            if owner is None:
                raise CannotLook("there is no object of this run's to change")
            ids, self.by = await owner.ids_for(self.world, self.surface, self.operation), owner.owner
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

    async def _attempt(self, way: Way) -> Attempt:
        attempt, _ = await self._given(way.url)
        attempt = self._heard(replace(attempt, how=way.how, leads_on=bool(way.entry)), way)
        if not attempt.caught and attempt.triggered and self.listening.inside is not None:
            await self.listening.inside.caught(way.mark, WAIT_SECONDS / 6)
            attempt = self._heard(attempt, way)
        return attempt

    async def _given(self, url: str) -> tuple[Attempt, tuple[Reply, ...]]:
        """Gives the field an address and has the product go there; what was made by it is removed."""
        reply, request = await self._send(url)
        replies, curls, triggered = [reply], [self.world.curl(request)], ""
        found = self._id_in(reply)
        trigger = self._trigger()
        if isinstance(reply, Answer) and reply.status in OK and found and trigger is not None:
            go = Request(address(self.world, self.surface, trigger, (found,)), trigger.method, by=self.by)
            answer = await self.world.send(go, session=self.session)
            triggered = f"{trigger.name} -> {answer.status if isinstance(answer, Answer) else answer.why}"
            replies.append(answer)
            curls.append(self.world.curl(go))
        await self._removed(reply)
        status = reply.status if isinstance(reply, Answer) else 0
        return Attempt(url, status, triggered, "", tuple(curls)), tuple(replies)

    async def _asked_for(self, service: Service) -> Attempt:
        """For products that show what they fetched: only what the metadata alone says counts."""
        attempt, replies = await self._given(service.url)
        texts = (one.body for one in replies if isinstance(one, Answer))
        shown = next(filter(None, map(service.found_in, texts)), "")
        return replace(attempt, how=f"the metadata of {service.cloud}", shown=shown)

    async def _over_tls(self, *, names: bool) -> list[Attempt]:
        """For an API that takes https alone: ports of their own, so that whoever greets them can only have read them there."""
        assert self.listening.inside is not None
        attempts: list[Attempt] = []
        for make in over_tls(self.listening, names=names):
            async with catching(self.listening.inside.host) as own:
                way = make(own, self._mark())
                attempt, _ = await self._given(way.url)
                seconds = (WAIT_SECONDS if not way.how else WAIT_SECONDS / 3) if attempt.taken else 0.05
                caught = await own.caught(GREETING, seconds) or ""
                attempts.append(replace(self._heard(attempt, way), how=way.how, caught=caught))
            if caught or attempts[0].taken:
                break
        return attempts

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
