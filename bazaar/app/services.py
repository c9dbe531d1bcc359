"""Everything a request needs, made once at the start and handed to each handler."""

from dataclasses import dataclass, field
from typing import Annotated

import anyio
from fastapi import Depends, Request

from bazaar.app.chat.guard import OutputFilter
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


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of one running product."""

    settings: Settings
    db: Database
    log: JsonLog
    limits: Limits
    passwords: Passwords
    tokens: Tokens
    mailer: Mailer
    outbound: Outbound
    reporter: Reporter
    later: Later
    model: Model
    output: OutputFilter
    till: anyio.Lock = field(default_factory=anyio.Lock)
    """Where orders queue, when they are taken one at a time."""
    answers: dict[str, str] = field(default_factory=dict)
    """Answers by their question, whoever asked: only abu-cross-tenant-cache fills it."""

    def broken(self, fault: str) -> bool:
        """Whether the fault is switched on."""
        return fault in self.settings.faults


def assemble(settings: Settings) -> Services:
    """Makes the parts."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db, log, outbound = Database(settings.data_dir / "bazaar.db"), JsonLog(settings.log_path), Outbound(settings)
    reporter = Reporter(settings, outbound, log)
    return Services(
        settings=settings,
        db=db,
        log=log,
        limits=Limits(),
        passwords=Passwords(QUICK if settings.quick_passwords else HASHER),
        tokens=Tokens(settings, db),
        mailer=Mailer(settings.mail),
        outbound=outbound,
        reporter=reporter,
        later=Later(log, reporter),
        model=ScriptedModel() if settings.model == "scripted" else RemoteModel(settings.model, outbound),
        output=OutputFilter(settings),
    )


def of(request: Request) -> Services:
    """The parts of the product that serves the request."""
    services: Services = request.app.state.services
    return services


async def _of(request: Request) -> Services:
    return of(request)  # as a coroutine: FastAPI asks a plain function in a thread, once a request


Parts = Annotated[Services, Depends(_of)]
