"""Asks how long tokens live, and whether the API believes those of another time, another audience or another purpose."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from launchready.declare.model import Json, Principal, Secret
from launchready.observe.auth.jwt import Jwt, signed_with, take_apart
from launchready.observe.auth.token import Bench, Forgery, GuessedKey, TokenBench, forge
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer
from launchready.observe.question import Question
from launchready.observe.who.people import customers, sign_in_call
from launchready.observe.who.session import put

if TYPE_CHECKING:
    from launchready.observe.world import World

DAY = 86_400
ANOTHER = "an-audience-of-nobodys"
EXPIRED, MISPLACED = "an expired token", "a token of another audience"
PURPOSES = {"refreshtoken": "a refresh token", "refresh": "a refresh token", "idtoken": "an identity token"}
SHORTEST_TOKEN = 16
SAME = ("iss", "aud", "sub")
"""Claims that an old token has in common with a fresh one of the same user."""
_WhyNot: TypeAlias = Callable[[Jwt | None, Jwt | None], str]
"""Says why nothing can be proved with a sample, beside a fresh token; empty where something can."""

OF_A_SESSION = frozenset({"jti", "sid", "session_id", "typ", "type", "iat", "nbf", "iss", "aud"})
"""Claims that say nothing of whose a token is."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a token of customer A's lives."""

    operation: str
    kind: str
    """The algorithm of a JSON Web Token; empty where tokens are something else."""
    control: bool
    """Whether the token brings the user's own data, and one of nobody's does not."""
    seconds: float | None
    """From its making to its end, by its own claims; None where it names no end."""
    told: float | None
    """What the sign-in says of it (`expires_in`); None where it says nothing."""
    curl: str
    is_reference: bool = False
    """Whether the token says nothing but the number of a session, which the server keeps."""


@dataclass(frozen=True, slots=True)
class LifetimeOf(Question[Lifetime]):
    """How long does an API let its tokens live?"""

    surface: str

    async def ask(self, world: "World") -> Lifetime:
        """Reads the token that a sign-in gives; one more sign-in at most."""
        bench = await world.ask(TokenBench(self.surface))
        seconds = _seconds(bench.jwt) if bench.jwt else None
        given = await world.ask(SignInGives(customers(world).a))
        kind = bench.jwt.algorithm if bench.jwt else ""
        curl = world.curl(replace(bench.view.request, by=bench.view.session.principal))
        number = bench.jwt is not None and set(bench.jwt.body()) <= OF_A_SESSION
        return Lifetime(bench.view.operation.name, kind, bench.control, seconds, given.lives, curl, number)


@dataclass(frozen=True, slots=True)
class Gift:
    """What else the answer to a sign-in gives; never stored."""

    lives: float | None
    """`expires_in`, in seconds."""
    others: tuple[tuple[str, str], ...]
    """Tokens of other purposes: what each is, and its value."""


@dataclass(frozen=True, slots=True)
class SignInGives(Question[Gift]):
    """What does the answer to a principal's sign-in give beside the access token?"""

    kept: ClassVar[bool] = False

    principal: str

    async def ask(self, world: "World") -> Gift:
        """Signs in once more, where there is a sign-in."""
        try:
            call = await sign_in_call(world, self.principal)
        except CannotLook:  # a token or a key, which no sign-in gives
            return Gift(None, ())
        reply, _ = await put(world, call)
        if not isinstance(reply, Answer) or reply.status >= 400:  # noqa: PLR2004 - HTTP's refusals start here
            return Gift(None, ())
        told = values_in(reply.json())
        lives = next((value for name, value in told if name == "expiresin" and isinstance(value, int | float)), None)
        others = [(PURPOSES[name], value) for name, value in told if name in PURPOSES and isinstance(value, str)]
        for raw in reply.all("Set-Cookie"):
            name, _, value = raw.split(";", 1)[0].partition("=")
            if plain(name) in PURPOSES:
                others.append((PURPOSES[plain(name)], value))
        kept = [(what, world.secrets.meet(value)) for what, value in others if len(value) >= SHORTEST_TOKEN]
        return Gift(float(lives) if lives is not None else None, tuple(dict.fromkeys(kept)))


@dataclass(frozen=True, slots=True)
class Misfits:
    """Tokens that are genuine, and not for here and now."""

    operation: str
    kind: str
    """The algorithm of a JSON Web Token; empty where tokens are something else."""
    control: bool
    """Whether the right token brings the user's own data, and one of nobody's does not."""
    tried: tuple[Forgery, ...]
    unlike: tuple[str, ...]
    """Samples that are no such tokens, and why: nothing was proved with them."""
    curl: str


@dataclass(frozen=True, slots=True)
class OutOfTime(Question[Misfits]):
    """Does the API believe tokens before or after their time?"""

    surface: str

    async def ask(self, world: "World") -> Misfits:
        """Uses the declared sample of an expired token; where the key is known, makes one."""
        bench = await world.ask(TokenBench(self.surface))
        trial = _Trial(world, self.surface, bench)
        for who in world.declaration.principals:
            if who.expired_token is not None:
                await trial.sample(who, who.expired_token, "that has expired, of launch.toml", _is_over)
        if key := await trial.key():
            now = int(time.time())
            past: dict[str, Json] = {"iat": now - 3 * DAY, "nbf": now - 3 * DAY, "exp": now - 2 * DAY}
            await trial.forged("signed with the guessed key that expired two days ago", key, past)
            await trial.forged("signed with the guessed key that begins in two days", key, {"nbf": now + 2 * DAY})
        return trial.result()


