"""Whose address a request comes from, when proxies of ours stand in front: theirs is believed, a stranger's word is not."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from launchready_guard.asgi import Scope, every


class Proxies:
    """The networks of our own proxies, and who stands behind them."""

    def __init__(self, networks: Iterable[str] = ()) -> None:
        """Takes addresses and networks such as `10.0.0.0/8`.

        Raises:
            ValueError: one of them is no network.
        """
        self._networks = tuple(ip_network(network) for network in networks)
        self._ours = lru_cache(maxsize=4096)(self._is_ours)

    def client(self, scope: Scope) -> str:
        """The address of whoever asked: the last one of X-Forwarded-For that no proxy of ours has.

        What a client writes into the header itself stands to the left of that, and counts for nothing. A word that is no
        address ends the search: what stands before it was not written by a proxy of ours.
        """
        peer = scope.get("client")
        at = str(peer[0]) if peer else ""
        if not self._networks or not self._ours(at):
            return at
        for value in reversed(every(scope, b"x-forwarded-for")):
            for word in reversed(value.split(",")):
                named = _address(word)
                if named is None:
                    return at
                at = str(named)
                if not self._ours(at):
                    return at
        return at

    def trusts(self, scope: Scope) -> bool:
        """Whether the request was handed on by a proxy of ours."""
        peer = scope.get("client")
        return peer is not None and self._ours(str(peer[0]))

    def _is_ours(self, address: str) -> bool:
        named = _address(address)
        return named is not None and any(
            named in network for network in self._networks if network.version == named.version
        )


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """What one person holds: an address of IPv4, and 64 bits of IPv6, of which everybody is given all the rest."""
    named = _address(address)
    if isinstance(named, IPv6Address):
        return str(IPv6Network((int(named) >> 64 << 64, 64)))
    return str(named) if named is not None else address


def _address(word: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it: with a port or in brackets too; IPv4 within IPv6 is IPv4."""
    text = word.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        named = ip_address(text)
    except ValueError:
        return None
    return named.ipv4_mapped or named if isinstance(named, IPv6Address) else named
