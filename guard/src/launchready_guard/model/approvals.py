"""Wishes of a model that a person answers: kept in SQLite, each bound to exactly what was shown, and good for one use.

A wish is bound to a hash of tool, arguments, user and expiry. What is run later is hashed again: another argument, another
user or a later hour is another wish. Using one up is a single statement, so that of two processes one alone gets it; what is
written is on the disk before anybody is told.
"""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from launchready_guard.kept import Kept
from launchready_guard.model.arguments import bound, canonical

QUARTER = 900
SHORTEST_KEY = 16

_TABLE = """
create table if not exists approvals (
    id text primary key, bound text not null, tool text not null, arguments text not null, user text not null,
    until real not null, state text not null, by text, why text not null default '', at real
)
"""


class Answer(StrEnum):
    """What a person says to a wish."""

    APPROVE = "approve"
    MODIFY = "modify"
    """Yes, with other arguments."""
    REJECT = "reject"
    TERMINATE = "terminate"
    """No, and the conversation ends."""
    ESCALATE = "escalate"
    """Somebody else decides."""


class State(StrEnum):
    """How far a wish is."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    TERMINATED = "terminated"
    ESCALATED = "escalated"
    """It still waits: for somebody else."""
    USED = "used"
    EXPIRED = "expired"


class CannotDecideError(Exception):
    """The answer does not count; the words say why."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a model wants to do."""

    id: str
    tool: str
    arguments: Mapping[str, Any]
    user: str
    until: float
    """Seconds since 1970."""
    state: State
    by: str | None
    """Who answered."""
    why: str


class Approvals:
    """The wishes of one product."""

    def __init__(
        self, path: Path, key: bytes, *, life: float = QUARTER, clock: Callable[[], float] = time.time
    ) -> None:
        """Opens or makes the file.

        Args:
            path: an SQLite file, which several processes may share.
            key: signs links; 16 bytes or more.
            life: seconds for which a wish waits and, once approved, may be used.
            clock: seconds since 1970.

        Raises:
            ValueError: the key is too short.
        """
        if len(key) < SHORTEST_KEY:
            raise ValueError(f"a signing key has {SHORTEST_KEY} bytes or more")
        self._file = Kept(path, _TABLE)
        self._key, self._life, self._clock = key, life, clock

    def ask(self, tool: str, arguments: Mapping[str, Any], user: str) -> Wish:
        """Keeps a wish until somebody answers it."""
        name, until = secrets.token_urlsafe(18), self._clock() + self._life
        said = canonical(arguments)
        with self._file.open() as file:
            file.execute(
                "insert into approvals (id, bound, tool, arguments, user, until, state) values (?, ?, ?, ?, ?, ?, ?)",
                (name, bound(tool, arguments, user, until), tool, said, user, until, State.WAITING),
            )
        return Wish(name, tool, json.loads(said), user, until, State.WAITING, None, "")

    def get(self, name: str) -> Wish | None:
        """A wish as it stands now."""
        with self._file.open() as file:
            row = file.execute(
                "select id, tool, arguments, user, until, state, by, why from approvals where id = ?", (name,)
            ).fetchone()
        return self._wish(row) if row else None

    def waiting(self) -> list[Wish]:
        """What waits for an answer, the oldest first."""
        with self._file.open() as file:
            rows = file.execute(
                "select id, tool, arguments, user, until, state, by, why from approvals"
                " where state in (?, ?) and until > ? order by until",
                (State.WAITING, State.ESCALATED, self._clock()),
            ).fetchall()
        return [self._wish(row) for row in rows]

    def decide(
        self, name: str, answer: Answer, by: str, *, arguments: Mapping[str, Any] | None = None, why: str = ""
    ) -> Wish:
        """Answers a wish.

        Args:
            name: the wish's id.
            answer: one of the five.
            by: who answers.
            arguments: with `MODIFY`, what may be done instead.
            why: for the log, and for the model when it is refused.

        Raises:
            CannotDecideError: there is no such wish, it was answered or ran out, or arguments lack or are too many.
        """
        if (answer is Answer.MODIFY) != (arguments is not None):
            raise CannotDecideError("other arguments go with 'modify', and with nothing else")
        wish = self.get(name)
        if wish is None or wish.state not in {State.WAITING, State.ESCALATED}:
            raise CannotDecideError(f"it is {wish.state}" if wish else "there is no such wish")
        held = wish.arguments if arguments is None else arguments
        with self._file.open() as file:
            done = file.execute(
                "update approvals set state = ?, bound = ?, arguments = ?, by = ?, why = ?, at = ?"
                " where id = ? and state in (?, ?) and until > ?",
                (
                    _AFTER[answer],
                    bound(wish.tool, held, wish.user, wish.until),
                    canonical(held),
                    by,
                    why,
                    self._clock(),
                    name,
                    State.WAITING,
                    State.ESCALATED,
                    self._clock(),
                ),
            )
        if done.rowcount != 1:
            raise CannotDecideError("somebody else answered it, or it ran out")
        found = self.get(name)
        assert found is not None
        return found

    def use(self, name: str, tool: str, arguments: Mapping[str, Any], user: str) -> bool:
        """Whether this very wish was approved; it never is again."""
        wish = self.get(name)
        if wish is None:
            return False
        with self._file.open() as file:
            done = file.execute(
                "update approvals set state = ? where id = ? and state = ? and bound = ? and until > ?",
                (State.USED, name, State.APPROVED, bound(tool, arguments, user, wish.until), self._clock()),
            )
        return done.rowcount == 1

    def link(self, name: str, answer: Answer) -> str:
        """What a signed link carries: the wish, one answer to it, and the proof that we wrote it."""
        return f"{name}.{answer}.{self._signed(name, answer)}"

    def follow(self, link: str, by: str) -> Wish:
        """Answers as a signed link says. Ask for a click on the page that it opens: mail scanners follow links too.

        Raises:
            CannotDecideError: the link is not ours, or the wish cannot be answered.
        """
        name, _, rest = link.partition(".")
        said, _, mark = rest.partition(".")
        if said not in _BY_LINK or not hmac.compare_digest(mark.encode(), self._signed(name, said).encode()):
            raise CannotDecideError("the link is not ours")
        return self.decide(name, Answer(said), by)

    def _signed(self, name: str, answer: str) -> str:
        return hmac.digest(
            self._key, f"approval {name} {answer}".encode("utf-8", "surrogatepass"), hashlib.sha256
        ).hex()

    def _wish(self, row: tuple[Any, ...]) -> Wish:
        name, tool, arguments, user, until, state, by, why = row
        over = until <= self._clock() and state in {State.WAITING, State.ESCALATED, State.APPROVED}
        return Wish(name, tool, json.loads(arguments), user, until, State.EXPIRED if over else State(state), by, why)


_AFTER = {
    Answer.APPROVE: State.APPROVED,
    Answer.MODIFY: State.APPROVED,
    Answer.REJECT: State.REJECTED,
    Answer.TERMINATE: State.TERMINATED,
    Answer.ESCALATE: State.ESCALATED,
}
_BY_LINK = {Answer.APPROVE, Answer.REJECT, Answer.TERMINATE, Answer.ESCALATE}
