"""Each name is told with what answers there and which release it serves; nothing is asked twice, and silence has its reason."""

import asyncio
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from launchready.declare.model import ApiSurface, Dns, Network, WebSurface
from launchready.observe.net.faces import Face, Faces
from tests.observe.net.test_tls import a_certificate
from tests.observe.small_world import declared, site, visited, zone

NAMES = ("shop.test", "www.shop.test", "api.shop.test", "old.shop.test", "mta.shop.test")
RECORDS = "\n".join(f"{name}. IN A 127.0.0.1" for name in NAMES) + "\nhelp.shop.test. IN CNAME shop.desk.example.\n"
BUILT = """<!doctype html><title>The
  Shop</title><script src="https://cdn.example/x-1a2b3c4d.js"></script>
<script src="/a/jquery-3.7.1.min.js"></script><script src="/a/app-9f8e7d6c.js"></script>"""


class Shop:
    """A shop of several hosts, and what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(f"{request.host.partition(':')[0]}{request.path}")
        match request.host.partition(":")[0], request.path:
            case "www.shop.test", _:
                return web.Response(status=301, headers={"Location": "https://shop.test/"})
            case "api.shop.test", "/health":
                return web.json_response({"status": "ok", "version": "1.4.2"})
            case "api.shop.test", _:
                return web.Response(status=404)
            case "old.shop.test", _:
                return web.Response(text="<title>Old</title>", content_type="text/html", headers={"X-Release": "1.0.0"})
            case "shop.test", "/":
                return web.Response(status=302, headers={"Location": "/welcome"})
            case _:
                return web.Response(text=BUILT, content_type="text/html")


def faces(folder: Path, scope: tuple[str, ...] = ("shop.test", "*.shop.test")) -> tuple[dict[str, Face], Shop]:
    """What is told of each name of the shop."""
    shop = Shop()

    async def go() -> tuple[Face, ...]:
        pem = a_certificate(folder, "shop.test", "*.shop.test")
        app = web.Application()
        app.router.add_get("/{path:.*}", shop.answer)
        surfaces = (
            WebSurface("web", "frontend", "production", "https://shop.test", 1, aliases=("www.shop.test",)),
            ApiSurface("api", "backend", "production", "https://api.shop.test", 2, health="/health"),
            WebSurface("gone", "backend", "production", "https://gone.shop.test", 3),
        )
        with zone(RECORDS) as resolver:
            async with site(app, pem) as port:
                declaration = declared(folder, *surfaces, network=Network(resolver, ((443, port),), pem))
                records = (
                    "mta.shop.test A 127.0.0.1",
                    "help.shop.test CNAME shop.desk.example",
                    "x._domainkey.shop.test TXT v",
                )
                declaration = replace(
                    declaration, dns=Dns(records=records), consent=replace(declaration.consent, scope=scope)
                )
                async with visited(declaration) as world:
                    return await world.ask(Faces())

    return {one.name: one for one in asyncio.run(go())}, shop


def test_each_name_tells_what_answers_and_which_release(tmp_path: Path) -> None:
    found, shop = faces(tmp_path)

    told = {name: (one.answers, one.title, one.release) for name, one in found.items()}
    assert told == {
        "shop.test": ("302 to /welcome", "The Shop", "the build of app-9f8e7d6c.js"),
        "www.shop.test": ("301 to https://shop.test/", "", ""),
        "api.shop.test": ("404", "", "1.4.2"),
        "gone.shop.test": (told["gone.shop.test"][0], "", ""),
        "old.shop.test": ("200", "", "1.0.0"),
        "mta.shop.test": ("200", "The Shop", ""),
        "help.shop.test": (told["help.shop.test"][0], "", ""),
    }
    assert not told["gone.shop.test"][0][:1].isdigit()
    assert not told["help.shop.test"][0][:1].isdigit()
    assert shop.asked.count("old.shop.test/") == 1  # as the look for hosts that nobody declared had it


def test_the_place_that_told_a_release_is_named_and_where_a_name_leads(tmp_path: Path) -> None:
    found, _ = faces(tmp_path)

    assert found["api.shop.test"].told == "GET https://api.shop.test/health: version"
    assert found["api.shop.test"].leads_to == ("127.0.0.1",)
    assert found["help.shop.test"].leads_to == ("shop.desk.example",)
    assert [one.name for one in found.values() if one.declared] == [
        "shop.test",
        "api.shop.test",
        "gone.shop.test",
        "www.shop.test",
    ]


def test_what_consent_does_not_cover_is_not_asked_and_says_so(tmp_path: Path) -> None:
    found, shop = faces(tmp_path, ("shop.test",))

    assert found["api.shop.test"].answers.startswith("it was not sent")
    assert not [one for one in shop.asked if one.startswith("api.")]
