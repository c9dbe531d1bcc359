"""How the principals sign in, with every secret left to an environment variable."""

from dataclasses import dataclass, replace

from launchready.declare.model import ApiSurface, Call, Json, MailSurface, Principal
from launchready.declare.who import BASIC, BEARER
from launchready.observe.api.openapi import ApiFacts, Document
from launchready.observe.api.schema import Field
from launchready.observe.pick import fill
from launchready.observe.secret import SCHEMES
from launchready.observe.who.accounts import Credentials
from launchready.observe.who.credentials import EMAIL, filled, is_password, sign_up_of
from launchready.observe.who.people import with_credentials
from launchready.observe.who.recipe import documented_call
from launchready.testset.tries import Tries

OWN = "an account of its own"


@dataclass(frozen=True, slots=True)
class Login:
    """How one principal signs in."""

    name: str
    how: dict[str, Json]
    """As the written file has it, with `{BUYER_A_PASSWORD}` where an environment variable goes."""
    asks: dict[str, str]
    """Environment variables with their defaults, empty for a secret."""


@dataclass(frozen=True, slots=True)
class SignUp:
    """How an account is made, and how it signs in."""

    method: str
    path: str
    sort: str
    body: Json
    how: dict[str, Json]


def logins(tries: Tries) -> tuple[Login, ...]:
    """How each principal signs in."""
    found = (_Way(tries, one, {}).login() for one in tries.declaration.principals)
    return tuple(one for one in found if one is not None)


def address(tries: Tries, customer: str) -> str:
    """The address of an account of a test's own, with `{tag}` where each has its own.

    One of the declared test mailbox, or of the domain of a customer's, as the product may take no other.
    """
    for surface in tries.declaration.surfaces:
        if isinstance(surface, MailSurface) and surface.mailbox is not None:
            return surface.accounts or f"{{tag}}@{surface.domain}"
    who = tries.declaration.principal(customer)
    known = (who.email, who.sign_in.json, who.sign_in.form) if who and who.sign_in else (who.email if who else "",)
    match = EMAIL.search(str(known))
    return f"{{tag}}@{match[0].rpartition('@')[2] if match else 'example.com'}"


def sign_up(tries: Tries, customer: str) -> SignUp | None:
    """How the run made accounts of its own; None where it did not."""
    who = tries.declaration.principal(customer)
    call = usual_call(tries, customer)
    if who is None or call is None:
        return None
    how = _recipe(tries, who, of_own(call))
    if who.sign_up is not None:
        body = who.sign_up.json if who.sign_up.json is not None else dict[str, Json](who.sign_up.form)
        return SignUp(who.sign_up.method, who.sign_up.path, "json" if who.sign_up.json else "form", body, how)
    operation = sign_up_of(tries.facts, call.path)
    if operation is None or not tries.works(operation):
        return None
    made = filled(operation, _new)
    return SignUp(operation.method, operation.path, operation.body_kind or "json", dict(made), how)


def _new(one: Field) -> Json:
    lower = one.name.lower()
    if is_password(one):
        return "{password}"
    if "mail" in lower:
        return "{email}"
    if lower in {"username", "login", "user", "user_name", "handle"}:
        return "{username}"
    return "Audit {unique}" if one.required and "name" in lower and one.type == "string" else None


