"""Accounts that the run makes for itself: by the declared sign-up, or by the one that the API documents."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from launchready.declare.model import ApiSurface, Call, Json, MailSurface, Principal
from launchready.observe.api.complaints import complaints
from launchready.observe.api.kinds import last_word
from launchready.observe.api.naming import plain
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.api.schema import Field
from launchready.observe.errors import CannotLook, ConsentMissing
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.pick import fill
from launchready.observe.question import Question
from launchready.observe.who.credentials import (
    EMAIL,
    filled,
    is_password,
    plausible_for,
    sign_in_of,
    sign_up_of,
)
from launchready.observe.who.session import put, request_of, said
from launchready.verdict import Touch

if TYPE_CHECKING:
    from launchready.observe.world import World

ROUNDS = 4
MADE = re.compile(r"audit-[a-z0-9]+")
OWN_ACCOUNT = frozenset({"me", "account", "profile", "self"})
PASSWORD_CHARACTERS = 14
REFUSED = 400
CONFLICT = 409
BARRED = frozenset({401, 403, 404, 405, 501})


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody signs in with; never stored."""

    email: str
    username: str
    password: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class SignedUp:
    """What came of making an account; never stored."""

    call: Call
    reply: Reply
    credentials: Credentials

    @property
    def done(self) -> bool:
        """Whether the product said yes, or that it is there already: made before this run was cut off."""
        return isinstance(self.reply, Answer) and (self.reply.status < REFUSED or self.reply.status == CONFLICT)

    @property
    def barred(self) -> bool:
        """Whether nobody in particular may make accounts there: signing in to one would only use up the limit."""
        return isinstance(self.reply, Answer) and self.reply.status in BARRED

    def line(self) -> str:
        """What was answered."""
        status = self.reply.status if isinstance(self.reply, Answer) else self.reply.line()
        return f"{self.call.method} {self.call.path} answered {status}"


@dataclass(frozen=True, slots=True)
class SignUp(Question[SignedUp]):
    """Makes the account of a principal that is the run's own; once a run."""

    kept: ClassVar[bool] = False

    principal: str

    async def ask(self, world: "World") -> SignedUp:
        """By the declared sign-up, or by the documented one."""
        who = world.declaration.principal(self.principal)
        if who is None:
            raise CannotLook(f"launch.toml declares no principal {self.principal}")
        done = await signed_up(world, credentials_of(world, who), who.sign_up)
        if done.done:
            await self._forget_at_the_end(world, done.credentials.email)
        return done

    async def _forget_at_the_end(self, world: "World", email: str) -> None:
        """Has the account removed after everything that it made, where a person may remove their own; else told."""
        try:
            surface = api_of(world)
            known = (await world.ask(Api(surface.name))).operations
        except CannotLook:
            known = ()
        own = next((one for one in known if removes_oneself(one)), None)
        if own is None:
            world.leave(f"account {email} of {self.principal}: no operation removes one's own account")
        else:
            world.remove_at_the_end(f"account {email}", Request(surface.at(own.path), "DELETE", by=self.principal))


def removes_oneself(operation: Operation) -> bool:
    """Whether an operation removes the account of whoever asks."""
    return operation.method == "DELETE" and not operation.places and last_word(operation.path) in OWN_ACCOUNT


def credentials_of(world: "World", who: Principal) -> Credentials:
    """What a principal signs in with: as declared, or as the run makes it up.

    Raises:
        CannotLook: the password's reference does not resolve.
    """
    if who.password is not None and not who.made:
        name = who.username or who.email or ""
        return Credentials(who.email or name, name, world.secrets.resolve(who.password))
    made = fresh(world, f"the account of {who.name}")
    return replace(made, email=who.email or made.email, username=who.username or made.username)


def fresh(world: "World", label: str) -> Credentials:
    """New credentials: the same for the same label in one run, also after it was cut off."""
    mark = world.made_up(label)[:10]
    password = world.secrets.meet(f"Aud1t!{world.made_up(f'password of {label}')[:PASSWORD_CHARACTERS]}")
    return Credentials(address_of(world, f"audit-{mark}"), f"audit{mark}", password)


def address_of(world: "World", tag: str) -> str:
    """An address for an account of the run: one of the declared test mailbox, or where the declared accounts are, or nowhere."""
    for surface in world.declaration.surfaces:
        if isinstance(surface, MailSurface) and surface.mailbox is not None:
            return (surface.accounts or f"{{tag}}@{surface.domain}").replace("{tag}", tag)
    for who in world.declaration.principals:
        texts = [who.email or "", *(text for call in (who.sign_in, who.sign_up) for text in texts_of(call))]
        found = next((text for text in texts if EMAIL.fullmatch(text)), None)
        if found:
            return f"{tag}@{found.rpartition('@')[2]}"
    return f"{tag}@example.com"


