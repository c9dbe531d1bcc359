"""Opens the world for a visit outside an audit: nothing is stored, and consent holds as ever."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from launchready.declare.model import Declaration
from launchready.observe.opening import opened
from launchready.observe.record import Sent
from launchready.observe.secret import Secrets
from launchready.observe.world import World
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger


@asynccontextmanager
async def visiting(declaration: Declaration, visitor: str, touch: Touch) -> AsyncIterator[tuple[World, list[Sent]]]:
    """A world and the record of what is sent into it; closed at the end.

    Raises:
        CannotTrustError: network.trust names no file of certificates.
    """
    sent: list[Sent] = []
    secrets = Secrets(declaration.root, commands=declaration.consent.commands)
    mint = Mint(os.urandom(32))
    async with opened(
        declaration, mint=mint, ledger=Ledger(), secrets=secrets, record=sent.append, takes_mail=False
    ) as commons:
        yield World(commons, visitor, touch), sent
