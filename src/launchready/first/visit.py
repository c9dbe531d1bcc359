"""Opens the world for a visit outside an audit: nothing is stored, and consent holds as ever."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from launchready.declare.model import Declaration
from launchready.observe.consent import Gate, Pace
from launchready.observe.dns import Resolver
from launchready.observe.question import Question
from launchready.observe.secret import Secrets
from launchready.observe.wire import Wire
from launchready.observe.world import Commons, Sent, World, shows_token
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger


class CannotTrustError(Exception):
    """The file of certificates that network.trust names cannot be used."""


@asynccontextmanager
async def visiting(declaration: Declaration, visitor: str, touch: Touch) -> AsyncIterator[tuple[World, list[Sent]]]:
    """A world and the record of what is sent into it; closed at the end.

    Raises:
        CannotTrustError: network.trust names no file of certificates.
    """
    dns = Resolver(declaration.network.resolver)
    sent: list[Sent] = []

    async def lookup(host: str) -> tuple[str, ...]:
        return await World(commons, "dns", Touch.READ).addresses(host)

    async def proof(host: str) -> bool:
        return await shows_token(declaration, dns, wire, host)

    def recall(question: Question[object]) -> None:
        del question  # nothing was stored

    def keep(question: Question[object], answer: object) -> None:
        del question, answer  # nothing is stored

    try:
        wire = Wire(lookup, ports=dict(declaration.network.ports), trust=declaration.network.trust)
    except OSError as error:  # ssl.SSLError, for what is no certificate, is one too
        await dns.close()
        raise CannotTrustError(f"{declaration.network.trust} cannot be used as certificates: {error}") from None
    commons = Commons(
        declaration=declaration,
        mint=Mint(os.urandom(32)),
        ledger=Ledger(),
        secrets=Secrets(declaration.root, commands=declaration.consent.commands),
        dns=dns,
        wire=wire,
        gate=Gate(declaration.consent, proof=proof),
        pace=Pace(declaration.consent.requests_per_second),
        record=sent.append,
        recall=recall,
        keep=keep,
    )
    try:
        yield World(commons, visitor, touch), sent
    finally:
        await wire.close()
        await dns.close()
