"""The origin is asked under every name, and only the product's own text counts."""

import asyncio
import ssl
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Edge, Network, WebSurface
from launchready.observe.net.origin import Knocks, OriginKnocked
from tests.observe.net.test_tls import a_certificate
from tests.observe.small_world import declared, site, visited, zone

PAGE = "<title>A shop of bots for every purpose</title>\n<p>Find the bot that answers your customers</p>"
OTHER = "<title>Welcome to this web server</title>\n<p>It works, and nothing is here yet</p>"


def server(origin: str) -> web.Application:
    """Edge and origin in one: the origin is asked under another Host's address, and tells by the edge's header."""
    seen: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request.path)
        if len(seen) == 1:  # the first look goes through the edge
            return web.Response(text=PAGE, content_type="text/html")
        if origin == "refuses":
            raise web.HTTPForbidden(text="")
        return web.Response(text={"open": PAGE, "default site": OTHER}[origin], content_type="text/html")

    made = web.Application()
    made.router.add_get("/", answer)
    return made


def knocked(folder: Path, origin: str, address: str = "127.0.0.1") -> Knocks:
    async def go() -> Knocks:
        with zone("shop.test. 60 IN A 127.0.0.1") as resolver:
            async with site(server(origin)) as port:
                at = WebSurface("web", None, "production", f"http://shop.test:{port}", 1)
                declaration = declared(folder, at, network=Network(resolver=resolver))
                async with visited(replace(declaration, edge=Edge((), (address,)))) as world:
                    return await world.ask(OriginKnocked())

    return asyncio.run(go())


@pytest.mark.parametrize(("origin", "opened"), [("open", True), ("refuses", False), ("default site", False)])
def test_only_the_products_own_text_counts(tmp_path: Path, origin: str, *, opened: bool) -> None:
    found = knocked(tmp_path, origin)

    assert {one.open for one in found.knocks} == {opened}
    assert all(one.answered for one in found.knocks)
    assert found.shown[0].pieces >= 2


