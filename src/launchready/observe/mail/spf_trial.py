"""Tries a domain's SPF as a receiver does, with a stranger at the door, and counts how far a receiver has to look."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.mail.spf import MOST_LOOKUPS, MOST_VOIDS, Limits, SpfOutcome, SpfResult, check_host
from launchready.observe.net.dns import Records, RecordSet
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

STRANGER = "192.0.2.77"
"""An address that is nobody's (RFC 5737): every term is tried in turn, and none should match."""
FAR = Limits(lookups=60, voids=60)
"""How far is counted past the standard's limits."""


@dataclass(frozen=True, slots=True)
class WorldsDns:
    """The run's DNS: each question is asked once."""

    world: "World"

    async def query(self, name: str, kind: str) -> RecordSet:
        """What the declared resolver says."""
        return await self.world.ask(Records(name, kind))


@dataclass(frozen=True, slots=True)
class SpfTried:
    """What a receiver makes of a message from a stranger's address."""

    domain: str
    outcome: SpfOutcome
    """With the standard's limits."""
    far: SpfOutcome
    """With limits that no record should reach."""

    @property
    def depends(self) -> bool:
        """Whether what went wrong hangs on who sends: a macro stands in the term that a stranger alone may fail at."""
        return "%{" in self.outcome.reason

    @property
    def too_many(self) -> bool:
        """Whether the record asks for more look-ups than a receiver makes."""
        return len(self.far.lookups) > MOST_LOOKUPS

    @property
    def too_void(self) -> bool:
        """Whether more of them point to nothing than a receiver forgives; those that hang on the sender do not count."""
        return len(self.lost) > MOST_VOIDS

    @property
    def lost(self) -> tuple[str, ...]:
        """The terms that point to nothing, whoever sends."""
        return tuple(one for one in self.far.voids if "%{" not in one)


@dataclass(frozen=True, slots=True)
class SpfTrial(Question[SpfTried]):
    """What does a receiver make of a domain's SPF?"""

    domain: str

    async def ask(self, world: "World") -> SpfTried:
        """Evaluates it once as the standard wants, and where that is an error once more to count on."""
        dns = WorldsDns(world)
        sender = f"postmaster@{self.domain}"
        outcome = await check_host(STRANGER, sender, self.domain, dns)
        far = outcome
        if outcome.result is SpfResult.PERMERROR:
            far = await check_host(STRANGER, sender, self.domain, dns, limits=FAR)
        return SpfTried(self.domain, outcome, far)
