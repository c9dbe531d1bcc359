"""What stands around the product: the way to it, its zone, its edge and its origin."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from launchready.declare.bounds import Limit
from launchready.declare.places import Secret

ClosedBy = Literal["tunnel", "firewall", "certificate", "secret"]
CLOUDFLARE = "https://api.cloudflare.com/client/v4"
"""Where Cloudflare's API is."""


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
    retired: tuple[str, ...] = ()
    """Names that must neither resolve nor be served any more."""
    issuer: str | None = None
    """How CAA records name the authority that issues, where the certificates do not tell it."""


@dataclass(frozen=True, slots=True)
class CloudflareZone:
    """A zone whose settings are read from Cloudflare, and never written."""

    token: Secret
    zone: str | None = None
    """Its id; None where it is found by the product's domain."""
    api: str = CLOUDFLARE


@dataclass(frozen=True, slots=True)
class Edge:
    """Where the edge and the origin are, and what the edge was told."""

    addresses: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    cloudflare: CloudflareZone | None = None
    history: Path | None = None
    """A file with addresses that names of the product once had."""
    floods: tuple[Limit, ...] = ()
    """What the edge lets one address do."""
    closed_by: ClosedBy | None = None
    """How the origin is kept shut, where nothing from outside can show it."""
