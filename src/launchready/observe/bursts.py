"""Asks too often: wrong passwords for an account of this run's own, and messages to the model."""

import json
import re
import secrets as random
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import ApiSurface, Call, ChatSurface, Json
from launchready.observe.chat import Setting
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.people import Disposable, attempt, customers, email_of, is_refused, sign_in_call
from launchready.observe.pick import pick
from launchready.observe.question import Question
from launchready.observe.session import Session, request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

WRONG_PASSWORDS = 15
MESSAGES = 30
SLOWED_MS, SLOWED_TIMES = 1500.0, 5
"""Answers to wrong passwords that all take this long at last, and so many times longer than at first, are a limit too."""
CLIENT_HEADERS = (
    *("X-Forwarded-For", "X-Real-IP", "True-Client-IP", "X-Client-IP", "CF-Connecting-IP"),
    *("X-Originating-IP", "X-Cluster-Client-IP", "Fastly-Client-IP", "Forwarded"),
)
PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt of a burst."""

    status: int
    """0 where nothing came back."""
    milliseconds: float
    limited: bool
    """Whether the answer says to slow down, or asks for a proof."""
    header: str = ""
    """The header that claimed another client address; empty for none."""


@dataclass(frozen=True, slots=True)
class LoginBurst:
    """Wrong passwords in a row, and what came of them."""

    account: str
    """Whose password was guessed."""
    is_real: bool
    """Whether the account exists; a limit may count only those."""
    worked_before: bool
    """The control: the right password signed in."""
    tries: tuple[Try, ...]
    works_after: bool
    """Whether the right password signs in right after the burst; a locked account is a limit too."""
    headers: tuple[Try, ...]
    """What came, once limited, with each header that claims another address."""
    limited_after: bool
    """The control behind `headers`: without them, the limit still held after those attempts."""
    curl: str
    header_curl: str

    @property
    def limited(self) -> bool:
        """Whether a limit was seen: a refusal, a lock, or answers that are made slow."""
        return any(one.limited for one in self.tries) or (self.worked_before and not self.works_after) or self._slowed()

    def _slowed(self) -> bool:
        first, last = self.tries[:3], self.tries[-3:]
        if len(self.tries) < 2 * len(first):
            return False
        usual = max(one.milliseconds for one in first)
        return min(one.milliseconds for one in last) > max(SLOWED_MS, SLOWED_TIMES * usual)


@dataclass(frozen=True, slots=True)
class WrongPasswords(Question[LoginBurst]):
    """Does anything stop one who guesses passwords?"""

    surface: str

    async def ask(self, world: "World") -> LoginBurst:
        """Guesses the password of an account made for it, up to the bound or the first sign of a limit."""
        who = world.declaration.principal(customers(world).a)
        assert who is not None
        call = await sign_in_call(world, who.name)
        try:
            account = await world.ask(Disposable(self.surface, "wrong passwords"))
            email, password = account.email, account.password
        except CannotLook:
            domain = (email_of(world, who.name) or "@example.com").rpartition("@")[2]
            email, password = f"nobody-{uuid4().hex[:10]}@{domain}", None
        tries: list[Try] = []
        request = attempt(world, call, email, self._wrong())
        while len(tries) < WRONG_PASSWORDS and not any(one.limited for one in tries):
            request = attempt(world, call, email, self._wrong())
            tries.append(_try(await world.send(request)))
        headers: tuple[Try, ...] = ()
        still, works = False, False
        limited = any(one.limited for one in tries)
        if limited:
            headers = await self._headers(world, call, email)
            still = _try(await world.send(attempt(world, call, email, self._wrong()))).limited
        elif password is not None:
            reply = await world.send(attempt(world, call, email, password))
            works = isinstance(reply, Answer) and reply.status < 400  # noqa: PLR2004 - HTTP's refusals start here
        opened = next((one.header for one in headers if not one.limited), CLIENT_HEADERS[0])
        return LoginBurst(
            account="an account made for this" if password else "a made-up account",
            is_real=password is not None,
            worked_before=password is not None,
            tries=tuple(tries),
            works_after=works,
            headers=headers,
            limited_after=still,
            curl=f"for i in $(seq {WRONG_PASSWORDS}); do {world.curl(request)}; done",
            header_curl=world.curl(request.with_headers((opened, "198.51.100.7"))),
        )

    async def _headers(self, world: "World", call: Call, email: str) -> tuple[Try, ...]:
        found = []
        for name in CLIENT_HEADERS:
            address = f"198.51.100.{random.randbelow(200) + 20}"
            value = f"for={address}" if name == "Forwarded" else address
            reply = await world.send(attempt(world, call, email, self._wrong()).with_headers((name, value)))
            found.append(_try(reply, name))
        return tuple(found)

    def _wrong(self) -> str:
        return f"wrong-{uuid4().hex}"


@dataclass(frozen=True, slots=True)
class ChatBurst:
    """Messages in a row, as one user."""

    by: str
    tries: tuple[Try, ...]
    curl: str


@dataclass(frozen=True, slots=True)
class Messages(Question[ChatBurst]):
    """Does anything stop one user who makes the model answer without end?"""

    surface: str

    async def ask(self, world: "World") -> ChatBurst:
        """Sends short messages in one conversation, up to the bound or the first sign of a limit."""
        chat = world.declaration.surface(self.surface)
        if not isinstance(chat, ChatSurface) or chat.say is None:
            raise CannotLook(f"launch.toml does not say how to talk to surface.{self.surface}: add `say`")
        by, session = await self._asker(world)
        words: dict[str, str] = {}
        if chat.open is not None:
            words = {
                name: (await world.ask(Setting(self.surface, name))).id
                for name in PLACE.findall(json.dumps(chat.open.json))
                if name in dict(chat.carriers)
            }
            request = _call(chat.open, world, {**words, "title": "Audit"}, self.surface)
            reply = await world.send(request, session=session)
            found = pick(reply.json(), chat.open.picks("id") or "$.id") if isinstance(reply, Answer) else None
            if not isinstance(found, str | int):
                raise CannotLook(f"no conversation could be opened: {reply.line()}")
            words["id"] = str(found)
        tries: list[Try] = []
        request = _call(chat.say, world, {**words, "text": "Hello"}, self.surface)
        while len(tries) < MESSAGES and not any(one.limited for one in tries):
            tries.append(_try(await world.send(request, session=session)))
        return ChatBurst(by, tuple(tries), f"for i in $(seq {MESSAGES}); do {world.curl(request)}; done")

    async def _asker(self, world: "World") -> tuple[str, Session]:
        api = next((one.name for one in world.declaration.surfaces if isinstance(one, ApiSurface)), "")
        try:
            return "an account made for this", (await world.ask(Disposable(api, "messages"))).session
        except CannotLook:
            name = customers(world).b
            return name, await world.sign_in(name)


def _try(reply: Reply, header: str = "") -> Try:
    if not isinstance(reply, Answer):
        return Try(0, 0.0, limited=False, header=header)
    limited = is_refused(reply) or "captcha" in reply.body.lower()
    return Try(reply.status, reply.milliseconds, limited, header)


def _call(call: Call, world: "World", words: dict[str, str], surface: str) -> Request:
    whole = Call(call.method, call.path, call.on, None, _known(call.json, words), call.form)
    return request_of(whole, world, words, on=surface)


def _known(value: Json, words: dict[str, str]) -> Json:
    """A body without the parts whose `{name}` nothing fills."""
    if isinstance(value, dict):
        return {key: _known(one, words) for key, one in value.items() if not _is_open(one, words)}
    if isinstance(value, list):
        return [_known(one, words) for one in value if not _is_open(one, words)]
    return value


def _is_open(value: Json, words: dict[str, str]) -> bool:
    return isinstance(value, str) and (place := PLACE.fullmatch(value)) is not None and place[1] not in words
