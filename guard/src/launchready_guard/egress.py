"""Where the product may be sent by an address that a user gave: to the open internet or a list of hosts, never inside.

The name is resolved once, every address of it is looked at, and the call goes to exactly that address: a name that answers
otherwise a moment later changes nothing (OWASP SSRF, "DNS pinning"). A redirect is asked about again, like any other.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urljoin, urlsplit

Resolve = Callable[[str], Awaitable[Iterable[str]]]
"""The addresses of a name."""

_PORTS = {"https": 443, "http": 80}
_INSIDE_SIX = tuple(
    IPv6Network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10")
)
_NO_PART_OF_ONE = frozenset("\\<>^`{|}")
_SHARED = ip_network("100.64.0.0/10")


class NotAllowed(Exception):  # noqa: N818 - it is an answer, not a bug
    """The address leads where the product may not go; the words say why, for a log."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A call that may be made: to this address, under this name."""

    url: str
    host: str
    """For the Host header, and for TLS: the name that the certificate must have."""
    address: str
    port: int


async def by_the_machine(name: str) -> list[str]:
    """The addresses that the machine's own resolver gives."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotAllowed(f"{name} has no address") from error
    return [str(one[4][0]) for one in found]


class Egress:
    """The rule for calls that a user's text sets off."""

    def __init__(
        self,
        *,
        hosts: Iterable[str] | None = None,
        schemes: Iterable[str] = ("https",),
        ports: Iterable[int] | None = (443,),
        inside: Iterable[str] = (),
        resolve: Resolve = by_the_machine,
    ) -> None:
        """Sets the rule.

        Args:
            hosts: the only ones; `*.hooks.example` names all that are one step below; None allows every public host.
            schemes: `https`, and `http` where it must be.
            ports: the only ones; None allows every port.
            inside: hosts of your own that may lead inside, written whole: nobody else sets where they lead.
            resolve: gives a name's addresses.

        Raises:
            ValueError: a scheme is neither.
        """
        self._schemes, self._ports, self._resolve = frozenset(schemes), _or_any(ports), resolve
        if not self._schemes <= _PORTS.keys():
            raise ValueError(f"calls go by https or http, not by {', '.join(sorted(self._schemes - _PORTS.keys()))}")
        self._inside = frozenset(host.lower().rstrip(".") for host in inside)
        self._hosts = None if hosts is None else frozenset(host.lower().rstrip(".") for host in hosts)

    async def pin(self, url: str) -> Pinned:
        """The call that may be made for this address.

        Raises:
            NotAllowed: it may not be made.
        """
        if _NO_PART_OF_ONE & set(url) or any(ord(letter) <= ord(" ") for letter in url):
            raise NotAllowed("it is no address")  # clients disagree on what such an address means
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise NotAllowed("it is no address") from error
        if parts.scheme not in self._schemes or parts.username is not None or parts.password is not None or not host:
            raise NotAllowed("an address is a scheme that is allowed and a host, without a name and password in it")
        if self._ports is not None and port not in self._ports:
            raise NotAllowed(f"port {port} is not allowed")
        if not self._listed(host):
            raise NotAllowed(f"{host} is not on the list")
        addresses = (
            [str(literal)] if (literal := _as_address(host)) else [str(one) for one in await self._resolve(host)]
        )
        if not addresses:
            raise NotAllowed(f"{host} has no address")
        if host in self._inside:
            return Pinned(url, host, addresses[0], port)
        for address in addresses:  # one that leads inside among several is a trap, not a slip
            if not public(address):
                raise NotAllowed(f"{host} leads to {address}, which is not on the open internet")
        return Pinned(url, host, addresses[0], port)

    async def follow(self, came_from: Pinned, location: str) -> Pinned:
        """The call that may be made for a redirect.

        Raises:
            NotAllowed: it may not be made.
        """
        return await self.pin(urljoin(came_from.url, location))

    def _listed(self, host: str) -> bool:
        return self._hosts is None or host in self._hosts or f"*.{host.partition('.')[2]}" in self._hosts


def _or_any(ports: Iterable[int] | None) -> frozenset[int] | None:
    return None if ports is None else frozenset(ports)


def public(address: str) -> bool:
    """Whether an address is on the open internet: none of ours, of a link's, of a machine's own, or of a way into those."""
    named = _as_address(address)
    if named is None:
        return False
    if isinstance(named, IPv6Address):
        if named.ipv4_mapped is not None:
            return public(str(named.ipv4_mapped))
        if any(named in network for network in _INSIDE_SIX):
            return False
    elif named in _SHARED:
        return False
    return named.is_global and not (named.is_multicast or named.is_reserved or named.is_unspecified)


def _as_address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text.partition("%")[0])
    except ValueError:
        pass
    try:  # 127.1, 0x7f000001 and 2130706433 are addresses for every resolver
        return IPv4Address(socket.inet_aton(text)) if text[:1].isdigit() else None
    except OSError:
        return None
