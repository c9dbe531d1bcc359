"""Wishes of a model that a person answers: kept on the disk, each bound to exactly what was shown, and good for one use.

A wish is bound to a hash of tool, arguments, user and expiry. What is run later is hashed again: another argument, another
user or a later hour is another wish. Using one up is a single statement, so that of two processes one alone gets it; what is
written is on the disk before anybody is told.
"""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launchready_guard.kept import Records, plain, records
from launchready_guard.model.answers import Answer, CannotDecideError, Signer, State, Wish
from launchready_guard.model.arguments import bound, canonical

__all__ = ["Answer", "Approvals", "CannotDecideError", "Offer", "State", "Wish"]

QUARTER = 900
_TABLE = """
create table if not exists launchready_guard_approvals (
    id text primary key, bound text not null, tool text not null, arguments text not null, account text not null,
    until double precision not null, state text not null, by text, why text not null default '', at double precision
)
"""
_OPEN = (State.WAITING, State.ESCALATED)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a signed link or a code says, once it is known to be ours and the wish still waits."""

    wish: Wish
    answer: Answer
    to: str
    """Whom it was made for."""


class Approvals:
    """The wishes of one product."""

    def __init__(
        self,
        where: Path | Records,
        key: bytes,
        *,
        life: float = QUARTER,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Opens or makes them.

        Args:
            where: an SQLite file, or a table of `stores.postgres_records.PostgresRecords`; several processes may share it.
            key: signs links and codes; 16 bytes or more, and the same in every process.
            life: seconds for which a wish waits and, once approved, may be used.
            clock: seconds since 1970.

        Raises:
            ValueError: the key is too short.
        """
        self.signer = Signer(key)
        self._records, self._life, self._clock = records(where), life, clock
        self._records.prepare("launchready_guard_approvals", _TABLE)

    def ask(self, tool: str, arguments: Mapping[str, Any], user: str) -> Wish:
        """Keeps a wish until somebody answers it."""
        name, until = secrets.token_urlsafe(18), self._clock() + self._life
        said = canonical(arguments)
        self._records.run(
            "insert into launchready_guard_approvals (id, bound, tool, arguments, account, until, state)"
            " values ($1, $2, $3, $4, $5, $6, $7)",
            *(name, bound(tool, arguments, user, until), tool, said, user, until, State.WAITING.value),
        )
        return Wish(name, tool, json.loads(said), user, until, State.WAITING, None, "")

    def get(self, name: str) -> Wish | None:
        """A wish as it stands now."""
        statement = (
            "select id, tool, arguments, account, until, state, by, why from launchready_guard_approvals where id = $1"
        )
        rows = self._records.run(statement, plain(name))
        return self._wish(rows[0]) if rows else None

    def waiting(self) -> list[Wish]:
        """What waits for an answer, the oldest first."""
        rows = self._records.run(
            "select id, tool, arguments, account, until, state, by, why from launchready_guard_approvals"
            " where state in ($1, $2) and until > $3 order by until, id",
            *(*(one.value for one in _OPEN), self._clock()),
        )
        return [self._wish(row) for row in rows]

    def decide(
        self,
        name: str,
        answer: Answer,
        by: str,
        *,
        arguments: Mapping[str, Any] | None = None,
        why: str = "",
        seen: Wish | None = None,
    ) -> Wish:
        """Answers a wish.

        Args:
            name: the wish's id.
            answer: one of the five.
            by: who answers.
            arguments: with `MODIFY`, what may be done instead.
            why: for the log, and for the model when it is refused.
            seen: the wish as it was shown to who answers; by default as it stands now.

        Raises:
            CannotDecideError: there is no such wish, it was answered or ran out, or arguments lack or are too many.
        """
        if (answer is Answer.MODIFY) != (arguments is not None):
            raise CannotDecideError("other arguments go with 'modify', and with nothing else")
        wish = seen or self.get(name)
        if wish is None or wish.id != name:
            raise CannotDecideError("there is no such wish")
        if wish.state not in _OPEN:
            raise CannotDecideError(f"it is {wish.state}")
        held = wish.arguments if arguments is None else arguments
        now = self._clock()
        rows = self._records.run(
            "update launchready_guard_approvals set state = $1, bound = $2, arguments = $3, by = $4, why = $5, at = $6"
            " where id = $7 and state = $8 and bound = $9 and until > $10"
            " returning id, tool, arguments, account, until, state, by, why",
            _AFTER[answer].value,
            bound(wish.tool, held, wish.user, wish.until),
            canonical(held),
            plain(by),
            plain(why),
            now,
            name,
            wish.state.value,
            bound(wish.tool, wish.arguments, wish.user, wish.until),
            now,
        )
        if not rows:
            raise CannotDecideError("somebody else answered it, or it ran out")
        return self._wish(rows[0])

    def use(self, name: str, tool: str, arguments: Mapping[str, Any], user: str) -> bool:
        """Whether this very wish was approved; it never is again."""
        wish = self.get(name)
        if wish is None:
            return False
        rows = self._records.run(
            "update launchready_guard_approvals set state = $1"
            " where id = $2 and state = $3 and bound = $4 and until > $5 returning id",
            State.USED.value,
            name,
            State.APPROVED.value,
            bound(tool, arguments, user, wish.until),
            self._clock(),
        )
        return len(rows) == 1

    def link(self, name: str, answer: Answer, *, to: str = "") -> str:
        """What a signed link carries: one answer to one wish as it stands, whom it is for, and the proof that we wrote it.

        Raises:
            CannotDecideError: there is no such wish, it does not wait, or the answer needs more than a yes.
        """
        return self.signer.link(self._waits(name, answer), answer, to)

    def code(self, name: str, answer: Answer) -> str:
        """The same as eleven characters that can be read aloud; good for as long as the wish waits.

        Raises:
            CannotDecideError: there is no such wish, it does not wait, or the answer needs more than a yes.
        """
        return self.signer.code(self._waits(name, answer), answer)

    def opened(self, link: str) -> Offer:
        """What a signed link offers. It decides nothing: mail scanners follow links too.

        Raises:
            CannotDecideError: the link is not ours, or the wish was answered, handed on or ran out since.
        """
        name = self.signer.named(link)
        wish = self.get(name) if name else None
        if wish is None:
            raise CannotDecideError("the link is not ours")
        answer, to = self.signer.opened(link, wish)
        return Offer(wish, answer, to)

    def spoken(self, code: str) -> Offer:
        """What a code offers. Bound how often one address may try: `ApprovalDesk` does.

        Raises:
            CannotDecideError: it is the code of nothing that waits.
        """
        for wish in self.waiting():
            if answer := self.signer.spoken(code, wish):
                return Offer(wish, answer, "")
        raise CannotDecideError("nothing that waits has this code")

    def follow(self, link: str, by: str = "") -> Wish:
        """Answers as a signed link says; ask for a click on a page first. `by` is whom the link was made for, where it says.

        Raises:
            CannotDecideError: the link is not ours, or the wish cannot be answered.
        """
        offer = self.opened(link)
        return self.decide(offer.wish.id, offer.answer, offer.to or by or "a signed link", seen=offer.wish)

    def _waits(self, name: str, answer: Answer) -> Wish:
        wish = self.get(name)
        if wish is None or wish.state not in _OPEN:
            raise CannotDecideError(f"it is {wish.state}" if wish else "there is no such wish")
        if answer is Answer.MODIFY:
            raise CannotDecideError("other arguments are given on the page, not by a link or a code")
        return wish

    def _wish(self, row: tuple[Any, ...]) -> Wish:
        name, tool, arguments, user, until, state, by, why = row
        over = until <= self._clock() and state in {*_OPEN, State.APPROVED}
        return Wish(name, tool, json.loads(arguments), user, until, State.EXPIRED if over else State(state), by, why)


_AFTER = {
    Answer.APPROVE: State.APPROVED,
    Answer.MODIFY: State.APPROVED,
    Answer.REJECT: State.REJECTED,
    Answer.TERMINATE: State.TERMINATED,
    Answer.ESCALATE: State.ESCALATED,
}
