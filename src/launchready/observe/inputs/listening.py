"""Everything that listens while addresses are tried: an inside to be reached, and, where declared, an outside and its names."""

import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp

from launchready.declare.hosts import is_address
from launchready.declare.model import Catching
from launchready.observe.consent import is_loopback
from launchready.observe.errors import CannotLook
from launchready.observe.inputs.catcher import Catcher, catching
from launchready.observe.inputs.names import Names, naming

if TYPE_CHECKING:
    from launchready.observe.world import World

REACH_SECONDS = 5.0
NO_EAR = "the product does not run on this machine, so that it cannot reach a listener of the audit's; declare one with [catcher]"


@dataclass(frozen=True, slots=True)
class Outside:
    """A listener that the product reaches as it would any other address of the world's."""

    catcher: Catcher
    url: str
    names: Names | None
    """The names that are ours to answer for; None where no zone is declared."""
    address: str
    """What they say first; empty for unknown."""


@dataclass(frozen=True, slots=True)
class Listening:
    """What listens."""

    inside: Catcher | None
    """Whoever asks here has reached the inside; None where no listener of ours can be there."""
    outside: Outside | None
    missing: str = ""
    """Why a declared one does not listen; empty where it does."""
    is_here: bool = False
    """Whether the product runs on this machine, whose loopback is its inside."""


@asynccontextmanager
async def listening(world: "World", host: str) -> AsyncIterator[Listening]:
    """Listens for a product at a host: on loopback where the product runs on this machine, and where the owner declared it.

    A declared place is one for all who listen at the same time: each knows its own by its mark.

    Raises:
        CannotLook: the declared place of the inside cannot be listened at.
    """
    declared = world.declaration.catcher
    addresses = await world.addresses(host)
    is_here = bool(addresses) and all(is_loopback(one) for one in addresses)
    async with AsyncExitStack() as open_ones:
        inside: Catcher | None = None
        if is_here:
            inside = await open_ones.enter_async_context(catching())
        elif declared is not None and declared.inside is not None:
            try:
                inside = await open_ones.enter_async_context(_caught(world, declared.inside))
            except OSError as error:
                raise CannotLook(f"cannot listen at catcher.inside, {declared.inside}: {error}") from error
        outside, missing = None, ""
        if declared is not None:
            try:
                outside = await open_ones.enter_async_context(outside_of(world, declared))
            except OSError as error:
                missing = f"cannot listen as [catcher] says: {error}"
        yield Listening(inside, outside, missing, is_here)


@dataclass(frozen=True, slots=True)
class Ear:
    """One listener that the product can reach, and its address as the product would say it."""

    catcher: Catcher
    url: str


@asynccontextmanager
async def hearing(world: "World", host: str, control: str, *, prefers_outside: bool = False) -> AsyncIterator[Ear]:
    """A listener that a product at a host can reach: of its inside, else the declared one of the outside, which heard the
    control.

    Args:
        world: holds what is declared.
        host: the product's.
        control: a mark that the listener of the outside is asked for.
        prefers_outside: takes the outside's first where the product runs elsewhere: what reads the world's pages may
            rightly refuse those of its inside.

    Raises:
        CannotLook: there is none, so that its silence would tell nothing.
    """
    async with listening(world, host) as listens:
        inside, outside = listens.inside, listens.outside
        if inside is not None and (listens.is_here or not prefers_outside):
            yield Ear(inside, inside.url)
            return
        lost = await reached_from_outside(world, outside, control) if outside else ""
        if outside is not None and not lost:
            yield Ear(outside.catcher, outside.url)
        elif inside is not None:
            yield Ear(inside, inside.url)
        elif outside is None:
            raise CannotLook(listens.missing or NO_EAR)
        else:
            raise CannotLook(f"the listener that [catcher] declares does not hear: {lost}")


@asynccontextmanager
async def outside_of(world: "World", declared: Catching) -> AsyncIterator[Outside]:
    """Listens where the owner declared it.

    Raises:
        OSError: a port is taken, or an address is none of this machine's.
    """
    async with AsyncExitStack() as open_ones:
        catcher = await open_ones.enter_async_context(_caught(world, declared.listen))
        names: Names | None = None
        if declared.dns_zone is not None and declared.dns_listen is not None:
            names = await open_ones.enter_async_context(_named(world, declared.dns_zone, declared.dns_listen))
        address = declared.address or (await _address(world, declared) if names else "")
        yield Outside(catcher, declared.url.rstrip("/"), names, address if _is_public(address) else "")


def _caught(world: "World", listen: str) -> AbstractAsyncContextManager[Catcher]:
    return world.shared.use(listen, lambda: catching(*place(listen)))


def _named(world: "World", zone: str, listen: str) -> AbstractAsyncContextManager[Names]:
    return world.shared.use((zone, listen), lambda: naming(zone, *place(listen)))


async def _address(world: "World", declared: Catching) -> str:
    host = (urlsplit(declared.url).hostname or "").strip("[]")
    try:
        return next(iter(await world.addresses(host)), "")
    except CannotLook:
        return ""  # then names are tried that say the inside at once, and none that change


async def reached_from_outside(world: "World", outside: Outside, mark: str) -> str:
    """Asks the listener by its own public address; empty where it heard that, else why it did not."""
    parts = urlsplit(outside.url)
    host = (parts.hostname or "").strip("[]")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        addresses = await world.addresses(host)
    except CannotLook as unknown:
        return str(unknown)
    if not addresses:
        return f"{host} has no address"
    shown = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
    trust = world.declaration.network.trust
    tls = ssl.create_default_context(cafile=str(trust) if trust else None) if parts.scheme == "https" else False
    timeout = aiohttp.ClientTimeout(total=REACH_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(
                f"{parts.scheme}://{shown}:{port}/{mark}",
                headers={"Host": parts.netloc},
                ssl=tls,
                server_hostname=host if tls else None,
                allow_redirects=False,
            ) as answer,
        ):
            await answer.read()
    except (OSError, aiohttp.ClientError, TimeoutError) as error:
        return f"{outside.url} does not answer: {error or type(error).__name__}"
    return "" if outside.catcher.heard(mark) else f"{outside.url} answers, but what it was asked did not come here"


def _is_public(address: str) -> bool:
    return is_address(address) and ipaddress.ip_address(address).is_global


def place(text: str) -> tuple[str, int]:
    """`address:port` in two."""
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)
