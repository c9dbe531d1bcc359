"""Everything a request needs, made once at the start and handed to each handler."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated

import anyio
from fastapi import Depends, Request

from bazaar.app.chat.guard import Answers
from bazaar.app.chat.model import Model
from bazaar.app.chat.remote import RemoteModel
from bazaar.app.chat.scripted import ScriptedModel
from bazaar.app.db import Database
from bazaar.app.later import Later
from bazaar.app.limits import Limits
from bazaar.app.log import JsonLog
from bazaar.app.mail import Mailer
from bazaar.app.outbound import Outbound
from bazaar.app.passwords import HASHER, QUICK, Passwords
from bazaar.app.report import Reporter
from bazaar.app.settings import Settings
from bazaar.app.tokens import Tokens
from launchready_guard.address import Proxies
from launchready_guard.cleaning import Cleaner
from launchready_guard.egress import Egress
from launchready_guard.sentry import Scrubber
from launchready_guard.sign_in import SignInThrottle
from launchready_guard.webhooks import FIVE_MINUTES, Stripe, Webhooks, in_memory
from launchready_guard.window import Memory

EVERYBODY = Proxies(["0.0.0.0/0", "::/0"])
"""What a proxy's header is when anybody is believed to be one: a stranger's word."""


PRIVATE = ("content", "x-edge-key", "x-forwarded-for")
"""Fields of our own that nothing written down holds, beside those that the guard knows."""
UNCLEANED = {"obs-log-email": "email", "obs-log-token": "authorization", "obs-log-prompt": "content"}
"""By the fault that lets it past the cleaner."""


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of one running product."""

    settings: Settings
    db: Database
    log: JsonLog
    limits: Limits
    throttle: SignInThrottle
    proxies: Proxies
    pages: Egress
    """What the fetch_url tool may open."""
    payments: Webhooks
    """What the payment provider says, once."""
    passwords: Passwords
    tokens: Tokens
    mailer: Mailer
    outbound: Outbound
    reporter: Reporter
    later: Later
    model: Model
    output: Answers
    till: anyio.Lock = field(default_factory=anyio.Lock)
    """Where orders queue, when they are taken one at a time."""
    answers: dict[str, str] = field(default_factory=dict)
    """Answers by their question, whoever asked: only abu-cross-tenant-cache fills it."""
    links: dict[str, str] = field(default_factory=dict)
    """Conversations by their link: only bnd-link-stays fills it."""

    def broken(self, fault: str) -> bool:
        """Whether the fault is switched on."""
        return fault in self.settings.faults


def assemble(settings: Settings) -> Services:
    """Makes the parts."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    cleaner = Cleaner(sha256(f"log {settings.signing_key}".encode()).digest(), fields=PRIVATE)
    log = JsonLog(settings.log_path, cleaner, (field for fault, field in UNCLEANED.items() if fault in settings.faults))
    db, outbound = Database(settings.data_dir / "bazaar.db"), Outbound(settings)
    reporter = Reporter(settings, outbound, log, Scrubber(cleaner))
    return Services(
        settings=settings,
        db=db,
        log=log,
        limits=Limits(),
        throttle=SignInThrottle(sha256(f"devices {settings.signing_key}".encode()).digest()),
        proxies=_believed(settings),
        pages=_pages(settings),
        payments=_payments(settings),
        passwords=Passwords(QUICK if settings.quick_passwords else HASHER),
        tokens=Tokens(settings, db),
        mailer=Mailer(settings.mail),
        outbound=outbound,
        reporter=reporter,
        later=Later(log, reporter),
        model=ScriptedModel() if settings.model == "scripted" else RemoteModel(settings.model, outbound),
        output=Answers(settings),
    )


def _believed(settings: Settings) -> Proxies:
    """Whose word on the client's address counts: the edge's, which writes X-Forwarded-For afresh."""
    if "bnd-limit-by-header" in settings.faults:
        return EVERYBODY
    return Proxies(["127.0.0.0/8"] if settings.edge_key is not None else [])


def _pages(settings: Settings) -> Egress:
    async def ours(_host: str) -> list[str]:
        return ["127.0.0.1"]  # `Outbound` knows where our own names really are

    return Egress(hosts=settings.fetch_hosts, inside=settings.fetch_hosts, resolve=ours)


def _payments(settings: Settings) -> Webhooks:
    forgetful, patient = "bnd-webhook-replay" in settings.faults, "bnd-webhook-stale" in settings.faults
    return Webhooks(
        Stripe(settings.payments_secret, header="Bazaar-Signature"),
        Memory(most_keys=0) if forgetful else in_memory(),
        tolerance=10**9 if patient else FIVE_MINUTES,
    )


def of(request: Request) -> Services:
    """The parts of the product that serves the request."""
    services: Services = request.app.state.services
    return services


async def _of(request: Request) -> Services:
    return of(request)  # as a coroutine: FastAPI asks a plain function in a thread, once a request


Parts = Annotated[Services, Depends(_of)]
