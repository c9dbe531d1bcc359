"""Sends marked requests through the product and follows them into the log that it writes."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from launchready.declare.model import Call, ChatSurface, Json, LogSurface, Principal
from launchready.observe.chat import saying
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.secret import SCHEMES
from launchready.observe.talk.patience import patiently
from launchready.observe.who.people import EMAIL
from launchready.observe.who.recipe import call_of
from launchready.observe.who.session import Session, request_of, session_from
from launchready_hunt.canary import Canary, Kind, kind_of
from launchready_hunt.hunt import Hunter

if TYPE_CHECKING:
    from launchready.observe.world import World

WAIT_SECONDS = 4.0
STEP_SECONDS = 0.1
LARGEST = 8 * 1024 * 1024
LINE = 300
ID_HEADERS = (
    *("X-Request-Id", "X-Correlation-Id", "Request-Id", "X-Trace-Id", "traceparent", "X-Amzn-Trace-Id"),
    *("X-Amzn-RequestId", "X-Cloud-Trace-Context"),
)
PROMPT, TOKEN, ADDRESS = "prompt", "token", "address"
KEY = "key"
"""A key that the owner planted where the model reads it."""
PASSWORD = "password"  # noqa: S105 - the name of a kind of mark


@dataclass(frozen=True, slots=True)
class Followed:
    """One request of this run's, and what the log holds of it."""

    what: str
    carried: tuple[str, ...]
    """The kinds of marks it carried."""
    status: int
    """0 where nothing came back."""
    reply: str
    header: str
    """The header of the answer that names the request; empty where there is none."""
    id: str
    line: str
    """The first line of the log with that id; empty where there is none."""
    curl: str

    @property
    def taken(self) -> bool:
        """Whether the product answered with success."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's success


@dataclass(frozen=True, slots=True)
class Leak:
    """A mark that stands in the log."""

    mark: str
    line: str
    view: str
    """How it is written: as it stands, or through which encodings."""


@dataclass(frozen=True, slots=True)
class Trail:
    """What the log took down while marked requests went through the product."""

    log: str
    alive: bool
    """Whether the log took down this run's last request: by its id, or by the mark in its path."""
    lines: int
    requests: tuple[Followed, ...]
    leaks: tuple[Leak, ...]
    missing: tuple[str, ...]
    """What could not be sent, and why: `prompt: …`."""

    def carrying(self, mark: str) -> tuple[Followed, ...]:
        """The requests that carried a kind of mark."""
        return tuple(one for one in self.requests if mark in one.carried)

    def of(self, mark: str) -> tuple[Leak, ...]:
        """Where a kind of mark stands in the log."""
        return tuple(one for one in self.leaks if one.mark == mark)


@dataclass(frozen=True, slots=True)
class LogTrail(Question[Trail]):
    """What does a log take down of a sign-in, a message to the model and an unknown page?"""

    surface: str

    async def ask(self, world: "World") -> Trail:
        """Remembers the log's end, sends, and reads what came after it."""
        log = world.declaration.surface(self.surface)
        if not isinstance(log, LogSurface):
            raise CannotLook(f"launch.toml declares no log {self.surface}")
        start = await anyio.to_thread.run_sync(_size, log.path)
        sender = _Sender(world)
        await sender.send_all()
        last = sender.sent[-1]
        text = ""
        with anyio.move_on_after(WAIT_SECONDS):
            while not _is_in(text, last, sender.path_mark):
                await anyio.sleep(STEP_SECONDS)
                text = await anyio.to_thread.run_sync(_after, log.path, start)
        lines = text.splitlines()
        hunter = Hunter([mark for _, mark in sender.marks])
        kinds = {mark.value: kind for kind, mark in sender.marks}
        leaks = [
            Leak(kinds[one.canary.value], line[:LINE], " in ".join(one.view) or "as it stands")
            for line in lines
            for one in hunter.find(line).sightings
        ]
        return Trail(
            str(log.path),
            _is_in(text, last, sender.path_mark),
            len(lines),
            tuple(_followed(one, lines, world) for one in sender.sent),
            tuple(dict.fromkeys(leaks)),
            tuple(sender.missing),
        )


@dataclass(frozen=True, slots=True)
class _Sent:
    what: str
    carried: tuple[str, ...]
    reply: Reply

    @property
    def named(self) -> tuple[str, str]:
        """The header that names the request, and the id in it."""
        if isinstance(self.reply, Answer):
            for header in ID_HEADERS:
                if value := self.reply.header(header):
                    return header, value.split("-")[1] if header == "traceparent" and "-" in value else value
        return "", ""


