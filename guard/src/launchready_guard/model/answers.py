"""What people answer to a model's wish, and the links and codes that carry an answer: signed, for one wish as it stands, once.

A mark covers the wish's id, tool, arguments, user, expiry and state, and the answer. So a link that was sent before a wish was
handed to somebody else is void afterwards, as is one for other arguments.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from launchready_guard.model.arguments import bound

SHORTEST_KEY = 16
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none looks like another
_CODE = 10
_HEARD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})
_LONGEST = 4096


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


class Signer:
    """Signs what carries an answer."""

    def __init__(self, key: bytes) -> None:
        """Takes the key.

        Raises:
            ValueError: it is too short.
        """
        if len(key) < SHORTEST_KEY:
            raise ValueError(f"a signing key has {SHORTEST_KEY} bytes or more")
        self._key = key

    def link(self, wish: Wish, answer: Answer, to: str) -> str:
        """One answer to the wish as it stands."""
        said = _base64(json.dumps([wish.id, answer, to, wish.state, _held(wish)]).encode())
        return f"{said}.{self._mark('link', said)}"

    def named(self, link: str) -> str | None:
        """The wish that a link of ours is for."""
        said = self._read(link)
        return said[0] if said else None

    def opened(self, link: str, wish: Wish) -> tuple[Answer, str]:
        """The answer that a link carries, and whom it was made for.

        Raises:
            CannotDecideError: it is not ours, or not for the wish as it stands.
        """
        said = self._read(link)
        if said is None or said[0] != wish.id:
            raise CannotDecideError("the link is not ours")
        _, answer, to, state, held = said
        if state != wish.state or held != _held(wish):
            raise CannotDecideError(f"it is {wish.state}")
        return Answer(answer), to

    def code(self, wish: Wish, answer: Answer) -> str:
        """Fifty bits in symbols that can be read aloud."""
        number = int.from_bytes(self._digest("code", [wish.id, answer, wish.state, _held(wish)])[:8], "big")
        said = "".join(_SYMBOLS[number >> 5 * place & 31] for place in range(_CODE))
        return f"{said[: _CODE // 2]}-{said[_CODE // 2 :]}"

    def spoken(self, code: str, wish: Wish) -> Answer | None:
        """The answer that a code carries for this wish, however it is written."""
        heard = code.strip().upper().translate(_HEARD).encode("utf-8", "replace")
        for answer in (Answer.APPROVE, Answer.REJECT, Answer.TERMINATE, Answer.ESCALATE):
            if hmac.compare_digest(heard, self.code(wish, answer).replace("-", "").encode()):
                return answer
        return None

    def form(self, wish: Wish, account: str) -> str:
        """What a form carries that was shown to this account: another site cannot know it, and it is for this wish as it stands."""
        return _base64(self._digest("form", [wish.id, account, wish.state, _held(wish)]))

    def _read(self, link: str) -> tuple[str, str, str, str, str] | None:
        said, _, mark = link.partition(".")
        right = self._mark("link", said) if len(link) <= _LONGEST else ""
        if not right or not hmac.compare_digest(mark.encode("utf-8", "replace"), right.encode()):
            return None
        try:
            name, answer, to, state, held = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
        except (ValueError, binascii.Error):  # pragma: no cover - what we signed can be read
            return None
        return name, answer, to, state, held

    def _mark(self, what: str, said: str) -> str:
        return _base64(self._digest(what, [said]))

    def _digest(self, what: str, said: list[str]) -> bytes:
        text = json.dumps(["launchready-guard approval", what, *said])
        return hmac.digest(self._key, text.encode(), hashlib.sha256)


def _held(wish: Wish) -> str:
    """What was shown: the tool, the arguments, the user and the expiry."""
    return bound(wish.tool, wish.arguments, wish.user, wish.until)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
