"""A host that nobody declared shows what was made in production, or it does not; others' hosts are sent no credentials."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Dns, Network, Principal, WebSurface
from launchready.observe.net.forgotten import Forgotten, ForgottenHosts
from launchready.stages.s1_exposure.forgotten_host_reads_live_data import ForgottenHostReadsLiveData
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.net.test_tls import a_certificate
from tests.observe.small_world import declared, site, visited, zone
from tests.observe.strange_api import Strange

RECORDS = "shop.test. IN A 127.0.0.1\napi.shop.test. IN A 127.0.0.1\n"
OLD = "old.shop.test. IN A 127.0.0.1\n"
AWAY = "old.shop.test. IN CNAME app.host.test.\napp.host.test. IN A 127.0.0.1\n"


def page(script: str) -> Callable[[web.Request], object]:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(
            text=f"<!doctype html><title>Shop</title><script src=/{script}></script>", content_type="text/html"
        )

    return answer


def a_host(strange: Strange | None, script: str, credentials: list[str] | None = None) -> web.Application:
    @web.middleware
    async def noted(request: web.Request, handler: Callable[[web.Request], object]) -> web.StreamResponse:
        if credentials is not None and "Authorization" in request.headers:
            credentials.append(request.path)
        return await handler(request)  # type: ignore[misc,no-any-return]

    app = strange.app() if strange else web.Application()
    app.middlewares.append(noted)
    app.router.add_get("/", page(script))  # type: ignore[arg-type]
    return app


def look(
    folder: Path, records: str, old: web.Application, live: Strange, *, noted: tuple[str, ...] = (), lets_in: str = ""
) -> tuple[Forgotten, Verdict]:
    async def go() -> Forgotten:
        app = a_host(live, "app.now.js")
        app.middlewares.append(letting_in(lets_in))
        app.add_domain("old.shop.test", old)
        pem = a_certificate(folder, "shop.test", "*.shop.test")
        with zone(records) as resolver:
            async with site(app, pem) as port:
                surfaces = (
                    WebSurface("web", None, "production", "https://shop.test", 1),
                    ApiSurface("api", None, "production", "https://api.shop.test", 2, openapi="/docs.json"),
                )
                network = Network(resolver, ((443, port),), pem)
                declaration = replace(
                    declared(folder, *surfaces, network=network), principals=people(folder), dns=Dns(records=noted)
                )
                async with visited(declaration) as world:
                    return await world.ask(ForgottenHosts())

    seen = asyncio.run(go())
    return seen, ForgottenHostReadsLiveData().judge(seen)


def letting_in(origin: str) -> Callable[..., object]:
    """Answers pages of one origin as CORS wants it."""

    @web.middleware
    async def answered(request: web.Request, handler: Callable[[web.Request], object]) -> web.StreamResponse:
        is_in = origin and request.headers.get("Origin") == origin
        if is_in and request.method == "OPTIONS":
            allowed = {"Access-Control-Allow-Headers": "authorization"}
            return web.Response(headers={"Access-Control-Allow-Origin": origin, **allowed})
        answer: web.StreamResponse = await handler(request)  # type: ignore[misc]
        if is_in:
            answer.headers["Access-Control-Allow-Origin"] = origin
        return answer

    return answered


def a_front(script: str, text: str, title: str = "Shop") -> web.Application:
    """Pages alone, and a script that they load."""

    async def code(_: web.Request) -> web.Response:
        return web.Response(text=text, content_type="text/javascript")

    async def first(_: web.Request) -> web.Response:
        body = f"<!doctype html><title>{title}</title><script src=/{script}></script>"
        return web.Response(text=body, content_type="text/html")

    app = web.Application()
    app.add_routes([web.get(f"/{script}", code), web.get("/", first)])
    return app


def people(folder: Path) -> tuple[Principal, ...]:
    found = []
    for name, role in (("ann", "member"), ("bob", "member"), ("root", "admin")):
        (folder / name).write_text(f"tok-{name}")
        given = {"email": f"{name}@shop.example", "password": f"file:{name}"}
        call = Call("POST", "/login", json=given, pick=(("token", "$.token"),))
        found.append(Principal(name, role, 1, sign_in=call, token=None))
    return tuple(found)


def test_last_years_build_on_the_live_data_is_a_finding(tmp_path: Path) -> None:
    live = Strange(set())

    seen, verdict = look(tmp_path, RECORDS + OLD, a_host(live, "app.then.js"), live)

    assert isinstance(verdict, Fail)
    assert verdict.places == ("old.shop.test",)
    assert (seen.release, seen.others[0].release) == ("app.now.js", "app.then.js")


def test_production_under_another_name_is_none(tmp_path: Path) -> None:
    live = Strange(set())

    seen, verdict = look(tmp_path, RECORDS + OLD, a_host(live, "app.now.js"), live)

    assert seen.others[0].shows
    assert isinstance(verdict, Pass)


def test_a_copy_with_data_of_its_own_is_none(tmp_path: Path) -> None:
    seen, verdict = look(tmp_path, RECORDS + OLD, a_host(Strange(set()), "app.then.js"), Strange(set()))

    assert not seen.others[0].shows
    assert isinstance(verdict, Pass)


def test_a_parking_page_is_none_and_gets_no_credentials(tmp_path: Path) -> None:
    given: list[str] = []

    seen, verdict = look(tmp_path, RECORDS + OLD, a_host(None, "parked.js", given), Strange(set()))

    assert "not the same API" in seen.others[0].line
    assert isinstance(verdict, Pass)
    assert given == []


def test_a_host_of_somebody_elses_gets_no_credentials(tmp_path: Path) -> None:
    given: list[str] = []
    live = Strange(set())

    seen, verdict = look(tmp_path, RECORDS + AWAY, a_host(live, "app.then.js", given), live)

    assert "outside the domain" in seen.others[0].line
    assert isinstance(verdict, Unknown)
    assert given == []


def test_an_api_below_a_prefix_is_found_as_well(tmp_path: Path) -> None:
    live = Strange(set())
    old = web.Application()
    old.router.add_get("/", page("app.then.js"))  # type: ignore[arg-type]
    old.add_subapp("/api", live.app())

    _, verdict = look(tmp_path, RECORDS + OLD, old, live)

    assert isinstance(verdict, Fail)


def test_a_name_that_is_declared_as_a_record_alone_is_asked_too(tmp_path: Path) -> None:
    live = Strange(set())
    noted = ("old.shop.test A 127.0.0.1",)

    _, verdict = look(tmp_path, RECORDS + OLD, a_host(live, "app.then.js"), live, noted=noted)

    assert isinstance(verdict, Fail)
    assert verdict.places == ("old.shop.test",)


CALLS = "fetch('https://api.shop.test/orders')"


def test_last_years_pages_that_the_api_lets_in_work_on_the_live_data(tmp_path: Path) -> None:
    old = a_front("app.then.js", CALLS)

    _, verdict = look(tmp_path, RECORDS + OLD, old, Strange(set()), lets_in="https://old.shop.test")

    assert isinstance(verdict, Fail)
    assert "called by the scripts of old.shop.test" in verdict.evidence[0].shown


@pytest.mark.parametrize(
    ("old", "lets_in"),
    [
        (a_front("app.then.js", CALLS), ""),
        (a_front("app.then.js", "nothing of the kind"), "https://old.shop.test"),
        (a_front("app.then.js", CALLS, "An altogether other product"), "https://old.shop.test"),
        (a_front("app.now.js", CALLS), "https://old.shop.test"),
    ],
    ids=("not let in", "calls nothing", "another product", "the release of today"),
)
def test_other_pages_are_none(old: web.Application, lets_in: str, tmp_path: Path) -> None:
    _, verdict = look(tmp_path, RECORDS + OLD, old, Strange(set()), lets_in=lets_in)

    assert isinstance(verdict, Pass)


def test_where_no_host_is_forgotten_nothing_is_made(tmp_path: Path) -> None:
    seen, verdict = look(tmp_path, RECORDS, web.Application(), Strange(set()))

    assert (seen.others, seen.object) == ((), "")
    assert isinstance(verdict, Pass)
