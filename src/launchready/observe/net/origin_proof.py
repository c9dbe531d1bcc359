"""Finds what shows that a declared address is the product's origin at all: what is shut looks like what is dead or mistyped."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio.to_thread

from launchready.observe.errors import CannotLook
from launchready.observe.net.certificate import is_for
from launchready.observe.net.cloudflare import ZoneSet
from launchready.observe.net.tls import certificate

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_HOSTS = 4


@dataclass(frozen=True, slots=True)
class Proof:
    """What ties an address to the product."""

    address: str
    how: str
    """As a clause: `its certificate is for example.com`."""


async def proofs(
    world: "World", addresses: tuple[str, ...], hosts: tuple[str, ...], shaking: frozenset[str]
) -> tuple[Proof, ...]:
    """One proof an address, where there is one.

    Args:
        world: the product.
        addresses: declared to be the origin's.
        hosts: the product's names.
        shaking: addresses at which something took a TLS connection when it was asked for a page.
    """
    found: dict[str, Proof] = {}
    if world.declaration.edge.cloudflare is not None:
        with suppress(CannotLook):
            for record in (await world.ask(ZoneSet())).records:
                if record.proxied and record.content in addresses and record.name.lower().rstrip(".") in hosts:
                    how = f"Cloudflare's own record for {record.name} leads there"
                    found.setdefault(record.content, Proof(record.content, how))
    for address in addresses:
        if address not in found and address in shaking and (how := await _certified(world, address, hosts)):
            found[address] = Proof(address, how)
    return tuple(found.values())


async def _certified(world: "World", address: str, hosts: tuple[str, ...]) -> str:
    """Whether the certificate there is for one of the product's names; who asks for none of them need not have one."""
    for host in hosts[:MOST_HOSTS]:
        try:
            await world.admit(host, "TLS handshake with the origin")
        except CannotLook:
            continue
        port, trust = world.port(443), world.declaration.network.trust
        leaf = (await anyio.to_thread.run_sync(certificate, host, address, port, trust)).leaf
        named = next((one for one in hosts if leaf is not None and is_for(leaf.names, one)), None)
        if named is not None:
            return f"its certificate is for {named}"
    return ""
