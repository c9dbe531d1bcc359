"""What one visitor forges is looked for in what the next one gets, at addresses of the run's own alone."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from urllib.parse import parse_qsl

import pytest
from aiohttp import web

from launchready.declare.model import WebSurface
from launchready.observe.net.poison import BLIND, KEYED, MUTE, NOT_KEPT, Poisoning, Poisonings, Spot
from tests.observe.small_world import declared, site, visited

Page = Callable[[web.Request], web.Response]
Key = Callable[[web.Request], str | None]
HOME = '<html><link rel="canonical" href="https://{host}/"><h1>Shop</h1></html>'
QUERY = "launch"


def by_address(request: web.Request) -> str:
    return request.raw_path


def without_tracking(request: web.Request) -> str:
    query = "&".join(one for one in request.query_string.split("&") if not one.startswith(("utm_", "fbclid")))
    return f"{request.path}?{query}"


class Shop:
    """A shop behind a cache; remembers what visitors of its own addresses would get."""

    def __init__(self, page: Page, key: Key, *, speaks: bool = True, vary: str = "", tells: str = "X-Cache") -> None:
        self.page, self.key, self.speaks, self.vary, self.tells = page, key, speaks, vary, tells
        self.since: dict[str, float] = {}
        self.kept: dict[str, tuple[int, str, dict[str, str]]] = {}

    def app(self) -> web.Application:
        made = web.Application()
        made.router.add_route("*", "/{rest:.*}", self.answer)
        return made

    async def answer(self, request: web.Request) -> web.Response:
        await request.read()
        if request.path == "/.well-known/launchready.txt":
            raise web.HTTPNotFound
        key = self.key(request)
        word = "BYPASS" if key is None else "MISS"
        if key is not None and key in self.kept:
            status, text, headers = self.kept[key]
            word = "HIT"
        else:
            made = self.page(request)
            status, text = made.status, made.text or ""
            headers = {name: value for name, value in made.headers.items() if name == "Location"}
            if key is not None:
                self.kept[key] = (status, text, headers)
        more = self.word(key or "", word) if self.speaks else {}
        more |= {"Vary": self.vary} if self.vary else {}
        return web.Response(status=status, text=text, headers={**headers, **more}, content_type="text/html")

    def word(self, key: str, word: str) -> dict[str, str]:
        """What the cache says of itself: in a word, or by numbers alone, as Varnish does."""
        if self.tells == "Age":
            born = self.since.setdefault(key, time.monotonic())
            return {"Age": str(int(time.monotonic() - born))}
        return {self.tells: word if self.tells == "X-Cache" else "32770 3" if word == "HIT" else "32771"}

    def visitors_get(self) -> str:
        """All that is kept under addresses that visitors ask for."""
        return "".join(
            str(kept) for key, kept in self.kept.items() if QUERY not in key and "lr-" not in key and "lr" not in key
        )


def follows(header: str) -> Page:
    return lambda request: web.Response(text=HOME.format(host=request.headers.get(header, "shop.test")))


def plain(request: web.Request) -> web.Response:
    return web.Response(text=HOME.format(host="shop.test"), status=404 if "lr-" in request.path else 200)


def looked(folder: Path, shop: Shop) -> Poisoning:
    async def go() -> Poisoning:
        async with site(shop.app()) as port:
            at = WebSurface("web", None, "production", f"http://127.0.0.1:{port}", 1, pages=("/",))
            async with visited(declared(folder, at)) as world:
                return await world.ask(Poisonings("web"))

    return asyncio.run(go())


def home(found: Poisoning) -> Spot:
    return found.spots[0]


def test_a_product_that_follows_nothing_is_not_poisoned(tmp_path: Path) -> None:
    shop = Shop(plain, by_address)

    found = looked(tmp_path, shop)

    assert (home(found).state, found.poisoned, home(found).reflected) == (KEYED, (), ())
    assert home(found).forged == 7


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Forwarded-Prefix", "Origin"])
def test_a_header_that_is_followed_and_kept_poisons(tmp_path: Path, header: str) -> None:
    shop = Shop(follows(header), by_address)

    found = looked(tmp_path, shop)

    assert {one.name for one in found.poisoned} == {header}
    assert "launchready" not in shop.visitors_get()


def test_a_scheme_that_is_followed_poisons_with_a_redirect(tmp_path: Path) -> None:
    def page(request: web.Request) -> web.Response:
        if request.headers.get("X-Forwarded-Proto") == "http":
            return web.Response(status=301, headers={"Location": f"https://shop.test{request.path}"})
        return plain(request)

    found = looked(tmp_path, Shop(page, by_address))

    assert {one.name for one in found.poisoned} == {"X-Forwarded-Proto"}
    assert "status 301 in place of 200" in found.poisoned[0].how


def test_another_path_that_is_followed_poisons(tmp_path: Path) -> None:
    def page(request: web.Request) -> web.Response:
        return web.Response(text="no such page", status=404) if "X-Rewrite-URL" in request.headers else plain(request)

    assert {one.name for one in looked(tmp_path, Shop(page, by_address)).poisoned} == {"X-Rewrite-URL"}


def test_a_parameter_that_is_no_part_of_the_key_poisons(tmp_path: Path) -> None:
    def page(request: web.Request) -> web.Response:
        return web.Response(text=f'<a href="/buy?from={request.query.get("utm_source", "")}">Buy</a>')

    assert {one.name for one in looked(tmp_path, Shop(page, without_tracking)).poisoned} == {"utm_source"}


def test_the_body_of_a_get_poisons(tmp_path: Path) -> None:
    async def answer(request: web.Request) -> web.Response:
        given = dict(parse_qsl(await request.text()))
        key = request.raw_path
        hit = key in kept
        if not hit:
            kept[key] = f"results for {given.get('q', request.query.get('q', 'everything'))}"
        return web.Response(text=kept[key], headers={"X-Cache": "HIT" if hit else "MISS"})

    kept: dict[str, str] = {}
    shop = Shop(plain, by_address)
    shop.answer = answer  # type: ignore[method-assign]  # a product that reads a body

    assert {one.name for one in looked(tmp_path, shop).poisoned} == {"q"}


def test_a_parameter_that_hides_in_another_poisons(tmp_path: Path) -> None:
    def page(request: web.Request) -> web.Response:
        parts = request.query_string.replace(";", "&").split("&")
        return web.Response(text=next((one for one in parts if one.startswith("callback=")), "nothing"))

    assert {one.name for one in looked(tmp_path, Shop(page, without_tracking)).poisoned} == {"callback"}


def test_what_is_followed_and_not_kept_is_told_and_no_poison(tmp_path: Path) -> None:
    found = looked(tmp_path, Shop(follows("X-Host"), lambda _: None))

    assert (home(found).state, home(found).reflected, found.poisoned) == (NOT_KEPT, ("X-Host",), ())


@pytest.mark.parametrize("tells", ["Age", "X-Varnish"])
def test_a_cache_that_tells_by_numbers_alone_is_known_to_keep_the_run_apart(tmp_path: Path, tells: str) -> None:
    """In its first second an answer that is kept has an age of nought, as a fresh one has."""
    found = looked(tmp_path, Shop(follows("X-Forwarded-Host"), by_address, tells=tells))

    assert home(found).state == KEYED
    assert {one.name for one in found.poisoned} >= {"X-Forwarded-Host"}


def test_a_cache_that_heeds_no_query_gets_no_forgery(tmp_path: Path) -> None:
    shop = Shop(follows("X-Forwarded-Host"), lambda request: None if "lr-" in request.path else request.path)

    found = looked(tmp_path, shop)

    assert (home(found).state, home(found).forged) == (BLIND, 0)
    assert "launchready" not in str(shop.kept)


def test_a_cache_that_keeps_only_without_a_query_gets_no_forgery(tmp_path: Path) -> None:
    shop = Shop(follows("X-Forwarded-Host"), lambda request: None if request.query_string else request.path)

    found = looked(tmp_path, shop)

    assert (home(found).state, home(found).forged) == (BLIND, 0)
    assert "launchready" not in shop.visitors_get()


def test_a_header_that_the_cache_heeds_keeps_the_run_apart_too(tmp_path: Path) -> None:
    shop = Shop(
        follows("X-Host"),
        lambda request: f"{request.path} {request.headers.get('Accept-Language')}",
        vary="Accept-Language",
    )

    found = looked(tmp_path, shop)

    assert home(found).state == KEYED
    assert {one.name for one in found.poisoned if one.place == home(found).place} == {"X-Host"}
    assert "launchready" not in shop.kept["/ None"][1]


def test_a_product_that_says_nothing_gets_forgeries_at_a_path_of_our_own_alone(tmp_path: Path) -> None:
    shop = Shop(follows("X-Host"), by_address, speaks=False)

    found = looked(tmp_path, shop)

    assert (home(found).state, home(found).forged) == (MUTE, 0)
    assert {one.place.rpartition("/")[2] for one in found.poisoned} == {"(a path that is not there)"}


def test_a_product_that_comes_to_refuse_us_is_not_poisoned(tmp_path: Path) -> None:
    refusing: list[bool] = []

    def page(request: web.Request) -> web.Response:
        if "X-Original-URL" in request.headers:
            refusing.append(True)
        return web.Response(status=403, text="no") if refusing else plain(request)

    assert looked(tmp_path, Shop(page, lambda request: None)).poisoned == ()


def test_a_product_that_refuses_many_headers_is_asked_with_each(tmp_path: Path) -> None:
    def page(request: web.Request) -> web.Response:
        if "X-Script-Name" in request.headers:
            return web.Response(status=400, text="bad request")
        return follows("X-Forwarded-Host")(request)

    found = looked(tmp_path, Shop(page, by_address))

    assert "X-Forwarded-Host" in {one.name for one in found.poisoned}


@pytest.mark.parametrize("seed", range(12))
def test_a_page_that_sends_visitors_on_by_turns_is_not_poisoned(tmp_path: Path, seed: int) -> None:
    turns = Random(seed)

    def page(request: web.Request) -> web.Response:
        if turns.random() < 0.5:
            return web.Response(status=302, headers={"Location": f"{request.path}b"})
        return plain(request)

    assert looked(tmp_path, Shop(page, lambda _: None)).poisoned == ()
