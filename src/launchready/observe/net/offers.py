"""Offers versions and ciphers to each address of a name, each alone, and sees which the server agrees to."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio.to_thread

from launchready.observe.net import hello
from launchready.observe.net.hello import Shake
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

__all__ = ["NEW", "OLD", "Offer", "Shake", "Versions", "Weak", "WeakCiphers", "offer", "reachable"]

ADDRESSES = 3
"""So many addresses of one name are looked at, of IPv4 and of IPv6 each."""
OLD = ("SSLv2", "SSLv3", "TLSv1", "TLSv1.1")
NEW = ("TLSv1.2", "TLSv1.3")


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a version of TLS is spoken."""

    version: str
    shake: Shake
    words: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Versions(Question[tuple[Offer, ...]]):
    """Which versions of SSL and TLS does each address of a host speak?"""

    host: str
    number: int = 443

    async def ask(self, world: "World") -> tuple[Offer, ...]:
        """The beginning of one handshake a version and address."""
        offers: list[Offer] = []
        for address in reachable(await world.addresses(self.host)):
            for version in (*NEW, *OLD):
                await world.admit(self.host, f"{version} handshake")
                port = world.port(self.number)
                offers.append(await anyio.to_thread.run_sync(offer, self.host, address, port, version))
                if offers[-1].shake in {Shake.UNREACHABLE, Shake.NO_WAY} or _is_mute(offers, address):
                    break
        return tuple(offers)


@dataclass(frozen=True, slots=True)
class Weak:
    """Which weak ciphers one address takes."""

    address: str
    families: tuple[str, ...]
    shake: Shake
    """How the last offer ended: REJECTED where nothing else that is weak is taken."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class WeakCiphers(Question[tuple[Weak, ...]]):
    """Which weak ciphers does each address of a host agree to?"""

    host: str
    number: int = 443

    async def ask(self, world: "World") -> tuple[Weak, ...]:
        """One offer an address where none is taken, and one more for each family that is."""
        found: list[Weak] = []
        for address in reachable(await world.admit(self.host, "handshake with weak ciphers")):
            port = world.port(self.number)
            families, heard = await anyio.to_thread.run_sync(hello.weak_ciphers, self.host, address, port)
            found.append(Weak(address, families, heard.shake, heard.words))
        return tuple(found)


def reachable(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """The addresses that are looked at: a few of IPv4, and a few of IPv6."""
    four, six = ([one for one in addresses if (":" in one) is wanted] for wanted in (False, True))
    return (*four[:ADDRESSES], *six[:ADDRESSES])


def offer(host: str, address: str, port: int, version: str) -> Offer:
    """Whether an address speaks one version of TLS; blocks."""
    heard = hello.speaks(host, address, port, version)
    return Offer(version, heard.shake, heard.words, address)


def _is_mute(offers: list[Offer], address: str) -> bool:
    """Whether an address let both current versions time out: it will not answer the old ones either."""
    own = [one for one in offers if one.address == address]
    return len(own) == len(NEW) and all(one.shake is Shake.TIMED_OUT for one in own)
