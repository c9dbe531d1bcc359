"""Names are found where they show themselves, and those that answer and are declared nowhere are told."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Dns, Network, WebSurface
from launchready.observe.net.discovery import Lived, LiveHosts, Names
from tests.observe.net.test_tls import a_certificate
from tests.observe.small_world import declared, site, visited, zone

RECORDS = """
shop.test. IN A 127.0.0.1
shop.test. IN MX 10 mail.shop.test.
mail.shop.test. IN A 127.0.0.1
beta.shop.test. IN A 127.0.0.1
secret.shop.test. IN A 127.0.0.1
linked.shop.test. IN A 127.0.0.1
help.shop.test. IN CNAME shop-help.desk.example.
docs.shop.test. IN CNAME pages.host.example.
pages.host.example. IN A 127.0.0.1
late.shop.test. IN CNAME x.broken.test.
"""
PAGE = "<!doctype html><title>Shop</title><a href='https://linked.shop.test/x'>x</a> notours-shop.test a@mail.shop.test"


def look(folder: Path, records: str = RECORDS) -> tuple[dict[str, str], Lived]:
    """What is known of names and live hosts of a shop with one page."""

    async def page(request: web.Request) -> web.Response:
        del request
        return web.Response(text=PAGE, content_type="text/html")

    async def go() -> tuple[dict[str, str], Lived]:
        pem = a_certificate(folder, "shop.test", "*.shop.test", "secret.shop.test")
        app = web.Application()
        app.router.add_get("/", page)
        surface = WebSurface("web", None, "production", "https://shop.test", 1)
        with zone(records) as resolver:
            async with site(app, pem) as port:
                network = Network(resolver, ((443, port),), pem)
                declaration = declared(folder, surface, network=network)
                owned = ("help.shop.test CNAME shop-help.desk.example", "late.shop.test CNAME x.broken.test")
                async with visited(replace(declaration, dns=Dns(records=owned))) as world:
                    names = {one.name: one.source for one in await world.ask(Names())}
                    return names, await world.ask(LiveHosts())

    return asyncio.run(go())


def test_names_are_known_from_the_declaration_certificates_records_and_pages(tmp_path: Path) -> None:
    names, _ = look(tmp_path)

    assert names == {
        "shop.test": "launch.toml; the certificate of shop.test",
        "help.shop.test": "dns.records",
        "late.shop.test": "dns.records",
        "secret.shop.test": "the certificate of shop.test",
        "linked.shop.test": "the page https://shop.test/",
        "mail.shop.test": "the MX record",
    }


def test_hosts_that_answer_and_are_declared_nowhere_are_found(tmp_path: Path) -> None:
    _, lived = look(tmp_path)

    answering = {one.name: one.source for one in lived.live if one.answered}
    assert answering == {
        "secret.shop.test": "the certificate of shop.test",
        "linked.shop.test": "the page https://shop.test/",
        "beta.shop.test": "a guess",
        "docs.shop.test": "a guess",
    }
    assert lived.declared == 1


@pytest.mark.parametrize("wild", [True, False])
def test_a_zone_that_answers_to_every_name_makes_guesses_worthless(wild: bool, tmp_path: Path) -> None:
    records = RECORDS + ("\n*.shop.test. IN A 127.0.0.1\n" if wild else "")

    _, lived = look(tmp_path, records)

    assert lived.wildcard is wild
    assert any(one.source == "a guess" for one in lived.live) is not wild
