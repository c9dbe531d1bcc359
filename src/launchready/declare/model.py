"""What the owner says the product is: the declaration, frozen once read."""

from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import get_args

from launchready.declare.around import CloudflareZone, Dns, Edge, Network
from launchready.declare.bounds import Limit, Spend, Spike
from launchready.declare.hosts import Host, Site, hosts_of, sites_of
from launchready.declare.places import (
    Act,
    AdminSurface,
    ApiSurface,
    Call,
    Catching,
    ChatSurface,
    ErrorsSurface,
    Json,
    LogSurface,
    MailSurface,
    OneTurn,
    Refused,
    RepositorySurface,
    Secret,
    Surface,
    WebhookSurface,
    WebSurface,
)
from launchready.declare.running import Alert, Flow, Note, Owner, Step, Waiver
from launchready.declare.who import Principal
from launchready.verdict import Touch

__all__ = [
    "Act",
    "AdminSurface",
    "Alert",
    "ApiSurface",
    "Call",
    "Catching",
    "ChatSurface",
    "CloudflareZone",
    "Consent",
    "Declaration",
    "Dns",
    "Edge",
    "ErrorsSurface",
    "Flow",
    "Host",
    "Json",
    "Limit",
    "LogSurface",
    "MailSurface",
    "Network",
    "Note",
    "OneTurn",
    "Owner",
    "Price",
    "Principal",
    "Product",
    "Refused",
    "RepositorySurface",
    "Rule",
    "Secret",
    "Site",
    "Spend",
    "Spike",
    "Step",
    "Surface",
    "Waiver",
    "WebSurface",
    "WebhookSurface",
]


ANYONE = "anyone"
"""In a rule: everybody, also who is not signed in."""


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
    ct_export: Path | None = None
    """What certificate transparency knows of the domain, as a file."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the owner allows. Nothing is sent without it."""

    scope: tuple[str, ...]
    touch: Touch = Touch.READ
    requests_per_second: float = 10.0
    window: tuple[time, time] | None = None
    """UTC times of day between which `load` is allowed, the same twice for all day; None is never."""
    commands: bool = False
    """Whether commands that the declaration names may be run."""
    token: str | None = None
    """What a host must show at `/.well-known/launchready.txt` or in TXT `_launchready.<host>` above `read`."""
    requests_per_operation: int = 60
    """How often a stage may ask one operation of an API; what is bounded by itself does not count: signing in, forged
    credentials, bursts that measure limits, and cleaning up."""

    def is_open(self, at: time) -> bool:
        """Whether `load` is allowed at a UTC time of day."""
        if self.window is None:
            return False
        begin, end = self.window
        return begin <= at < end if begin < end else at >= begin or at < end

    def covers(self, host: str) -> bool:
        """Whether the scope names a host: exactly, or by `*.parent`."""
        host = host.lower().rstrip(".")
        return any(host.endswith(entry[1:]) if entry.startswith("*.") else host == entry for entry in self.scope)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may use the operations that a pattern names."""

    method: str
    """`*` is any."""
    path: str
    """`*` stands for anything, `{…}` for any parameter."""
    roles: tuple[str, ...]
    """ANYONE is everybody, signed in or not."""
    line: int


@dataclass(frozen=True, slots=True)
class Declaration:
    """The whole of `launch.toml`."""

    path: Path
    product: Product
    consent: Consent
    network: Network = field(default_factory=Network)
    catcher: Catching | None = None
    dns: Dns = field(default_factory=Dns)
    edge: Edge = field(default_factory=Edge)
    surfaces: tuple[Surface, ...] = ()
    principals: tuple[Principal, ...] = ()
    guests: tuple[Principal, ...] = ()
    """Accounts that the run may make beside those: found by their names, no target of any check."""
    rules: tuple[Rule, ...] = ()
    """The first that fits an operation counts."""
    flows: tuple[Flow, ...] = ()
    alerts: tuple[Alert, ...] = ()
    owners: tuple[Owner, ...] = ()
    notes: tuple[Note, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    limits: tuple[Limit, ...] = ()
    sources: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Surfaces, and the files and folders of the repository out of which each is made."""
    spike: Spike = field(default_factory=Spike)
    spend: Spend | None = None

    @property
    def root(self) -> Path:
        """The folder of launch.toml, to which its paths are relative."""
        return self.path.parent

    def of(self, kind: type) -> tuple[object, ...]:
        """Every declared target of a type, or of one of several (`WebSurface | ApiSurface`), in the order of the file."""
        if kind is Declaration:
            return (self,)
        if kind is Host:
            return self.hosts()
        if kind is Site:
            return self.sites()
        everything = (*self.surfaces, *self.principals, *self.flows, *self.alerts, *self.owners, *self.notes)
        kinds = get_args(kind) or (kind,)
        return tuple(one for one in everything if type(one) in kinds)

    def hosts(self) -> tuple[Host, ...]:
        """Every declared public name once: the domain, the surfaces' hosts and their aliases."""
        return hosts_of(self.product.domain, self.surfaces)

    def sites(self) -> tuple[Site, ...]:
        """Every declared origin once: those of the surfaces, and the public names over HTTPS."""
        return sites_of(self.product.domain, self.surfaces)

    def surface(self, name: str) -> Surface | None:
        """The surface of that name, or None."""
        return next((one for one in self.surfaces if one.name == name), None)

    def principal(self, name: str) -> Principal | None:
        """The principal or guest of that name, or None."""
        return next((one for one in (*self.principals, *self.guests) if one.name == name), None)

    def role(self, role: str) -> tuple[Principal, ...]:
        """Every principal of a role."""
        return tuple(one for one in self.principals if one.role == role)

    def owner(self, name: str | None) -> Owner | None:
        """The owner of that name, or None."""
        return next((one for one in self.owners if one.name == name), None)

    def limit(self, method: str, path: str) -> Limit | None:
        """The declared bound of an operation, or None; names of parameters and a slash at the end make no difference."""
        return next((one for one in self.limits if one.is_of(method, path)), None)

    def note(self, name: str) -> Note | None:
        """The handover's note of that name, or None."""
        return next((one for one in self.notes if one.name == name), None)
