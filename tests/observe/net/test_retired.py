"""A retired name is asked for in DNS and at the product's own address, beside a name that nobody ever had."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Dns, Network, WebSurface
from launchready.observe.net.retired import Gone, Retired
from tests.observe.net.test_tls import a_certificate
from tests.observe.small_world import declared, site, visited, zone

RECORDS = "shop.test. IN A 127.0.0.1\n"
PAGE = "<!doctype html><title>Shop</title><p>Shoes and hats for everybody"


def look(folder: Path, records: str, *, knows: tuple[str, ...] = (), any_name: bool = False) -> Retired:
    async def page(request: web.Request) -> web.Response:
        if any_name or request.host.partition(":")[0] in {"shop.test", *knows}:
            return web.Response(text=PAGE, content_type="text/html")
        raise web.HTTPNotFound

    async def go() -> Retired:
        app = web.Application()
        app.router.add_get("/", page)
        pem = a_certificate(folder, "shop.test")
        with zone(records) as resolver:
            async with site(app, pem) as port:
                surface = WebSurface("web", None, "production", "https://shop.test", 1)
                declaration = declared(folder, surface, network=Network(resolver, ((443, port),), pem))
                async with visited(replace(declaration, dns=Dns(retired=("v1.shop.test",)))) as world:
                    (found,) = await world.ask(Gone())
                    return found

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("records", "left"),
    [
        ("", ()),
        ("v1.shop.test. IN A 127.0.0.9\n", ("A 127.0.0.9",)),
        ("v1.shop.test. IN AAAA ::1\n", ("AAAA ::1",)),
        ("v1.shop.test. IN CNAME gone.host.test.\n", ("CNAME gone.host.test",)),
    ],
)
def test_what_dns_still_says_is_told(records: str, left: tuple[str, ...], tmp_path: Path) -> None:
    found = look(tmp_path, RECORDS + records)

    assert found.records == left
    assert not found.as_any
    assert not found.served


def test_a_zone_that_answers_to_any_name_says_nothing_of_this_one(tmp_path: Path) -> None:
    assert look(tmp_path, f"{RECORDS}*.shop.test. IN A 127.0.0.1\n").as_any


def test_a_server_that_still_knows_the_name_is_seen_without_dns(tmp_path: Path) -> None:
    found = look(tmp_path, RECORDS, knows=("v1.shop.test",))

    assert (found.records, found.served) == ((), True)
    assert "404" in found.made_up


def test_a_server_that_answers_to_any_name_does_not_know_this_one(tmp_path: Path) -> None:
    assert not look(tmp_path, RECORDS, any_name=True).served
