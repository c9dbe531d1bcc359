"""Addresses given to APIs that go there, that look before they go, and that only keep them."""

import asyncio
import ipaddress
import json
import socket
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web

from launchready.observe.inputs.callbacks import Callbacks, CallbacksSeen
from launchready.stages.s2_boundaries.callback_reaches_inside import CallbackReachesInside, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown, Verdict
from tests.observe.strange_api import login, visited

DONE = {"responses": {"200": {"description": "done"}}}
ID = {"name": "hook", "in": "path", "required": True, "schema": {"type": "string"}}


def body(*names: str, form: str | None = None) -> dict[str, object]:
    fields = {name: {"type": "string", **({"format": form} if form else {})} for name in names}
    schema = {"type": "object", "required": list(names), "properties": fields}
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}, **DONE}


HOOKS = {
    "/hooks": {"post": body("targetUrl", "event")},
    "/hooks/{hook}": {"parameters": [ID], "delete": DONE},
}
TESTED = {**HOOKS, "/hooks/{hook}/test": {"parameters": [ID], "post": DONE}}
PREVIEW = {
    "/preview": {"get": {"parameters": [{"name": "url", "in": "query", "schema": {"type": "string"}}], **DONE}},
}
PROFILE = {"/profiles": {"post": body("website", form="uri")}, "/profiles/{hook}": {"parameters": [ID], "delete": DONE}}
RETURNS = {"/carts": {"post": body("return_url", "successUrl")}}


@dataclass
class Caller:
    """An API that is given addresses; `guard` says which it refuses."""

    paths: dict[str, object]
    guard: str = "none"
    when: str = "test"
    """When it goes there: on `test`, at `once`, `later`, or `never`."""
    kept: dict[str, str] = field(default_factory=dict)
    running: set[asyncio.Task[None]] = field(default_factory=set)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/login", login)
        app.router.add_get("/docs.json", self.document)
        app.router.add_get("/preview", self.preview)
        app.router.add_post("/{kind:hooks|profiles|carts}", self.made)
        app.router.add_post("/hooks/{hook}/test", self.tested)
        app.router.add_delete("/{kind:hooks|profiles}/{hook}", self.gone)
        return app

    async def document(self, _request: web.Request) -> web.Response:
        return web.json_response({"openapi": "3.1.0", "info": {"title": "Caller", "version": "1"}, "paths": self.paths})

    async def preview(self, request: web.Request) -> web.Response:
        if not self.allows(request.query["url"]):
            return web.json_response({"error": "no"}, status=422)
        if self.when != "never":
            await call(request.query["url"])
        return web.json_response({"title": ""})

    async def made(self, request: web.Request) -> web.Response:
        given = json.loads(await request.text())
        url = next(value for key, value in given.items() if key != "event")
        if not self.allows(url):
            return web.json_response({"error": "no"}, status=422)
        key = f"h{len(self.kept)}"
        self.kept[key] = url
        if self.when == "once":
            await call(url)
        if self.when == "later":
            task = asyncio.create_task(call(url, 0.5))
            self.running.add(task)
        return web.json_response({"data": {"id": key}}, status=201)

    async def tested(self, request: web.Request) -> web.Response:
        if self.when == "test":
            await call(self.kept[request.match_info["hook"]])
        return web.json_response({"delivered": True})

    async def gone(self, request: web.Request) -> web.Response:
        del self.kept[request.match_info["hook"]]
        return web.Response(status=204)

    def allows(self, url: str) -> bool:
        host = urlsplit(url).hostname or ""
        if host == "example.com":
            return self.guard != "everything"
        match self.guard:
            case "words":
                return host not in {"localhost", "127.0.0.1", "::1", "0.0.0.0"}
            case "https":
                return url.startswith("https://")
            case "resolved" | "everything":
                found = socket.getaddrinfo(host, 80)
                addresses = [ipaddress.ip_address(one[4][0]) for one in found]
                return all((getattr(one, "ipv4_mapped", None) or one).is_global for one in addresses)
        return True


async def call(url: str, after: float = 0.0) -> None:
    await asyncio.sleep(after)
    try:
        async with aiohttp.ClientSession() as session, session.post(url, ssl=False) as answer:
            await answer.read()
    except aiohttp.ClientError:
        pass


def seen(api: Caller, folder: Path) -> CallbacksSeen:
    async def run() -> CallbacksSeen:
        async with visited(api.app(), folder) as world:
            found = await world.ask(Callbacks("api"))
            assert await world.clean_up() == ()
            return found

    found = asyncio.run(run())
    assert api.kept == {}
    return found


def verdict(api: Caller, folder: Path) -> Verdict:
    return CallbackReachesInside().judge(Seen(seen(api, folder)))


@pytest.mark.parametrize("when", ["test", "once", "later"])
def test_a_hook_that_is_called_wherever_it_points_is_seen(when: str, tmp_path: Path) -> None:
    found = verdict(Caller(TESTED, when=when), tmp_path)

    assert isinstance(found, Fail)
    assert found.places == ("POST /hooks targetUrl",)
    assert found.evidence[0].shown.startswith("POST /lrc")


def test_a_guard_that_knows_words_alone_is_passed_by_another_spelling(tmp_path: Path) -> None:
    found = seen(Caller(TESTED, guard="words"), tmp_path)

    assert [one.status for one in found.targets[0].attempts][:3] == [422, 422, 201]
    assert found.targets[0].attempts[-1].caught
    assert isinstance(CallbackReachesInside().judge(Seen(found)), Fail)


def test_an_api_that_takes_https_alone_is_greeted(tmp_path: Path) -> None:
    found = verdict(Caller(TESTED, guard="https"), tmp_path)

    assert isinstance(found, Fail)
    assert found.evidence[0].shown == "a TLS greeting"


def test_a_guard_that_looks_at_the_address_passes(tmp_path: Path) -> None:
    found = seen(Caller(TESTED, guard="resolved"), tmp_path)

    assert {one.status for one in found.targets[0].attempts} == {422}
    assert len(found.targets[0].attempts) >= 7
    assert isinstance(CallbackReachesInside().judge(Seen(found)), Pass)


def test_a_preview_by_query_is_seen(tmp_path: Path) -> None:
    assert isinstance(verdict(Caller(PREVIEW), tmp_path), Fail)
    assert isinstance(verdict(Caller(PREVIEW, guard="resolved"), tmp_path), Pass)


def test_an_address_that_is_only_kept_passes(tmp_path: Path) -> None:
    assert isinstance(verdict(Caller(PROFILE, when="never"), tmp_path), Pass)


def test_a_hook_that_nothing_calls_now_is_unknown(tmp_path: Path) -> None:
    assert isinstance(verdict(Caller(HOOKS, when="never"), tmp_path), Unknown)


def test_a_field_that_refuses_everything_is_unknown(tmp_path: Path) -> None:
    assert isinstance(verdict(Caller(TESTED, guard="everything"), tmp_path), Unknown)


def test_addresses_for_browsers_are_left_alone(tmp_path: Path) -> None:
    assert isinstance(verdict(Caller(RETURNS), tmp_path), NotApplicable)
