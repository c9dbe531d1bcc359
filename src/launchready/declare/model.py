"""What the owner says the product is: the declaration, frozen once read."""

from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from launchready.verdict import Touch

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A JSON value of the owner's; a string leaf `env:NAME`, `file:PATH#KEY` or `cmd:…` is a reference to a secret."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A reference to a secret, never the secret: `env:NAME`, `file:PATH` (`#KEY` picks a line KEY=value), `cmd:…`."""

    ref: str


@dataclass(frozen=True, slots=True)
class Call:
    """One request that the owner describes: a method, a path, and at most one kind of body.

    `{name}` in the path or in a string of the body is filled in by whoever sends it.
    """

    method: str
    path: str
    on: str | None = None
    """The surface it is sent to; None is the one that the context names."""
    by: str | None = None
    """The principal it is sent as (`as` in the file)."""
    json: Json = None
    form: tuple[tuple[str, str], ...] = ()
    upload: str | None = None
    """The name of a multipart field in which `{text}` is sent as the file `notes.txt`."""
    pick: tuple[tuple[str, str], ...] = ()
    """What is read from the answer: names and JSON paths (`id` -> `$.id`)."""

    def picks(self, name: str) -> str | None:
        """The JSON path under a name, or None."""
        return dict(self.pick).get(name)


@dataclass(frozen=True, slots=True)
class Price:
    """What the product earns and pays: the ground of every figure in money."""

    average_order: float
    currency: str
    model_per_1k_tokens: float = 0.0


@dataclass(frozen=True, slots=True)
class Product:
    """The product as a whole."""

    name: str
    domain: str
    price: Price | None = None
    cloudflare_plan: str | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """What the owner allows. Nothing is sent without it."""

    scope: tuple[str, ...]
    touch: Touch = Touch.READ
    requests_per_second: float = 10.0
    window: tuple[time, time] | None = None
    """UTC times of day between which `load` is allowed; None is never."""
    commands: bool = False
    """Whether commands that the declaration names may be run."""
    token: str | None = None
    """What a host must show at `/.well-known/launchready.txt` or in TXT `_launchready.<host>` above `read`."""

    def covers(self, host: str) -> bool:
        """Whether the scope names a host: exactly, or by `*.parent`."""
        host = host.lower().rstrip(".")
        return any(host.endswith(entry[1:]) if entry.startswith("*.") else host == entry for entry in self.scope)


@dataclass(frozen=True, slots=True)
class Network:
    """How to reach a product that is not on the public network; empty for one that is."""

    resolver: str | None = None
    ports: tuple[tuple[int, int], ...] = ()
    trust: Path | None = None


@dataclass(frozen=True, slots=True)
class Dns:
    """What the zone should say."""

    provider: str | None = None
    records: tuple[str, ...] = ()
    """`name TYPE data`, one record each."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where the edge and the origin are."""

    addresses: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surface:
    """A place where the product answers."""

    name: str
    owner: str | None
    environment: str
    url: str | None
    line: int
    """The line of launch.toml that declares it."""

    @property
    def host(self) -> str | None:
        """The host name of the url, or None."""
        return urlsplit(self.url).hostname if self.url else None

    def at(self, path: str) -> str:
        """The surface's url with another path.

        Raises:
            ValueError: the surface has no url.
        """
        if self.url is None:
            raise ValueError(f"surface {self.name} has no url")
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{path}" if path.startswith("/") else path


@dataclass(frozen=True, slots=True)
class WebSurface(Surface):
    """Pages that people open in a browser."""

    pages: tuple[str, ...] = ("/",)
    private_pages: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other names that must redirect to this one."""


@dataclass(frozen=True, slots=True)
class ApiSurface(Surface):
    """An HTTP API."""

    openapi: str | None = None
    health: str | None = None
    origins: tuple[str, ...] = ()
    """Web origins that may read its answers with credentials."""


@dataclass(frozen=True, slots=True)
class AdminSurface(Surface):
    """What only the staff may open."""


@dataclass(frozen=True, slots=True)
class WebhookSurface(Surface):
    """An address at which another service delivers events."""

    secret: Secret | None = None
    signature: str = ""
    """`Header: template` with `{t}`, `{id}` and `{hmac_sha256:…}` over a template of `t`, `id` and `body`."""
    event: str = ""
    """A body that the product accepts, with `{id}` for the event's id and `{order}` for an order of buyer A."""


@dataclass(frozen=True, slots=True)
class ChatSurface(Surface):
    """A place where a person talks to the model."""

    open: Call | None = None
    """Starts a conversation, where one is needed; picks `id`."""
    say: Call | None = None
    """Says `{text}`; picks `answer`, and `tools` where the answer names tool calls."""
    carriers: tuple[tuple[str, Call], ...] = ()
    """Ways to put `{text}` where the model reads it (`listing`, `file`); each picks `id`, which fills `{listing}` or
    `{file}` in `open` and `say`; a part of a body whose carrier is not in play is left out."""
    planted: tuple[tuple[str, str], ...] = ()
    """Canaries that the owner put where only the model sees them: `system_prompt`, `key`."""
    approvals: str | None = None
    escalations: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorsSurface(Surface):
    """The error tracker."""

    trigger: Call | None = None
    """Makes a test error that carries `{mark}`."""
    events: str | None = None
    token: Secret | None = None


