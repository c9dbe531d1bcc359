"""Asks one thing many times in a row, within what consent allows, and says what stopped it: a refusal, words, a closed door."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import Json, Limit
from launchready.observe.http import Answer, Reply, Request, Silence, Why
from launchready.observe.who.people import is_refused

if TYPE_CHECKING:
    from launchready.observe.who.session import Session
    from launchready.observe.world import World

MOST = 300
"""Requests of one burst, whatever bound is declared."""
USUAL_SECONDS = 60
"""A limit that nobody declared is one per minute."""
SHUT = 3
"""Requests in a row that nothing comes back for, or that all come late: the door is closed, or made slow."""
SLOWED_MS, SLOWED_TIMES = 1500.0, 5
"""Answers that all take this long at last, and so many times longer than at first, are a limit too."""
PATIENT_MS, AT_ONCE = 400.0, 8
"""An answer that takes this long at first is asked for eight times at once, so that a minute is enough."""
SAYS = re.compile(
    r"too many|rate.?limit|slow(ing)? down|throttl|try(ing)? again (later|in \w)|wait \d+|captcha|"
    r"(temporarily|has been|is|are|account|user) (locked|blocked|banned|suspended)|locked out|quota|limit (reached|exceeded)",
    re.IGNORECASE,
)
SHORT = 600


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
    said: str = ""
    """How the answer said so, where its status did not."""


@dataclass(frozen=True, slots=True)
class Burst:
    """A row of attempts and what came of it."""

    tries: tuple[Try, ...]
    bound: str = ""
    """The declared bound, `10/minute`; empty where none is declared."""
    aim: int = 0
    """How many attempts would show that there is no limit."""
    seconds: float = 0.0
    """How long it took."""
    window: int = USUAL_SECONDS
    """The seconds for which the bound is kept."""
    too_slow: str = ""
    """Why the bound cannot be reached; nothing was sent then."""
    alive: bool = True
    """Whether the host still answered something else, where nothing came back at last."""

    @property
    def stopped(self) -> str:
        """What stopped it, in a few words; empty where nothing did."""
        if not self.tries:
            return ""
        last = self.tries[-1]
        if last.limited:
            return f"attempt {len(self.tries)} was refused ({last.said or last.status})"
        if self._is_shut():
            return (
                f"attempt {len(self.tries) - SHUT + 1} and those after it got no answer, while the host answered others"
            )
        return f"the answers were made slow ({last.milliseconds:.0f} ms at last)" if slowed(self.tries) else ""

    def _is_shut(self) -> bool:
        silent = len(self.tries) > SHUT and all(one.status == 0 for one in self.tries[-SHUT:])
        return silent and self.alive

    @property
    def unclear(self) -> str:
        """Why the burst proves no missing limit, although nothing stopped it; empty where it proves it."""
        if self.too_slow:
            return self.too_slow
        if any(one.status == 0 for one in self.tries):
            lost = sum(one.status == 0 for one in self.tries)
            return f"{lost} of {len(self.tries)} attempts were not answered"
        if len(self.tries) < self.aim:
            return f"only {len(self.tries)} of {self.aim} attempts were made"
        if self.seconds > self.window:
            return f"{self.aim} attempts took {self.seconds:.0f} seconds: too slow for a limit that counts {self.window} of them"
        return ""


def slowed(tries: tuple[Try, ...]) -> bool:
    """Whether the last answers all came much later than the first ones."""
    if len(tries) < 2 * SHUT:
        return False
    first, last = tries[:SHUT], tries[-SHUT:]
    usual = max(one.milliseconds for one in first)
    return min(one.milliseconds for one in last) > max(SLOWED_MS, SLOWED_TIMES * usual)


@dataclass(slots=True)
class Bursting:
    """Sends a burst; `make` gives each request, so that no two need be the same."""

    world: "World"
    make: Callable[[], Request]
    usual: int
    """How many attempts are tried where no bound is declared."""
    limit: Limit | None = None
    session: "Session | None" = None
    elsewhere: str = ""
    """An address at the same host that anybody may ask, to see whether it still answers."""
    speaks: bool = False
    """Whether what is answered are a model's words, which may speak of anything."""
    replies: list[Answer] | None = None
    """Where to keep the answers that no limit gave; None for nowhere."""
    first: Answer | None = None

    async def go(self) -> Burst:
        """Up to the aim, or to the first sign of a limit."""
        aim, window = self._aim()
        bound = self.limit.text() if self.limit else ""
        rate = self.world.declaration.consent.requests_per_second
        if self.limit and aim > MOST:
            return Burst(
                (), bound, aim, 0.0, window, f"the declared bound of {bound} is more than a run sends ({MOST})"
            )
        if aim / rate > window:
            return Burst(
                (), bound, aim, 0.0, window, f"at {rate:g} requests a second, {aim} take longer than {window} seconds"
            )
        tries: list[Try] = []
        started = time.monotonic()
        while len(tries) < aim and not self._is_over(tries):
            slow = bool(tries) and tries[0].milliseconds > PATIENT_MS and not slowed(tuple(tries))
            many = min(AT_ONCE, aim - len(tries)) if slow else 1
            replies = await asyncio.gather(*(self.world.send(self.make(), session=self.session) for _ in range(many)))
            tries += [self.take(reply) for reply in replies]
            if any(isinstance(one, Silence) and one.why is Why.NOT_SENT for one in replies):
                break
        seconds = time.monotonic() - started
        alive = True
        if tries and tries[-1].status == 0 and self.elsewhere:
            alive = isinstance(await self.world.get(self.elsewhere), Answer)
        ordered = sorted(tries, key=lambda one: one.limited) if any(one.limited for one in tries) else tries
        return Burst(tuple(ordered), bound, aim, round(seconds, 1), window, alive=alive)

    def take(self, reply: Reply, header: str = "") -> Try:
        """What an answer says of a limit."""
        if not isinstance(reply, Answer):
            return Try(0, 0.0, limited=False, header=header)
        if self.first is None:
            self.first = reply
        if is_refused(reply):
            return Try(reply.status, reply.milliseconds, limited=True, header=header)
        said = told(reply, self.first, speaks=self.speaks)
        if self.replies is not None and not said:
            self.replies.append(reply)
        return Try(reply.status, reply.milliseconds, limited=bool(said), header=header, said=said)

    def _aim(self) -> tuple[int, int]:
        if self.limit is None:
            return self.usual, USUAL_SECONDS
        most, seconds = self.limit.most, self.limit.seconds
        # Twice the bound and two: a count that began anew in the middle of the burst is no missing limit.
        return (2 * most + 2 if seconds <= USUAL_SECONDS else most + max(3, most // 10)), seconds

    def _is_over(self, tries: list[Try]) -> bool:
        shut = len(tries) > SHUT and all(one.status == 0 for one in tries[-SHUT:])
        lost = not any(one.status for one in tries) and len(tries) >= SHUT
        return any(one.limited for one in tries) or shut or lost or slowed(tuple(tries))


def told(reply: Answer, first: Answer, *, speaks: bool = False) -> str:
    """The words by which an answer speaks of a limit, where the first one did not."""
    if reply is first:
        return ""
    if speaks and reply.status < 400 and _form(reply) == _form(first):  # noqa: PLR2004 - HTTP's refusals start here
        return ""
    if not speaks and SAYS.search(first.body[:SHORT]):
        return ""
    found = SAYS.search(reply.body[:SHORT])
    return f"{reply.status}, and it says: {found[0]}" if found else ""


def _form(reply: Answer) -> str:
    value: Json = reply.json()
    return str(sorted(value)) if isinstance(value, dict) else type(value).__name__
