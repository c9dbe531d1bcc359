"""What goes in and out of the API; unknown fields are refused."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from bazaar.app.records import Role, ToolUse

LONGEST_LINE = 200
Unbounded = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^\x00-\x1f\x7f]*$")]
Line = Annotated[Unbounded, StringConstraints(max_length=LONGEST_LINE)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Note = Annotated[str, StringConstraints(max_length=1000)]
Password = Annotated[str, StringConstraints(min_length=10, max_length=200)]
_ADDRESS = r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f]+$"
Email = Annotated[str, StringConstraints(max_length=254, pattern=_ADDRESS)]
Price = Annotated[float, Field(gt=0, le=10_000)]


class In(BaseModel):
    """Anything that comes in."""

    model_config = ConfigDict(extra="forbid")


class Closed(BaseModel):
    """What comes in where a fault may take more than the form offers; the routes refuse it, as `In` does."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"additionalProperties": False})


class Out(BaseModel):
    """Anything that goes out; made from a record."""

    model_config = ConfigDict(from_attributes=True)


class SignUp(Closed):
    """A new account."""

    email: Email
    password: Password
    name: Line


class SignIn(In):
    """An address and its password."""

    email: Email
    password: Annotated[str, StringConstraints(max_length=200)] | SkipJsonSchema[dict[str, str]]  # refused by the route


class ResetWish(In):
    """Where the link for a new password goes."""

    email: Email


class ResetConfirm(In):
    """The token of the link, and the new password."""

    token: Annotated[str, StringConstraints(max_length=200)]
    password: Password


class Accepted(Out):
    """The same for everybody."""

    status: Literal["accepted"] = "accepted"


class Who(Out):
    """A user, briefly."""

    id: str
    role: Role


class SignedInOut(Out):
    """A token for API clients; browsers get a cookie as well."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the name of a kind of token
    expires_in: int
    user: Who


class Me(Out):
    """The signed-in user."""

    id: str
    email: str
    name: str
    role: Role


class MeChange(Closed):
    """What users change about themselves: their name, and nothing else."""

    name: Line | None = None


class ListingIn(In):
    """A new listing."""

    title: Line
    description: Text
    price: Price
    instructions: Annotated[str, StringConstraints(max_length=4000)] = ""


class ListingChange(In):
    """What changes about a listing."""

    title: Line | None = None
    description: Text | None = None
    price: Price | None = None
    instructions: Annotated[str, StringConstraints(max_length=4000)] | None = None


class ListingOut(Out):
    """A listing as everybody sees it."""

    id: str
    seller_id: str
    title: str
    description: str
    price: float
    currency: str
    state: str
    instructions: str | None = Field(default=None, description="for its seller alone")


class ConversationIn(In):
    """A new conversation."""

    listing_id: Line
    title: Line


class ConversationChange(Closed):
    """A new title; its length is looked at where it is kept."""

    title: Annotated[Unbounded, Field(json_schema_extra={"maxLength": LONGEST_LINE})]


class ConversationOut(Out):
    """A conversation."""

    id: str
    listing_id: str
    title: str
    created_at: str


class MessageIn(In):
    """What the user says, with files they attach."""

    content: Text
    file_ids: Annotated[list[Line], Field(max_length=5)] = []


class MessageOut(Out):
    """What one side said."""

    id: str
    role: str
    content: str
    tool_calls: list[ToolUse]
    created_at: str


class FileOut(Out):
    """A file, without its content."""

    id: str
    name: str
    size: int
    created_at: str


class OrderIn(Closed):
    """A new order."""

    listing_id: Line
    note: Note = ""


class OrderOut(Out):
    """An order."""

    id: str
    listing_id: str
    note: str
    total: float
    received: float
    currency: str
    state: str
    created_at: str


class PaymentData(BaseModel):
    """What was paid."""

    order_id: Line


class PaymentEvent(BaseModel):
    """What the payment provider says; it may say more than we read."""

    id: Line
    type: Line
    data: PaymentData


class Received(Out):
    """The event has been dealt with."""

    status: Literal["ok", "ignored"] = "ok"


class ApprovalOut(Out):
    """An action that waits for its user's word, or has had it."""

    id: str
    conversation_id: str
    tool: str
    arguments: dict[str, str]
    state: str
    created_at: str
    result: str | None = None


class ApprovalAnswer(In):
    """The user's word."""

    answer: Literal["approve", "reject"]


class EscalationIn(In):
    """A call for a person."""

    conversation_id: Line | None = None
    reason: Note


class EscalationOut(Out):
    """A talk that a person takes over."""

    id: str
    conversation_id: str | None
    reason: str
    created_at: str


class Found(Out):
    """One thing that search found."""

    kind: Literal["listing", "message", "conversation", "file"]
    id: str
    title: str
    excerpt: str


class UserOut(Out):
    """A user as admins see them."""

    id: str
    email: str
    name: str
    role: Role


class FailureWish(In):
    """A remark that the error carries."""

    note: Note = ""


class Health(Out):
    """How the product is."""

    status: Literal["ok", "failing"]
    database: Literal["ok", "failing"]
    release: str


class ErrorBody(Out):
    """What went wrong."""

    code: str
    message: str
    request_id: str | None


class ErrorOut(Out):
    """Every error looks like this."""

    error: ErrorBody
