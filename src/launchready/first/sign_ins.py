"""Signs in as each principal and says what was answered, without secrets."""

import os

from launchready.declare.model import Principal
from launchready.first.line import Line, State
from launchready.observe.api.openapi import Api
from launchready.observe.errors import CannotLook
from launchready.observe.who.accounts import api_of, documented
from launchready.observe.who.recipe import taken
from launchready.observe.who.session import CannotSignIn, Session
from launchready.observe.world import World
from launchready.verdict import Touch
from launchready_hunt.keys import Redactor

PART = "sign-in"
SEND_AS = (
    "Give a token that has not ended, or say how it is sent: "
    'send = "X-Auth-Token: {token}", "Authorization: Token {token}" or "?key={token}"'
)


async def sign_ins(world: World, who: Principal) -> tuple[Line, ...]:
    """One line for each place at which a principal signs in."""
    if who.is_disposable:
        return (await _of_the_run(world, who),)
    surfaces: list[str | None] = [None, *(name for name, _ in who.sign_in_at)]
    if who.sign_in_at and not (who.sign_in or who.token or who.password or who.headers):
        surfaces.pop(0)
    return tuple([await _sign_in(world, who, surface) for surface in surfaces])


async def _sign_in(world: World, who: Principal, surface: str | None) -> Line:
    where = f"{who.name} at {surface}" if surface else who.name
    has_call = surface is not None or who.sign_in is not None or who.password is not None
    if has_call and world.touch is Touch.READ:
        do = "Set consent.touch to probe or more to have it tried"
        return Line(PART, State.NOT_TRIED, f"{where}: consent.touch is read, and a sign-in is more", do, who.line)
    try:
        session = await world.sign_in(who.name, surface=surface)
    except CannotLook as refused:
        told = refused.said if isinstance(refused, CannotSignIn) else ""
        shown = f"; it said: {_without_secrets(world, told)}" if told else ""
        do = "Correct the account's password or launch.toml's sign_in"
        return Line(PART, State.MISSING, f"{where}: {refused}{shown}", do, who.line)
    return await _signed_in(world, who, session, where, surface)


async def _signed_in(world: World, who: Principal, session: Session, where: str, surface: str | None) -> Line:
    signs_in = " answered " in session.how
    what = f"{where} signs in: {session.how}" if signs_in else f"{where} has {session.how}"
    what += f"; it said: {_without_secrets(world, session.said)}" if session.said else ""
    proof = await taken(world, session) if surface is None else None
    if proof is None:
        return Line(PART, State.OK, what, line=who.line)
    shown = f"{proof.operation} answers {proof.session} with it and {proof.nobody} without"
    if proof.holds:
        return Line(PART, State.OK, f"{what}; {shown}", line=who.line)
    do = SEND_AS if session.token else "Correct the account, or the headers that it sends"
    return Line(PART, State.MISSING, f"{what}; but {shown}", do, who.line)


async def _of_the_run(world: World, who: Principal) -> Line:
    """What the audit will do; nothing is made here."""
    may = world.declaration.consent.touch >= Touch.WRITE
    if who.sign_up is not None:
        call = who.sign_up
        what = f"{who.name}: the audit makes an account by {call.method} {call.path}"
        do = "" if may else "Set consent.touch to write, so that it may"
        return Line(PART, State.NOT_TRIED if may else State.MISSING, what, do, who.line)
    do = "Or declare two test accounts of your own: [principal.buyer_a], [principal.buyer_b]"
    try:
        facts = await world.ask(Api(api_of(world).name))
    except CannotLook as unknown:
        return Line(PART, State.NOT_DECLARED, f"{who.name} is not declared, and cannot be made: {unknown}", do)
    login, sign_up = documented(facts)
    if sign_up is None:
        what = f"{who.name} is not declared, and cannot be made: {facts.source} names no sign-up"
        return Line(PART, State.NOT_DECLARED, what, do)
    then = f" and signs in by {login.name}" if login else ""
    what = f"{who.name} is not declared: the audit makes an account by {sign_up.name}{then}"
    return Line(PART, State.NOT_TRIED, what, do)


def _without_secrets(world: World, text: str) -> str:
    return Redactor(os.urandom(16), world.secrets.met()).redact(text)
