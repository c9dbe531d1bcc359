"""Walks a declared flow step by step, as its customers do, and takes the time of each answer."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit
from uuid import uuid4

from launchready.declare.model import ApiSurface, Flow, Json, Step
from launchready.observe.api.bodies import Body
from launchready.observe.api.ids import ids_in, own_id
from launchready.observe.api.kinds import last_word, refers_to, singular
from launchready.observe.api.openapi import Api, Operation
from launchready.observe.api.quarantine import path_changes
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.likeness import SAME, alike
from launchready.observe.net.redirects import REDIRECTS, moved, turns
from launchready.observe.who.recipe import call_of
from launchready.observe.who.session import Session, request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

PLACE = re.compile(r"\{([^{}/]+)\}")
SUCCESS = range(200, 400)
READS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Timed:
    """One step of one walk."""

    step: str
    status: int
    """0 where nothing came back."""
    milliseconds: float
    right: bool
    """Whether it was answered as the declaration expects."""
    line: str
    curl: str
    moved: bool = False
    """Whether a redirect led to the same thing elsewhere, and it was sent there once more, whole."""
    as_clients: str = ""
    """What clients get there, who send a GET without the body: as a line; empty where they too would send it whole."""
    same: bool = False
    """Whether that is what the whole request gets as well, so that nothing is lost."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk through a flow, as far as it went."""

    steps: tuple[Timed, ...]
    whole: bool
    """Whether every step was answered as expected."""


async def walk(world: "World", flow: Flow, *, signed_in: bool = False, keeping: bool = False) -> Walk:
    """Walks once; stops at the first step that is not answered as expected.

    Args:
        world: where.
        flow: what is walked.
        signed_in: whether steps that sign in are left out, for somebody who is signed in already.
        keeping: whether a step that is sent to the same thing at another spelling is sent there whole, as browsers do not;
            before that, where the redirect has them ask with GET, as browsers do.

    Raises:
        CannotLook: a step cannot be made into a request.
    """
    walker = _Walker(world, flow, keeping=keeping)
    timed: list[Timed] = []
    for step in flow.steps:
        if signed_in and await walker.signs_in(step):
            continue
        timed.append(await walker.take(step))
        if not timed[-1].right:
            return Walk(tuple(timed), whole=False)
    return Walk(tuple(timed), whole=True)


