"""Knows when a session has ended or lacks a token against other sites' forms, so that it is mended once and never in a loop."""

import asyncio
import base64
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.who.guarded import guarded, wants_token
from launchready.observe.who.session import Session

Who = tuple[str, str | None]
"""A principal, and the surface that it signs in at."""
SignInAgain = Callable[[], Awaitable[Session]]
Send = Callable[[Request, Session | None], Awaitable[Reply]]
ENDED = frozenset({401, 419, 440, 498})
"""What says that nobody known asks: HTTP's own, and what frameworks and servers made up for a session that has timed out."""
FORBIDDEN = 403
TO_SIGN_IN = re.compile(r"log-?in|sign-?in|/auth\b|session/new", re.IGNORECASE)
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
    _guarded: dict[int, tuple[Session, Session]] = field(default_factory=dict)
    """The sessions that carry a token against other sites' forms, by those that they were made of."""
    _unguarded: set[Who] = field(default_factory=set)
    """For whom nothing hands out such a token."""
    _count: dict[Who, int] = field(default_factory=dict)
    _tokens: dict[Who, int] = field(default_factory=dict)
    _trusted: dict[Who, float] = field(default_factory=dict)
    _locks: dict[Who, asyncio.Lock] = field(default_factory=dict)

    def number(self, who: Who) -> int:
        """The number of the session that is in use."""
        count = self._count.get(who, 0)
        return FIRST + count if count else 0

    def in_use(self, session: Session) -> Session:
        """The session as it is sent: with a token against other sites' forms, where the product asked for one."""
        return self._guarded.get(id(session), (session, session))[1]

    async def mended(
        self, who: Who, session: Session, reply: Reply, sign_in: SignInAgain, send: Send
    ) -> Session | None:
        """A session with which a refused request is worth sending again; None where none is."""
        if wants_token(reply):
            return await self._with_token(who, session, reply.request.url, sign_in, send)
        return await self.replaced(who, session, sign_in, send) if says_over(reply, session) else None

    async def _with_token(
        self, who: Who, session: Session, near: str, sign_in: SignInAgain, send: Send
    ) -> Session | None:
        async with self._locks.setdefault(who, asyncio.Lock()):
            current = await sign_in()
            if current is not session:
                return current
            if who in self._unguarded or not self._may(who):
                return None
            found = await guarded(session, near, send)
            if found is None:
                self._unguarded.add(who)
                return None
            base = next((one for one, own in self._guarded.values() if own is session), session)
            self._guarded[id(base)] = (base, found)
            self._tokens[who] = self._tokens.get(who, 0) + 1
            return found

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
                if not says_over(still, session):
                    self._trusted[who] = time.monotonic()
                    return None
            self._count[who] = self._count.get(who, 0) + 1
            self.worked.pop(who, None)
            try:
                return await sign_in()
            except CannotLook:
                return None

    def _may(self, who: Who) -> bool:
        """Whether another renewal, or another token, is allowed."""
        return self._count.get(who, 0) < MOST and self._tokens.get(who, 0) < MOST

    def _is_trusted(self, who: Who) -> bool:
        """Whether the session was seen to hold a moment ago."""
        return time.monotonic() - self._trusted.get(who, -TRUSTED_S) < TRUSTED_S


def says_over(reply: Reply, session: Session) -> bool:
    """Whether an answer may mean that the session has ended: some send whoever is not known to the sign-in, and some that
    know people by cookies refuse them as they refuse those who may not.
    """
    if not isinstance(reply, Answer):
        return False
    if 300 <= reply.status < 400:  # noqa: PLR2004 - HTTP's redirects
        return TO_SIGN_IN.search(urlsplit(reply.header("Location") or "").path) is not None
    return reply.status in ENDED or (reply.status == FORBIDDEN and session.token is None and bool(session.headers))


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
