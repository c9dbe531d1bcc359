"""Talks to the model at length as one new user, until the day's ceiling is passed or something stops it; tells what it cost."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

import anyio

from launchready.observe.http import Answer, Reply
from launchready.observe.limits.burst import told
from launchready.observe.limits.chatting import Chatting, chatting
from launchready.observe.limits.tokens import Tokens, tokens_in
from launchready.observe.who.people import is_refused

if TYPE_CHECKING:
    from launchready.observe.world import World

MEASURED, GUESSED = (24_000, 12_000, 6_000, 4_000, 2_000, 1_000), (4_000, 2_000, 1_000)
"""Characters of a message, the longest first. Where nobody counts tokens none is so long that a product would quietly cut it."""
SHARE = 0.25
"""Of the ceiling, the most that one message may cost."""
AT_ONCE = 4
MOST_TURNS = 80
MOST_SECONDS = 230.0
LONGEST_WAIT = 65.0
LONG = 3600
"""Seconds from which on a limit is none of a minute."""
PAYMENT = 402
SUCCESS = range(200, 300)
OF_A_DAY = re.compile(
    r"\b(days?|daily|today|tomorrow|24.?hours|months?|monthly|quota|budget|credits?|allowance|upgrade)\b", re.IGNORECASE
)
LIMIT = re.compile(
    r"(reached|used up|exceeded|hit|out of|no more|not enough|insufficient)\s+(\w+\s+){0,3}?"
    r"(limit|quota|messages|credits?|allowance|budget|tokens)\b",
    re.IGNORECASE,
)
WORDS = "please tell me what the shop that we talked about last week has on offer for a small team that is new to this "


@dataclass(frozen=True, slots=True)
class Stop:
    """Something stopped the talk."""

    turns: int
    """Answers before it."""
    status: int
    after: int
    """Seconds until it opens again, as it says itself; 0 where it says nothing."""
    of_a_day: bool
    """Whether its words are of a day, a month or a sum: no proof, where it opens again within a minute."""
    stays: bool
    """Whether it was still shut after a minute."""
    said: str

    @property
    def is_long(self) -> bool:
        """Whether it is known to last for longer than a minute."""
        return self.stays or self.after >= LONG


@dataclass(frozen=True, slots=True)
class Spent:
    """What one user's talk cost, and what stopped it."""

    control: str
    works: bool
    characters: int
    """Of one message."""
    turns: int
    tokens: int
    sure: int
    """At the least."""
    measured: bool
    seconds: float
    stops: tuple[Stop, ...]
    ended: str
    """Why no more was sent; empty where something stopped it."""
    curl: str

    def cost(self, price: float, *, sure: bool = False) -> float:
        """In money, at a price of a thousand tokens."""
        return (self.sure if sure else self.tokens) * price / 1000


