"""What the zone leaves to others is followed; the owner of nothing, the owner of something and a silence are three answers."""

import asyncio
from dataclasses import replace
from pathlib import Path

from launchready.declare.model import Dns, Network
from launchready.observe.net.dangling import HandedOn, Hands
from launchready.observe.net.dns import State
from tests.observe.net.name_server import NS, SOA, name_server
from tests.observe.small_world import declared, visited, zone

RECORDS = (
    SOA
    + NS
    + """
test. IN SOA ns.test. host.test. 1 60 60 60 60
shop.test. IN A 127.0.0.1
shop.test. IN MX 10 mail.host.test.
shop.test. IN MX 20 .
mail.host.test. IN A 127.0.0.1
news.shop.test. IN MX 10 mx.gone.test.
late.shop.test. IN MX 10 mx.broken.test.
shop.test. IN TXT "v=spf1 include:_spf.host.test -include:%{d}.x.test ~all"
shop.test. IN TXT "other text include:_spf.never.test"
_spf.host.test. IN TXT "v=spf1 include:_spf.gone.test ?all"
"""
)
PARTS = "chat.shop.test. IN NS ns1.gone.test.\nchat.shop.test. IN NS ns2.host.test.\n"
OWNED = ("news.shop.test MX 10 mx.gone.test", "late.shop.test MX 10 mx.broken.test", "deep.chat.shop.test A 127.0.0.1")


def look(folder: Path, resolver: str) -> HandedOn:
    async def go() -> HandedOn:
        declaration = replace(declared(folder, network=Network(resolver)), dns=Dns(records=OWNED))
        async with visited(declaration) as world:
            return await world.ask(Hands())

    return asyncio.run(go())


def test_mail_spf_and_parts_of_the_zone_are_followed_to_what_exists_or_not(tmp_path: Path) -> None:
    with name_server(RECORDS, parts=PARTS) as resolver:
        found = look(tmp_path, resolver)

    states = {(one.kind, one.name, one.target): one.state for one in found.hands}
    assert states["MX", "shop.test", "mail.host.test"] is State.FOUND
    assert states["MX", "news.shop.test", "mx.gone.test"] is State.NXDOMAIN
    assert states["MX", "late.shop.test", "mx.broken.test"] is State.FAILED
    assert states["SPF", "shop.test", "_spf.host.test"] is State.FOUND
    assert states["SPF", "_spf.host.test", "_spf.gone.test"] is State.NXDOMAIN
    assert states["NS", "chat.shop.test", "ns1.gone.test"] is State.NXDOMAIN
    assert not any("never" in one.target or "%" in one.target for one in found.hands)
    assert {one.free for one in found.hands if one.state is State.NXDOMAIN and "gone" in one.target} == {"gone.test"}


def test_parts_of_a_zone_that_no_server_tells_are_not_known(tmp_path: Path) -> None:
    with zone(RECORDS) as resolver:
        found = look(tmp_path, resolver)

    assert any("asked over TCP" in one for one in found.silent)
