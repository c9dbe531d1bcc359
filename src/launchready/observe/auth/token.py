"""Forges bearer tokens in the known ways, and asks the API whether it believes them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import anyio.to_thread

from launchready.observe.auth.common_keys import candidates, count
from launchready.observe.auth.jwt import (
    FORM,
    HASHES,
    Jwt,
    fits,
    rewritten,
    signed_with,
    take_apart,
    tampered,
    unsigned,
    zero_signed,
)
from launchready.observe.auth.key_addresses import key_shop
from launchready.observe.auth.published_keys import PublishedKeys
from launchready.observe.auth.token_keys import by_key_id, by_own_key, by_public_key
from launchready.observe.http import Answer
from launchready.observe.question import Question
from launchready.observe.who.own import NOBODYS, OwnView, View
from launchready.observe.who.session import Session

if TYPE_CHECKING:
    from launchready.observe.world import World

FORGED = "a forged token"
UNSIGNED_FORMS = ("none", "None", "NONE", "nOnE")
ANOTHER, ADDED = "with another signature", "with a claim added under the old signature"
WRONG = (ANOTHER, ADDED)
SHORT = 8
"""Characters up to which a key is no secret that could be hidden without hiding half the report."""


@dataclass(frozen=True, slots=True)
class Forgery:
    """One token that the API should refuse."""

    how: str
    status: int
    """0 where nothing came back."""
    believed: bool
    """Whether the API answered with the user's own data."""
    fetched: bool = False
    """Whether the API asked for the token's key where the token says it is."""


@dataclass(frozen=True, slots=True)
class Forgeries:
    """What the API makes of forged tokens."""

    operation: str
    kind: str
    """The algorithm of a JSON Web Token; empty where tokens are something else."""
    right: bool
    """The control: the right token brings the user's own data, and one of nobody's does not."""
    tried: tuple[Forgery, ...]
    """Without a right signature."""
    verified: bool
    """Whether a wrong signature was refused: the control of what a key can be proved to do."""
    by_key_id: tuple[Forgery, ...]
    """Signed with a key that the token itself points at or brings along."""
    by_public_key: tuple[Forgery, ...]
    """Signed with the published public key as if it were a secret."""
    published: str
    """Where public keys are published; empty for nowhere."""
    key: str
    """What is known of a guessed key, never the key; empty where it was not guessed."""
    with_key: Forgery | None
    curl: str
    by_address: tuple[Forgery, ...] = ()
    """Signed with a key that the token says where to fetch, or whose certificate it brings along."""
    unreached: str = ""
    """Why the product could not have fetched a key from a listener of ours; empty where it could."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A principal's token, ready to be forged; never stored."""

    view: View
    token: str
    """Empty where the session holds no token that a client could read."""
    jwt: Jwt | None
    control: bool
    """Whether the right token brings the user's own data, and one of nobody's does not."""

    def carrying(self, token: str, who: str = FORGED) -> Session:
        """The session with another token in the place of the right one."""
        own = self.view.session
        if own.token == self.token:
            return replace(own.holding(token), principal=who)
        headers = tuple((name, value.replace(self.token, token)) for name, value in own.headers)
        return Session(who, headers, token)


@dataclass(frozen=True, slots=True)
class TokenBench(Question[Bench]):
    """Which token does a principal's session hold, and does it bring the principal's own data?"""

    kept: ClassVar[bool] = False

    surface: str
    principal: str = ""
    """Customer A where none is named."""

    async def ask(self, world: "World") -> Bench:
        """Two reads at most."""
        view = await world.ask(OwnView(self.surface, self.principal))
        token = token_in(view.session)
        bench = Bench(view, token, take_apart(token) if token else None, control=False)
        if not token or not view.marks:
            return bench
        control = not view.shows(await world.send(view.request, session=bench.carrying(NOBODYS)))
        return replace(bench, control=control)


@dataclass(frozen=True, slots=True)
class GuessedKey(Question[bytes | None]):
    """Which key signs the tokens, where it is on the list of common ones?"""

    kept: ClassVar[bool] = False

    surface: str

    async def ask(self, world: "World") -> bytes | None:
        """Guesses without asking anybody."""
        bench = await world.ask(TokenBench(self.surface))
        if bench.jwt is None:
            return None
        return await anyio.to_thread.run_sync(guess_key, bench.jwt, names_of(world))


