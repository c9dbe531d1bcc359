"""Forged hosts are sent for an account of the run's own, and only a link that leads to one of them counts."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Declaration, MailSurface, Principal
from launchready.observe.mail.reset_host import ResetHost, ResetHostTrial
from tests.observe.small_world import declared, site, visited

Base = Callable[[web.Request], str | None]
"""The address that a product writes into the link; None where it refuses."""


def by_header(name: str) -> Base:
    def base(request: web.Request) -> str | None:
        said = request.headers.get(name, "https://shop.test")
        host = urlsplit(said).netloc or said
        host = next((part[5:] for part in said.split(";") if part.startswith("host=")), host)
        return f"https://{host}"

    return base


def product(folder: Path, base: Base, *, silent_to: str = "") -> web.Application:
    accounts: dict[str, str] = {}

    async def sign_up(request: web.Request) -> web.Response:
        given = await request.json()
        accounts[given["email"]] = given["password"]
        return web.json_response({"id": uuid4().hex}, status=201)

    async def sign_in(request: web.Request) -> web.Response:
        given = await request.json()
        right = accounts.get(given["email"]) == given["password"]
        return web.json_response({"token": uuid4().hex} if right else {}, status=200 if right else 401)

    async def reset(request: web.Request) -> web.Response:
        to = (await request.json())["email"]
        address = base(request)
        if address is None:
            return web.Response(status=400)
        if silent_to and silent_to in request.headers:
            return web.Response(status=202)
        text = f"From: no-reply@shop.test\r\nTo: {to}\r\nSubject: x\r\n\r\n{address}/reset?token={uuid4().hex}\r\n"
        (folder / "mail" / "new" / uuid4().hex).write_text(text)
        return web.Response(status=202)

    app = web.Application()
    app.router.add_post("/signup", sign_up)
    app.router.add_post("/login", sign_in)
    app.router.add_post("/reset", reset)
    return app


def shop(folder: Path, port: int) -> Declaration:
    fields = {"email": "{email}", "password": "{password}"}
    sign_in, sign_up = (Call("POST", path, json=dict(fields)) for path in ("/login", "/signup"))
    api = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1)
    reset = Call("POST", "/reset", json={"email": "{email}"})
    mail = MailSurface("mail", None, "production", None, 2, "shop.test", ("s1",), folder / "mail", reset)
    made = declared(folder, api, mail)
    people = tuple(Principal(name, "buyer", 3, sign_in, sign_up=sign_up, made=True) for name in ("ann", "bob"))
    return Declaration(made.path, made.product, made.consent, made.network, surfaces=made.surfaces, principals=people)


def tried(folder: Path, base: Base, *, silent_to: str = "") -> ResetHost:
    (folder / "mail" / "new").mkdir(parents=True)

    async def go() -> ResetHost:
        async with (
            site(product(folder, base, silent_to=silent_to)) as port,
            visited(shop(folder, port)) as world,
        ):
            return await world.ask(ResetHostTrial("mail"))

    return asyncio.run(go())


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "Forwarded", "X-Host", "Origin", "X-Original-Host"])
def test_a_link_that_follows_a_header_names_it(header: str, tmp_path: Path) -> None:
    seen = tried(tmp_path, by_header(header))

    assert {one.header for one in seen.followed} == {header}
    assert seen.followed[0].host.endswith(".example.com")
    assert f"-H '{header}: " in seen.followed[0].curl
    assert seen.arrived


def test_a_configured_address_follows_nothing(tmp_path: Path) -> None:
    seen = tried(tmp_path, lambda _: "https://shop.test")

    assert (seen.followed, seen.refused, seen.silent, seen.host) == ((), (), (), "shop.test")


def test_a_server_that_refuses_a_host_is_told(tmp_path: Path) -> None:
    seen = tried(tmp_path, lambda request: "https://shop.test" if "example.com" not in request.host else None)

    assert seen.followed == ()
    assert [one.partition(":")[0] for one in seen.refused] == ["Host"]


def test_a_wish_without_a_message_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("launchready.observe.mail.reset_host.WAIT_SECONDS", 0.3)

    seen = tried(tmp_path, lambda _: "https://shop.test", silent_to="X-Host")

    assert (len(seen.silent), seen.arrived) == (1, True)
