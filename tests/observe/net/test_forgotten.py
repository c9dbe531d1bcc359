"""A host that nobody declared shows what was made in production, or it does not; others' hosts are sent no credentials."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Network, Principal, WebSurface
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
        return web.Response(text=f"<!doctype html><script src=/{script}></script>", content_type="text/html")

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


def look(folder: Path, records: str, old: web.Application, live: Strange) -> tuple[Forgotten, Verdict]:
    async def go() -> Forgotten:
        app = a_host(live, "app.now.js")
        app.add_domain("old.shop.test", old)
        pem = a_certificate(folder, "shop.test", "*.shop.test")
        with zone(records) as resolver:
            async with site(app, pem) as port:
                surfaces = (
                    WebSurface("web", None, "production", "https://shop.test", 1),
                    ApiSurface("api", None, "production", "https://api.shop.test", 2, openapi="/docs.json"),
                )
                network = Network(resolver, ((443, port),), pem)
                declaration = replace(declared(folder, *surfaces, network=network), principals=people(folder))
                async with visited(declaration) as world:
                    return await world.ask(ForgottenHosts())

    seen = asyncio.run(go())
    return seen, ForgottenHostReadsLiveData().judge(seen)


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


def test_where_no_host_is_forgotten_nothing_is_made(tmp_path: Path) -> None:
    seen, verdict = look(tmp_path, RECORDS, web.Application(), Strange(set()))

    assert (seen.others, seen.object) == ((), "")
    assert isinstance(verdict, Pass)
