"""How a principal shows who it is: as declared, and where that says nothing, as the API's document tells."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import ApiSurface, Call, Principal
from launchready.declare.who import BASIC, BEARER
from launchready.observe.api.kinds import is_admin, last_word
from launchready.observe.api.openapi import Api, ApiFacts, Document, Operation, Scheme
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.who.accounts import Credentials, SignUp, api_of, credentials_of, refused
from launchready.observe.who.credentials import filled as body_of
from launchready.observe.who.credentials import sign_in_of, sign_in_value, user_field
from launchready.observe.who.session import (
    CannotSignIn,
    Session,
    filled,
    fixed,
    put,
    sessions_from,
    with_basic,
    with_headers,
    with_token,
)

if TYPE_CHECKING:
    from launchready.observe.world import World

SELF_WORDS = ("me", "whoami", "self", "profile", "account", "current", "user")
MOST_PROOFS = 3
UNAUTHORIZED, REFUSED = 401, (401, 403)
WORDS = re.compile(r"[\"'`<(\s:]*\b(bearer|token|jwt)\s+[<{\[(]?", re.IGNORECASE)


async def session_of(world: "World", who: Principal) -> Session:
    """A session of a principal at the place where it usually signs in.

    Raises:
        CannotLook: it cannot be had; says what is missing or what was answered.
    """
    if who.is_disposable:
        return await _of_this_run(world, who)
    if who.token is not None and who.sign_in is None:
        facts = None if who.send else await _document(world, None)
        token = world.secrets.resolve(who.token)
        sends = (who.send,) if who.send else tuple(dict.fromkeys((*sends_of(facts), BEARER)))
        ready = tuple(with_token(who, world, token, one, f"a token, sent as {one}") for one in sends)
        return await proved(world, facts, ready)
    if who.send == BASIC and who.sign_in is None:
        return await _basic(world, who, credentials_of(world, who))
    call = await call_of(world, who)
    if call is None:
        if who.password is not None:
            return await _basic(world, who, credentials_of(world, who))
        return with_headers(who, world)
    return await _signed_in(world, who, call)


async def call_of(world: "World", who: Principal) -> Call | None:
    """The request by which a principal signs in; None where it has none, as with a token, a key or HTTP Basic.

    Raises:
        CannotLook: nothing declares or documents it.
    """
    if who.sign_in is not None:
        if who.is_disposable:
            return with_words(who.sign_in, credentials_of(world, who))
        return filled(who.sign_in, who, world)
    if who.token is not None or who.send == BASIC or (who.headers and who.password is None and not who.is_disposable):
        return None
    if who.password is None and not who.is_disposable:
        raise CannotLook(
            f"launch.toml says neither how {who.name} signs in nor gives a password or a token (line {who.line})"
        )
    surface = api_of(world)
    facts = await world.ask(Api(surface.name))
    own = credentials_of(world, who)
    kept = who.password.ref if who.password is not None and not who.made else own.password
    call = documented_call(facts, surface, own, who.email, kept)
    if call is None and not any(one.kind == "basic" for one in facts.schemes):
        raise CannotLook(
            f"nothing in {facts.source} says how {who.name} signs in: no operation named so takes a name and a password. "
            f'Add sign_in = {{ post = "/path", json = {{ … }} }} to launch.toml line {who.line}'
        )
    return call


def documented_call(
    facts: ApiFacts, surface: ApiSurface, own: Credentials, email: str | None, password: str
) -> Call | None:
    """The sign-in that a document tells: an operation that takes a name and a password, or OAuth2's password grant."""
    grant = next((one.token_path for one in facts.schemes if one.token_path), "")
    operation = sign_in_of(facts)
    given = facts.operation("POST", grant) if grant else None
    if given is not None and given.body:
        operation = given
    elif grant and operation is None:
        form = (("grant_type", "password"), ("username", own.username), ("password", password))
        return Call("POST", grant, surface.name, form=form)
    if operation is None:
        return None
    user = user_field(operation)
    name = email if email and own.username == own.email else own.username
    by_mail = user is not None and "mail" in user.name.lower()
    name = own.email if by_mail else name
    body = body_of(operation, lambda one: sign_in_value(one, user, name, own.email, password))
    if operation.body_kind in {"form", "multipart"}:
        pairs = tuple((key, str(value)) for key, value in body.items())
        return Call(operation.method, operation.path, surface.name, form=pairs)
    return Call(operation.method, operation.path, surface.name, json=body)


def with_words(call: Call, own: Credentials) -> Call:
    """A declared call with credentials of the run's own in the places of `{email}`, `{username}` and `{password}`."""
    from launchready.observe.pick import fill  # noqa: PLC0415 - needed here alone

    words = {"email": own.email, "username": own.username, "password": own.password}
    form = tuple((name, str(fill(value, words))) for name, value in call.form)
    return replace(call, path=str(fill(call.path, words)), json=fill(call.json, words), form=form)


