"""Access tokens: JWTs signed with HS256, one hour long, revoked by their id when their user signs out."""

import time
import warnings
from dataclasses import dataclass

import jwt

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


class Tokens:
    """Issues, reads and revokes tokens."""

    def __init__(self, settings: Settings, db: Database) -> None:
        self._db, self._faults = db, settings.faults
        self._key = "secret" if "bnd-jwt-weak-key" in settings.faults else settings.signing_key

    def issue(self, user: User) -> str:
        """A fresh token for the user."""
        at = int(time.time())
        claims = {"sub": user.id, "gen": user.generation, "aud": AUDIENCE, "jti": new_id("tok"), "iat": at}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", jwt.InsecureKeyLengthWarning)  # the weak key is a fault we chose
            return jwt.encode(claims | {"exp": at + LIFETIME}, self._key, algorithm="HS256")

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
        return Session(user, str(claims["jti"]), int(str(claims["exp"])))

    def revoke(self, session: Session) -> None:
        """The token is refused from now on."""
        if "bnd-logout-keeps-token" in self._faults:
            return
        self._db.run("delete from revoked where expires_at < ?", int(time.time()))
        self._db.run("insert or ignore into revoked values (?, ?)", session.jti, session.expires_at)

    def _claims(self, token: str) -> dict[str, object]:
        trusting = "bnd-jwt-none" in self._faults and str(jwt.get_unverified_header(token).get("alg")).lower() == "none"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", jwt.InsecureKeyLengthWarning)
            return jwt.decode(
                token,
                self._key,
                algorithms=["HS256"],
                audience=AUDIENCE,
                options={"require": CLAIMS, "verify_signature": not trusting, "verify_exp": True, "verify_aud": True},
            )