@dataclass(frozen=True, slots=True)
class Tokens(Question[Forgeries]):
    """Does the API believe tokens that it did not sign?"""

    surface: str

    async def ask(self, world: "World") -> Forgeries:
        """Forges from customer A's token and asks for A's own profile."""
        bench = await world.ask(TokenBench(self.surface))
        name, jwt = bench.view.operation.name, bench.jwt
        curl = world.curl(replace(bench.view.request, by="forged"))
        if jwt is None or not bench.control:
            kind = jwt.algorithm if jwt else ""
            return Forgeries(name, kind, bench.control, (), False, (), (), "", "", None, curl)  # noqa: FBT003 - named by its field
        unsigned_ones = [await forge(world, bench, how, token) for how, token in without_signature(jwt)]
        pointing = [await forge(world, bench, how, token) for how, token in by_key_id(jwt)]
        pointing += [await forge(world, bench, how, token) for how, token in await by_own_key(jwt)]
        addressed, unreached = await _by_address(world, bench, jwt, self.surface)
        keys = await world.ask(PublishedKeys(self.surface)) if jwt.algorithm not in HASHES else None
        confused = [await forge(world, bench, how, token) for how, token in by_public_key(jwt, keys)]
        key, with_key, known = await world.ask(GuessedKey(self.surface)), None, ""
        if key is not None:
            if len(key) > SHORT:
                world.secrets.meet(key.decode("utf-8", "replace"))
            with_key = await forge(world, bench, "signed with the guessed key", signed_with(jwt, key))
            known = f"a key of {len(key)} characters that is on a list of {count(names_of(world))} common ones"
        return Forgeries(
            name,
            jwt.algorithm,
            right=True,
            tried=tuple(unsigned_ones),
            verified=not any(one.believed and one.how in WRONG for one in unsigned_ones),
            by_key_id=tuple(pointing),
            by_public_key=tuple(confused),
            published=keys.where if keys else "",
            key=known,
            with_key=with_key,
            curl=curl,
            by_address=addressed,
            unreached=unreached,
        )


async def _by_address(world: "World", bench: Bench, jwt: Jwt, surface: str) -> tuple[tuple[Forgery, ...], str]:
    """Tokens that say where their key is, and why the product could not fetch it."""
    found: list[Forgery] = []
    async with key_shop(world, surface) as shop:
        for one in shop.tokens(world, jwt):
            forgery = await forge(world, bench, one.how, one.token)
            found.append(replace(forgery, fetched=await shop.was_asked(one)))
    return tuple(found), shop.deaf


async def forge(world: "World", bench: Bench, how: str, token: str, who: str = FORGED) -> Forgery:
    """Sends one forged token, as whom the ledger names, and says whether it was believed."""
    session = bench.carrying(world.secrets.meet(token), who)
    reply = await world.send(bench.view.request, session=session)
    if bench.view.shows(reply):
        world.proved(bench.view.request, "is believed", session=session)
    return Forgery(how, reply.status if isinstance(reply, Answer) else 0, bench.view.shows(reply))


def token_in(session: Session) -> str:
    """The token that a session carries: the bearer's, or a JSON Web Token in a cookie; empty for none."""
    if session.token:
        return session.token
    return next((found[0] for _, value in session.headers if (found := FORM.search(value))), "")


def names_of(world: "World") -> tuple[str, ...]:
    """The words that a founder may have made a key of."""
    product = world.declaration.product
    return tuple(dict.fromkeys((product.name, product.domain, product.domain.split(".")[0])))


def without_signature(jwt: Jwt) -> Iterator[tuple[str, str]]:
    """Tokens with the same claims that nobody signed."""
    for form in UNSIGNED_FORMS:
        yield f"with alg {form} and no signature", unsigned(jwt, form)
    yield "with its signature cut off", f"{jwt.signed}."
    yield ANOTHER, tampered(jwt)
    yield ADDED, rewritten(jwt)
    if jwt.algorithm.startswith("ES"):
        yield "with a signature of zeros", zero_signed(jwt)


def guess_key(jwt: Jwt, names: tuple[str, ...] = ()) -> bytes | None:
    """The key that signed a token, where it is on the list; found without asking anybody."""
    return next((key for key in candidates(names) if fits(jwt, key)), None) if jwt.algorithm in HASHES else None
