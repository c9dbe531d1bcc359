"""Opens the world for one run or one visit, and closes what it opened."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from uuid import uuid4

from launchready.declare.model import Declaration
from launchready.observe.api.templates import Templates
from launchready.observe.budget import Budget, Purse
from launchready.observe.consent import PROOF_NAME, PROOF_PATH, Gate, Pace
from launchready.observe.errors import CannotTrustError
from launchready.observe.http import Answer, Request
from launchready.observe.mail.spool import spooling
from launchready.observe.net.asking import Asking
from launchready.observe.net.dns import Resolver
from launchready.observe.question import Question
from launchready.observe.record import Sent
from launchready.observe.secret import Secrets
from launchready.observe.wire import Wire
from launchready.observe.world import Commons, World
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger


def recall_nothing(question: Question[object]) -> None:
    """Nothing was stored."""
    del question


def keep_nothing(question: Question[object], answer: object) -> None:
    """Nothing is stored."""
    del question, answer


def made_nothing(name: str, request: Request) -> None:
    """Nothing is stored; what was made is removed at the end all the same."""
    del name, request


def proved_nothing(request: Request, who: str, effect: str) -> None:
    """Nothing is stored."""
    del request, who, effect


@asynccontextmanager
async def opened(
    declaration: Declaration,
    *,
    mint: Mint,
    ledger: Ledger,
    secrets: Secrets,
    record: Callable[[Sent], None],
    recall: Callable[[Question[object]], tuple[object] | None] = recall_nothing,
    keep: Callable[[Question[object], object], None] = keep_nothing,
    made: Callable[[str, Request], None] = made_nothing,
    proved: Callable[[Request, str, str], None] = proved_nothing,
    to_remove: tuple[tuple[str, Request], ...] = (),
    budget: Budget | None = None,
    run: str | None = None,
    seed: str = "",
    takes_mail: bool = True,
) -> AsyncIterator[Commons]:
    """What all askers of a run share; its connections and its ledger are closed at the end.

    Raises:
        CannotTrustError: network.trust names no file of certificates.
    """
    dns = Resolver(declaration.network.resolver)

    async def lookup(host: str) -> tuple[str, ...]:
        return await World(commons, "dns", Touch.READ).addresses(host)

    async def proof(host: str) -> bool:
        return await shows_token(declaration, World(commons, "consent", Touch.READ).dns, wire, host)

    try:
        wire = Wire(lookup, ports=dict(declaration.network.ports), trust=declaration.network.trust)
    except OSError as error:  # ssl.SSLError, for what is no certificate, is one too
        await dns.close()
        ledger.close()
        raise CannotTrustError(f"{declaration.network.trust} cannot be used as certificates: {error}") from None
    commons = Commons(
        declaration=declaration,
        mint=mint,
        ledger=ledger,
        secrets=secrets,
        dns=dns,
        wire=wire,
        gate=Gate(declaration.consent, proof=proof),
        pace=Pace(declaration.consent.requests_per_second),
        record=record,
        recall=recall,
        keep=keep,
        made=made,
        proved=proved,
        to_remove=list(to_remove),
        purse=Purse(budget or Budget(), declaration.consent.requests_per_operation),
        templates=Templates(declaration),
        run=run or uuid4().hex,
        seed=seed,
    )
    try:
        async with spooling(declaration, secrets) if takes_mail else nullcontext():
            yield commons
    finally:
        await wire.close()
        await dns.close()
        ledger.close()


async def shows_token(declaration: Declaration, dns: Asking | Resolver, wire: Wire, host: str) -> bool:
    """Whether a host shows the owner's token, in its well-known file or in DNS."""
    token = declaration.consent.token
    if not token:
        return False
    records = await dns.query(f"{PROOF_NAME}.{host}", "TXT")
    if token in records.records:
        return True
    reply = await wire.send(Request(f"https://{host}{PROOF_PATH}"))
    return isinstance(reply, Answer) and token in reply.body.split()
