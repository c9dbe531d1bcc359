"""Private pages are fetched as several askers, and whose page came back is told by its own marks."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Call, Principal, WebSurface
from launchready.observe.net.allowance import Allowance, left_out
from launchready.observe.net.cache import PagesInDisguise, PagesThroughCache, PrivatePages
from launchready.observe.net.disguises import FORMS, disguised
from launchready.observe.who.identity import Marks
from launchready.stages.s4_edge._cache import judge
from launchready.verdict import Pass
from tests.observe.small_world import declared, site, visited

Key = Callable[[str], str | None]
PEOPLE = ("ann", "bob")


def shop(key: Key, page_of: Callable[[str], str], *, everywhere: bool = False) -> web.Application:
    """A shop behind a cache that keeps what `key` gives a name to."""
    kept: dict[str, str] = {}

    async def login(request: web.Request) -> web.Response:
        name = str((await request.post())["email"]).partition("@")[0]
        return web.Response(headers={"Set-Cookie": f"session={name}; Path=/"})

    async def account(request: web.Request) -> web.Response:
        name = key(request.raw_path)
        if name is not None and name in kept:
            return web.Response(text=kept[name], headers={"X-Cache": "HIT"})
        who = request.cookies.get("session")
        if who is None:
            raise web.HTTPFound("/login")
        page = page_of(f"{who}@shop.test")
        if name is not None:
            kept[name] = page
        return web.Response(text=page, headers={"X-Cache": "MISS"})

    made = web.Application()
    made.router.add_post("/login", login)
    made.router.add_get("/account{rest:.*}" if everywhere else "/account", account)
    return made


def looked(
    folder: Path,
    app: web.Application,
    question: type[PagesThroughCache | PagesInDisguise],
    pages: tuple[str, ...] = ("/account",),
) -> PrivatePages:
    async def go() -> PrivatePages:
        async with site(app) as port:
            at = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1, private_pages=pages)
            people = tuple(
                Principal(
                    name,
                    "buyer",
                    1,
                    sign_in_at=(("web", Call("POST", "/login", "web", form=(("email", f"{name}@shop.test"),))),),
                )
                for name in PEOPLE
            )
            async with visited(replace(declared(folder, at), principals=people)) as world:
                return await world.ask(question("web"))

    return asyncio.run(go())


def leaks(found: PrivatePages) -> set[tuple[str, str]]:
    views = [view for aside in found.asides for view in aside.views]
    return {(view.by, view.shows) for view in views for owner in (found.a, found.b) if view.leaks(owner)}


def greeting(email: str) -> str:
    return f"<p>Signed in as {email.replace('@', '&#64;')}</p>"


def test_a_page_that_is_never_kept_is_everybodys_own(tmp_path: Path) -> None:
    found = looked(tmp_path, shop(lambda _: None, greeting), PagesThroughCache)

    assert leaks(found) == set()
    assert [one.own for one in found.controls] == [True, True]


@pytest.mark.parametrize(
    "key",
    [lambda path: path, lambda path: path.partition("?")[0], lambda path: path if "?" in path else None],
    ids=["by the whole address", "without the query", "only with a query"],
)
def test_a_page_that_is_kept_comes_back_to_others(tmp_path: Path, key: Key) -> None:
    found = looked(tmp_path, shop(key, greeting), PagesThroughCache)

    everything = leaks(found) | {(one.by, one.shows) for one in found.controls if one.by != one.shows}
    assert everything & {("bob", "ann"), ("nobody", "ann"), ("ann", "bob")}


def test_a_page_that_shows_everybody_to_everybody_is_no_leak(tmp_path: Path) -> None:
    found = looked(
        tmp_path, shop(lambda path: path, lambda _: "Members: ann@shop.test, bob@shop.test"), PagesThroughCache
    )

    assert leaks(found) == set()


def test_a_page_in_a_files_disguise_is_seen_to_be_kept(tmp_path: Path) -> None:
    careless = shop(lambda path: path if path.endswith((".css", ".js", ".png")) else None, greeting, everywhere=True)

    found = looked(tmp_path, careless, PagesInDisguise)

    assert ("nobody", "ann") in leaks(found)


def test_a_shop_that_knows_its_pages_is_not_deceived(tmp_path: Path) -> None:
    found = looked(tmp_path, shop(lambda path: path if path.endswith(".js") else None, greeting), PagesInDisguise)

    assert leaks(found) == set()
    shown = {aside.page for aside in found.asides if len(aside.views) > 1}
    assert shown == {"/account as /account?x.css"}  # a query is no file to anybody here
    assert len(found.asides) == len(FORMS) + 1


@pytest.mark.parametrize("body", ["ba@shop.test", "a@shop.testing", "x.a@shop.test", "nobody"])
def test_a_longer_address_is_not_taken_for_a_shorter_one(body: str) -> None:
    assert Marks("a", ("a@shop.test",)).found_in(f"<p>{body}</p>") is None


def test_what_nobody_is_answered_does_not_hide_what_another_customer_is(tmp_path: Path) -> None:
    def signed_in_only(path: str) -> str | None:
        return path if path.endswith(".css") else None

    def app() -> web.Application:
        kept: dict[str, str] = {}

        async def login(request: web.Request) -> web.Response:
            name = str((await request.post())["email"]).partition("@")[0]
            return web.Response(headers={"Set-Cookie": f"session={name}; Path=/"})

        async def account(request: web.Request) -> web.Response:
            who = request.cookies.get("session")
            name = signed_in_only(request.raw_path)
            if who is None:  # nobody is sent away before the cache is asked, and what it kept is thrown away
                kept.pop(request.raw_path, None)
                raise web.HTTPFound("/login")
            page = greeting(f"{who}@shop.test")
            return web.Response(text=page if name is None else kept.setdefault(name, page))

        made = web.Application()
        made.router.add_post("/login", login)
        made.router.add_get("/account{rest:.*}", account)
        return made

    assert leaks(looked(tmp_path, app(), PagesInDisguise)) == {("bob", "ann")}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://shop.test/account", ("/account;x.css", "/static/js/..%2faccount?x", "/account/..%2fstatic/js/x.js")),
        ("https://shop.test/me/orders/?all=1", ("/me/orders;x.css", "/static/js/..%2fme/orders?x")),
        ("https://shop.test/", ("/;x.css", "/static/js/..%2f?x")),
    ],
)
def test_a_page_is_dressed_as_a_file(url: str, shown: tuple[str, ...]) -> None:
    every = disguised(url, "static/js")

    assert set(shown) <= {one.shown for one in every}
    assert all(one.at("x").startswith("https://shop.test/") for one in every)


def many(kept: str, eager: str) -> web.Application:
    """A shop with a private page under every name; one is kept, one lets caches keep it."""
    held: dict[str, str] = {}

    async def page(request: web.Request) -> web.Response:
        if request.raw_path == kept and kept in held:
            return web.Response(text=held[kept])
        who = request.cookies.get("session")
        if who is None:
            raise web.HTTPFound("/login")
        held[request.raw_path] = text = greeting(f"{who}@shop.test")
        control = "public, max-age=60" if request.path == eager else "private"
        return web.Response(text=text, headers={"Cache-Control": control})

    made = shop(lambda _: None, greeting)
    made.router.add_get("/my/{name}", page)
    return made


def test_every_page_is_tried_and_what_a_cache_likes_most_comes_first(tmp_path: Path) -> None:
    pages = tuple(f"/my/{number}" for number in range(7))

    sound = looked(tmp_path, many("", pages[3]), PagesThroughCache, pages)
    leaking = looked(tmp_path, many(pages[-1], pages[3]), PagesThroughCache, pages)

    assert sound.asides[0].page == pages[3]
    assert {one.page for one in sound.asides} == set(pages)
    assert (leaks(sound), sound.left) == (set(), ())
    assert ("bob", "ann") in leaks(leaking)
    verdict = judge(sound, "good")
    assert isinstance(verdict, Pass)
    assert "not tried" not in verdict.because


def test_a_pass_names_the_pages_for_which_there_was_no_room(tmp_path: Path) -> None:
    pages = tuple(f"/my/{number}" for number in range(60))

    found = looked(tmp_path, many("", ""), PagesThroughCache, pages)

    verdict = judge(found, "good")
    tried = {one.page for one in found.asides}
    assert isinstance(verdict, Pass), verdict
    assert 0 < len(tried) < len(pages)
    assert f"; not tried: {len(pages) - len(tried)} pages (/my/" in verdict.because
    assert "one look has room for 400 requests" in verdict.because


def test_every_page_is_tried_in_disguise(tmp_path: Path) -> None:
    pages = tuple(f"/my/{number}" for number in range(5))

    found = looked(tmp_path, many("", ""), PagesInDisguise, pages)

    assert {one.page.partition(" as ")[0] for one in found.asides} == set(pages)
    assert found.left == ()


def test_an_allowance_ends_with_its_requests_or_its_seconds() -> None:
    now = [0.0]
    allowance = Allowance(10, 5.0, lambda: now[0])
    allowance.took(6)

    assert (allowance.has_room(4), allowance.has_room(5)) == (True, False)
    now[0] = 5.0
    assert not allowance.has_room(1)
    assert left_out((), "pages", "why") == ()
    assert left_out("abcdef", "pages", "why") == ("6 pages (a, b, c, d and 2 others): why",)
