"""A test error is followed into the tracker, with what the tracker keeps of its request."""

import asyncio
import base64
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, ErrorsSurface, Principal, Secret
from launchready.observe.ops.tracker import FollowedError, Tracked
from tests.observe.small_world import declared, site, visited

TOKEN = "tok-7f3a9b2c1d5e8f60"


def app(kept: str) -> web.Application:
    events: list[dict[str, object]] = [{"id": "0", "message": "an older one"}]

    async def fail(request: web.Request) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if kept == "headers"}
        if kept == "base64":
            headers = {"auth": base64.b64encode(request.headers["Authorization"].encode()).decode()}
        if kept != "lost":
            events.append({"id": "1", "message": (await request.json())["note"], "headers": headers})
        raise web.HTTPInternalServerError

    async def listed(request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != "Bearer reader":
            raise web.HTTPUnauthorized
        return web.json_response({"data": events})

    made = web.Application()
    made.router.add_post("/fail", fail)
    made.router.add_get("/events", listed)
    return made


def tracked(folder: Path, kept: str, reader: str = "reader", seconds: float = 10.0) -> FollowedError:
    (folder / "token").write_text(TOKEN)
    (folder / "reader").write_text(reader)

    async def go() -> FollowedError:
        async with site(app(kept)) as port:
            url = f"http://127.0.0.1:{port}"
            trigger = Call("POST", "/fail", on="api", by="root", json={"note": "{mark}"})
            errors = ErrorsSurface("errors", None, "production", url, 1, trigger, "/events", Secret("file:reader"))
            declaration = declared(folder, ApiSurface("api", None, "production", url, 1), errors)
            root = Principal("root", "admin", 1, token=Secret("file:token"))
            async with visited(replace(declaration, principals=(root,))) as world:
                return await world.ask(Tracked("errors", seconds))

    return asyncio.run(go())


def test_an_error_that_arrives_bare_is_clean(tmp_path: Path) -> None:
    error = tracked(tmp_path, "nothing")

    assert error.arrived
    assert error.mark in error.event
    assert "an older one" not in error.event
    assert error.spilled == ()
    assert len(error.carried) == 2


@pytest.mark.parametrize(("kept", "spilled"), [("headers", 2), ("base64", 1)])
def test_the_secrets_of_the_request_are_seen_in_the_event(tmp_path: Path, kept: str, spilled: int) -> None:
    error = tracked(tmp_path, kept)

    assert len(error.spilled) == spilled
    assert "the session of root" in {one.what for one in error.spilled}


def test_an_error_that_is_lost_is_told_from_a_tracker_that_cannot_be_read(tmp_path: Path) -> None:
    lost = tracked(tmp_path, "lost", seconds=0.3)
    unread = tracked(tmp_path, "nothing", reader="a stranger", seconds=0.3)

    assert (lost.status, lost.readable, lost.arrived) == (500, True, False)
    assert (unread.status, unread.readable, unread.arrived) == (500, False, False)
