"""What stands around the product: the way to it, its zone, its edge and its origin."""

from dataclasses import dataclass
from pathlib import Path


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