@dataclass(slots=True)
class _Talk:
    """One user's talk, and its bill."""

    chatting: Chatting
    price: float
    ceiling: float
    probe: float
    first: Answer
    began: float = field(default_factory=time.monotonic)
    turns: int = 0
    tokens: int = 0
    sure: int = 0
    dearest: int = 0
    """Tokens of the longest turn."""
    measured: bool = True
    stops: list[Stop] = field(default_factory=list)

    async def say(self, characters: int) -> Reply:
        """One long message, like no other."""
        text = f"{uuid4().hex[:8]}: {WORDS * (characters // len(WORDS) + 1)}"[:characters]
        request = self.chatting.message(text)
        reply = await self.chatting.world.send(request, session=self.chatting.session)
        if isinstance(reply, Answer) and reply.status in SUCCESS and not self.refusal(reply):
            self.count(tokens_in(text, reply))
        return reply

    def count(self, took: Tokens) -> None:
        """Puts a turn on the bill."""
        self.turns += 1
        self.tokens += took.count
        self.dearest = max(self.dearest, took.count)
        self.sure += took.sure
        self.measured &= took.measured

    def refusal(self, reply: Reply) -> str:
        """How an answer refuses to go on; empty where it does not."""
        if not isinstance(reply, Answer):
            return ""
        words = reply.body[:600]
        if is_refused(reply) or reply.status == PAYMENT:
            return f"{reply.status}: {words[:120].strip()}"
        # What is asked is a shop's offer: an answer that speaks of a limit is the product's, whatever its status.
        if (found := LIMIT.search(words)) and not LIMIT.search(self.first.body[:600]):
            return f"{reply.status}, and it says: {found[0]}"
        return told(reply, self.first)

    def costs(self, tokens: float) -> float:
        """In money."""
        return tokens * self.price / 1000

    async def length(self) -> int:
        """The longest message that is taken, and that costs no more than a part of the ceiling; 0 where none is."""
        lengths = MEASURED if self.measured else GUESSED
        fitting = [one for one in lengths if self.costs(one / 4) <= SHARE * self.ceiling] or [lengths[-1]]
        for one in fitting:
            reply = await self.say(one)
            if isinstance(reply, Answer) and (reply.status in SUCCESS or self.refusal(reply)):
                if refused := self.refusal(reply):
                    self.stop(reply, refused, stays=False)
                return one
        return 0

    def stop(self, reply: Answer, refused: str, *, stays: bool) -> None:
        """Takes down what stopped it."""
        after = reply.header("Retry-After") or ""
        seconds = int(after) if after.isdigit() else 0
        text = f"{reply.body[:600]} {' '.join(value for name, value in reply.headers if 'limit' in name.lower())}"
        of_a_day = OF_A_DAY.search(text) is not None
        self.stops.append(Stop(self.turns, reply.status, seconds, of_a_day, stays, refused))

    async def go(self, characters: int) -> str:
        """Up to the ceiling; why it ended where nothing stopped it for longer than a minute."""
        failed = 0
        while True:
            if self.stops and self.stops[-1].is_long:
                return ""
            if self.costs(self.sure) > self.ceiling:
                return "the ceiling is passed"
            each = self.costs(self.dearest)
            if self.costs(self.tokens) + each > self.probe:
                return f"no more than {self.probe:g} may be spent on it (spend.probe)"
            if self.turns >= MOST_TURNS:
                return f"{self.turns} messages are as many as a run sends"
            if time.monotonic() - self.began > MOST_SECONDS:
                return f"{self.turns} messages took {time.monotonic() - self.began:.0f} seconds"
            room = max(1, min(AT_ONCE, int((self.probe - self.costs(self.tokens)) / max(each, 1e-12))))
            replies = await asyncio.gather(*(self.say(characters) for _ in range(room)))
            refused = [one for one in replies if self.refusal(one)]
            failed += sum(
                not isinstance(one, Answer) or one.status not in SUCCESS for one in replies if one not in refused
            )
            if failed > AT_ONCE:
                return f"{failed} messages failed without naming a limit"
            if refused:
                await self._wait(refused[0], characters)

    async def _wait(self, reply: Reply, characters: int) -> None:
        """Waits for a limit of a minute, and looks whether it opens again."""
        assert isinstance(reply, Answer)
        self.stop(reply, self.refusal(reply), stays=False)
        last = self.stops[-1]
        if last.is_long or time.monotonic() - self.began + LONGEST_WAIT > MOST_SECONDS:
            return
        await anyio.sleep(min(LONGEST_WAIT, last.after + 0.5 if last.after else LONGEST_WAIT - 4))
        again = await self.say(characters)
        if isinstance(again, Answer) and (refused := self.refusal(again)):
            self.stop(again, refused, stays=True)


async def spending(world: "World", surface: str, price: float, ceiling: float, probe: float) -> Spent:
    """Spends, as an account made for it: nobody's own day is used up.

    Raises:
        CannotLook: no account can be made, or no conversation opened.
    """
    talk = await chatting(world, surface, "a day's spending", own=True)
    hello = "Hello, what can you help me with?"
    request = talk.message(hello)
    first = await world.send(request, session=talk.session)
    if not isinstance(first, Answer) or first.status not in SUCCESS or is_refused(first):
        return Spent(first.line(), False, 0, 0, 0, 0, False, 0.0, (), "", world.curl(request))  # noqa: FBT003 - by its place
    bill = _Talk(talk, price, ceiling, probe, first)
    bill.count(tokens_in(hello, first))
    characters = await bill.length()
    ended = await bill.go(characters) if characters else "no long message was taken"
    return Spent(
        first.line(),
        works=True,
        characters=characters,
        turns=bill.turns,
        tokens=bill.tokens,
        sure=bill.sure,
        measured=bill.measured,
        seconds=round(time.monotonic() - bill.began, 1),
        stops=tuple(bill.stops),
        ended=ended,
        curl=world.curl(talk.message(WORDS.strip())),
    )
