"""A house whose sessions are JSON Web Tokens, verified by hand as people do: sound, or with one thing wrong."""

import base64
import hashlib
import hmac
import json
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from launchready.declare.model import ApiSurface, Call, Principal, Secret
from launchready.observe.world import World
from tests.observe.small_world import declared, site
from tests.observe.small_world import visited as entered
from tests.observe.strange_styles import body, document

BEARER, COOKIE, SIGNED = "bearer", "cookie", "signed"
"""HS256 in Authorization, HS256 in a cookie, RS256 in Authorization with its public key published."""
PEOPLE = ("ann@shop.example", "bob@shop.example")
STRONG = "5c1f" * 16
RSA = rsa.generate_private_key(65537, 2048)
PUBLIC = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
DOCUMENT = document(
    {
        "/v1/tokens": {"post": body("email password", email="string", password="string") | {"security": []}},
        "/v1/users/me": {"get": {}},
    }
)
Claims = dict[str, Any]


@dataclass
class TokenHouse:
    """The running product."""

    manner: str = BEARER
    wrong: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        return "secret" if "weak" in self.wrong else STRONG

    def signed(self, claims: Claims) -> str:
        now = int(time.time())
        whole = {
            "iss": "house",
            "aud": "house-api",
            "iat": now,
            "nbf": now,
            "exp": now + 900,
            "use": "access",
            **claims,
        }
        if self.manner == SIGNED:
            return jwt.encode(whole, RSA, algorithm="RS256", headers={"kid": "main"})
        return jwt.encode(whole, self.key, algorithm="HS256", headers={"kid": "main"})

    def _is_signed(self, head: Claims, over: bytes, signature: bytes) -> bool:
        algorithm = str(head.get("alg"))
        if algorithm.lower() == "none":
            return "none" in self.wrong and (algorithm == "none" or "case" in self.wrong)
        if not signature and "cut" in self.wrong:
            return True
        if "any" in self.wrong:
            return True
        if "jwk" in self.wrong and "jwk" in head and algorithm in {"RS256", "ES256"}:
            return self._by(jwt.PyJWK(head["jwk"]).key, over, signature, algorithm)
        if algorithm == "HS256":
            key = self._secret(str(head.get("kid", "main")))
            return key is not None and hmac.compare_digest(hmac.new(key, over, hashlib.sha256).digest(), signature)
        if algorithm == "RS256" and self.manner == SIGNED:
            return self._by(RSA.public_key(), over, signature, algorithm)
        return False

    @staticmethod
    def _by(key: object, over: bytes, signature: bytes, algorithm: str) -> bool:
        assert isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
        return jwt.get_algorithm_by_name(algorithm).verify(over, key, signature)

    def _secret(self, kid: str) -> bytes | None:
        if self.manner == SIGNED and "confused" not in self.wrong:
            return None
        mine = PUBLIC.encode() if self.manner == SIGNED else self.key.encode()
        if "path" in self.wrong and kid != "main":
            try:
                return (Path("/srv/house/keys") / kid).resolve().read_bytes()
            except OSError:
                return None
        if "statement" in self.wrong:
            rows = sqlite3.connect(":memory:")
            rows.execute("CREATE TABLE keys (kid TEXT, secret TEXT)")
            rows.execute("INSERT INTO keys VALUES ('main', ?)", (mine.decode(),))
            try:
                found = rows.execute(f"SELECT secret FROM keys WHERE kid = '{kid}'").fetchone()
            except sqlite3.Error:
                return None
            return found[0].encode() if found else None
        return mine if kid == "main" else None

    def claims(self, token: str) -> Claims:
        try:
            first, second, third = token.split(".")
            head, told = (json.loads(base64.urlsafe_b64decode(one + "===")) for one in (first, second))
            signature = base64.urlsafe_b64decode(third + "===")
        except ValueError:
            raise web.HTTPUnauthorized from None
        if not self._is_signed(head, f"{first}.{second}".encode(), signature):
            raise web.HTTPUnauthorized
        now = time.time()
        late = now > told.get("exp", 0) and "exp" not in self.wrong
        early = now + 60 < told.get("nbf", 0) and "nbf" not in self.wrong
        foreign = told.get("aud") != "house-api" and "aud" not in self.wrong
        misused = told.get("use") != "access" and "refresh" not in self.wrong
        if late or early or foreign or misused:
            raise web.HTTPUnauthorized
        return dict(told)

    async def enter(self, request: web.Request) -> web.Response:
        given = await request.json()
        if given["password"] != f"pw-of-{given['email']}":
            raise web.HTTPUnauthorized
        token = self.signed({"sub": given["email"]})
        if self.manner == COOKIE:
            reply = web.json_response({"login": True})
            reply.set_cookie("access_token_cookie", token, httponly=True)
            return reply
        refresh = self.signed({"sub": given["email"], "use": "refresh"})
        return web.json_response({"data": {"accessToken": token, "refreshToken": refresh}})

    async def me(self, request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        claims = self.claims(request.cookies.get("access_token_cookie", "") if self.manner == COOKIE else given)
        return web.json_response({"data": {"emailAddress": claims["sub"]}})

    async def keys(self, request: web.Request) -> web.Response:
        if self.manner != SIGNED:
            raise web.HTTPNotFound
        own = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(RSA.public_key()))
        return web.json_response({"keys": [{**own, "kid": "main", "use": "sig", "alg": "RS256"}]})

    async def document(self, request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/v1/tokens", self.enter)
        app.router.add_get("/v1/users/me", self.me)
        app.router.add_get("/.well-known/jwks.json", self.keys)
        return app


@asynccontextmanager
async def visited(house: TokenHouse, folder: Path) -> AsyncIterator[World]:
    """A world that may write to it, with two customers and samples of tokens that must not be believed."""
    now = int(time.time())
    past = {"iat": now - 9000, "nbf": now - 9000, "exp": now - 8000}
    (folder / "expired").write_text(house.signed({"sub": PEOPLE[0], **past}))
    (folder / "foreign").write_text(house.signed({"sub": PEOPLE[0], "aud": "another-api"}))
    async with site(house.app()) as port:
        people = []
        for email in PEOPLE:
            (folder / email).write_text(f"pw-of-{email}")
            call = Call("POST", "/v1/tokens", json={"email": email, "password": f"file:{email}"})
            people.append(Principal(email.partition("@")[0], "member", 1, sign_in=call))
        ann = replace(people[0], expired_token=Secret("file:expired"), foreign_token=Secret("file:foreign"))
        api = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1, openapi="/docs.json")
        async with entered(replace(declared(folder, api, domain="127.0.0.1"), principals=(ann, people[1]))) as world:
            yield world
