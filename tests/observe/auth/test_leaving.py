"""A sign-out is followed on an API that tells nobody who they are: by an object that the session alone may read."""

import asyncio
import copy
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from launchready.observe.auth.leaving import SignsOut
from tests.observe.strange_api import BASE, DOCUMENT, Strange, visited


@dataclass
class Leaving(Strange):
    """Each sign-in gives a token of its own, which the sign-out ends."""

    sessions: dict[str, str] = field(default_factory=dict)

    def who(self, request: web.Request) -> str:
        owner = self.sessions.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if owner is None:
            raise web.HTTPUnauthorized
        return owner

    async def sign_in(self, request: web.Request) -> web.Response:
        token = secrets.token_hex(16)
        self.sessions[token] = (await request.json())["email"]
        return web.json_response({"token": token})

    async def sign_out(self, request: web.Request) -> web.Response:
        self.who(request)
        if "stays" not in self.wrong:
            del self.sessions[request.headers["Authorization"].removeprefix("Bearer ")]
        return web.Response(status=204)

    async def document(self, request: web.Request) -> web.Response:
        told = copy.deepcopy(DOCUMENT)
        told["paths"]["/sign-out"] = {"post": {"responses": {"204": {"description": "gone"}}}}  # type: ignore[index]
        return web.json_response(told)

    def app(self) -> web.Application:
        ours = {"/login": self.sign_in, f"{BASE}/sign-out": self.sign_out}

        @web.middleware
        async def doors(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await ours.get(request.path, handler)(request)

        app = super().app()
        app.middlewares.append(doors)
        return app


@pytest.mark.parametrize("wrong", [False, True])
def test_without_a_profile_an_object_of_one_s_own_tells(tmp_path: Path, *, wrong: bool) -> None:
    async def ask() -> tuple[bool, int, bool]:
        async with visited(Leaving({"stays"} if wrong else set()).app(), tmp_path) as world:
            (one,) = (await world.ask(SignsOut("api"))).departures
            return one.before, one.sign_out, one.still

    assert asyncio.run(ask()) == (True, 204, wrong)