class _Walker:
    """Remembers who walks and what the steps gave."""

    def __init__(self, world: "World", flow: Flow, *, keeping: bool) -> None:
        self._world = world
        self._keeping = keeping
        self._flow = flow
        self._by: str | None = None
        self._ids: dict[str, str] = {}
        self._last = ""

    async def take(self, step: Step) -> Timed:
        """One step: its request, its time, and the id that it gave."""
        self._by = step.by or self._by
        request, session = await self._request(step)
        reply = await self._world.send(request, session=session)
        target = _moved_to(reply) if self._keeping else ""
        client: Reply | None = None
        if target:
            client = await self._as_clients(reply, target, session)
            request = replace(request, url=target)
            reply = await self._world.send(request, session=session)
        right = isinstance(reply, Answer) and (
            reply.status == step.expect if step.expect is not None else reply.status in SUCCESS
        )
        right = right and not (target and _moved_to(reply))
        if isinstance(reply, Answer):
            await self._remember(step, reply)
        return Timed(
            f"{step.method} {step.path}",
            reply.status if isinstance(reply, Answer) else 0,
            reply.milliseconds if isinstance(reply, Answer) else 0.0,
            right,
            reply.line(),
            self._world.curl(request),
            bool(target),
            client.line() if client else "",
            client is not None and _same(client, reply),
        )

    async def _as_clients(self, reply: Reply, target: str, session: Session | None) -> Reply | None:
        """What a client gets that follows a redirect with GET; None where it would not, or where a GET is named like a change."""
        asked = reply.request
        turned = isinstance(reply, Answer) and turns(reply.status, asked.url, target)
        if not turned or asked.method in READS or path_changes(urlsplit(target).path):
            return None
        return await self._world.send(Request(target, by=asked.by), session=session)

    async def signs_in(self, step: Step) -> bool:
        """Whether a step is the sign-in of the one who walks."""
        self._by = step.by or self._by
        who = self._world.declaration.principal(self._by or "")
        call = await call_of(self._world, who) if who else None
        return call is not None and (call.method, call.path) == (step.method, step.path)

    async def _request(self, step: Step) -> tuple[Request, Session | None]:
        who = self._world.declaration.principal(self._by or "")
        call = await call_of(self._world, who) if who else None
        if call is not None and (call.method, call.path) == (step.method, step.path):
            return request_of(call, self._world, {}), None
        surface = self._world.declaration.surface(self._flow.on)
        if surface is None or surface.url is None:
            raise CannotLook(f"flow.{self._flow.name} goes to no surface with a url (line {self._flow.line})")
        url = surface.at(PLACE.sub(lambda place: quote(self._id(place[1]), safe=""), step.path))
        session = await self._world.sign_in(self._by) if self._by else None
        if step.method == "GET" or not isinstance(surface, ApiSurface):
            return Request(url, step.method, by=self._by), session
        operation = await self._operation(surface, step)
        if operation is None:
            return Request(url, step.method, by=self._by), session
        body = Body(
            operation, lambda _: f"Audit {uuid4().hex[:8]}", await self._known(surface, operation), optional=False
        )
        return body.request(url, self._by), session

    async def _operation(self, surface: ApiSurface, step: Step) -> Operation | None:
        """The documented operation of a step; what the path's parameters are called makes no difference."""
        wanted = PLACE.sub("{}", step.path).rstrip("/")
        operations = (await self._world.ask(Api(surface.name))).operations
        return next(
            (
                one
                for one in operations
                if one.method == step.method and PLACE.sub("{}", one.path).rstrip("/") == wanted
            ),
            None,
        )

    async def _known(self, surface: ApiSurface, operation: Operation) -> dict[str, Json]:
        """Values that only the product or this run knows: ids of what there is, and an address that is new."""
        known: dict[str, Json] = {}
        for field in operation.body:
            name = field.name.lower()
            if field.format == "email" or name in {"email", "e_mail", "mail"}:
                known[field.name] = f"launch-{uuid4().hex[:12]}@{self._world.declaration.product.domain}"
            elif name == "password":
                known[field.name] = f"Aa1-{uuid4().hex}"
            elif field.required and (stem := refers_to(field.name) or (field.format == "uuid" and field.name)):
                found = self._ids.get(singular(stem)) or await self._listed(surface, singular(stem.rpartition("_")[2]))
                if found:
                    known[field.name] = int(found) if field.type == "integer" and found.isdigit() else found
        return known

    async def _listed(self, surface: ApiSurface, wanted: str) -> str | None:
        """The id of the first such object in a list that the walker may read."""
        for operation in (await self._world.ask(Api(surface.name))).operations:
            if operation.method == "GET" and not operation.places and singular(last_word(operation.path)) == wanted:
                reply = await self._world.send(Request(surface.at(operation.path), by=self._by))
                ids = ids_in(reply.json(), wanted) if isinstance(reply, Answer) else ()
                if ids:
                    return ids[0]
        return None

    async def _remember(self, step: Step, answer: Answer) -> None:
        """Keeps the id of what a step made, and has it removed in the end where the API can."""
        name = singular(last_word(step.path))
        found = own_id(answer.json(), name, "id") if step.method != "GET" else None
        if found is None:
            return
        self._ids[name] = self._last = found
        surface = self._world.declaration.surface(self._flow.on)
        if step.method == "POST" and not PLACE.search(step.path) and isinstance(surface, ApiSurface):
            one = f"{step.path.rstrip('/')}/{{}}"
            if await self._operation(surface, Step("DELETE", one, None, None)) is not None:
                request = Request(surface.at(one.format(quote(found, safe=""))), "DELETE", by=self._by)
                self._world.remove_at_the_end(f"{name} {found}", request)
            else:
                self._world.leave(f"{name} {found} of {self._by}: the API names no operation that deletes it")

    def _id(self, place: str) -> str:
        stem = refers_to(place)
        found = self._ids.get(singular(stem)) if stem else None
        if not (found or self._last):
            raise CannotLook(f"flow.{self._flow.name}: no step before gives {{{place}}} (line {self._flow.line})")
        return found or self._last


def _same(one: Reply, other: Reply) -> bool:
    """Whether two answers are the same: status, where they send on, and most of what they say."""
    if not isinstance(one, Answer) or not isinstance(other, Answer) or one.status != other.status:
        return False
    first, second = (urljoin(each.request.url, each.header("Location") or "") for each in (one, other))
    return first == second and alike(one.body, other.body) >= SAME


def _moved_to(reply: Reply) -> str:
    """Where a redirect says that the same thing is, and is reached as safely; empty where it says no such thing."""
    location = (reply.header("Location") or "") if isinstance(reply, Answer) and reply.status in REDIRECTS else ""
    target = urljoin(reply.request.url, location).partition("#")[0]
    safe = target.startswith("https:") or not reply.request.url.startswith("https:")
    return target if location and safe and moved(reply.request.url, target) else ""
