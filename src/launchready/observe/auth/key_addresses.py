"""Forges tokens that say where their key is to be fetched, or bring a certificate along; and listens whether it was fetched."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import anyio.to_thread
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from launchready.declare.model import Json
from launchready.observe.auth.jwt import Jwt, number, signed_by_rsa
from launchready.observe.errors import CannotLook
from launchready.observe.inputs.listening import Ear, hearing

if TYPE_CHECKING:
    from launchready.observe.world import World

RSA_BITS = 2048
KEY_ID = "launchready-audit"
HEARD_SECONDS = 0.2
"""How long a fetch is waited for that was still under way when the API answered."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """A forged token whose header names its key."""

    how: str
    token: str
    mark: str
    """What the address of its key holds; empty where it brings the key along."""


@dataclass(frozen=True, slots=True)
class KeyShop:
    """A key of the audit's own, and a listener that hands it out."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate
    ear: Ear | None
    """None where the product could not reach a listener of ours."""
    deaf: str = ""
    """Why not; empty where it could."""

    def tokens(self, world: "World", jwt: Jwt) -> tuple[Addressed, ...]:
        """One token for each way in which a header names a key."""
        der = base64.b64encode(self.certificate.public_bytes(Encoding.DER)).decode()
        chain: dict[str, Json] = {"x5c": [der], "kid": KEY_ID}
        found = [Addressed("that brings its own certificate along (x5c)", signed_by_rsa(jwt, self.key, chain), "")]
        if self.ear is None:
            return tuple(found)
        for name, what, text in (
            ("jku", "the address of its key set", json.dumps({"keys": [self._jwk()]})),
            ("x5u", "the address of its certificate", self.certificate.public_bytes(Encoding.PEM).decode()),
        ):
            mark = world.made_up(f"a key's address: {name}")
            self.ear.catcher.show(mark, text)
            header: dict[str, Json] = {name: f"{self.ear.url}/{mark}/keys", "kid": KEY_ID}
            found.append(Addressed(f"that names {what} ({name})", signed_by_rsa(jwt, self.key, header), mark))
        return tuple(found)

    async def was_asked(self, one: Addressed) -> bool:
        """Whether the key of a token was fetched from where it says."""
        if not one.mark or self.ear is None:
            return False
        return await self.ear.catcher.caught(one.mark, HEARD_SECONDS) is not None

    def _jwk(self) -> Json:
        numbers = self.key.public_key().public_numbers()
        own = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID}
        return {**own, "n": number(numbers.n), "e": number(numbers.e)}


@asynccontextmanager
async def key_shop(world: "World", surface: str) -> AsyncIterator[KeyShop]:
    """The shop, open for as long as the block lasts."""
    key = await anyio.to_thread.run_sync(rsa.generate_private_key, 65537, RSA_BITS)
    certificate = _certificate(key)
    at = world.declaration.surface(surface)
    control = world.made_up("a key's address: the audit's own")
    async with AsyncExitStack() as open_ones:
        try:
            ear = await open_ones.enter_async_context(hearing(world, (at.host if at else None) or "", control))
            shop = KeyShop(key, certificate, ear)
        except CannotLook as why:
            shop = KeyShop(key, certificate, None, str(why))
        yield shop


def _certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    """A certificate that the key signed itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, KEY_ID)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    return made.sign(key, hashes.SHA256())
