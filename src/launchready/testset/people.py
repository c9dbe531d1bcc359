"""How the principals sign in, with every secret left to an environment variable."""

from dataclasses import dataclass

from launchready.declare.model import Call, Declaration, Json, Principal
from launchready.observe.bodies import Body
from launchready.observe.people import EMAIL, sign_up_of, with_credentials
from launchready.observe.secret import SCHEMES
from launchready.testset.tries import Tries


@dataclass(frozen=True, slots=True)
class Login:
    """How one principal signs in."""

    name: str
    method: str
    path: str
    sort: str
    """`json`, `form`, or nothing."""
    body: Json
    """With `{BUYER_A_PASSWORD}` where an environment variable goes."""
    token: str
    """The JSON path of the token in the answer; empty where a cookie is the session."""
    fixed: str
    """The environment variable that holds a token, where nobody signs in for it."""
    asks: tuple[tuple[str, str], ...]
    """Environment variables with their defaults, empty for a secret."""


@dataclass(frozen=True, slots=True)
class SignUp:
    """How an account is made, and how it signs in."""

    method: str
    path: str
    body: Json
    login: Login


def logins(declaration: Declaration) -> tuple[Login, ...]:
    """How each principal signs in."""
    return tuple(login for one in declaration.principals if (login := _login(one)) is not None)


def sign_up(tries: Tries, customer: str) -> SignUp | None:
    """How the run made accounts of its own; None where it did not."""
    who = tries.declaration.principal(customer)
    operation = sign_up_of(tries.facts, who.sign_in) if who and who.sign_in else None
    if who is None or who.sign_in is None or operation is None or not tries.works(operation):
        return None
    known: dict[str, Json] = {}
    for one in operation.body:
        lower = one.name.lower()
        if "mail" in lower or lower in {"username", "login"}:
            known[one.name] = "{email}"
        elif "pass" in lower:
            known[one.name] = "{password}"
    body = Body(operation, lambda _: "Audit {unique}", known).value()
    call = with_credentials(who.sign_in, "{email}", "{password}")
    return SignUp(operation.method, operation.path, body, _of("an account of its own", call))


def _login(who: Principal) -> Login | None:
    if who.sign_in is None:
        if who.token is None:
            return None
        name = _variable(who.token.ref, who.name, "token")
        return Login(who.name, "", "", "", None, "", name, ((name, ""),))
    asks: dict[str, str] = {}

    def opened(value: Json, key: str) -> Json:
        if isinstance(value, dict):
            return {name: opened(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [opened(one, key) for one in value]
        if isinstance(value, str) and value.startswith(SCHEMES):
            return _asked(asks, _variable(value, who.name, key), "")
        if isinstance(value, str) and EMAIL.fullmatch(value):
            return _asked(asks, f"{who.name.upper()}_EMAIL", value)
        return value

    call = who.sign_in
    body = opened(call.json if call.json is not None else dict(call.form) or None, "")
    made = _of(who.name, call, body)
    return Login(made.name, made.method, made.path, made.sort, body, made.token, "", tuple(asks.items()))


def _of(name: str, call: Call, body: Json = None) -> Login:
    sort = "json" if call.json is not None else "form" if call.form else ""
    form: dict[str, Json] = dict(call.form)
    whole = body if body is not None else call.json if call.json is not None else form or None
    return Login(name, call.method, call.path, sort, whole, call.picks("token") or "", "", ())


def _asked(asks: dict[str, str], name: str, default: str) -> str:
    asks[name] = default
    return f"{{{name}}}"


def _variable(ref: str, who: str, key: str) -> str:
    """The environment variable for a secret: the one that launch.toml names, or one made of the principal's name."""
    scheme, _, rest = ref.partition(":")
    name = rest if scheme == "env" else rest.partition("#")[2]
    made = name or f"{who}_{key}"
    return "".join(letter if letter.isalnum() else "_" for letter in made).upper()
