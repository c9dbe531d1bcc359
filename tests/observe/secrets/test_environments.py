"""Production's session is taken to staging; what staging answers is told, not guessed."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Declaration, Principal, WebSurface
from launchready.observe.secrets.environments import Crossing, Crossings
from tests.observe.small_world import declared, site, visited

TOKEN = "header.payload-of-some-length.signature-of-some-length"
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {"/users/me": {"get": {"responses": {"200": {"description": "who asks"}}}}},
}


def environment(*, believes: bool, prefix: str = "") -> web.Application:
    async def me(request: web.Request) -> web.Response:
        if believes and request.headers.get("Authorization") == f"Bearer {TOKEN}":
            return web.json_response({"id": 1, "email": "ann@shop.test"})
        return web.json_response({"error": "sign in"}, status=401)

    async def document(_: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def login(_: web.Request) -> web.Response:
        return web.json_response({"token": TOKEN})

    app = web.Application()
    app.router.add_get(f"{prefix}/users/me", me)
    app.router.add_get("/openapi.json", document)
    app.router.add_post("/login", login)
    return app


def cross(folder: Path, staging: web.Application | None) -> tuple[Crossing, ...]:
    async def go() -> tuple[Crossing, ...]:
        async with site(environment(believes=True)) as home, site(staging or web.Application()) as there:
            sign_in = Call("POST", "/login", json={"email": "ann@shop.test"}, pick=(("token", "$.token"),))
            surfaces = [ApiSurface("api", None, "production", f"http://127.0.0.1:{home}", 1, openapi="/openapi.json")]
            other = WebSurface("staging", None, "staging", f"http://127.0.0.1:{there}", 2)
            made = declared(folder, *surfaces, *([other] if staging else []))
            people = (Principal("ann", "buyer", 3, sign_in), Principal("bob", "buyer", 4, sign_in))
            whole = Declaration(made.path, made.product, made.consent, surfaces=made.surfaces, principals=people)
            async with visited(whole) as world:
                return await world.ask(Crossings())

    return asyncio.run(go())


@pytest.mark.parametrize("prefix", ["", "/api"])
def test_an_environment_with_the_same_key_knows_the_account(prefix: str, tmp_path: Path) -> None:
    (crossing,) = cross(tmp_path, environment(believes=True, prefix=prefix))

    assert crossing.home.knows
    assert crossing.visitor.knows
    assert crossing.visitor.url.endswith(f"{prefix}/users/me")
    assert (crossing.nobody.status, crossing.bent.status) == (401, 401)


def test_an_environment_with_a_key_of_its_own_refuses_the_account(tmp_path: Path) -> None:
    (crossing,) = cross(tmp_path, environment(believes=False))

    assert crossing.home.knows
    assert (crossing.visitor.status, crossing.visitor.knows) == (401, False)


def test_production_alone_has_nowhere_to_go(tmp_path: Path) -> None:
    assert cross(tmp_path, None) == ()
