"""The names and the origins at which a product answers, made of what its surfaces declare."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from launchready.declare.places import Surface, WebSurface


@dataclass(frozen=True, slots=True)
class Host:
    """A public name at which the product answers; made of the surfaces' urls and aliases."""

    name: str
    surface: str
    """The first surface declared at it."""
    alias_of: str | None = None
    environment: str = "production"


@dataclass(frozen=True, slots=True)
class Site:
    """An origin (RFC 6454) at which the product answers over HTTP: a public name's, or this machine's own."""

    name: str
    """The host, with its port where the url names one."""
    url: str
    """`https://api.example.com`, without a path."""
    surface: str


def is_address(host: str) -> bool:
    """Whether a host is an IP address and no name."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def is_public_name(host: str) -> bool:
    """Whether a host can have records in DNS and a certificate: addresses and this machine's own name (RFC 6761, 6.3)
    cannot.
    """
    return not (is_address(host) or host == "localhost" or host.endswith(".localhost"))


def hosts_of(domain: str, surfaces: tuple[Surface, ...]) -> tuple[Host, ...]:
    """Every declared public name once: the surfaces' hosts, their aliases and the domain."""
    found: dict[str, Host] = {}
    for surface in surfaces:
        if surface.host:
            found.setdefault(surface.host, Host(surface.host, surface.name, environment=surface.environment))
        if isinstance(surface, WebSurface):
            for alias in surface.aliases:
                found.setdefault(alias, Host(alias, surface.name, surface.host, surface.environment))
    found.setdefault(domain, Host(domain, "product"))
    return tuple(one for one in found.values() if is_public_name(one.name))


def sites_of(domain: str, surfaces: tuple[Surface, ...]) -> tuple[Site, ...]:
    """Every declared origin once: those of the surfaces, and the public names over HTTPS."""
    found: dict[str, Site] = {}
    for surface in surfaces:
        if surface.url:
            parts = urlsplit(surface.url)
            found.setdefault(parts.netloc, Site(parts.netloc, f"{parts.scheme}://{parts.netloc}", surface.name))
    for host in hosts_of(domain, surfaces):
        found.setdefault(host.name, Site(host.name, f"https://{host.name}", host.surface))
    return tuple(found.values())