def sends_of(facts: ApiFacts | None) -> tuple[str, ...]:
    """How a document says that tokens are sent, the likeliest first; nothing where it does not say."""
    found: list[str] = []
    for one in facts.schemes if facts else ():
        if one.kind == "bearer":
            found.append(BEARER)
        elif one.kind == "key" and one.where == "query":
            found.append(f"?{one.key}={{token}}")
        elif one.kind == "key" and one.where == "cookie":
            found.append(f"Cookie: {one.key}={{token}}")
        elif one.kind == "key":
            found += _in_header(one)
    return tuple(dict.fromkeys(found))


def _in_header(scheme: Scheme) -> list[str]:
    if scheme.key.lower() != "authorization":
        return [f"{scheme.key}: {{token}}"]
    named = WORDS.search(scheme.text)
    usual = ["Bearer", "Token", "JWT"]
    if named:
        usual = sorted(usual, key=lambda one: one.lower() != named[1].lower())
    return [*(f"{scheme.key}: {one} {{token}}" for one in usual), f"{scheme.key}: {{token}}"]


async def proved(world: "World", facts: ApiFacts | None, ready: tuple[Session, ...]) -> Session:
    """The session that the API takes, where there is a choice and an operation that needs one; else the likeliest."""
    if len(ready) < 2:  # noqa: PLR2004 - no choice
        return ready[0]
    for operation in proofs(facts) if facts else ():
        url = api_of(world).at(operation.path)
        nobody = await world.send(Request(url))
        if not isinstance(nobody, Answer) or nobody.status not in REFUSED:
            continue
        for session in ready:
            reply = await world.send(Request(url), session=session)
            if isinstance(reply, Answer) and reply.status not in {UNAUTHORIZED, nobody.status}:
                return session
    return ready[0]


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether an API takes a session, by an operation that nobody else may read."""

    operation: str
    nobody: int
    """0 where nothing was answered."""
    session: int

    @property
    def holds(self) -> bool:
        """Whether the session opens what is shut to nobody."""
        return self.session not in {0, UNAUTHORIZED, self.nobody}


async def taken(world: "World", session: Session) -> Taken | None:
    """Whether the API takes a session; None where no documented operation could show it."""
    facts = await _document(world, None)
    for operation in proofs(facts) if facts else ():
        request = Request(api_of(world).at(operation.path))
        nobody = await world.send(request)
        if isinstance(nobody, Answer) and nobody.status in REFUSED:
            reply = await world.send(request, session=session)
            return Taken(operation.name, nobody.status, reply.status if isinstance(reply, Answer) else 0)
    return None


def proofs(facts: ApiFacts) -> tuple[Operation, ...]:
    """Operations that show whether a session is taken: reads without parameters that need one, one's own profile first."""
    ready = [
        one
        for one in facts.operations
        if one.method == "GET"
        and not one.places
        and not is_admin(one)
        and not any(param.required for param in one.params)
        and (one.secured or last_word(one.path) in SELF_WORDS)
        and last_word(one.path) not in {"logout", "signout"}
    ]
    return tuple(sorted(ready, key=lambda one: last_word(one.path) not in SELF_WORDS)[:MOST_PROOFS])


async def _basic(world: "World", who: Principal, own: Credentials) -> Session:
    names = dict.fromkeys((own.username, own.email))
    ready = tuple(with_basic(who, world, name, own.password) for name in names)
    return await proved(world, await _document(world, None), ready)


async def _signed_in(world: "World", who: Principal, call: Call) -> Session:
    facts = None if who.send else await _document(world, call.on)
    reply, call = await put(world, call, fixed(who, world))
    return await proved(world, facts, sessions_from(who, call, reply, world, sends_of(facts)))


async def _of_this_run(world: "World", who: Principal) -> Session:
    """Signs up, then in; where signing up opens a session and nothing signs in, that one."""
    try:
        done = await world.ask(SignUp(who.name))
    except CannotLook as unknown:
        raise CannotLook(_not_made(who, str(unknown))) from None
    if done.barred:
        raise CannotSignIn(_not_made(who, refused(done)))
    try:
        call = await call_of(world, who)
    except CannotLook as unknown:
        if not done.done:
            raise CannotSignIn(_not_made(who, refused(done))) from None
        facts = await _document(world, done.call.on)
        try:
            return await proved(world, facts, sessions_from(who, done.call, done.reply, world, sends_of(facts)))
        except CannotLook:
            raise CannotLook(_not_made(who, f"{done.line()} without a session, and {unknown}")) from None
    if call is None:
        return await _basic(world, who, done.credentials)
    try:
        return await _signed_in(world, who, call)
    except CannotSignIn as unknown:
        told = f": {unknown.said}" if unknown.said else ""
        raise CannotSignIn(_not_made(who, f"{refused(done)}; then {unknown}{told}")) from None


def _not_made(who: Principal, why: str) -> str:
    if who.made:
        return (
            f"launch.toml declares no two principals of the same role (other than the staff's), and the run could not "
            f"make {who.name} itself: {why}. Declare two test accounts, [principal.…]"
        )
    return f"{who.name} could not be made (launch.toml line {who.line}): {why}"


async def _document(world: "World", surface: str | None) -> ApiFacts | None:
    try:
        name = surface if isinstance(world.declaration.surface(surface or ""), ApiSurface) else api_of(world).name
        return await world.ask(Document(name or ""))
    except CannotLook:
        return None