@dataclass(frozen=True, slots=True)
class OutOfPlace(Question[Misfits]):
    """Does the API believe tokens that were made for something else?"""

    surface: str

    async def ask(self, world: "World") -> Misfits:
        """Uses declared samples, what else a sign-in gives, and, where the key is known, a token made for it."""
        bench = await world.ask(TokenBench(self.surface))
        trial = _Trial(world, self.surface, bench)
        for who in world.declaration.principals:
            if who.foreign_token is not None:
                await trial.sample(who, who.foreign_token, "for another audience, of launch.toml", _is_foreign)
        for what, token in (await world.ask(SignInGives(customers(world).a))).others:
            if token != bench.token and _is_other(what, take_apart(token), bench.jwt):
                trial.tried.append(await forge(world, bench, f"that is {what}", token))
        key = await trial.key()
        if key and bench.jwt and "aud" in bench.jwt.body():
            await trial.forged("signed with the guessed key for another audience", key, {"aud": ANOTHER})
        return trial.result()


class _Trial:
    """Tries tokens one after the other."""

    def __init__(self, world: "World", surface: str, bench: Bench) -> None:
        self._world, self._surface, self._bench = world, surface, bench
        self.tried: list[Forgery] = []
        self.unlike: list[str] = []

    async def key(self) -> bytes | None:
        """The signing key, where it was guessed."""
        return await self._world.ask(GuessedKey(self._surface)) if self._bench.control else None

    async def forged(self, how: str, key: bytes, claims: dict[str, Json]) -> None:
        assert self._bench.jwt is not None
        self.tried.append(await forge(self._world, self._bench, how, signed_with(self._bench.jwt, key, claims=claims)))

    async def sample(self, who: Principal, secret: Secret, how: str, why_not: _WhyNot) -> None:
        """Tries a declared token, where its refusal or its use would prove something."""
        token = self._world.secrets.resolve(secret)
        bench = await self._world.ask(TokenBench(self._surface, who.name))
        if not bench.control:
            raise CannotLook(f"{bench.view.operation.name} does not bring {who.name}'s own data: {bench.view.because}")
        if why := why_not(take_apart(token), bench.jwt):
            self.unlike.append(f"the sample of {who.name} (launch.toml line {who.line}) {why}")
            return
        self.tried.append(await forge(self._world, bench, how, token, EXPIRED if why_not is _is_over else MISPLACED))

    def result(self) -> Misfits:
        bench = self._bench
        return Misfits(
            bench.view.operation.name,
            bench.jwt.algorithm if bench.jwt else "",
            bench.control,
            tuple(self.tried),
            tuple(self.unlike),
            self._world.curl(replace(bench.view.request, by="misfit")),
        )


def plain(name: str) -> str:
    """`refresh_token`, `refreshToken` and `__Host-refresh-token` as one word."""
    return name.lower().removeprefix("__host-").removeprefix("__secure-").replace("_", "").replace("-", "")


def _seconds(jwt: Jwt) -> float | None:
    claims = jwt.body()
    end, start = claims.get("exp"), claims.get("iat", claims.get("nbf"))
    if not isinstance(end, int | float):
        return None
    return float(end) - (float(start) if isinstance(start, int | float) else time.time())


def _is_over(sample: Jwt | None, fresh: Jwt | None) -> str:
    """Why a sample is no expired token of the same make; empty where it is one."""
    if sample is None or fresh is None:
        return "" if sample is fresh else "is of another kind than the tokens that a sign-in gives"
    end = sample.body().get("exp")
    if not isinstance(end, int | float) or end > time.time():
        return "has not expired"
    return _differs(sample, fresh, SAME)


def _is_foreign(sample: Jwt | None, fresh: Jwt | None) -> str:
    """Why a sample's refusal would say nothing of its audience."""
    del fresh
    end = sample.body().get("exp") if sample else None
    if isinstance(end, int | float) and end < time.time():
        return "has expired, so that it would be refused for that"
    return ""


def _is_other(what: str, other: Jwt | None, fresh: Jwt | None) -> bool:
    """Whether a token is none that the API may well take: an identity token names another audience than the access token."""
    if "identity" not in what:
        return True
    audiences = [one.body().get("aud") if one else None for one in (other, fresh)]
    return None not in audiences and audiences[0] != audiences[1]


def _differs(sample: Jwt, fresh: Jwt, names: tuple[str, ...]) -> str:
    if sample.algorithm != fresh.algorithm:
        return f"is signed with {sample.algorithm}, a fresh token with {fresh.algorithm}"
    other = [name for name in names if sample.body().get(name) != fresh.body().get(name)]
    return f"differs from a fresh token in {', '.join(other)}" if other else ""


def values_in(value: Json, depth: int = 0) -> list[tuple[str, Json]]:
    """Every named value of an answer, its names plain."""
    if depth > 4:  # noqa: PLR2004 - no sign-in hides its tokens deeper
        return []
    if isinstance(value, list):
        return [pair for one in value for pair in values_in(one, depth + 1)]
    if not isinstance(value, dict):
        return []
    own = [(plain(name), one) for name, one in value.items() if not isinstance(one, dict | list)]
    return own + [pair for one in value.values() for pair in values_in(one, depth + 1)]
