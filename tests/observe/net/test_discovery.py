"""Names are found where they show themselves, and those that answer and are declared nowhere are told."""

import asyncio
import socket
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Dns, Network, Surface, WebSurface
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
        return web.Response(text=PAGE, content_type="text/html", headers={"X-Release": "2025.11.3"})

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
    assert {one.release for one in lived.live if one.answered} == {"2025.11.3"}
    assert lived.declared == 1


@pytest.mark.parametrize("wild", [True, False])
def test_a_zone_that_answers_to_every_name_makes_guesses_worthless(wild: bool, tmp_path: Path) -> None:
    records = RECORDS + ("\n*.shop.test. IN A 127.0.0.1\n" if wild else "")

    _, lived = look(tmp_path, records)

    assert lived.wildcard is wild
    assert any(one.source == "a guess" for one in lived.live) is not wild


SHOP = "shop.test. IN A 127.0.0.1\n"
WILD = "*.shop.test. IN A 127.0.0.1\n"


@dataclass(frozen=True)
class Shop:
    """A shop whose pages, headers and addresses a test chooses; its certificate is for secret.shop.test as well."""

    records: str = SHOP
    others: Mapping[str, str] = field(default_factory=dict)
    """Pages of other hosts than the shop's; what is not here gets the shop's own page."""
    headers: Mapping[str, str] = field(default_factory=dict)
    of_api: Mapping[str, str] = field(default_factory=dict)
    to: str = ""
    """Where plain HTTP leads."""
    more: tuple[Surface, ...] = ()
    six: bool = False
    """Whether it stands at ::1 as well."""

    async def page(self, request: web.Request) -> web.Response:
        host = request.host.partition(":")[0]
        text = self.others.get(host, "<!doctype html><title>Shop</title><h1>Lamps and shades</h1>")
        headers = self.of_api if host == "api.shop.test" else self.headers
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def plain(self, request: web.Request) -> web.Response:
        del request
        return web.Response(status=301, headers={"Location": self.to}) if self.to else web.Response(text="shop")

    def look(self, folder: Path) -> tuple[dict[str, str], Lived]:
        return asyncio.run(self._look(folder))

    async def _look(self, folder: Path) -> tuple[dict[str, str], Lived]:
        pem = a_certificate(folder, "shop.test", "*.shop.test", "secret.shop.test")
        secured, plain = web.Application(), web.Application()
        secured.router.add_get("/{any:.*}", self.page)
        plain.router.add_get("/{any:.*}", self.plain)
        async with AsyncExitStack() as running:
            port = await running.enter_async_context(site(secured, pem))
            clear = await running.enter_async_context(site(plain))
            if self.six:
                again = web.Application()
                again.router.add_get("/{any:.*}", self.page)
                await running.enter_async_context(site(again, pem, "::1", port))
            network = Network(running.enter_context(zone(self.records)), ((80, clear), (443, port)), pem)
            surface = WebSurface("web", None, "production", "https://shop.test", 1)
            declaration = declared(folder, surface, *self.more, network=network)
            world = await running.enter_async_context(visited(declaration))
            return {one.name: one.source for one in await world.ask(Names())}, await world.ask(LiveHosts())


def answering(lived: Lived) -> set[str]:
    return {one.name for one in lived.live if one.answered}


@pytest.mark.parametrize(
    "header", ["Content-Security-Policy", "Content-Security-Policy-Report-Only", "Link", "X-Served-By"]
)
def test_a_name_in_a_header_of_a_page_is_known(header: str, tmp_path: Path) -> None:
    shop = Shop(
        headers={
            header: "<https://img.shop.test/a>; img-src https://img.shop.test",
            "X-Other": "img.shop.test.evil.test",
        }
    )

    names, _ = shop.look(tmp_path)

    place = {"Link": "Link", "X-Served-By": "X-Served-By"}.get(header, "CSP")
    assert names["img.shop.test"] == f"{place} of https://shop.test/"
    assert set(names) == {"shop.test", "secret.shop.test", "img.shop.test"}


def test_names_that_an_api_trusts_and_that_plain_http_leads_to_are_known(tmp_path: Path) -> None:
    shop = Shop(
        SHOP + "api.shop.test. IN A 127.0.0.1\n",
        of_api={"Access-Control-Allow-Origin": "https://partner.shop.test"},
        to="https://go.shop.test/",
        more=(ApiSurface("api", None, "production", "https://api.shop.test", 1),),
    )

    names, _ = shop.look(tmp_path)

    assert names["partner.shop.test"] == "CORS of https://api.shop.test/"
    assert names["go.shop.test"].startswith("a redirect of http://shop.test/")


def test_a_name_that_only_the_wildcard_answers_for_is_no_host(tmp_path: Path) -> None:
    _, lived = Shop(SHOP + WILD).look(tmp_path)

    assert lived.wildcard
    assert lived.live == ()


def test_a_name_that_is_answered_otherwise_than_its_twin_is_one(tmp_path: Path) -> None:
    shop = Shop(
        SHOP + WILD, {"secret.shop.test": "<!doctype html><title>Staff</title><form><input name=password></form>"}
    )

    _, lived = shop.look(tmp_path)

    assert answering(lived) == {"secret.shop.test"}


@pytest.mark.parametrize(("public", "live"), [(True, set[str]()), (False, {"secret.shop.test"})])
def test_a_private_address_is_not_out_there_for_a_product_that_is(public: bool, live: set[str], tmp_path: Path) -> None:
    # Consent covers nothing of it: nothing is sent there.
    away = WebSurface("away", None, "production", "https://shop.elsewhere.test", 2)
    records = f"shop.elsewhere.test. IN A {'8.8.8.8' if public else '127.0.0.1'}\n"

    _, lived = Shop(SHOP + "secret.shop.test. IN A 127.0.0.1\n" + records, more=(away,)).look(tmp_path)

    assert answering(lived) == live


def test_a_name_that_has_ipv6_alone_is_found_alive(tmp_path: Path) -> None:
    try:
        with socket.socket(socket.AF_INET6) as trial:
            trial.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no IPv6")

    _, lived = Shop(SHOP + "secret.shop.test. IN AAAA ::1\n", six=True).look(tmp_path)

    assert answering(lived) == {"secret.shop.test"}
