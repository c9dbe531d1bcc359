"""The shape of the whole file."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from launchready.declare.addresses import (
    Host,
    Scope,
)
from launchready.declare.around_shapes import DnsShape, EdgeShape, NetworkShape
from launchready.declare.calls import CallShape, Shape
from launchready.declare.limits import Bound, LimitedOperation, SpendShape, SpikeShape
from launchready.declare.refusal import quoted, refuse
from launchready.declare.running_shapes import AlertShape, FlowShape, NoteShape, OwnerShape, WaiverShape
from launchready.declare.surfaces import AnySurface, CatcherShape
from launchready.declare.values import Name, OperationText, Reference, Send, Text, Window


def _currency(text: str) -> str:
    if not (text.isascii() and text.isalpha() and text.isupper() and len(text) == 3):  # noqa: PLR2004 - ISO 4217
        refuse(f"{quoted(text)} is not a currency", 'Write its three letters: "EUR"')
    return text


class PriceShape(Shape):
    """What the product earns and pays."""

    average_order: Annotated[float, Field(ge=0)] = Field(description="What an order brings.", examples=[29])
    currency: Annotated[str, AfterValidator(_currency)] = Field(description="ISO 4217.", examples=["EUR"])
    model_per_1k_tokens: Annotated[float, Field(ge=0)] = Field(
        0.0, description="What a thousand tokens of the model cost.", examples=[0.002]
    )


class ProductShape(Shape):
    """The product as a whole."""

    name: Text = Field(description="What it is called.", examples=["Example"])
    domain: Host = Field(description="Its primary domain.", examples=["example.com"])
    price: PriceShape | None = Field(
        None, description="The ground of every figure in money.", examples=[{"average_order": 29, "currency": "EUR"}]
    )
    cloudflare_plan: Literal["free", "pro", "business", "enterprise"] | None = Field(
        None, description="The Cloudflare plan, which decides what rules can be proposed.", examples=["free"]
    )
    ct_export: Text | None = Field(
        None,
        description="A file with what certificate transparency knows of the domain: crt.sh's JSON or CSV, or a list of names.",
        examples=["ct.json"],
    )


class ConsentShape(Shape):
    """What you allow. Nothing is sent without it."""

    scope: list[Scope] = Field(
        min_length=1,
        description="Hosts that may be asked: exact names, or `*.name` for all below it.",
        examples=[["example.com", "*.example.com"]],
    )
    touch: Literal["read", "probe", "write", "load"] = Field(
        "read",
        description="How far: read what any visitor reads, probe without changing, write to own objects, send bursts.",
        examples=["read"],
    )
    requests_per_second: Annotated[float, Field(gt=0)] = Field(
        10.0, description="The most that a host is sent; five questions to DNS count as one.", examples=[10]
    )
    requests_per_operation: Annotated[int, Field(gt=0)] = Field(
        60,
        description="How often a stage may ask one operation of an API. Signing in, forged tokens, bursts, cleaning up and what `turns` "
        "of a chat bounds do not count.",
        examples=[60],
    )
    window: Window | None = Field(
        None, description="When load is allowed; the same time twice is all day.", examples=["22:00-06:00 UTC"]
    )
    commands: bool = Field(
        default=False, description="Whether commands that this file names may be run.", examples=[True]
    )
    token: Text | None = Field(
        None,
        description="What a host shows at /.well-known/launchready.txt or in TXT _launchready.HOST: proof that it is yours.",
        examples=["launchready-3f9c2b"],
    )


class PrincipalShape(Shape):
    """Somebody who asks: a test account."""

    role: Text = Field(description="What they are to the product.", examples=["buyer"])
    email: Text | None = Field(
        None,
        description="The address they sign in with. With `password` it is enough where the API documents its sign-in.",
        examples=["a@example.com"],
    )
    username: Text | None = Field(None, description="The name they sign in with.", examples=["ann"])
    password: Reference | None = Field(
        None, description="Their password: a reference.", examples=["env:BUYER_A_PASSWORD"]
    )
    sign_in: CallShape | None = Field(
        None,
        description="How they sign in; reads the `token` (`$.…`, `header:NAME` or `cookie:NAME`; where it is not "
        "named, it is looked for). `{email}`, `{username}` and `{password}` are filled in. A session cookie is kept as well.",
        examples=[
            {
                "post": "/auth/login",
                "json": {"email": "a@example.com", "password": "env:BUYER_A_PASSWORD"},
                "token": "$.access_token",
            }
        ],
    )
    sign_in_at: dict[Name, CallShape] = Field(
        {},
        description="Other sign-ins by surface, where one session does not open them all.",
        examples=[{"web": {"post": "/login", "form": {"email": "a@example.com", "password": "env:BUYER_A_PASSWORD"}}}],
    )
    sign_up: CallShape | None = Field(
        None,
        description="How an account is made: the run makes one of its own. `{email}`, `{username}`, `{password}` and "
        "`{name}` are filled in.",
        examples=[{"post": "/auth/signup", "json": {"email": "{email}", "password": "{password}"}}],
    )
    token: Reference | None = Field(
        None, description="A token that needs no sign-in: a reference.", examples=["env:BUYER_A_TOKEN"]
    )
    expired_token: Reference | None = Field(
        None,
        description="A token of theirs whose time is over, to prove that it is refused: a reference.",
        examples=["env:BUYER_A_EXPIRED_TOKEN"],
    )
    foreign_token: Reference | None = Field(
        None,
        description="A token of theirs for another service or environment, to prove that it is refused: a reference.",
        examples=["env:BUYER_A_FOREIGN_TOKEN"],
    )
    send: Send | None = Field(
        None,
        description="How the token is sent: `Name: {token}` or `?name={token}`; `basic` sends name and password instead. "
        "Without it: as the API's document says, or as a bearer token.",
        examples=["X-Auth-Token: {token}"],
    )
    headers: dict[Text, str] = Field(
        {},
        description="Other headers that go with each of their requests. A secret in it is a reference.",
        examples=[{"X-Api-Key": "env:API_KEY"}],
    )


class FileShape(Shape):
    """The whole of launch.toml."""

    version: Literal[1] = Field(description="The version of this format.", examples=[1])
    auth: Text | None = Field(
        None,
        description="A file of Web Fuzzing Commons (YAML, JSON or TOML): its users are principals too.",
        examples=["auth.yaml"],
    )
    product: ProductShape = Field(description="The product as a whole.")
    consent: ConsentShape = Field(description="What you allow. Nothing is sent without it.")
    network: NetworkShape | None = Field(None, description="How to reach a product that is not on the public network.")
    catcher: CatcherShape | None = Field(
        None,
        description="Where the audit listens for what the product fetches, for products that are not on this machine.",
    )
    dns: DnsShape | None = Field(None, description="What the zone should say; a difference is a finding.")
    edge: EdgeShape | None = Field(None, description="Where the edge and the origin are.")
    surface: dict[Name, AnySurface] = Field({}, description="Places where the product answers, by name.")
    principal: dict[Name, PrincipalShape] = Field({}, description="Who asks: test accounts, by name.")
    roles: dict[OperationText, Annotated[list[Text], Field(min_length=1)]] = Field(
        {},
        description="Who may use which operation: the roles, or `anyone`. The first line that fits an operation counts.",
        examples=[{"POST /listings": ["seller", "admin"], "/admin/*": ["admin"]}],
    )
    sources: dict[Name, Annotated[list[Text], Field(min_length=1)]] = Field(
        {},
        description="Files and folders of the repository out of which a surface is made: `launchready gate --changed` looks at it "
        "again where one of them has changed.",
        examples=[{"api": ["services/api", "openapi.yaml"], "web": ["web"]}],
    )
    flow: dict[Name, FlowShape] = Field({}, description="Ways through the product that earn its money, by name.")
    alert: dict[Name, AlertShape] = Field({}, description="Failures that somebody is told of, by name.")
    owner: dict[Name, OwnerShape] = Field({}, description="Who answers, by name.")
    handover: dict[Name, NoteShape] = Field({}, description="Sentences of the handover, by name.")
    limits: dict[LimitedOperation, Bound] = Field(
        {},
        description="How often one asker may call an operation, by METHOD and path.",
        examples=[{"POST /auth/login": "10/minute"}],
    )
    spike: SpikeShape | None = Field(
        None, description="The small rush of a launch day; sent where consent.touch is load."
    )
    spend: SpendShape | None = Field(None, description="What one user may cost you in a day of the model's work.")
    waiver: list[WaiverShape] = Field([], description="Findings that you accept until a date.")
