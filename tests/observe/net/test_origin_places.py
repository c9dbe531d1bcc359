"""Where the origin may be: the owner's list, mail, SPF and names; never the edge, and nothing that consent does not cover."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from launchready.declare.model import Edge, Network, WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.net.origin_places import DECLARED, HISTORY, OriginPlaces, Place, addresses_in
from tests.observe.small_world import declared, visited, zone

ZONE = """
shop.test. 60 IN A 127.0.0.1
shop.test. 60 IN MX 10 mail.shop.test.
shop.test. 60 IN MX 20 mx.provider.example.
shop.test. 60 IN TXT "v=spf1 ip4:127.0.0.41 ip4:127.0.0.42/31 ip4:127.8.0.0/16 ip6:2001:db8::1 -all"
mail.shop.test. 60 IN A 127.0.0.31
mx.provider.example. 60 IN A 127.0.0.32
origin.shop.test. 60 IN A 127.0.0.33
old.shop.test. 60 IN A 127.0.0.1
dev.shop.test. 60 IN A 104.16.0.1
"""


def places(folder: Path, history: str | None, scope: tuple[str, ...] = ()) -> dict[str, Place]:
    async def go() -> tuple[Place, ...]:
        with zone(ZONE) as resolver:
            at = WebSurface("web", None, "production", "http://shop.test:9", 1)
            declaration = declared(folder, at, network=Network(resolver=resolver))
            if history is not None:
                (folder / "history.csv").write_text(history)
            edge = Edge(("127.0.0.99/32",), ("127.0.0.20",), None, folder / "history.csv" if history != "" else None)
            consent = replace(declaration.consent, scope=(*declaration.consent.scope, *scope))
            async with visited(replace(declaration, edge=edge, consent=consent)) as world:
                return await world.ask(OriginPlaces())

    return {one.address: one for one in asyncio.run(go())}


def test_each_place_is_known_from_something_and_the_edge_s_are_none(tmp_path: Path) -> None:
    found = places(tmp_path, "2019,shop.test,127.0.0.21\n2024,shop.test,104.16.9.9\n2025,shop.test,127.0.0.99\n")

    assert {address: one.source for address, one in found.items() if one.asked} == {
        "127.0.0.20": DECLARED,
        "127.0.0.21": HISTORY,
        "127.0.0.31": "the MX record mail.shop.test",
        "127.0.0.33": "the name origin.shop.test (a guess)",
    }
    assert {one.source for one in found.values() if not one.asked} == {"the SPF record of shop.test"}


def test_what_spf_names_is_asked_where_the_owner_says_so(tmp_path: Path) -> None:
    found = places(tmp_path, "", ("127.0.0.41",))

    assert found["127.0.0.41"].asked
    assert not found["127.0.0.42"].asked
    assert "127.8.0.1" not in found  # a range is no server
    assert "127.0.0.32" not in found  # somebody else's mail server


def test_a_list_that_is_not_there_is_no_empty_list(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match=r"edge\.history cannot be read"):
        places(tmp_path, None)


def test_addresses_are_found_in_any_text() -> None:
    text = '{"ip": "93.184.216.34", "v": "1.2.3"} 2606:2800:220:1::1,10.0.0.7 999.1.1.1 93.184.216.34 at 12:30:01 5.6.7.8.9'

    assert addresses_in(text) == ("93.184.216.34", "2606:2800:220:1::1")
