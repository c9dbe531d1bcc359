"""Tokens that name their own key: an API that fetches it, one that trusts a certificate, and one that looks at neither."""

import asyncio
import base64
import json
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import jwt
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from launchready.observe.auth.token import Forgeries, Tokens
from launchready.stages.s2_boundaries.token_chooses_its_key import Seen, TokenChoosesItsKey
from launchready.verdict import Fail, Pass
from tests.observe.strange_api import PEOPLE, visited

SECRET = "a secret of the product's own, long enough"


@dataclass
class Door:
    """Signs in with tokens of HS256; `trusts` names the header whose key it takes."""

    trusts: str = ""
    obeys: bool = True
    """Whether a key that was fetched verifies; else it is fetched for nothing."""
    fetched: list[str] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/login", self.login)
        app.router.add_get("/me", self.me)
        return app

    async def document(self, _request: web.Request) -> web.Response:
        done = {"responses": {"200": {"description": "done"}}}
        document = {"openapi": "3.1.0", "info": {"title": "Door", "version": "1"}, "paths": {"/me": {"get": done}}}
        return web.json_response(document)

    async def login(self, request: web.Request) -> web.Response:
        given = await request.json()
        email = PEOPLE.get(given["password"])
        if email is None or email != given["email"]:
            raise web.HTTPUnauthorized
        return web.json_response({"token": jwt.encode({"sub": email}, SECRET, algorithm="HS256")})

    async def me(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            claims = await self._claims(token)
        except jwt.PyJWTError:
            raise web.HTTPUnauthorized from None
        return web.json_response({"email": claims["sub"], "name": f"The owner of {claims['sub']}"})

    async def _claims(self, token: str) -> dict[str, str]:
        head = jwt.get_unverified_header(token)
        key = await self._own_key(head.get(self.trusts)) if self.trusts and self.trusts in head else None
        if key is not None:
            found: dict[str, str] = jwt.decode(token, key, algorithms=["RS256"])
            return found
        claims: dict[str, str] = jwt.decode(token, SECRET, algorithms=["HS256"])
        return claims

    async def _own_key(self, named: object) -> rsa.RSAPublicKey | None:
        text = str(named)
        if text.startswith("http"):
            async with aiohttp.ClientSession() as session, session.get(text) as reply:
                self.fetched.append(text)
                text = await reply.text()
        if not self.obeys:
            return None
        if self.trusts == "jku":
            key = jwt.PyJWKSet.from_dict(json.loads(text)).keys[0].key
        elif self.trusts == "x5u":
            key = x509.load_pem_x509_certificate(text.encode()).public_key()
        else:
            assert isinstance(named, list)
            key = x509.load_der_x509_certificate(base64.b64decode(named[0])).public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        return key


def seen(door: Door, folder: Path) -> Forgeries:
    async def run() -> Forgeries:
        async with visited(door.app(), folder) as world:
            return await world.ask(Tokens("api"))

    return asyncio.run(run())


def test_an_api_that_looks_at_no_address_passes(tmp_path: Path) -> None:
    forged = seen(Door(), tmp_path)

    assert [(one.believed, one.fetched) for one in forged.by_address] == [(False, False)] * 3
    assert not forged.unreached
    assert isinstance(TokenChoosesItsKey().judge(Seen(forged)), Pass)


@pytest.mark.parametrize("header", ["jku", "x5u", "x5c"])
def test_a_key_that_a_token_names_is_seen(header: str, tmp_path: Path) -> None:
    forged = seen(Door(header), tmp_path)

    told = [(f"({header})" in one.how, one.believed, one.fetched) for one in forged.by_address]
    assert sorted(told) == [(False, False, False), (False, False, False), (True, True, header != "x5c")]
    assert isinstance(TokenChoosesItsKey().judge(Seen(forged)), Fail)


@pytest.mark.parametrize("header", ["jku", "x5u"])
def test_a_key_that_is_fetched_for_nothing_is_seen(header: str, tmp_path: Path) -> None:
    door = Door(header, obeys=False)

    forged = seen(door, tmp_path)

    assert len(door.fetched) == 1
    verdict = TokenChoosesItsKey().judge(Seen(forged))
    assert isinstance(verdict, Fail)
    assert "fetched the key" in verdict.because