@dataclass(frozen=True, slots=True)
class MailSurface(Surface):
    """A domain from which the product sends mail."""

    domain: str = ""
    dkim_selectors: tuple[str, ...] = ()
    mailbox: Path | None = None
    """A Maildir where test messages arrive."""
    reset: Call | None = None
    """Asks for a password reset for `{email}`."""


@dataclass(frozen=True, slots=True)
class RepositorySurface(Surface):
    """A git repository with what it ships."""

    path: Path = Path()
    build_logs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogSurface(Surface):
    """A log that the product writes."""

    path: Path = Path()


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who asks."""

    name: str
    role: str
    line: int
    sign_in: Call | None = None
    """Picks `token`; a session cookie in the answer is kept as well."""
    sign_in_at: tuple[tuple[str, Call], ...] = ()
    """Other sign-ins by surface name, where one session does not open them all."""
    token: Secret | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a flow."""

    method: str
    path: str
    by: str | None
    expect: int | None


@dataclass(frozen=True, slots=True)
class Flow:
    """A way through the product that earns its money."""

    name: str
    line: int
    steps: tuple[Step, ...]
    on: str
    p95_ms: float = 800.0


@dataclass(frozen=True, slots=True)
class Alert:
    """A failure that somebody is told of."""

    name: str
    line: int
    owner: str | None
    test: str | None = None
    """A command that raises the alert with `{mark}` in it."""
    arrives: Path | None = None
    """The Maildir in which the alert arrives."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who answers."""

    name: str
    line: int
    reach: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence of the handover, with what it takes to check it."""

    name: str
    line: int
    says: str
    owner: str | None = None
    run: str | None = None
    """A command, in the repository, that proves it."""
    provider: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    """Host names and what each does."""
    people: tuple[str, ...] = ()
    """Names of owners."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that the owner accepts until a date."""

    check: str
    target: str | None
    reason: str
    owner: str
    until: date
    line: int


@dataclass(frozen=True, slots=True)
class Host:
    """A name at which the product answers; made of the surfaces' urls and aliases."""

    name: str
    surface: str
    """The first surface declared at it."""
    alias_of: str | None = None
    environment: str = "production"


@dataclass(frozen=True, slots=True)
class Declaration:
    """The whole of `launch.toml`."""

    path: Path
    product: Product
    consent: Consent
    network: Network = field(default_factory=Network)
    dns: Dns = field(default_factory=Dns)
    edge: Edge = field(default_factory=Edge)
    surfaces: tuple[Surface, ...] = ()
    principals: tuple[Principal, ...] = ()
    flows: tuple[Flow, ...] = ()
    alerts: tuple[Alert, ...] = ()
    owners: tuple[Owner, ...] = ()
    notes: tuple[Note, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    @property
    def root(self) -> Path:
        """The folder of launch.toml, to which its paths are relative."""
        return self.path.parent

    def of(self, kind: type) -> tuple[object, ...]:
        """Every declared target of a type, in the order of the file."""
        if kind is Declaration:
            return (self,)
        if kind is Host:
            return self.hosts()
        everything = (*self.surfaces, *self.principals, *self.flows, *self.alerts, *self.owners, *self.notes)
        return tuple(one for one in everything if type(one) is kind)

    def hosts(self) -> tuple[Host, ...]:
        """Every declared name once: the domain, the surfaces' hosts and their aliases."""
        found: dict[str, Host] = {}
        for surface in self.surfaces:
            if surface.host:
                found.setdefault(surface.host, Host(surface.host, surface.name, environment=surface.environment))
            if isinstance(surface, WebSurface):
                for alias in surface.aliases:
                    found.setdefault(alias, Host(alias, surface.name, surface.host, surface.environment))
        if self.product.domain not in found:
            found[self.product.domain] = Host(self.product.domain, "product")
        return tuple(found.values())

    def surface(self, name: str) -> Surface | None:
        """The surface of that name, or None."""
        return next((one for one in self.surfaces if one.name == name), None)

    def principal(self, name: str) -> Principal | None:
        """The principal of that name, or None."""
        return next((one for one in self.principals if one.name == name), None)

    def role(self, role: str) -> tuple[Principal, ...]:
        """Every principal of a role."""
        return tuple(one for one in self.principals if one.role == role)

    def owner(self, name: str | None) -> Owner | None:
        """The owner of that name, or None."""
        return next((one for one in self.owners if one.name == name), None)

    def note(self, name: str) -> Note | None:
        """The handover's note of that name, or None."""
        return next((one for one in self.notes if one.name == name), None)
