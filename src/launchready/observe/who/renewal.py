"""Knows when a session has ended, so that it is renewed once and never in a loop."""

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.who.session import Session

Who = tuple[str, str | None]
"""A principal, and the surface that it signs in at."""
SignInAgain = Callable[[], Awaitable[Session]]
Send = Callable[[Request, Session], Awaitable[Reply]]
UNAUTHORIZED = 401
MOST = 20
"""Renewals of one principal in a run."""
TRUSTED_S = 5.0
"""Seconds for which a session that was seen to hold is not doubted again."""
FIRST = 10_000
"""The numbers of renewed sessions begin here; the smaller ones are those that checks ask for."""


@dataclass(slots=True)
class Renewals:
    """What is known of the sessions of a run."""

    worked: dict[Who, Request] = field(default_factory=dict)
    """The last read that each session was good for."""
    forms: dict[str, str] = field(default_factory=dict)
    """How each principal's session is sent, for people who repeat a request."""
    _count: dict[Who, int] = field(default_factory=dict)
    _trusted: dict[Who, float] = field(default_factory=dict)
    _locks: dict[Who, asyncio.Lock] = field(default_factory=dict)

    def number(self, who: Who) -> int:
        """The number of the session that is in use."""
        count = self._count.get(who, 0)
        return FIRST + count if count else 0

    async def replaced(self, who: Who, session: Session, sign_in: SignInAgain, send: Send) -> Session | None:
        """A session in the place of one that has ended; None where it has not, or where it cannot be had.

        Args:
            who: whose it is.
            session: the one that was refused.
            sign_in: gives the session in use.
            send: sends a request with a session.
        """
        async with self._locks.setdefault(who, asyncio.Lock()):
            current = await sign_in()
            if current is not session:
                return current
            over, known = is_over(session.token), self.worked.get(who)
            if not self._may(who) or not (over or (known and not self._is_trusted(who))):
                return None
            if not over and known:
                still = await send(known, session)
                if not isinstance(still, Answer) or still.status != UNAUTHORIZED:
                    self._trusted[who] = time.monotonic()
                    return None
            self._count[who] = self._count.get(who, 0) + 1
            self.worked.pop(who, None)
            try:
                return await sign_in()
            except CannotLook:
                return None

    def _may(self, who: Who) -> bool:
        """Whether another renewal is allowed."""
        return self._count.get(who, 0) < MOST

    def _is_trusted(self, who: Who) -> bool:
        """Whether the session was seen to hold a moment ago."""
        return time.monotonic() - self._trusted.get(who, -TRUSTED_S) < TRUSTED_S


def is_over(token: str | None, now: float | None = None) -> bool:
    """Whether a JSON Web Token says that its time is over; False for what says nothing."""
    parts = (token or "").split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, claims, signature
        return False
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        end = claims.get("exp")
    except (ValueError, AttributeError):
        return False
    return isinstance(end, int | float) and end <= (time.time() if now is None else now)