def stranger_to(email: str) -> str:
    """An address beside that of an account of the run, which nobody has."""
    tag = f"audit-{uuid4().hex[:10]}"
    other = MADE.sub(tag, email, count=1)
    return other if other != email else f"{tag}@{email.rpartition('@')[2]}"


def texts_of(call: Call | None) -> list[str]:
    """Every text in the body of a call."""
    waiting: list[Json] = [call.json, dict(call.form)] if call else []
    found: list[str] = []
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, dict | list):
            waiting += list(one.values()) if isinstance(one, dict) else one
        elif isinstance(one, str):
            found.append(one)
    return found


def api_of(world: "World") -> ApiSurface:
    """The API that people sign in at: the first of production.

    Raises:
        CannotLook: none is declared.
    """
    surfaces = [one for one in world.declaration.surfaces if isinstance(one, ApiSurface)]
    own = next((one for one in surfaces if one.environment == "production"), next(iter(surfaces), None))
    if own is None:
        raise CannotLook("launch.toml declares no api surface at which anybody could sign in")
    return own


async def signed_up(
    world: "World",
    credentials: Credentials,
    declared: Call | None,
    surface: str | None = None,
    extra: dict[str, Json] | None = None,
) -> SignedUp:
    """Makes an account, with extra fields where they are given; what a documented sign-up complains of is mended.

    Raises:
        ConsentMissing: consent does not go so far.
        CannotLook: no sign-up is declared or documented.
    """
    if world.declaration.consent.touch < Touch.WRITE:
        raise ConsentMissing("making an account needs consent.touch = write")
    writer = world.lend("sign-up", Touch.WRITE)
    if declared is not None:
        words = {
            "email": credentials.email,
            "username": credentials.username,
            "password": credentials.password,
            "name": credentials.name or credentials.username,
        }
        form = tuple((name, str(fill(value, words))) for name, value in declared.form)
        body = fill(declared.json, words)
        body = {**body, **(extra or {})} if isinstance(body, dict) else body
        call = replace(declared, path=str(fill(declared.path, words)), json=body, form=form)
        reply, _ = await put(writer, call)
        return SignedUp(call, reply, credentials)
    name = surface or api_of(world).name
    facts = await world.ask(Api(name))
    login = sign_in_of(facts)
    operation = sign_up_of(facts, login.path if login else "")
    if operation is None:
        raise CannotLook(
            f"{facts.source} names no sign-up (a name or an e-mail address and a password), so no account can be made"
        )
    return await _by_document(writer, name, operation, credentials, dict(extra or {}))


async def _by_document(
    world: "World", surface: str, operation: Operation, credentials: Credentials, more: dict[str, Json]
) -> SignedUp:
    short, given = _fitting(operation, credentials), frozenset(more)
    for _ in range(ROUNDS):
        body = {**filled(operation, lambda one: sign_up_value(one, short)), **more}
        is_form = operation.body_kind in {"form", "multipart"}
        form = tuple((key, str(value)) for key, value in body.items()) if is_form else ()
        call = Call(operation.method, operation.path, surface, None, None if is_form else body, form)
        reply = await world.send(request_of(call, world, {}))
        done = SignedUp(call, reply, short)
        if done.done or not isinstance(reply, Answer) or reply.status not in {400, 422}:
            return done
        before = dict(more)
        for name in complaints(reply.json()):
            one = next((one for one in operation.body if one.name == name), Field((name,), "string", required=True))
            if name not in given and (name not in body or name in more):
                value = sign_up_value(one, short)
                more[name] = plausible_for(one) if value is None else value
        if more == before:
            return done
    return done


def sign_up_value(one: Field, credentials: Credentials) -> Json:
    """What stands in a field of a sign-up; None where it may stay out."""
    name = plain(one.name)
    if is_password(one):
        return credentials.password
    if one.format == "email" or "mail" in name:
        return credentials.email
    if name in {"username", "login", "userid", "handle", "nickname", "user", "loginname"}:
        return credentials.username
    if one.required and "name" in name and one.type in {"string", "any"} and not one.enum:
        return credentials.name or (
            "Audit" if name.startswith(("first", "given", "last", "sur", "family")) else credentials.username
        )
    return plausible_for(one) if one.required else None


def _fitting(operation: Operation, credentials: Credentials) -> Credentials:
    """The credentials, no longer than the document allows."""
    bounds = [one.longest for one in operation.body if is_password(one) and one.longest]
    names = [one.longest for one in operation.body if "name" in plain(one.name) and one.longest]
    return replace(
        credentials,
        password=credentials.password[: min(bounds, default=len(credentials.password))],
        username=credentials.username[: min(names, default=len(credentials.username))],
    )


def refused(done: SignedUp) -> str:
    """Why an account could not be made, and what the product said."""
    told = said(done.reply)
    return f"{done.line()}{f': {told}' if told else ''}"


def documented(facts: ApiFacts) -> tuple[Operation | None, Operation | None]:
    """The documented sign-in and sign-up."""
    login = sign_in_of(facts)
    return login, sign_up_of(facts, login.path if login else "")
