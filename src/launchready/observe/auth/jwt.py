"""Takes JSON Web Tokens apart and makes forged ones; sends nothing."""

import base64
import binascii
import hashlib
import hmac
import json
import re
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from launchready.declare.model import Json

HASHES = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}
FORM = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")
"""A token inside other text: a header, a cookie, an answer."""
EC_BYTES = 32


@dataclass(frozen=True, slots=True)
class Jwt:
    """A JSON Web Token taken apart; never stored."""

    header: str
    """JSON."""
    claims: str
    """JSON."""
    signed: str
    """What the signature covers."""
    signature: str

    @property
    def algorithm(self) -> str:
        """The header's `alg`."""
        return str(self.head().get("alg", ""))

    def head(self) -> dict[str, Json]:
        """The header."""
        return _table(self.header)

    def body(self) -> dict[str, Json]:
        """The claims."""
        return _table(self.claims)


def take_apart(token: str) -> Jwt | None:
    """The parts of a JSON Web Token, or None where it is something else."""
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, claims, signature
        return None
    try:
        header, claims = (decode(part).decode() for part in parts[:2])
        if not isinstance(json.loads(header), dict) or not isinstance(json.loads(claims), dict):
            return None
    except (ValueError, binascii.Error):
        return None
    return Jwt(header, claims, f"{parts[0]}.{parts[1]}", parts[2])


def unsigned(jwt: Jwt, algorithm: str) -> str:
    """The same claims under an algorithm that signs nothing."""
    header: dict[str, Json] = {**jwt.head(), "alg": algorithm}
    return f"{_pack(header)}.{encode(jwt.claims.encode())}."


def tampered(jwt: Jwt) -> str:
    """The same claims with another signature."""
    other = "B" if jwt.signature.startswith("A") else "A"
    return f"{jwt.signed}.{other}{jwt.signature[1:]}"


def rewritten(jwt: Jwt) -> str:
    """One claim more, under the old signature."""
    claims: dict[str, Json] = {**jwt.body(), "audit": "added after signing"}
    return f"{jwt.signed.split('.', maxsplit=1)[0]}.{_pack(claims)}.{jwt.signature}"


def zero_signed(jwt: Jwt) -> str:
    """The same claims with a signature of zeros, which a careless elliptic curve takes for right."""
    return f"{jwt.signed}.{encode(bytes(2 * EC_BYTES))}"


def fits(jwt: Jwt, key: bytes) -> bool:
    """Whether a key made the signature of a token."""
    make = HASHES.get(jwt.algorithm)
    return make is not None and hmac.compare_digest(
        hmac.new(key, jwt.signed.encode(), make).digest(), decode(jwt.signature)
    )


def signed_with(
    jwt: Jwt,
    key: bytes,
    *,
    algorithm: str | None = None,
    header: dict[str, Json] | None = None,
    claims: dict[str, Json] | None = None,
) -> str:
    """A token of our own with the same claims, spelled in another order, signed with a secret key.

    Args:
        jwt: the token whose claims it has.
        key: what signs it.
        algorithm: HS256, HS384 or HS512; the token's own where none is named.
        header: what its header has more.
        claims: what its claims have more or otherwise; None takes a claim away.
    """
    name = algorithm or jwt.algorithm
    text = _unsigned(jwt, name, header or {}, claims or {})
    return f"{text}.{encode(hmac.new(key, text.encode(), HASHES[name]).digest())}"


def signed_by_rsa(jwt: Jwt, key: rsa.RSAPrivateKey, header: dict[str, Json]) -> str:
    """The same claims, signed with an RSA key of our own."""
    text = _unsigned(jwt, "RS256", header, {})
    return f"{text}.{encode(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def signed_by_curve(jwt: Jwt, key: ec.EllipticCurvePrivateKey, header: dict[str, Json]) -> str:
    """The same claims, signed with a key of our own on P-256."""
    text = _unsigned(jwt, "ES256", header, {})
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{text}.{encode(r.to_bytes(EC_BYTES, 'big') + s.to_bytes(EC_BYTES, 'big'))}"


def number(value: int) -> str:
    """A number as a JSON Web Key writes it."""
    return encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def decode(part: str) -> bytes:
    """The bytes of a part."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encode(data: bytes) -> str:
    """Bytes as a part."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unsigned(jwt: Jwt, algorithm: str, header: dict[str, Json], claims: dict[str, Json]) -> str:
    head = {**jwt.head(), "alg": algorithm, **header}
    body = {**dict(reversed(jwt.body().items())), **claims}
    return f"{_pack(head)}.{_pack({name: value for name, value in body.items() if value is not None})}"


def _pack(value: dict[str, Json]) -> str:
    return encode(json.dumps(value, separators=(",", ":")).encode())


def _table(text: str) -> dict[str, Json]:
    value: Json = json.loads(text)
    return value if isinstance(value, dict) else {}
