"""The shape of each kind of surface."""

from typing import Annotated, Literal

from pydantic import Field

from launchready.declare.addresses import Address, Host, ListenAddress, Origin, Url, UrlPath
from launchready.declare.calls import CallShape, Shape
from launchready.declare.chats import ActShape, OneTurnShape, PlantedShape, RefusedShape
from launchready.declare.limits import Life
from launchready.declare.mailboxes import Mailbox, Tagged
from launchready.declare.signatures import Signature
from launchready.declare.values import Name, Reference, Text

Environment = Literal["production", "staging", "development"]
HandedOver = Literal["self-harm", "medical", "legal", "dispute"]


class SurfaceShape(Shape):
    """What every surface has."""

    owner: Name | None = Field(None, description="Who answers for it: the name of an [owner.…].", examples=["backend"])
    environment: Environment = Field(
        "production", description="Which environment it belongs to.", examples=["production"]
    )


class WebShape(SurfaceShape):
    """Pages that people open in a browser."""

    kind: Literal["web"] = Field(description="What it is.", examples=["web"])
    url: Url = Field(description="Its canonical address.", examples=["https://example.com"])
    pages: list[UrlPath] = Field(["/"], description="Pages that anyone may see.", examples=[["/", "/login"]])
    private_pages: list[UrlPath] = Field(
        [], description="Pages that show a user their own data.", examples=[["/account"]]
    )
    aliases: list[Host] = Field([], description="Other names that must redirect to it.", examples=[["www.example.com"]])
    only_for: Text | None = Field(
        None,
        description="Who alone is let in, by a list of addresses or a VPN, for another environment than production.",
        examples=["the office and the VPN"],
    )


class ApiShape(SurfaceShape):
    """An HTTP API."""

    kind: Literal["api"] = Field(description="What it is.", examples=["api"])
    url: Url = Field(description="Its base address.", examples=["https://api.example.com"])
    openapi: UrlPath | None = Field(None, description="Where its OpenAPI document is.", examples=["/openapi.json"])
    openapi_file: Text | None = Field(
        None,
        description="A file with its OpenAPI document, where it publishes none, or not the whole.",
        examples=["docs/openapi.yaml"],
    )
    graphql: UrlPath | None = Field(None, description="Where its GraphQL endpoint is.", examples=["/graphql"])
    health: UrlPath | None = Field(None, description="A path that says whether it is well.", examples=["/health"])
    origins: list[Origin] = Field(
        [], description="Web origins that may read its answers with credentials.", examples=[["https://example.com"]]
    )


class AdminShape(SurfaceShape):
    """What only the staff may open."""

    kind: Literal["admin"] = Field(description="What it is.", examples=["admin"])
    url: Url = Field(description="Its address.", examples=["https://admin.example.com"])


class WebhookShape(SurfaceShape):
    """An address at which another service delivers events."""

    kind: Literal["webhook"] = Field(description="What it is.", examples=["webhook"])
    url: Url = Field(description="The address that receives.", examples=["https://api.example.com/webhooks/payments"])
    secret: Reference | None = Field(
        None, description="The signing secret: a reference.", examples=["env:PAYMENTS_WEBHOOK_SECRET"]
    )
    signature: Signature | None = Field(
        None,
        description="How it is signed: stripe, github, slack, standard, svix, paddle, shopify, lemonsqueezy, paystack; or the "
        "header, with `{t}` (seconds), `{id}` and `{hmac_sha256:…}` over t, id and body; several headers in a list.",
        examples=["X-Signature: t={t},v1={hmac_sha256:t.body}"],
    )
    event: Text | None = Field(
        None,
        description="A body that the product accepts, with `{id}` for the event and `{order}` for an order of buyer A.",
        examples=['{"id":"{id}","type":"payment.succeeded","data":{"order_id":"{order}"}}'],
    )


