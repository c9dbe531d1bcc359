"""Offers versions and ciphers to each address of a name, each alone, and sees which the server agrees to."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import anyio.to_thread

from launchready.observe.errors import CannotLook
from launchready.observe.net import hello
from launchready.observe.net.hello import Shake
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

SeenT = TypeVar("SeenT")
__all__ = ["NEW", "OLD", "Offer", "Shake", "Versions", "Weak", "WeakCiphers", "at_each", "offer"]

AT_ONCE = 8
"""Addresses that are looked at beside each other: one that does not answer takes long."""
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

        async def one(address: str) -> list[Offer]:
            offers: list[Offer] = []
            for version in (*NEW, *OLD):
                await world.admit(self.host, f"{version} handshake")
                port = world.port(self.number)
                offers.append(await anyio.to_thread.run_sync(offer, self.host, address, port, version))
                if offers[-1].shake in {Shake.UNREACHABLE, Shake.NO_WAY} or _is_mute(offers):
                    break
            return offers

        of_each = await at_each(await world.addresses(self.host), one)
        return tuple(offer for offers in of_each for offer in offers)


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

        async def one(address: str) -> Weak:
            await world.admit(self.host, "handshake with weak ciphers")
            port = world.port(self.number)
            families, heard = await anyio.to_thread.run_sync(hello.weak_ciphers, self.host, address, port)
            return Weak(address, families, heard.shake, heard.words)

        return await at_each(await self._addresses(world), one)

    async def _addresses(self, world: "World") -> tuple[str, ...]:
        if found := await world.addresses(self.host):
            return found
        raise CannotLook(f"{self.host} has no address")


async def at_each(addresses: tuple[str, ...], look: Callable[[str], Awaitable[SeenT]]) -> tuple[SeenT, ...]:
    """What is seen at each address, in their order; some are looked at beside each other."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(address: str) -> SeenT:
        async with turn:
            return await look(address)

    return tuple(await asyncio.gather(*(one(address) for address in addresses)))


def offer(host: str, address: str, port: int, version: str) -> Offer:
    """Whether an address speaks one version of TLS; blocks."""
    heard = hello.speaks(host, address, port, version)
    return Offer(version, heard.shake, heard.words, address)


def _is_mute(offers: list[Offer]) -> bool:
    """Whether an address let both current versions time out: it will not answer the old ones either."""
    return len(offers) == len(NEW) and all(one.shake is Shake.TIMED_OUT for one in offers)