@dataclass(frozen=True, slots=True)
class _Way:
    tries: Tries
    who: Principal
    asks: dict[str, str]

    def login(self) -> Login | None:
        """The way in, or None where the run knows none."""
        who = self.who
        if who.is_disposable:
            return Login(who.name, {OWN: True}, {})
        fixed: dict[str, Json] = {name: self.opened(value, name) for name, value in who.headers}
        how: dict[str, Json] = {"headers": fixed} if fixed else {}
        if who.token is not None and who.sign_in is None:
            how |= {"token": self.opened(who.token.ref, "token"), "send": self._send()}
        elif (call := self.call()) is not None:
            how |= _recipe(self.tries, who, call)
        elif who.password is not None:
            name = self.named("name", who.username or who.email or who.name)
            how |= {"basic": [name, self.opened(who.password.ref, "password")]}
        elif not fixed:
            return None
        return Login(who.name, how, self.asks)

    def call(self) -> Call | None:
        """The request that signs in, its secrets left open."""
        who = self.who
        address = who.email or who.username
        email = self.named("email", address) if address else None
        user = self.named("username", who.username) if who.username else email
        password = self.opened(who.password.ref, "password") if who.password else None
        if who.sign_in is not None:
            words = {"email": email, "username": user, "password": str(password) if password else None}
            known = {name: word for name, word in words.items() if word}
            json = self.opened(fill(who.sign_in.json, known), "")
            form = tuple((name, str(self.opened(fill(value, known), name))) for name, value in who.sign_in.form)
            return Call(who.sign_in.method, who.sign_in.path, json=json, form=form, pick=who.sign_in.pick)
        surface = self.tries.declaration.surface(self.tries.facts.surface)
        facts = self.tries.answer(Document(self.tries.facts.surface)) or self.tries.facts
        if (
            password is None
            or who.send == BASIC
            or not isinstance(surface, ApiSurface)
            or not isinstance(facts, ApiFacts)
        ):
            return None
        return documented_call(
            facts, surface, Credentials(email or "", user or "", str(password)), email, str(password)
        )

    def opened(self, value: Json, key: str) -> Json:
        """A value with its secrets and addresses left open."""
        if isinstance(value, dict):
            return {name: self.opened(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [self.opened(one, key) for one in value]
        if isinstance(value, str) and value.startswith(SCHEMES):
            return self._asked(variable(value, self.who.name, key), "")
        if isinstance(value, str) and EMAIL.fullmatch(value):
            return self.named("email", value)
        return value

    def named(self, what: str, default: str) -> str:
        """Something of the principal's that is no secret, left open with a default."""
        return self._asked(word(f"{self.who.name}_{what}"), default)

    def _asked(self, name: str, default: str) -> str:
        self.asks[name] = default
        return f"{{{name}}}"

    def _send(self) -> str:
        seen = self.tries.signed_in.get(self.who.name)
        return self.who.send or (seen.send if seen else BEARER)


def entrance(tries: Tries, name: str, call: Call, path: str) -> tuple[dict[str, Json], dict[str, str]]:
    """A sign-in of a principal's whose cookies count, with its secrets left open; and what it asks of the environment."""
    who = tries.declaration.principal(name)
    assert who is not None
    if who.is_disposable:
        return recipe(of_own(call), path), {}
    way = _Way(tries, who, {})
    form = tuple((key, str(way.opened(value, key))) for key, value in call.form)
    made = recipe(replace(call, json=way.opened(call.json, ""), form=form), path)
    return made, way.asks


def usual_call(tries: Tries, name: str) -> Call | None:
    """The request by which a principal signs in to the API, as it is declared or documented; None where it does not."""
    who = tries.declaration.principal(name)
    if who is None:
        return None
    return who.sign_in or _Way(tries, who, {}).call()


def of_own(call: Call) -> Call:
    """A sign-in with the credentials of an account of a test's own."""
    if "{password}" in f"{call.json} {call.form}":
        return call
    return with_credentials(call, "{email}", "{password}", "{username}")


def recipe(call: Call, path: str) -> dict[str, Json]:
    """A sign-in as the file has it."""
    body: Json = dict(call.form) if call.form else call.json
    return {"method": call.method, "path": path, "form" if call.form else "json": body}


def _recipe(tries: Tries, who: Principal, call: Call) -> dict[str, Json]:
    seen = tries.signed_in.get(who.name)
    where = call.picks("token") or (seen.where if seen else "")
    send: dict[str, Json] = {"where": where, "send": who.send or (seen.send if seen else BEARER)} if where else {}
    return {**recipe(call, call.path), **send}


def variable(ref: str, who: str, key: str) -> str:
    """The environment variable for a secret: the one that launch.toml names, or one made of the principal's name."""
    scheme, _, rest = ref.partition(":")
    return word((rest if scheme == "env" else rest.partition("#")[2]) or f"{who}_{key}")


def word(text: str) -> str:
    """A text as the name of an environment variable."""
    return "".join(letter if letter.isalnum() else "_" for letter in text).upper()