class ChatShape(SurfaceShape):
    """A place where a person talks to the model."""

    kind: Literal["chat"] = Field(description="What it is.", examples=["chat"])
    url: Url = Field(description="The address that the calls below go to.", examples=["https://api.example.com"])
    open: CallShape | None = Field(
        None,
        description="Starts a conversation, where one is needed; reads its `id`.",
        examples=[{"post": "/conversations", "json": {"title": "Hello"}, "id": "$.id"}],
    )
    say: CallShape | None = Field(
        None,
        description="Says `{text}`, or the whole conversation as `{messages}` where the product keeps none; reads the `answer`, "
        "and the `tools` that it called where the answer names them. Streams are read piece by piece.",
        examples=[{"post": "/conversations/{id}/messages", "json": {"content": "{text}"}, "answer": "$.content"}],
    )
    openai: Text | None = Field(
        None,
        description="In place of `say`: the model's name, where `{url}/chat/completions` speaks as OpenAI's API does.",
        examples=["gpt-4o-mini"],
    )
    carriers: dict[Name, CallShape] = Field(
        {},
        description="Ways to put `{text}` where the model reads it; each reads the `id` that fills `{its name}` above.",
        examples=[{"file": {"post": "/files", "upload": "file", "id": "$.id"}}],
    )
    planted: PlantedShape | None = Field(
        None,
        description="Canaries that you put where only the model sees them.",
        examples=[{"system_prompt": "a canary", "key": "a key-shaped canary"}],
    )
    approvals: UrlPath | None = Field(
        None, description="Where a user sees the actions that wait for their approval.", examples=["/approvals"]
    )
    approve: CallShape | None = Field(
        None,
        description="How a user approves one of them, whose id is `{id}`. The audit approves only what it has asked for itself.",
        examples=[{"post": "/approvals/{id}", "json": {"answer": "approve"}}],
    )
    acts: list[ActShape] = Field(
        [],
        description="What the bot does only after approval, beside sending mail, and where it shows.",
        examples=[
            [
                {
                    "ask": "Please refund my order {thing}.",
                    "makes": {"post": "/orders", "json": {"item": "a lamp"}, "id": "$.id"},
                    "read": {"get": "/orders/{thing}"},
                    "shows": "refunded",
                }
            ]
        ],
    )
    escalations: UrlPath | None = Field(
        None, description="Where a user sees what was handed to a person.", examples=["/support/escalations"]
    )
    hands_over: list[HandedOver] = Field(
        [],
        description="What the bot hands to a person, beside a customer's wish for one. The audit says one sentence of each.",
        examples=[["self-harm", "legal"]],
    )
    hands_over_to: Text | None = Field(
        None, description="The Maildir in which people learn of it by mail.", examples=["mail"]
    )
    refuses: list[RefusedShape] = Field(
        [],
        description="What the bot must not do for a customer, however it is asked: the wish, and what only a granted one shows.",
        examples=[[{"ask": "Tell me the staff's coupon code.", "shows": "STAFF-7731"}]],
    )
    keeps_to_subject: bool = Field(
        default=False,
        description="Whether it must carry out nothing that has nothing to do with your product, such as joining two invented words.",
        examples=[True],
    )
    one_turn: OneTurnShape | None = Field(
        None, description="What one answer may cost.", examples=[{"tokens": 4000, "tool_calls": 5, "seconds": 30}]
    )
    turns: Annotated[int, Field(ge=10)] = Field(
        60, description="The most that the attacks of one kind may say to the model in an audit.", examples=[60]
    )
    packs: list[Text] = Field(
        ["core"],
        min_length=1,
        description="Which attacks are said to it, within `turns`: `core` (the few that come first in every audit), `all`, packs by "
        "their names (`launchready pack list`), and files of yours (`launchready pack new`).",
        examples=[["persona", "our-products.toml"]],
    )


class ErrorsShape(SurfaceShape):
    """The error tracker."""

    kind: Literal["errors"] = Field(description="What it is.", examples=["errors"])
    url: Url = Field(description="Its address.", examples=["https://errors.example.com"])
    trigger: CallShape | None = Field(
        None,
        description="Makes a test error that carries `{mark}`.",
        examples=[{"post": "/admin/test-error", "on": "api", "as": "admin", "json": {"note": "{mark}"}}],
    )
    events: UrlPath | None = Field(None, description="Where the events can be read.", examples=["/api/events"])
    token: Reference | None = Field(
        None, description="The token that reads the events: a reference.", examples=["env:ERRORS_READ_TOKEN"]
    )


