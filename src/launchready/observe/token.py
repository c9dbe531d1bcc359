"""Takes bearer tokens apart, forges them, and asks the API whether it believes them."""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.objects import address
from launchready.observe.people import OwnProfile, customers, email_of
from launchready.observe.question import Question
from launchready.observe.session import Session

if TYPE_CHECKING:
    from launchready.observe.world import World

_COMMON = (
    "secret secretkey secret_key secret-key mysecret my_secret my-secret mysecretkey supersecret super_secret super-secret "
    "supersecretkey topsecret jwt jwtsecret jwt_secret jwt-secret jwtsecretkey jwt_secret_key jwtkey jwt_key jwt-key token "
    "tokensecret token_secret accesstoken access_token_secret refresh_token_secret key mykey my_key privatekey private_key "
    "signingkey signing_key signing-key password passw0rd password1 password123 pass admin admin123 root toor test testing "
    "test123 test_secret testsecret demo dev devsecret dev_secret development production prod staging local localhost "
    "default changeme change_me change-me changeit change_this changethis please_change_me replace_me todo example foobar "
    "foo bar baz qwerty qwerty123 letmein welcome hello helloworld hello-world abc abc123 abcdef 123 1234 12345 123456 "
    "1234567 12345678 123456789 1234567890 0123456789 000000 111111 iloveyou monkey dragon master shhhhh shhh ssh s3cr3t "
    "s3cret secret1 secret123 secret1234 secret12345 your-256-bit-secret your_256_bit_secret your-secret-key "
    "your_secret_key your-secret your_secret yoursecretkey your-super-secret-key your_jwt_secret your-jwt-secret "
    "notasecret not-so-secret insecure unsafe keyboardcat keyboard_cat express node nodejs django django-insecure flask "
    "fastapi laravel rails spring nextauth nextauth_secret auth authsecret auth_secret session sessionsecret "
    "session_secret app appsecret app_secret application api apikey api_key api_secret apisecret server backend hs256 "
    "hmac sha256 salt pepper random none null undefined gateway service user users"
)
WORD_LIST = tuple(_COMMON.split())
"""Keys that tutorials, templates and hurried people use."""
HASHES = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}
UNSIGNED_FORMS = ("none", "None", "NONE", "nOnE")


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
        header = json.loads(self.header)
        return str(header.get("alg", "")) if isinstance(header, dict) else ""


def take_apart(token: str) -> Jwt | None:
    """The parts of a JSON Web Token, or None where it is something else."""
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, claims, signature
        return None
    try:
        header, claims = (_decode(part).decode() for part in parts[:2])
        if not isinstance(json.loads(header), dict) or not isinstance(json.loads(claims), dict):
            return None
    except (ValueError, binascii.Error):
        return None
    return Jwt(header, claims, f"{parts[0]}.{parts[1]}", parts[2])


def unsigned(jwt: Jwt, algorithm: str) -> str:
    """The same claims under an algorithm that signs nothing."""
    header: dict[str, Json] = {**json.loads(jwt.header), "alg": algorithm}
    return f"{_encode(json.dumps(header).encode())}.{_encode(jwt.claims.encode())}."


def tampered(jwt: Jwt) -> str:
    """The same claims with another signature."""
    other = "B" if jwt.signature.startswith("A") else "A"
    return f"{jwt.signed}.{other}{jwt.signature[1:]}"


def guess_key(jwt: Jwt, more: tuple[str, ...] = ()) -> str | None:
    """The key that signed a token, where it is on the list; found without asking anybody."""
    make = HASHES.get(jwt.algorithm)
    if make is None:
        return None
    wanted = _decode(jwt.signature)
    for word in dict.fromkeys((*more, *WORD_LIST, "")):
        for key in (word, word.upper(), word.capitalize(), f"{word}123", f"{word}!"):
            if hmac.compare_digest(hmac.new(key.encode(), jwt.signed.encode(), make).digest(), wanted):
                return key
    return None


def signed_with(jwt: Jwt, key: str) -> str:
    """A token of our own with the same claims, spelled in another order, signed with a key."""
    claims = dict(reversed(json.loads(jwt.claims).items()))
    body = f"{_encode(jwt.header.encode())}.{_encode(json.dumps(claims, separators=(',', ':')).encode())}"
    return f"{body}.{_encode(hmac.new(key.encode(), body.encode(), HASHES[jwt.algorithm]).digest())}"


@dataclass(frozen=True, slots=True)
class Forgery:
    """One token that the API should refuse."""

    how: str
    status: int
    """0 where nothing came back."""
    believed: bool
    """Whether the API answered with the user's own data."""


@dataclass(frozen=True, slots=True)
class Forgeries:
    """What the API makes of forged tokens."""

    operation: str
    kind: str
    """The algorithm of a JSON Web Token; empty where tokens are something else."""
    right: bool
    """The control: the right token brings the user's own data."""
    tried: tuple[Forgery, ...]
    key: str
    """What is known of a guessed key, never the key; empty where it was not guessed."""
    with_key: Forgery | None
    curl: str


@dataclass(frozen=True, slots=True)
class Tokens(Question[Forgeries]):
    """Does the API believe tokens that it did not sign?"""

    surface: str

    async def ask(self, world: "World") -> Forgeries:
        """Forges from customer A's token and asks for A's own profile."""
        a = customers(world).a
        session = await world.sign_in(a)
        profile = await world.ask(OwnProfile(self.surface))
        request = Request(address(world, self.surface, profile, ()))
        curl = world.curl(replace(request, by="forged"))
        if session.token is None:
            return Forgeries(profile.name, "", right=False, tried=(), key="", with_key=None, curl=curl)
        mark = email_of(world, a)
        answer = await world.send(request, session=session)
        if not isinstance(answer, Answer):
            raise CannotLook(answer.line())
        if mark is None or mark not in answer.body:
            mark = answer.body if answer.status < 300 else None  # noqa: PLR2004 - HTTP's success ends here
        jwt = take_apart(session.token)
        if jwt is None or not mark:
            return Forgeries(profile.name, jwt.algorithm if jwt else "", bool(mark), (), "", None, curl)
        tokens = [(f"with alg {form} and no signature", unsigned(jwt, form)) for form in UNSIGNED_FORMS]
        tokens += [("with its signature cut off", f"{jwt.signed}."), ("with another signature", tampered(jwt))]
        tried = [await self._forge(world, request, how, token, mark) for how, token in tokens]
        product = world.declaration.product
        key = guess_key(jwt, (product.name, product.name.lower(), product.domain, product.domain.split(".")[0]))
        forged = None
        if key is not None:
            world.secrets.meet(key) if len(key) > 8 else None  # noqa: PLR2004 - a short word would redact half the report
            forged = await self._forge(world, request, "signed with the guessed key", signed_with(jwt, key), mark)
        known = (
            "" if key is None else f"a key of {len(key)} characters that is on a list of {len(WORD_LIST)} common ones"
        )
        return Forgeries(
            profile.name, jwt.algorithm, right=True, tried=tuple(tried), key=known, with_key=forged, curl=curl
        )

    async def _forge(self, world: "World", request: Request, how: str, token: str, mark: str) -> Forgery:
        session = Session("a forged token", (("Authorization", f"Bearer {world.secrets.meet(token)}"),), token)
        reply = await world.send(request, session=session)
        if not isinstance(reply, Answer):
            return Forgery(how, 0, believed=False)
        if mark in reply.body:
            world.proved(request, "is believed", session=session)
        return Forgery(how, reply.status, mark in reply.body)


def _decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
