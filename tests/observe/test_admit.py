"""Connections other than HTTP need the owner's consent as well, and stand in the record."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from launchready.declare.model import Network
from launchready.observe.errors import CannotLook, ConsentMissing
from launchready.observe.opening import opened
from launchready.observe.record import Sent
from launchready.observe.secret import Secrets
from launchready.observe.world import World
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger
from tests.observe.small_world import declared, zone


@pytest.fixture(scope="module")
def resolver() -> Iterator[str]:
    with zone("shop.test. IN A 127.0.0.1\nelsewhere.example. IN A 127.0.0.1\nbare.shop.test. IN TXT x") as address:
        yield address


def admit(folder: Path, resolver: str, host: str) -> tuple[tuple[str, ...], list[Sent]]:
    sent: list[Sent] = []

    async def go() -> tuple[str, ...]:
        async with opened(
            declared(folder, network=Network(resolver)),
            mint=Mint(b"a key of this test's own"),
            ledger=Ledger(),
            secrets=Secrets(folder, commands=False),
            record=sent.append,
        ) as commons:
            return await World(commons, "deploy.old-tls-is-offered", Touch.PROBE).admit(host, "TLSv1 handshake")

    return asyncio.run(go()), sent


def test_a_host_in_scope_is_let_through_and_recorded(tmp_path: Path, resolver: str) -> None:
    addresses, sent = admit(tmp_path, resolver, "shop.test")

    assert addresses == ("127.0.0.1",)
    *asked, handshake = sent
    assert (handshake.check, handshake.method, handshake.url) == (
        "deploy.old-tls-is-offered",
        "TLSv1 handshake",
        "https://shop.test/",
    )
    assert {one.method for one in asked} == {"DNS"}  # how the address was learned


def test_a_host_outside_the_scope_is_refused(tmp_path: Path, resolver: str) -> None:
    with pytest.raises(ConsentMissing, match="outside consent"):
        admit(tmp_path, resolver, "elsewhere.example")


def test_a_name_without_an_address_cannot_be_looked_at(tmp_path: Path, resolver: str) -> None:
    with pytest.raises(CannotLook, match="has no address"):
        admit(tmp_path, resolver, "bare.shop.test")
