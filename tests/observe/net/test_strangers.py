"""Who answers at a name is told by the certificate and by what the answer says of itself, at a second address on loopback."""

import asyncio
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Dns, Network, WebSurface
from launchready.observe.net.strangers import Answered, Answering, AnsweringNames
from launchready.stages.s1_exposure.name_is_answered_by_stranger import NameIsAnsweredByStranger, Seen
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.net.test_tls import a_certificate
from tests.observe.small_world import declared, site, visited, zone

RECORDS = "shop.test. IN A 127.0.0.1\npromo.shop.test. IN A 127.0.0.2\n"
OURS = "<!doctype html><title>Shop</title><p>Shoes and hats and bags for everybody, since long ago</p>%s"
THEIRS = (
    "<!doctype html><title>Otters</title><link rel=canonical href='https://otters.test/'><p>Only otters live here</p>"
)


def app_of(text: str, location: str = "") -> web.Application:
    async def answer(_: web.Request) -> web.Response:
        if location:
            raise web.HTTPFound(location)
        return web.Response(text=text, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", answer)
    return app


def look(
    folder: Path,
    theirs: web.Application,
    *,
    for_names: tuple[str, ...] = ("otters.test",),
    ours: str = "",
    trusted: bool = True,
) -> Verdict:
    """The verdict on a shop, one name of which leads to the second address."""

    async def go() -> Seen:
        own, other = a_certificate(folder, "shop.test"), a_certificate(folder, *for_names)
        trust = folder / "trust.pem"
        trust.write_bytes(own.read_bytes() + (other.read_bytes() if trusted else b""))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(other)
        runner = web.AppRunner(theirs, access_log=None, shutdown_timeout=0)
        with zone(RECORDS) as resolver:
            async with site(app_of(OURS % ours), own) as port:
                await runner.setup()
                await web.TCPSite(runner, "127.0.0.2", port, ssl_context=context).start()
                surface = WebSurface("web", None, "production", "https://shop.test", 1)
                declaration = declared(folder, surface, network=Network(resolver, ((443, port),), trust))
                declaration = replace(declaration, dns=Dns(records=("promo.shop.test A 127.0.0.2",)))
                try:
                    async with visited(declaration) as world:
                        found = await world.ask(AnsweringNames())
                        return Seen(found, tuple("dig" for _ in found.answering))
                finally:
                    await runner.cleanup()

    return NameIsAnsweredByStranger().judge(asyncio.run(go()))


def test_a_strangers_certificate_and_page_are_a_finding(tmp_path: Path) -> None:
    verdict = look(tmp_path, app_of(THEIRS))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("promo.shop.test",)


def test_a_stranger_who_repeats_the_name_that_was_asked_for_does_not_speak_of_us(tmp_path: Path) -> None:
    assert isinstance(look(tmp_path, app_of(f"{THEIRS}You came by promo.shop.test")), Fail)


def test_a_stranger_who_sends_everybody_home_is_one(tmp_path: Path) -> None:
    assert isinstance(look(tmp_path, app_of("", "https://otters.test/start")), Fail)


@pytest.mark.parametrize("text", ["<h1>Welcome to this server</h1>", "404", ""])
def test_a_page_that_does_not_say_whose_it_is_is_not_known(text: str, tmp_path: Path) -> None:
    assert isinstance(look(tmp_path, app_of(text)), Unknown)


@pytest.mark.parametrize(
    ("page", "names", "ours", "trusted"),
    [
        (THEIRS, ("otters.test",), "<a href='https://otters.test/'>our zoo</a>", True),
        (f"{THEIRS} a shop of shop.test", ("otters.test",), "", True),
        (OURS % "", ("otters.test",), "", True),
        (THEIRS, ("admin.shop.test",), "", True),
        (THEIRS, ("otters.test",), "", False),
    ],
    ids=("a partner", "speaks of us", "our page", "our certificate", "nobody vouches"),
)
def test_what_may_be_the_products_own_is_none(
    page: str, names: tuple[str, ...], ours: str, trusted: bool, tmp_path: Path
) -> None:
    assert isinstance(look(tmp_path, app_of(page), for_names=names, ours=ours, trusted=trusted), Pass)


def test_another_tenant_of_a_machine_that_serves_the_product_too_is_not_known() -> None:
    pair = (
        Answering("shop.test", "192.0.2.1", ("shop.test",), ours=True, line=""),
        Answering(
            "old.shop.test",
            "192.0.2.1",
            ("hoster.test",),
            ours=False,
            line="GET -> 302",
            says=("hoster.test",),
            beside_us=True,
        ),
    )

    verdict = NameIsAnsweredByStranger().judge(Seen(Answered(2, "shop.test", pair), ("dig", "dig")))

    assert isinstance(verdict, Unknown)
    assert "the product's own for another name" in verdict.because
