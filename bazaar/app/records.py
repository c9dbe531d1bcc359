"""What the database holds: one frozen record a table, with fields named like its columns."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast

Role = Literal["buyer", "seller", "admin"]


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with an account."""

    id: str
    email: str
    name: str
    role: Role
    password_hash: str
    generation: int
    """Goes up when the password changes; older tokens are refused."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A chatbot that a seller offers."""

    id: str
    seller_id: str
    title: str
    description: str
    price: float
    instructions: str
    state: str
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Conversation:
    """A buyer's talk with a chatbot."""

    id: str
    user_id: str
    listing_id: str
    title: str
    created_at: str


@dataclass(frozen=True, slots=True)
class ToolUse:
    """One call of a tool in an answer, and what became of it."""

    name: str
    arguments: dict[str, str]
    state: str
    approval_id: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What one side said."""

    id: str
    conversation_id: str
    role: str
    content: str
    tool_calls: str
    created_at: str

    def uses(self) -> list[ToolUse]:
        """The tool calls of the message."""
        return [ToolUse(**use) for use in json.loads(self.tool_calls)]


@dataclass(frozen=True, slots=True)
class Output:
    """A conversation written out, to keep or to hand on."""

    id: str
    user_id: str
    conversation_id: str
    title: str
    content: str
    created_at: str


@dataclass(frozen=True, slots=True)
class File:
    """What somebody uploaded."""

    id: str
    user_id: str
    name: str
    size: int
    content: bytes
    created_at: str


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody buys."""

    id: str
    user_id: str
    listing_id: str
    note: str
    total: float
    state: str
    pay_ref: str | None
    created_at: str
    currency: str = "EUR"
    received: float = 0.0
    """What the payment provider says was paid."""


@dataclass(frozen=True, slots=True)
class Hook:
    """An address that a seller is told of orders at."""

    id: str
    user_id: str
    url: str


@dataclass(frozen=True, slots=True)
class Approval:
    """An action of the model's that waits for its user's word."""

    id: str
    user_id: str
    conversation_id: str
    tool: str
    arguments: str
    state: str
    created_at: str

    def given(self) -> dict[str, str]:
        """The arguments of the call."""
        return cast("dict[str, str]", json.loads(self.arguments))


@dataclass(frozen=True, slots=True)
class Escalation:
    """A talk that a person takes over."""

    id: str
    user_id: str
    conversation_id: str | None
    reason: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that search finds."""

    title: str
    body: str
    owner: str
    """The user it belongs to; empty for what everybody may read."""
    kind: str
    ref: str
    parent: str
    """What it goes away with, e.g. the conversation of a message."""


def now() -> str:
    """This moment, as it is written into records."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