class _Sender:
    """Sends the marked requests of one trail."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.sent: list[_Sent] = []
        self.marks: list[tuple[str, Canary]] = []
        self.missing: list[str] = []
        self.path_mark = world.plant(Kind("token"), "path", "the path of a page that is not there").value

    async def send_all(self) -> None:
        who, call = await self._customer()
        await self._stranger(call)
        session = await self._sign_in(who, call)
        await self._message(session)
        await self._unknown_page(call, session)

    async def _customer(self) -> tuple[Principal, Call]:
        for who in self._world.declaration.principals:
            call = None if who.is_staff else await call_of(self._world, who)
            if call is not None:
                await self._world.sign_in(who.name)  # an account of this run's own is made by it
                return who, call
        raise CannotLook("launch.toml declares no customer who signs in, so that no marked request can be sent")

    async def _stranger(self, call: Call) -> None:
        """Tries to sign in with an address and a password that only this run knows."""
        domain = self._world.declaration.product.domain
        mark = self._world.plant(Kind("token"), ADDRESS, "the address of a sign-in that fails")
        password = self._world.plant(Kind("token"), PASSWORD, "the password of a sign-in that fails")
        address = f"{mark.value}@{domain}"
        body = _swapped(call.json, address, password.value)
        form = _swapped(dict(call.form), address, password.value)
        if address not in str(body) + str(form):
            self.missing.append(f"{ADDRESS}: the sign-in in launch.toml takes no e-mail address")
            return
        self.marks += [(ADDRESS, mark), (PASSWORD, password)]
        pairs = tuple((name, str(value)) for name, value in form.items()) if isinstance(form, dict) else ()
        request = request_of(Call(call.method, call.path, call.on, None, body, pairs), self._world, {})
        await self._send(f"a sign-in as {address}", (ADDRESS, PASSWORD), request)

    async def _sign_in(self, who: Principal, call: Call) -> Session:
        reply = await self._send(f"a sign-in as {who.name}", (), request_of(call, self._world, {}))
        session = session_from(who, call, reply, self._world)
        if session.token is not None:  # sent as the usual one is, whose way was proved
            usual = await self._world.sign_in(who.name)
            session = usual.holding(session.token) if usual.token is not None else session
        token = session.token or session.headers[0][1].partition("=")[2]
        self.marks.append((TOKEN, Canary(token, Kind("key"), f"the session of {who.name}")))
        return session

    async def _message(self, session: Session) -> None:
        chat = next((one for one in self._world.declaration.surfaces if isinstance(one, ChatSurface)), None)
        if chat is None:
            self.missing.append(f"{PROMPT}: launch.toml declares no chat surface")
            return
        mark = self._world.plant(Kind("token"), PROMPT, "a message to the model")
        text = f"{mark.value} is my reference. In one short sentence, what can you help me with?"
        try:
            request = await saying(self._world, chat.name, text, by=session.principal)
        except CannotLook as unknown:
            self.missing.append(f"{PROMPT}: {unknown}")
            return
        keys = [value for name, value in chat.planted if name == KEY]
        self.marks += [(PROMPT, mark), *((KEY, Canary(one, kind_of(one), "the model's key")) for one in keys)]
        what = f"a message to the model as {session.principal}"
        reply = await patiently(lambda: self._world.send(request, session=session))
        self.sent.append(_Sent(what, (PROMPT, TOKEN), reply))

    async def _unknown_page(self, call: Call, session: Session) -> None:
        beside = request_of(Call("GET", f"/{self.path_mark}", call.on), self._world, {})
        request = Request(beside.url, by=session.principal)
        await self._send(f"a page that is not there as {session.principal}", (TOKEN,), request, session)

    async def _send(
        self, what: str, carried: tuple[str, ...], request: Request, session: Session | None = None
    ) -> Reply:
        reply = await self._world.send(request, session=session)
        self.sent.append(_Sent(what, carried, reply))
        return reply


def _swapped(value: Json, address: str, password: str) -> Json:
    """A sign-in's body with another address and another password."""
    if isinstance(value, str):
        return address if EMAIL.fullmatch(value) else password if value.startswith(SCHEMES) else value
    if isinstance(value, dict):
        return {key: _swapped(item, address, password) for key, item in value.items()}
    return value


def _followed(sent: _Sent, lines: list[str], world: "World") -> Followed:
    header, found = sent.named
    line = next((line for line in lines if found and found in line), "")
    status = sent.reply.status if isinstance(sent.reply, Answer) else 0
    curl = world.curl(sent.reply.request)
    return Followed(sent.what, sent.carried, status, sent.reply.line(), header, found, line[:LINE], curl)


def _is_in(text: str, last: _Sent, mark: str) -> bool:
    _, found = last.named
    return mark in text or bool(found and found in text)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise CannotLook(f"the log {path} cannot be read: {error.strerror}") from None


def _after(path: Path, start: int) -> str:
    """What the log holds from a place on; all of it where it was begun afresh meanwhile."""
    try:
        with path.open("rb") as file:
            file.seek(start if path.stat().st_size >= start else 0)
            return file.read(LARGEST).decode("utf-8", "replace")
    except OSError as error:
        raise CannotLook(f"the log {path} cannot be read: {error.strerror}") from None