def test_a_closed_port_is_knocked_at_once_and_is_no_answer(tmp_path: Path) -> None:
    found = knocked(tmp_path, "open", address="127.0.0.9")

    assert [(one.answered, one.sent, one.open) for one in found.knocks] == [(False, True, False)] * 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What the origin was asked."""

    sni: str | None
    host: str


@asynccontextmanager
async def edge_and_origin(folder: Path, opens: Callable[[Asked], bool]) -> AsyncIterator[tuple[int, Path]]:
    """The same port at two addresses over TLS: the edge serves all, the origin to whoever asks as `opens` says."""
    pem = a_certificate(folder, "shop.test")
    names: dict[object, str | None] = {}

    def note(sock: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        names[sock] = name

    def context() -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(pem)
        made.sni_callback = note  # type: ignore[assignment]  # asyncio wraps the object that the type speaks of
        return made

    async def edge(_request: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def origin(request: web.Request) -> web.Response:
        assert request.transport is not None
        asked = Asked(names.get(request.transport.get_extra_info("ssl_object")), request.host.partition(":")[0])
        return web.Response(text=PAGE if opens(asked) else OTHER, content_type="text/html")

    runners = []
    port = 0
    for address, handler in (("127.0.0.1", edge), ("127.0.0.2", origin)):
        app = web.Application()
        app.router.add_get("/", handler)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await runner.setup()
        runners.append(runner)
        await web.TCPSite(runner, address, port, ssl_context=context()).start()
        port = runner.addresses[0][1]
    try:
        yield port, pem
    finally:
        for runner in runners:
            await runner.cleanup()


def over_tls(
    folder: Path, opens: Callable[[Asked], bool], records: str = "", origin: tuple[str, ...] = ("127.0.0.2",)
) -> Knocks:
    async def go() -> Knocks:
        with zone(f"shop.test. 60 IN A 127.0.0.1\n{records}") as resolver:
            async with edge_and_origin(folder, opens) as (port, pem):
                network = Network(resolver, ((443, port), (80, 9)), pem)
                declaration = declared(
                    folder, WebSurface("web", None, "production", "https://shop.test", 1), network=network
                )
                async with visited(replace(declaration, edge=Edge(("127.0.0.1",), origin))) as world:
                    return await world.ask(OriginKnocked())

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("opens", "ways"),
    [
        (lambda asked: asked.sni == "shop.test" and asked.host == "shop.test", ["TLS name shop.test, Host shop.test"]),
        (lambda asked: asked.sni is None and asked.host == "shop.test", ["no TLS name, Host shop.test"]),
        (
            lambda asked: asked.sni == "shop.test" and asked.host != "shop.test",
            ["TLS name shop.test, Host 127.0.0.2"],
        ),
        (lambda asked: asked.sni is None and asked.host != "shop.test", ["no TLS name, Host 127.0.0.2"]),
        (lambda _asked: False, []),
    ],
)
def test_each_pairing_of_handshake_and_host_is_tried(
    tmp_path: Path, opens: Callable[[Asked], bool], ways: list[str]
) -> None:
    found = over_tls(tmp_path, opens)

    assert ways == [one.way for one in found.knocks if one.open]
    assert all("127.0.0.2" in one.curl for one in found.knocks)


def test_the_origin_is_found_by_a_name_that_nobody_declares(tmp_path: Path) -> None:
    found = over_tls(tmp_path, lambda _asked: True, "direct.shop.test. 60 IN A 127.0.0.2\n", ())

    assert {one.open for one in found.knocks if one.secure} == {True}
    assert [one.source for one in found.places] == ["the name direct.shop.test (a guess)"]


def test_the_origin_answers_under_its_own_name_alone(tmp_path: Path) -> None:
    def opens(asked: Asked) -> bool:
        return asked == Asked("direct.shop.test", "direct.shop.test")

    found = over_tls(tmp_path, opens, "direct.shop.test. 60 IN A 127.0.0.2\n", ())

    (one,) = [knock for knock in found.knocks if knock.open]
    assert one.way == "TLS name direct.shop.test, Host direct.shop.test"
    assert "https://direct.shop.test/" in one.curl


def test_a_preview_under_a_name_of_its_own_is_no_way_around(tmp_path: Path) -> None:
    def opens(asked: Asked) -> bool:
        return asked.host == "preview.shop.test"

    found = over_tls(tmp_path, opens, "preview.shop.test. 60 IN A 127.0.0.2\n", ())

    assert not any(one.open for one in found.knocks)
    assert any(one.doubtful for one in found.knocks)


def test_a_copy_for_tests_that_is_only_like_the_product_is_doubtful(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "OTHER", PAGE.replace("Find the bot", "Find the best bot"))

    found = over_tls(tmp_path, lambda _asked: False, "direct.shop.test. 60 IN A 127.0.0.2\n", ())

    assert [one.doubtful for one in found.knocks if one.secure] == [True] * 4
    assert not any(one.open for one in found.knocks)


def test_a_certificate_for_the_product_s_name_shows_that_it_is_the_origin(tmp_path: Path) -> None:
    found = over_tls(tmp_path, lambda _: False)

    assert [(one.address, one.how) for one in found.proofs] == [("127.0.0.2", "its certificate is for shop.test")]


def test_where_nothing_listens_nothing_shows_that_it_is_the_origin(tmp_path: Path) -> None:
    found = over_tls(tmp_path, lambda _: False, origin=("127.0.0.9",))

    assert found.proofs == ()
    assert {one.lives for one in found.knocks} == {False}


def test_a_server_of_somebody_else_s_is_not_taken_for_the_origin(tmp_path: Path) -> None:
    found = knocked(tmp_path, "default site")

    assert found.proofs == ()
    assert any(one.lives for one in found.knocks)
