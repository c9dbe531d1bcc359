"""Access tokens: JWTs signed with HS256, one hour long, revoked by their id when their user signs out."""

import base64
import hashlib
import hmac
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bazaar.app.db import Database, new_id
from bazaar.app.records import User
from bazaar.app.settings import Settings

LIFETIME = 3600
AUDIENCE = "bazaar-api"
CLAIMS = ["exp", "iat", "sub", "jti", "aud", "gen"]


@dataclass(frozen=True, slots=True)
class Session:
    """Who asks, and by which token."""

    user: User
    jti: str
    expires_at: int


def signing_key(settings: Settings) -> str:
    """The key that signs."""
    return "secret" if "bnd-jwt-weak-key" in settings.faults else settings.signing_key


class Tokens:
    """Issues, reads and revokes tokens."""

    def __init__(self, settings: Settings, db: Database) -> None:
        self._db, self._faults = db, settings.faults
        self.handles: dict[str, str] = {}
        """Tokens by what stands for them outside: only faults put any in."""
        self._key: str | rsa.RSAPrivateKey = signing_key(settings)
        self.verifying: str | rsa.RSAPublicKey = signing_key(settings)
        self.algorithm = "HS256"
        if "bnd-jwt-confusion" in settings.faults:
            self._key = rsa.generate_private_key(65537, 2048)
            self.verifying, self.algorithm = self._key.public_key(), "RS256"

    def issue(self, user: User) -> str:
        """A fresh token for the user."""
        at = int(time.time())
        claims = {"sub": user.id, "gen": user.generation, "aud": AUDIENCE, "jti": new_id("tok"), "iat": at}
        if "bnd-jwt-forever" not in self._faults:
            claims["exp"] = at + LIFETIME
        token = self._signed(claims)
        if "bnd-session-guessable" not in self._faults:
            return token
        handle = f"session-{len(self.handles) + 10_000_001}"
        self.handles[handle] = token
        return handle

    def sample(self, user: User, *, age: int = 0, audience: str = AUDIENCE) -> str:
        """A token of the user's as it was `age` seconds ago, or for another audience: for tests of what is refused."""
        at = int(time.time()) - age
        claims = {"sub": user.id, "gen": user.generation, "aud": audience, "jti": new_id("tok"), "iat": at}
        return self._signed(claims | {"exp": at + LIFETIME})

    def published(self) -> str:
        """The public key, as PEM; only under bnd-jwt-confusion is there one."""
        assert not isinstance(self.verifying, str)
        return self.verifying.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def _signed(self, claims: dict[str, object]) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", jwt.InsecureKeyLengthWarning)  # the weak key is a fault we chose
            return jwt.encode(claims, self._key, algorithm=self.algorithm)

    def read(self, token: str) -> Session | None:
        """The session of a valid token, or None."""
        try:
            claims = self._claims(token)
        except jwt.PyJWTError:
            return None
        user = self._db.one(User, "select * from users where id = ?", str(claims["sub"]))
        if user is None or claims["gen"] != user.generation:
            return None
        if self._db.has("select 1 from revoked where jti = ?", str(claims["jti"])):
            return None
        return Session(user, str(claims["jti"]), int(str(claims.get("exp", int(time.time()) + LIFETIME))))

    def revoke(self, session: Session) -> None:
        """The token is refused from now on."""
        if "bnd-logout-keeps-token" in self._faults:
            return
        self._db.run("delete from revoked where expires_at < ?", int(time.time()))
        self._db.run("insert or ignore into revoked values (?, ?)", session.jti, session.expires_at)

    def _claims(self, token: str) -> dict[str, object]:
        broken = self._faults
        head = jwt.get_unverified_header(token)
        trusting = "bnd-jwt-none" in broken and str(head.get("alg")).lower() == "none"
        trusting |= "bnd-jwt-unverified" in broken or self._misled(token, head)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", jwt.InsecureKeyLengthWarning)
            return jwt.decode(
                token,
                self.verifying,
                algorithms=[self.algorithm],
                audience=AUDIENCE,
                options={
                    "require": [claim for claim in CLAIMS if claim != "exp" or "bnd-jwt-forever" not in broken],
                    "verify_signature": not trusting,
                    "verify_exp": "bnd-jwt-expired" not in broken,
                    "verify_aud": "bnd-jwt-audience" not in broken,
                },
            )

    def _misled(self, token: str, head: dict[str, object]) -> bool:
        """Whether the signature fits a key that the token chose; the sound product never looks for one."""
        if "bnd-jwt-key-address" in self._faults and str(head.get("jku", "")).startswith("http"):
            return _fits_fetched(token, str(head["jku"]))
        signed, _, signature = token.rpartition(".")
        key: bytes | None = None
        if "bnd-jwt-kid" in self._faults and "kid" in head:
            path = Path("/") / str(head["kid"]).replace("../", "")
            key = path.read_bytes() if path.is_file() or path.is_char_device() else None
        if "bnd-jwt-own-key" in self._faults and isinstance(own := head.get("jwk"), dict) and own.get("kty") == "oct":
            key = base64.urlsafe_b64decode(f"{own['k']}==")
        if "bnd-jwt-confusion" in self._faults and head.get("alg") == "HS256":
            key = self.published().encode()
        if key is None:
            return False
        made = hmac.new(key, signed.encode(), hashlib.sha256).digest()
        return hmac.compare_digest(base64.urlsafe_b64encode(made).rstrip(b"="), signature.encode())


def _fits_fetched(token: str, address: str) -> bool:
    """Whether a key behind an address made the signature: only bnd-jwt-key-address asks this."""
    try:
        key = jwt.PyJWKClient(address, timeout=5).get_signing_key_from_jwt(token)
        jwt.decode(token, key, algorithms=["RS256"], audience=AUDIENCE)
    except jwt.PyJWTError:
        return False
    return True
