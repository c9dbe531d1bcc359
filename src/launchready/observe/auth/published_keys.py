"""Finds the public keys with which a product lets others verify its tokens."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from launchready.declare.model import Json
from launchready.observe.auth.jwt import FORM, Jwt, decode, take_apart
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.who.own import OwnView

if TYPE_CHECKING:
    from launchready.observe.world import World

USUAL_PLACES = (
    "/.well-known/jwks.json",
    "/.well-known/openid-configuration",
    "/jwks.json",
    "/jwks",
    "/oauth/jwks",
    "/oauth2/jwks",
    "/auth/jwks",
    "/api/auth/jwks",
    "/.well-known/jwks",
)
MOST_KEYS = 3
CURVES: dict[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
SPKI = PublicFormat.SubjectPublicKeyInfo


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key in the texts that a careless verifier may take for a secret."""

    kid: str
    forms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Published:
    """The keys of a product."""

    where: str
    """Empty where none was found."""
    keys: tuple[PublicKey, ...]


@dataclass(frozen=True, slots=True)
class PublishedKeys(Question[Published]):
    """Where are the public keys of an API's tokens?"""

    kept: ClassVar[bool] = False

    surface: str

    async def ask(self, world: "World") -> Published:
        """Asks the token's issuer, where it is in scope, and the usual places of the API."""
        at = world.declaration.surface(self.surface)
        view = await world.ask(OwnView(self.surface))
        found = next((one for _, value in view.session.headers if (one := FORM.search(value))), None)
        jwt = take_apart(found[0]) if found else None
        starts = [place for place in (_issuer(jwt), _root(at.url if at else None)) if place]
        for start in dict.fromkeys(starts):
            for place in USUAL_PLACES:
                if keys := await self._at(world, f"{start}{place}", jwt):
                    return keys
        return Published("", ())

    async def _at(self, world: "World", url: str, jwt: Jwt | None) -> Published | None:
        if not world.declaration.consent.covers(urlsplit(url).hostname or ""):
            return None
        reply = await world.send(Request(url))
        told = reply.json() if isinstance(reply, Answer) and reply.status == 200 else None  # noqa: PLR2004 - HTTP's OK
        if not isinstance(told, dict):
            return None
        if isinstance(onward := told.get("jwks_uri"), str) and onward != url:
            return await self._at(world, onward, jwt)
        listed = told.get("keys")
        keys = [key for one in (listed if isinstance(listed, list) else []) if (key := read_key(one)) is not None]
        mine = str(jwt.head().get("kid", "")) if jwt else ""
        keys.sort(key=lambda one: one.kid != mine)
        return Published(url, tuple(keys[:MOST_KEYS])) if keys else None


def read_key(value: Json) -> PublicKey | None:
    """A JSON Web Key as the texts of its public key, or None where it is none."""
    if not isinstance(value, dict):
        return None
    try:
        public = _public(value)
    except (ValueError, KeyError, TypeError):
        return None
    if public is None:
        return None
    pem = public.public_bytes(Encoding.PEM, SPKI).decode()
    forms = [("PEM", pem), ("PEM without its last line break", pem.rstrip("\n"))]
    if isinstance(public, rsa.RSAPublicKey):
        forms.append(("PKCS 1", public.public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()))
    forms.append(("JSON", json.dumps(value, separators=(",", ":"))))
    return PublicKey(str(value.get("kid", "")), tuple(forms))


def _public(key: dict[str, Json]) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey | None:
    if key.get("kty") == "RSA":
        return rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()
    if key.get("kty") == "EC":
        return ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), CURVES[str(key["crv"])]).public_key()
    return None


def _number(value: Json) -> int:
    return int.from_bytes(decode(str(value)), "big")


def _issuer(jwt: Jwt | None) -> str:
    issuer = str(jwt.body().get("iss", "")) if jwt else ""
    return issuer.rstrip("/") if issuer.startswith(("https://", "http://")) else ""


def _root(url: str | None) -> str:
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
