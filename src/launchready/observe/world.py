"""The one way in which a check meets the product: asks each question once, and sends nothing without consent."""

import asyncio
import time
from functools import partial
from typing import TypeVar, cast

from launchready.declare.hosts import is_address
from launchready.declare.model import Declaration
from launchready.observe.api.openapi import ApiFacts
from launchready.observe.commons import Commons
from launchready.observe.consent import is_loopback
from launchready.observe.errors import BudgetSpent, CannotLook, ConsentMissing
from launchready.observe.graphql import wire as graphql_wire
from launchready.observe.http import Answer, Reply, Request, Silence, Why, curl
from launchready.observe.net.asking import Asking
from launchready.observe.question import Question
from launchready.observe.record import NOBODY, Sent, entry, whose
from launchready.observe.secret import Secrets
from launchready.observe.who.own_sign_in import bounds_itself, own_sign_in
from launchready.observe.who.renewal import is_over
from launchready.observe.who.session import Session, SignIn
from launchready.verdict import Touch
from launchready_hunt.canary import Canary, Kind

__all__ = ["Commons", "Sent", "World"]

AnswerT = TypeVar("AnswerT")

CLEAN_UP = "clean-up"
"""Who removes what the run made."""


class World:
    """The product as one check may meet it."""

    def __init__(self, commons: Commons, check: str, touch: Touch, *, bounded: bool = False) -> None:
        """`bounded` is for one who bounds by itself how often it asks: bursts, and the clean-up."""
        self._commons = commons
        self.shared, self.failures = commons.shared, commons.failures
        self._check = check
        self._touch = touch
        self._bounded = bounded
        self._cut: list[str] = []

    @property
    def cut(self) -> str:
        """What the budget kept this asker, or a question of its, from sending; empty where nothing."""
        return self._cut[0] if self._cut else ""

    @property
    def declaration(self) -> Declaration:
        """What the owner says the product is."""
        return self._commons.declaration

    @property
    def secrets(self) -> Secrets:
        """The run's secrets."""
        return self._commons.secrets

    @property
    def dns(self) -> Asking:
        """DNS, asked in turn and on the record."""
        commons = self._commons
        return Asking(commons.dns, commons.pace, commons.record, self._check)

    @property
    def touch(self) -> Touch:
        """How far the asker may reach."""
        return self._touch

    def lend(self, check: str, touch: Touch, *, bounded: bool = False) -> "World":
        """The same world for another asker; `bounded` as above."""
        lent = World(self._commons, check, touch, bounded=bounded or self._bounded)
        lent._cut = self._cut
        return lent

    def plant(self, kind: Kind, label: str, where: str, *, sown: str = "") -> Canary:
        """A fresh canary, remembered in the ledger with its place; what is `sown` is the same in each run of one seed."""
        canary = self._commons.canary(kind, label, sown)
        self._commons.ledger.plant(canary, where)
        return canary

    def made_up(self, label: str, *, sown: bool = False) -> str:
        """26 letters and digits that nobody else can guess: the same for the same label in one run; sown, in each of one seed."""
        return self._commons.made_up(label, sown=sown)

    def planted(self) -> tuple[Canary, ...]:
        """Every canary of this run so far."""
        return tuple(planted.canary for planted in self._commons.ledger.planted())

    async def ask(self, question: Question[AnswerT]) -> AnswerT:
        """The answer to a question; asked once a run, however many ask and however many ask at once.

        Raises:
            CannotLook: it cannot be had; every asker is told so.
        """
        asked = self._commons.asked
        if question not in asked:
            asked[question] = asyncio.ensure_future(self._find_out(question))
        try:
            return cast("AnswerT", await asyncio.shield(asked[question]))
        finally:
            self._cut += self._commons.cut.get(question, ())

    async def _find_out(self, question: Question[AnswerT]) -> AnswerT:
        answer = await self._remember_or_ask(question)
        if isinstance(answer, ApiFacts):
            self._commons.templates.learn(answer)
        return answer

    async def _remember_or_ask(self, question: Question[AnswerT]) -> AnswerT:
        if question.kept and (stored := self._commons.recall(question)) is not None:
            return cast("AnswerT", stored[0])
        asker = World(self._commons, self._check, self._touch, bounded=self._bounded)
        try:
            answer = await question.ask(asker)
        finally:
            if asker.cut:
                self._commons.cut[question] = asker._cut
        if question.kept and not asker.cut:
            self._commons.keep(question, answer)
        return answer

    async def sign_in(self, principal: str, *, surface: str | None = None, again: int = 0) -> Session:
        """A session of a principal; another number gives a fresh one."""
        renewals = self._commons.renewals
        session = await self.ask(SignIn(principal, surface, again or renewals.number((principal, surface))))
        renewals.forms.setdefault(principal, session.form)
        return renewals.in_use(session)

    async def send(self, request: Request, *, session: Session | None = None) -> Reply:
        """Sends one request: as `session`, as the principal that the request names, or as nobody.

        What consent does not cover is not sent, and the answer says so. Redirects are not followed. The session of a
        named principal that has ended is renewed, and the request is sent once more.

        Raises:
            CannotLook: the principal cannot sign in.
            BudgetSpent: the run may spend nothing more on it.
        """
        if session is not None or request.by is None:
            return await self._send(request, session)
        renewals, who = self._commons.renewals, (request.by, own_sign_in(self.declaration, request))
        session = await self.sign_in(who[0], surface=who[1])
        again = partial(self.sign_in, who[0], surface=who[1])
        if is_over(session.token):
            session = await renewals.replaced(who, session, again, self._send) or session
        reply = await self._send(request, session)
        fresh = await renewals.mended(who, session, reply, again, self._send)
        reply = reply if fresh is None else await self._send(request, fresh)
        if isinstance(reply, Answer) and request.method == "GET" and reply.status < 300:  # noqa: PLR2004 - success
            renewals.worked.setdefault(who, request)
        return reply

    async def _send(self, request: Request, session: Session | None) -> Reply:
        try:
            addresses = (request.address,) if request.address else await self.addresses(request.host)
            await self._commons.gate.admit(request, self._touch, addresses)
        except ConsentMissing as refusal:
            return Silence(request, Why.NOT_SENT, str(refusal))
        except CannotLook as unknown:
            return Silence(request, Why.DNS_SILENT, str(unknown))
        sent, reading = await graphql_wire.real(self, request)
        self._pay(request, session)
        await self._commons.pace.wait(request.host)
        started = time.time()
        reply = await self._commons.wire.send(session.on(sent) if session else sent)
        if isinstance(reply, Answer):
            self.failures.see(reply)
            reply = reading(reply)
        self._commons.record(entry(self._check, request, session, reply, started, self._commons.ledger))
        if reply.request is request:
            return reply
        if isinstance(reply, Answer):
            return Answer(request, reply.status, reply.headers, reply.body, reply.milliseconds, reply.cut)
        return Silence(request, reply.why, reply.detail)

    async def get(self, url: str, *, by: str | None = None, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
        """Sends a GET."""
        return await self.send(Request(url, headers=headers, by=by))

    async def answer(self, request: Request, *, session: Session | None = None) -> Answer:
        """Sends a request that must be answered for the look to make sense.

        Raises:
            CannotLook: nothing came back.
        """
        reply = await self.send(request, session=session)
        if isinstance(reply, Silence):
            raise CannotLook(reply.line())
        return reply

    async def addresses(self, host: str) -> tuple[str, ...]:
        """The addresses of a host, asked once a run.

        Raises:
            CannotLook: DNS did not answer.
        """
        known = self._commons.addresses
        if host not in known:
            known[host] = asyncio.ensure_future(self._resolve(host))
        return known[host].result() if known[host].done() else await asyncio.shield(known[host])

    async def _resolve(self, host: str) -> tuple[str, ...]:
        if is_address(host):
            return (host.strip("[]"),)
        if is_loopback(host):
            return ("127.0.0.1", "::1")
        records, addresses = await self.dns.addresses(host)
        if not addresses and not records.known:
            raise CannotLook(f"DNS says of {host}: {records.state} {records.detail}".strip())
        return addresses

    async def admit(self, host: str, what: str) -> tuple[str, ...]:
        """Leave to open one connection to a host by other means than HTTP, in its turn; gives the host's addresses.

        `what` goes into the record of everything that was sent: `TLS handshake`.

        Raises:
            CannotLook: consent does not cover it, DNS did not answer, or the host has no address.
        """
        addresses = await self.addresses(host)
        if not addresses:
            raise CannotLook(f"{host} has no address")
        await self._commons.gate.admit(Request(f"https://{host}/"), self._touch, addresses)
        self._pay()
        await self._commons.pace.wait(host)
        self._commons.record(Sent(time.time(), self._check, what, f"https://{host}/", None, "let through", 0.0))
        return addresses

    def port(self, port: int) -> int:
        """Where a port of the product's is reached from here."""
        return dict(self.declaration.network.ports).get(port, port)

    def curl(self, request: Request) -> str:
        """The request as a command that a stranger can run."""
        request = graphql_wire.shown(request, self.declaration, self._commons.asked)
        network = self.declaration.network
        asked = self._commons.addresses.get(request.host)
        known = asked.result() if asked and asked.done() and not asked.exception() else ()
        trust = str(network.trust) if network.trust else None
        form = self._commons.renewals.forms.get(request.by or "")
        return curl(request, address=known[0] if known else "127.0.0.1", ports=network.ports, trust=trust, form=form)

    def remove_at_the_end(self, name: str, request: Request) -> None:
        """Has an object of this run's removed when all checks are done."""
        self._commons.made(name, request)
        self._commons.to_remove.append((name, request))

    def leave(self, name: str) -> None:
        """Has something of this run's told that nothing can remove."""
        self._commons.left.append(name)

    def proved(self, request: Request, effect: str, *, session: Session | None = None) -> None:
        """Has an effect that was seen, and that no canary shows, told of a request: `deleted` for one.

        Args:
            request: what had the effect, as it was sent.
            effect: in a word or a few, as what the request did.
            session: the session that went with it, where it was not that of `request.by`.
        """
        self._commons.proved(request, whose(request, session), effect)

    async def clean_up(self) -> tuple[str, ...]:
        """Removes what the run made; the names of what could not be removed."""
        left = list(self._commons.left)
        for name, request in reversed(self._commons.to_remove):
            try:
                reply = await self.send(request)
            except CannotLook as refusal:
                left.append(f"{name}: {refusal}")
                continue
            if isinstance(reply, Silence) or (reply.status >= 400 and reply.status not in {404, 410}):  # noqa: PLR2004
                left.append(f"{name}: {reply.line()}")
        return tuple(left)

    def _pay(self, request: Request | None = None, session: Session | None = None) -> None:
        """Pays for what is about to be sent; what the clean-up needs is never refused."""
        if self._check == CLEAN_UP:
            return
        operation = self._counted(request, session) if request is not None else None
        try:
            self._commons.purse.pay(operation)
        except BudgetSpent as spent:
            self._cut.append(str(spent))
            raise

    def _counted(self, request: Request, session: Session | None) -> str | None:
        """The operation that a request counts for, by stage; None for what is bounded by itself."""
        known = None if self._bounded else self._commons.templates.of(request.method, request.url)
        if known is None:
            return None
        who = whose(request, session)
        if (who != NOBODY and self.declaration.principal(who) is None) or bounds_itself(self.declaration, request):
            return None
        return f"{known.operation} for {self._check.partition('.')[0]}"
