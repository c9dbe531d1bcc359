"""Probes of tokens, sessions and new passwords."""

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt

from bazaar.app import accounts
from bazaar.tests.app_probe import probe
from bazaar.tests.app_product import Product


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def forged(product: Product, key: bytes, **head: Any) -> bool:
    """Whether a token that we signed with a key of our own, as HS256, opens buyer A's profile."""
    text = f"{part({'typ': 'JWT', 'alg': 'HS256', **head})}.{product.token('a').split('.')[1]}"
    made = base64.urlsafe_b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode().rstrip("=")
    return opens(product, f"{text}.{made}")


def opens(product: Product, token: str) -> bool:
    return product.host("api.bazaar.test", Authorization=f"Bearer {token}").get("/me").status_code == 200


def sample(product: Product, **changes: Any) -> str:
    user = accounts.account(product.services, "a@bazaar.test")
    assert user is not None
    return product.services.tokens.sample(user, **changes)


@probe("bnd-jwt-unverified")
def a_changed_token_works(product: Product) -> bool:
    head, claims, signature = product.token("a").split(".")
    other = "B" if signature.startswith("A") else "A"
    return opens(product, f"{head}.{claims}.{other}{signature[1:]}")


@probe("bnd-jwt-kid")
def the_kid_is_a_path(product: Product) -> bool:
    return forged(product, b"", kid="../../../../dev/null") and forged(product, b"", kid="/dev/null")


@probe("bnd-jwt-own-key")
def a_token_brings_its_key(product: Product) -> bool:
    return forged(product, b"ours", jwk={"kty": "oct", "k": "b3Vycw"})


@probe("bnd-jwt-confusion")
def the_public_key_signs(product: Product) -> bool:
    answer = product.by(None).get("/.well-known/jwks.json")
    if answer.status_code != 200:
        return False
    assert jwt.get_unverified_header(product.token("a"))["alg"] == "RS256"
    return forged(product, product.services.tokens.published().encode())


@probe("bnd-jwt-expired")
def an_old_token_works(product: Product) -> bool:
    return opens(product, sample(product, age=86_400))


@probe("bnd-jwt-forever")
def a_token_has_no_end(product: Product) -> bool:
    return "exp" not in jwt.decode(product.token("a"), options={"verify_signature": False})


@probe("bnd-jwt-audience")
def a_token_for_a_download_works(product: Product) -> bool:
    return opens(product, sample(product, audience="bazaar-downloads"))
