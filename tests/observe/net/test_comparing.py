"""Pages that are called everybody's are fetched as nobody and as a customer, past whatever is kept."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from launchready.declare.model import Call, Principal, WebSurface
from launchready.observe.net.cache import PagesThroughCache, PrivatePages
from launchready.observe.net.comparing import Compared, PagesCompared
from tests.observe.small_world import declared, site, visited

PEOPLE = ("ann", "bob")


def shop(page_of: Callable[[str], str]) -> web.Application:
    """A shop whose first page may greet whoever is signed in, behind a cache that keeps it by path alone."""
    kept: dict[str, str] = {}

    async def login(request: web.Request) -> web.Response:
        name = str((await request.post())["email"]).partition("@")[0]
        return web.Response(headers={"Set-Cookie": f"session={name}; Path=/"})

    async def front(request: web.Request) -> web.Response:
        who = request.cookies.get("session")
        if not request.query_string and "page" in kept:
            return web.Response(text=kept["page"], headers={"X-Cache": "HIT"})
        page = page_of(f"{who}@shop.test") if who else f"A shop, asked for as {request.raw_path}"
        if not request.query_string:
            kept["page"] = page
        return web.Response(text=page, headers={"X-Cache": "MISS", "Cache-Control": "public"})

    made = web.Application()
    made.router.add_post("/login", login)
    made.router.add_get("/", front)
    return made


def looked(
    folder: Path, app: web.Application, *, people: bool = True
) -> tuple[tuple[Compared, ...], PrivatePages | None]:
    async def go() -> tuple[tuple[Compared, ...], PrivatePages | None]:
        async with site(app) as port:
            at = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1, pages=("/",))
            found = tuple(
                Principal(
                    name,
                    "buyer",
                    1,
                    sign_in_at=(("web", Call("POST", "/login", "web", form=(("email", f"{name}@shop.test"),))),),
                )
                for name in PEOPLE
            )
            async with visited(replace(declared(folder, at), principals=found if people else ())) as world:
                compared = await world.ask(PagesCompared("web"))
                return compared, await world.ask(PagesThroughCache("web")) if people else None

    return asyncio.run(go())


def test_a_page_that_is_everybody_s_is_the_same_for_all(tmp_path: Path) -> None:
    (page,), through = looked(tmp_path, shop(lambda _: "A shop, asked for as /?launch="))

    assert not page.is_personal
    assert len({one.content for one in page.fetches}) == 1
    assert [one.by for one in page.fetches] == ["nobody", "nobody", "ann", "ann"]
    assert ("Cache-Control", "public") in page.fetches[0].terms
    assert through is not None
    assert through.asides == ()


def test_a_public_page_that_greets_the_customer_is_tried_as_a_private_one(tmp_path: Path) -> None:
    (page,), through = looked(tmp_path, shop(lambda email: f"Hello {email}"))

    assert page.is_personal
    assert through is not None
    assert any(view.leaks("ann") for aside in through.asides for view in aside.views)


def test_where_nobody_signs_in_the_page_is_fetched_as_nobody(tmp_path: Path) -> None:
    (page,), _ = looked(tmp_path, shop(lambda _: ""), people=False)

    assert [one.by for one in page.fetches] == ["nobody", "nobody"]