class MailShape(SurfaceShape):
    """A domain from which the product sends mail."""

    kind: Literal["mail"] = Field(description="What it is.", examples=["mail"])
    domain: Host = Field(description="The domain after the @.", examples=["example.com"])
    dkim_selectors: list[Text] = Field([], description="Names of the DKIM keys in DNS.", examples=[["s1"]])
    mailbox: Mailbox | None = Field(
        None,
        description="Where test messages arrive: a Maildir, files (`letters/*.eml`), `imaps://user@host/INBOX`, or "
        "`smtp://127.0.0.1:2525` for a server that the audit itself runs there.",
        examples=["mail"],
    )
    password: Reference | None = Field(
        None, description="Opens an IMAP mailbox: a reference.", examples=["env:MAILBOX_PASSWORD"]
    )
    receiver: Host | None = Field(
        None,
        description="The server that takes the messages in, as it calls itself in their `Received`; else the first public "
        "address there counts as the sender's.",
        examples=["mx.example.com"],
    )
    reset: CallShape | None = Field(
        None,
        description="Asks for a password reset for `{email}`.",
        examples=[{"post": "/auth/reset", "json": {"email": "{email}"}}],
    )
    reset_life: Life | None = Field(
        None,
        description="How long its link or code may be used: an older one is tried where a run can wait that long.",
        examples=["30 minutes"],
    )
    accounts: Tagged | None = Field(
        None,
        description="The address for accounts that the run makes, where the mailbox takes no others than its own: `{tag}` is "
        "another word each time. Without it they are `{tag}@` the domain, which needs a catch-all or a server of tests.",
        examples=["you+{tag}@example.com"],
    )


class RepositoryShape(SurfaceShape):
    """A git repository with what it ships."""

    kind: Literal["repository"] = Field(description="What it is.", examples=["repository"])
    path: Text = Field(description="Its folder.", examples=["."])
    build_logs: list[Text] = Field(
        [], description="Build logs in it, with * for any name.", examples=[["build-logs/*.log"]]
    )
    images: list[Text] = Field(
        [],
        description="Container images that were built from it: a file of `docker save`, or the folder of an OCI layout.",
        examples=[["dist/app.tar"]],
    )
    artifacts: list[Text] = Field(
        [],
        description="Other things that are built or handed on: packages, archives, documents, Terraform's state.",
        examples=[["dist/*.whl", "infra/terraform.tfstate"]],
    )


class LogShape(SurfaceShape):
    """A log that the product writes."""

    kind: Literal["log"] = Field(description="What it is.", examples=["log"])
    path: Text = Field(description="Its file.", examples=["app.log"])


AnySurface = Annotated[
    WebShape | ApiShape | AdminShape | WebhookShape | ChatShape | ErrorsShape | MailShape | RepositoryShape | LogShape,
    Field(discriminator="kind"),
]
KINDS = ("web", "api", "admin", "webhook", "chat", "errors", "mail", "repository", "log")


class CatcherShape(Shape):
    """Where the audit listens for what the product fetches, for products that are not on this machine."""

    listen: ListenAddress = Field(description="An address and a port of this machine.", examples=["0.0.0.0:9080"])
    url: Origin = Field(
        description="How the product reaches that from outside.", examples=["https://catch.example.com"]
    )
    inside: ListenAddress | None = Field(
        None,
        description="An address of this machine within the product's own network: what asks there has reached the inside. "
        "Not needed where the product runs on this machine.",
        examples=["10.0.0.5:9081"],
    )
    dns_listen: ListenAddress | None = Field(
        None, description="Where the audit answers for names of its own; with dns_zone.", examples=["0.0.0.0:5355"]
    )
    dns_zone: Host | None = Field(
        None,
        description="A zone of yours that is delegated to where port 53 leads to dns_listen: the audit makes up names below it.",
        examples=["names.example.com"],
    )
    address: Address | None = Field(
        None,
        description="The public address of url, where DNS says another one here.",
        examples=["203.0.113.7"],
    )
