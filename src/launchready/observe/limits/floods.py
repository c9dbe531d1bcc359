"""Asks too often by other doors: uploads, events that nobody signed, and wishes for a new password."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from launchready.declare.model import ApiSurface, MailSurface, WebhookSurface
from launchready.observe.api.bodies import Body
from launchready.observe.api.ids import own_id
from launchready.observe.api.kinds import last_word, singular
from launchready.observe.api.objects import likely_first
from launchready.observe.api.openapi import Api
from launchready.observe.api.operation import ApiFacts, Operation
from launchready.observe.api.risky import reset_of, uploads_of
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.inputs.webhook import Right
from launchready.observe.limits.burst import Burst, Bursting
from launchready.observe.mail.message import messages_in
from launchready.observe.question import Question
from launchready.observe.who.people import Disposable, customers
from launchready.observe.who.session import Session, request_of
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

UPLOADS, EVENTS, WISHES = 30, 100, 15
MAIL_SECONDS, MAIL_STEP = 6.0, 0.3
"""How long messages are waited for, and how long none must come for all to be there."""


@dataclass(frozen=True, slots=True)
class Flood:
    """A burst at one operation."""

    operation: str
    by: str
    burst: Burst
    curl: str
    left: int = 0
    """How many objects it made and could not remove."""
    first: str = ""
    """What the first attempt was answered, where that says why nothing is proved."""


@dataclass(frozen=True, slots=True)
class Uploads(Question[Flood]):
    """Does anything stop one user who uploads without end?"""

    surface: str

    async def ask(self, world: "World") -> Flood:
        """Uploads small files as an account made for it, and deletes them again where the API lets it."""
        facts = await world.ask(Api(self.surface))
        ready = uploads_of(facts)
        if not ready:
            raise CannotLook(f"{facts.source} names no operation that takes a file")
        named = tuple(sorted(ready, key=lambda one: "file" not in one.path and "upload" not in one.path))
        operation = (await likely_first(world, self.surface, named))[0]
        surface = _api(world, self.surface)
        by, session = await _asker(world, self.surface, "a burst of uploads")

        def mark(field: str) -> str:
            return world.plant(Mark("token"), f"an upload of a burst: {field}", operation.name).value

        def make() -> Request:
            return Body(operation, mark, {}).request(surface.at(operation.path), None)

        answers: list[Answer] = []
        limit = world.declaration.limit(operation.method, operation.path)
        burst = await Bursting(world, make, UPLOADS, limit, session, surface.at("/"), replies=answers).go()
        delete = _delete_of(facts, operation)
        left = await _left(world, surface, delete, answers, session)
        told = f"{answers[0].line()}: {answers[0].body[:120]}" if answers else ""
        curl = f"for i in $(seq {burst.aim}); do {world.curl(make())}; done"
        return Flood(operation.name, by, burst, curl, left, told)


@dataclass(frozen=True, slots=True)
class Events(Question[Flood]):
    """Does anything stop one who floods a webhook?"""

    surface: str

    async def ask(self, world: "World") -> Flood:
        """Delivers events that nobody signed; where the declaration lets it, a rightly signed one first."""
        hook = world.declaration.surface(self.surface)
        if not isinstance(hook, WebhookSurface) or hook.url is None:
            raise CannotLook(f"launch.toml declares no webhook surface {self.surface}")
        works = ""
        if hook.secret and hook.signature and hook.event:
            control = (await world.ask(Right(self.surface))).delivery
            works = f"a rightly signed event was answered {control.status}" if control.status in range(200, 300) else ""
        typed = (("Content-Type", "application/json"),)
        request = Request(hook.url, "POST", typed, hook.event or "{}")
        path = "/" + hook.url.split("://", 1)[-1].partition("/")[2]
        answers: list[Answer] = []
        limit = world.declaration.limit("POST", path)
        burst = await Bursting(world, lambda: request, EVENTS, limit, None, hook.at("/"), replies=answers).go()
        curl = f"for i in $(seq {burst.aim}); do {world.curl(request)}; done"
        return Flood(f"POST {path}", "nobody", burst, curl, first=works)


@dataclass(frozen=True, slots=True)
class Wishes:
    """Wishes for a new password for one account, and the messages that came of them."""

    flood: Flood
    counts_mail: bool
    """Whether the messages can be counted: a mailbox is declared."""
    messages: int


@dataclass(frozen=True, slots=True)
class Resets(Question[Wishes]):
    """Does anything stop one who has somebody mailed a new password without end?"""

    surface: str

    async def ask(self, world: "World") -> Wishes:
        """Asks for one again and again, in the name of an account made for it."""
        facts = await world.ask(Api(self.surface))
        surface = _api(world, self.surface)
        mail = next((one for one in world.declaration.surfaces if isinstance(one, MailSurface) and one.reset), None)
        operation = reset_of(facts)
        if operation is None and (mail is None or mail.reset is None):
            raise CannotLook(f"{facts.source} names no operation that asks for a new password")
        account = await world.ask(Disposable(self.surface, "resets"))
        if mail is not None and mail.reset is not None:
            request = request_of(mail.reset, world, {"email": account.email}, on=self.surface)
            name, path = f"{mail.reset.method} {mail.reset.path}", mail.reset.path
        else:
            assert operation is not None
            request = _wish(operation, surface, account.email)
            name, path = operation.name, operation.path
        folder = world.declaration.root / mail.mailbox if mail is not None and mail.mailbox else None
        answers: list[Answer] = []
        limit = world.declaration.limit("POST", path)
        burst = await Bursting(world, lambda: request, WISHES, limit, None, surface.at("/"), replies=answers).go()
        messages = await _messages(folder, account.email) if folder else 0
        told = f"{answers[0].line()}: {answers[0].body[:120]}" if answers else ""
        curl = f"for i in $(seq {burst.aim}); do {world.curl(request)}; done"
        return Wishes(Flood(name, "nobody", burst, curl, first=told), folder is not None, messages)


def _wish(operation: Operation, surface: ApiSurface, email: str) -> Request:
    known = {one.name: email for one in operation.body if "mail" in one.name.lower() or "user" in one.name.lower()}
    body = Body(operation, lambda _: "audit", dict(known), optional=False)
    body.extra = {} if known else {"email": email}
    return body.request(surface.at(operation.path), None)


async def _messages(folder: Path, address: str) -> int:
    """How many messages to an address lie in a Maildir, once no more come."""
    started, found, since = time.monotonic(), 0, time.monotonic()
    while time.monotonic() - started < MAIL_SECONDS and time.monotonic() - since < 4 * MAIL_STEP:
        now = await anyio.to_thread.run_sync(_count, folder, address)
        if now != found:
            found, since = now, time.monotonic()
        await anyio.sleep(MAIL_STEP)
    return found


def _count(folder: Path, address: str) -> int:
    found = 0
    for path in messages_in(folder):
        try:
            found += address.lower() in path.read_bytes()[:20_000].decode("latin-1").lower()
        except FileNotFoundError:  # read meanwhile by its owner, and moved
            continue
    return found


def _delete_of(facts: ApiFacts, create: Operation) -> Operation | None:
    head = create.path.rstrip("/")
    ready = [one for one in facts.operations if one.method == "DELETE" and len(one.places) == 1]
    return next((one for one in ready if one.path.rstrip("/").rpartition("/")[0] == head), None)


async def _left(
    world: "World", surface: ApiSurface, delete: Operation | None, answers: list[Answer], session: Session
) -> int:
    """Deletes what the burst made; how many of them are left."""
    made = [one for one in answers if 200 <= one.status < 300]  # noqa: PLR2004 - HTTP's success
    if delete is None:
        return len(made)
    name = singular(last_word(delete.path))
    left = 0
    for one in made:
        found = own_id(one.json(), name, delete.places[0])
        reply = await world.send(Request(surface.at(delete.at(found)), "DELETE"), session=session) if found else None
        left += not isinstance(reply, Answer) or reply.status >= 400  # noqa: PLR2004 - HTTP's refusals start here
    return left


def _api(world: "World", name: str) -> ApiSurface:
    surface = world.declaration.surface(name)
    if not isinstance(surface, ApiSurface) or surface.url is None:
        raise CannotLook(f"launch.toml declares no API surface {name}")
    return surface


async def _asker(world: "World", surface: str, label: str) -> tuple[str, Session]:
    try:
        return "an account made for this", (await world.ask(Disposable(surface, label))).session
    except CannotLook:
        name = customers(world).b
        return name, await world.sign_in(name)
