"""Asks about addresses that have an account and addresses that have none, and compares the answers."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import MailSurface, Principal
from launchready.observe.api.openapi import Api
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.who.accounts import Credentials, signed_up, stranger_to
from launchready.observe.who.arriving import user_name, with_password
from launchready.observe.who.credentials import sign_up_of
from launchready.observe.who.people import Account, Disposable, customers, is_refused, with_credentials
from launchready.observe.who.session import request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

SHOWN = 200
VOLATILE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?|"
    r"eyJ[\w-]+\.[\w-]+\.[\w-]*|"
    # A word of letters and digits wherever they stand in it, or a long one of small and capital letters in no order.
    r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{8,}|(?<![\w-])(?=[\w-]*[A-Z]{2})(?=[\w-]*[a-z]{2})[\w-]{16,}|\d+"
)
"""What differs from answer to answer: ids, times, tokens, numbers."""
_IGNORED = (
    "date content-length etag age server-timing x-runtime x-response-time x-request-id x-correlation-id x-trace-id "
    "traceparent cf-ray report-to nel x-ratelimit-remaining x-ratelimit-reset ratelimit-remaining ratelimit-reset "
    "ratelimit via connection keep-alive transfer-encoding alt-svc x-amzn-requestid x-amzn-trace-id "
    "x-envoy-upstream-service-time"
)
IGNORED = frozenset(_IGNORED.split())


@dataclass(frozen=True, slots=True)
class Pair:
    """The answers to a known and to an unknown address at one place."""

    place: str
    """`sign-in`, `reset`, `sign-up`."""
    operation: str
    known: str
    """What came for the known one, the address taken out, as far as it differs; the line where it does not."""
    unknown: str
    differs: bool
    """Whether the answers differ each time in the same way."""
    steady: bool
    """Whether two like addresses were answered alike; where not, a difference says nothing."""
    refused: bool
    """Whether a limit came in the way."""
    curl: str


@dataclass(frozen=True, slots=True)
class Answers(Question[tuple[Pair, ...]]):
    """Do the answers of an API tell which addresses have an account?"""

    surface: str
    place: str

    async def ask(self, world: "World") -> tuple[Pair, ...]:
        """One address of each kind; where they are answered differently, one more of each."""
        account = await world.ask(Disposable(self.surface, f"existence at {self.place}"))
        asking = await asking_at(world, self.surface, self.place, account)
        return () if asking is None else (await self._compare(world, asking, account),)

    async def _compare(self, world: "World", asking: "Asking", account: Account) -> Pair:
        strangers = [stranger_to(account.email) for _ in range(2)]
        known = [await _ask(asking, account.email)]
        unknown = [await _ask(asking, strangers[0])]
        if known[0].told != unknown[0].told:
            known.append(await _ask(asking, account.email))
            unknown.append(await _ask(asking, strangers[1]))
        everything = (*known, *unknown)
        curl = world.curl(asking.request(strangers[0])) if asking.place != "sign-up" else f"# {asking.name}, twice"
        refused = any(one.refused for one in everything)
        steady = len({one.told for one in known}) == len({one.told for one in unknown}) == 1
        differs = known[0].told != unknown[0].told
        shown = [_first_difference(one, other) for one, other in ((known[0], unknown[0]), (unknown[0], known[0]))]
        return Pair(asking.place, asking.name, shown[0], shown[1], differs and steady, steady, refused, curl)


@dataclass(frozen=True, slots=True)
class Asking:
    """How a place is asked about an address; never stored."""

    place: str
    name: str
    """The operation."""
    world: "World"
    surface: str
    account: Account

    async def reply(self, email: str) -> Reply:
        """The answer for an address, with a wrong password where one is wanted, so that nothing is opened."""
        if self.place == "sign-up":
            name = email.partition("@")[0].replace("-", "")
            own = Credentials(email, name, f"Aud1t!{uuid4().hex[:14]}", "Audit")
            return (await signed_up(self.world, own, _first(self.world).sign_up, self.surface)).reply
        return await self.world.send(self.request(email))

    def request(self, email: str) -> Request:
        """The request for an address; a sign-up is asked in its own way."""
        if self.place == "reset":
            mail = mail_of(self.world)
            assert mail is not None
            assert mail.reset is not None
            return request_of(mail.reset, self.world, {"email": email})
        own = user_name(self.account)
        name = own if own is None or email == self.account.email else f"audit{uuid4().hex[:10]}"
        wrong = with_password(self.account, f"Wr0ng!{uuid4().hex[:14]}")
        call = with_credentials(wrong, email, f"Wr0ng!{uuid4().hex[:14]}", name)
        return request_of(replace(call, by=None), self.world, {})


async def asking_at(world: "World", surface: str, place: str, account: Account) -> Asking | None:
    """The way to ask at a place, or None where the product has no such place."""
    if place == "sign-in":
        return Asking(place, f"{account.call.method} {account.call.path}", world, surface, account)
    if place == "reset":
        mail = mail_of(world)
        if mail is None or mail.reset is None:
            return None
        return Asking(place, f"{mail.reset.method} {mail.reset.path}", world, surface, account)
    declared = _first(world).sign_up
    if declared is not None:
        return Asking(place, f"{declared.method} {declared.path}", world, surface, account)
    operation = sign_up_of(await world.ask(Api(surface)), account.call.path)
    return Asking(place, operation.name, world, surface, account) if operation else None


def _first(world: "World") -> Principal:
    who = world.declaration.principal(customers(world).a)
    assert who is not None
    return who


def mail_of(world: "World") -> MailSurface | None:
    """The first mail surface that says how a reset is asked for."""
    return next((one for one in world.declaration.surfaces if isinstance(one, MailSurface) and one.reset), None)


@dataclass(frozen=True, slots=True)
class _Told:
    told: tuple[str, ...]
    """Status, headers and body, with what is volatile and what was sent taken out."""
    line: str
    refused: bool


async def _ask(asking: Asking, email: str) -> _Told:
    reply = await asking.reply(email)
    if not isinstance(reply, Answer):
        raise CannotLook(f"{asking.name} was not answered: {reply.line()}")
    return _Told(plain(reply, email), f"{reply.status}: {' '.join(reply.body.split())[:SHOWN]}", is_refused(reply))


def plain(answer: Answer, email: str) -> tuple[str, ...]:
    """An answer without the address that was asked about, and without what differs from answer to answer."""
    local = email.partition("@")[0]

    def cleaned(text: str) -> str:
        for word in (email, email.replace("@", "%40"), local):
            text = re.sub(re.escape(word), "ADDRESS", text, flags=re.IGNORECASE)
        return VOLATILE.sub("#", text)

    headers = sorted(
        f"{name.lower()}: {cleaned(_value(name, value))}"
        for name, value in answer.headers
        if name.lower() not in IGNORED
    )
    return (str(answer.status), cleaned(answer.body), *headers)


def _value(name: str, value: str) -> str:
    """A cookie is known by its name alone."""
    return value.partition("=")[0] if name.lower() == "set-cookie" else value


def _first_difference(one: _Told, other: _Told) -> str:
    if one.told[:2] != other.told[:2] or one.told == other.told:
        return one.line
    own = [header for header in one.told[2:] if header not in other.told]
    return f"{one.line}, with the header {own[0]}" if own else f"{one.line}, without such a header"
