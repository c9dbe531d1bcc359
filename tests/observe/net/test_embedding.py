"""A private page is asked for as another website's picture is, where the session's cookie goes along."""

import asyncio
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from launchready.declare.model import Call, Principal, WebSurface
from launchready.observe.net.embedding import Embeddings, LoadedElsewhere
from tests.observe.small_world import declared, site, visited


def shop(flags: str, *, refuses: bool = False, policy: str = "") -> web.Application:
    async def login(request: web.Request) -> web.Response:
        name = str((await request.post())["email"]).partition("@")[0]
        return web.Response(headers={"Set-Cookie": f"session=a-long-session-of-{name}; Path=/; {flags}"})

    async def account(request: web.Request) -> web.Response:
        who = request.cookies.get("session", "").rpartition("-")[2]
        if not who or (refuses and request.headers.get("Sec-Fetch-Site") == "cross-site"):
            raise web.HTTPForbidden
        headers = {"Cross-Origin-Resource-Policy": policy} if policy else {}
        return web.Response(text=f"Signed in as {who}@shop.test", headers=headers)

    made = web.Application()
    made.router.add_post("/login", login)
    made.router.add_get("/account", account)
    return made


def looked(folder: Path, app: web.Application) -> Embeddings:
    async def go() -> Embeddings:
        async with site(app) as port:
            at = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1, private_pages=("/account",))
            people = tuple(
                Principal(
                    name,
                    "buyer",
                    1,
                    sign_in_at=(("web", Call("POST", "/login", "web", form=(("email", f"{name}@shop.test"),))),),
                )
                for name in ("ann", "bob")
            )
            async with visited(replace(declared(folder, at), principals=people)) as world:
                return await world.ask(LoadedElsewhere("web"))

    return asyncio.run(go())


def test_a_cookie_that_goes_along_brings_the_page(tmp_path: Path) -> None:
    found = looked(tmp_path, shop("Secure; HttpOnly; SameSite=None"))

    assert found.goes_along == ("session",)
    assert [(one.control, one.comes, one.policy) for one in found.loaded] == [(True, True, "")]


def test_a_cookie_that_stays_leaves_nothing_to_ask(tmp_path: Path) -> None:
    found = looked(tmp_path, shop("Secure; HttpOnly; SameSite=Lax"))

    assert (found.goes_along, found.loaded) == ((), ())


def test_a_page_that_refuses_other_sites_does_not_come(tmp_path: Path) -> None:
    (page,) = looked(tmp_path, shop("Secure; SameSite=None", refuses=True)).loaded

    assert (page.control, page.comes) == (True, False)


def test_a_policy_is_read(tmp_path: Path) -> None:
    (page,) = looked(tmp_path, shop("Secure; SameSite=None", policy="same-origin")).loaded

    assert page.policy == "same-origin"
