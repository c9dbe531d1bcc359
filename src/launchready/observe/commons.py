"""What all checks of a run share."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from launchready.declare.model import Declaration
from launchready.observe.api.templates import Templates
from launchready.observe.budget import Purse
from launchready.observe.consent import Gate, Pace
from launchready.observe.http import Request
from launchready.observe.net.dns import Resolver
from launchready.observe.net.failing import Failures
from launchready.observe.question import Question
from launchready.observe.record import Sent
from launchready.observe.secret import Secrets
from launchready.observe.sharing import Shared
from launchready.observe.who.renewal import Renewals
from launchready.observe.wire import Wire
from launchready_hunt.canary import Canary, Kind, Mint
from launchready_hunt.ledger import Ledger


@dataclass(slots=True)
class Commons:
    """What all checks of a run share."""

    declaration: Declaration
    mint: Mint
    ledger: Ledger
    secrets: Secrets
    dns: Resolver
    wire: Wire
    gate: Gate
    pace: Pace
    record: Callable[[Sent], None]
    recall: Callable[[Question[object]], tuple[object] | None]
    """The stored answer to a question, in a tuple of one; None where there is none."""
    keep: Callable[[Question[object], object], None]
    """Stores an answer."""
    made: Callable[[str, Request], None]
    """Stores what to send at the end of the run to remove an object: its name and the request."""
    proved: Callable[[Request, str, str], None]
    """Stores an effect that a check saw: the request, whose it was, and the effect."""
    to_remove: list[tuple[str, Request]]
    """What the run has made so far, also before it was cut off."""
    purse: Purse
    templates: Templates
    run: str
    """The run's name: accounts of the run are called after it."""
    seed: str = ""
    """What the attacks of the run are drawn from; empty for the run's name."""
    asked: dict[Question[object], asyncio.Future[object]] = field(default_factory=dict)
    cut: dict[Question[object], list[str]] = field(default_factory=dict)
    """The questions that the budget kept from a whole answer, and why."""
    addresses: dict[str, asyncio.Future[tuple[str, ...]]] = field(default_factory=dict)
    renewals: Renewals = field(default_factory=Renewals)
    shared: Shared = field(default_factory=Shared)
    failures: Failures = field(default_factory=Failures)
    left: list[str] = field(default_factory=list)
    """What the run made and cannot remove."""

    def canary(self, kind: Kind, label: str, sown: str) -> Canary:
        """A fresh one. What is said to the model is sown, and the same in each run of one seed: not what is looked for in a
        place that outlives the run, such as a mailbox.
        """
        return (
            self.mint.sown(kind, label, f"{self.seed}: {sown}") if self.seed and sown else self.mint.mint(kind, label)
        )

    def made_up(self, label: str, *, sown: bool) -> str:
        """26 letters and digits that nobody else can guess: the same for the same label in one run; sown, in each of one seed."""
        from_what = f"{self.seed or self.run}: sown" if sown else self.run
        return self.mint.secret(f"{from_what}: {label}")
