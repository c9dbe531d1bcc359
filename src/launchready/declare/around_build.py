"""Makes what stands around the product out of its shapes."""

from pathlib import Path

from launchready.declare.around import CloudflareZone, Dns, Edge, Network
from launchready.declare.around_shapes import DnsShape, EdgeShape, NetworkShape
from launchready.declare.bounds import Limit
from launchready.declare.limits import parse_bound, parse_limited
from launchready.declare.places import Catching, Secret
from launchready.declare.surfaces import CatcherShape


def network(shape: NetworkShape | None, folder: Path) -> Network:
    """The way to the product; `folder` is that of launch.toml."""
    if shape is None:
        return Network()
    ports = tuple((int(key), value) for key, value in shape.ports.items())
    return Network(shape.resolver, ports, folder / shape.trust if shape.trust is not None else None)


def dns(shape: DnsShape | None) -> Dns:
    """What the zone should say."""
    return Dns(shape.provider, tuple(shape.records), tuple(shape.retired), shape.issuer) if shape else Dns()


def edge(shape: EdgeShape | None, folder: Path, line: int) -> Edge:
    """Where the edge and the origin are; `folder` is that of launch.toml, `line` where it speaks of them."""
    if shape is None:
        return Edge()
    one = shape.cloudflare
    zone = CloudflareZone(Secret(one.token), one.zone, one.api) if one else None
    history = folder / shape.history if shape.history is not None else None
    floods = tuple(Limit(*parse_limited(key), *parse_bound(bound), line) for key, bound in shape.floods.items())
    return Edge(tuple(shape.addresses), tuple(shape.origin), zone, history, floods, shape.closed_by)


def catcher(one: CatcherShape | None) -> Catching | None:
    """Where the audit listens for what the product fetches, if anywhere."""
    return Catching(one.listen, one.url, one.inside, one.dns_listen, one.dns_zone, one.address) if one else None
