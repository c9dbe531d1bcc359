"""Which operation signs people in and which signs them up, and what goes into their bodies; by names and fields alone."""

import re
from collections.abc import Callable

from launchready.declare.model import Json
from launchready.observe.api.bodies import plausible
from launchready.observe.api.kinds import is_admin, words
from launchready.observe.api.naming import plain
from launchready.observe.api.operation import ApiFacts, Operation
from launchready.observe.api.schema import Field

SIGN_UP_WORDS = frozenset(
    {"signup", "register", "registration", "registrations", "join", "users", "accounts", "user", "account", "customers"}
)
SIGN_IN_WORDS = frozenset(
    {"login", "signin", "token", "session", "sessions", "reset", "confirm", "forgot", "change", "verify"}
)
"""Words of operations that take a password and sign nobody up."""
LOGIN_WORDS = (
    "login",
    "signin",
    "authenticate",
    "authentication",
    "token",
    "tokens",
    "session",
    "sessions",
    "auth",
    "jwt",
)
"""Words of operations that sign in, the plainest first."""
NO_LOGIN = frozenset(
    {
        *(
            "signup",
            "register",
            "registration",
            "logout",
            "signout",
            "reset",
            "forgot",
            "forgotten",
            "change",
            "refresh",
        ),
        *("verify", "confirm", "revoke", "recover", "recovery", "update", "delete", "activate", "resend", "invite"),
        *("invitation", "impersonate", "callback", "admin"),
    }
)
PASSWORD = re.compile(r"pass(word|wd|phrase|code)?$|^pass|^pwd$|password|secretword", re.IGNORECASE)
USER = (
    "email",
    "emailaddress",
    "mail",
    "username",
    "login",
    "userid",
    "user",
    "identifier",
    "account",
    "handle",
    "nickname",
    "nick",
    "loginname",
    "loginid",
    "accountname",
    "memberid",
    "name",
    "phone",
)
"""Names of the field that says who signs in, the likeliest first."""
ADDRESSES = frozenset(USER[:3])
CONSTANTS = frozenset(
    {
        *("granttype", "scope", "clientid", "clientsecret", "provider", "type", "realm", "audience", "remember"),
        *(
            "rememberme",
            "redirecturi",
            "redirect",
            "device",
            "deviceid",
            "locale",
            "language",
            "otp",
            "code",
            "captcha",
        ),
    }
)
"""Names of fields of a sign-in that say nothing of who signs in."""
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
YES = re.compile(r"accept|agree|terms|consent|tos|privacy|gdpr|policy", re.IGNORECASE)
BIRTH = re.compile(r"birth|^dob$", re.IGNORECASE)
PHONE = re.compile(r"phone|mobile|^tel", re.IGNORECASE)


def is_password(one: Field) -> bool:
    """Whether a field takes a password; OAuth2's secret of a client is none of a person's."""
    if plain(one.name) in {"clientsecret", "secret"}:
        return False
    return one.format == "password" or PASSWORD.search(one.name) is not None


def user_field(operation: Operation) -> Field | None:
    """The field that says who signs in."""
    known = {plain(one.name): one for one in reversed(operation.body)}
    return next((known[name] for name in USER if name in known), None)


def sign_in_of(facts: ApiFacts) -> Operation | None:
    """The operation that takes a name and a password and gives a session, or None."""
    found: list[tuple[int, int, Operation]] = []
    for one in facts.operations:
        named = _named(one)
        if one.method not in {"POST", "PUT"} or one.places or is_admin(one) or named & NO_LOGIN:
            continue
        if not any(map(is_password, one.body)) or user_field(one) is None:
            continue
        ranks = [LOGIN_WORDS.index(word) for word in named if word in LOGIN_WORDS]
        if ranks:
            found.append((min(ranks), len(one.path), one))
    return min(found, key=lambda item: item[:2])[2] if found else None


def sign_up_of(facts: ApiFacts, sign_in_path: str) -> Operation | None:
    """The operation that makes an account, or None: a name or an address and a password, and no sign-in."""
    ready = [
        one
        for one in facts.operations
        if one.method == "POST"
        and one.path.rstrip("/") != sign_in_path.rstrip("/")
        and not one.places
        and not is_admin(one)
        and not _named(one) & SIGN_IN_WORDS
        and any(map(is_password, one.body))
        and any("mail" in field.name.lower() or "user" in field.name.lower() for field in one.body)
    ]
    named = [one for one in ready if _named(one) & SIGN_UP_WORDS]
    open_ones = [one for one in (named or ready) if not one.secured]
    return next(iter(open_ones or named or ready), None)


def filled(operation: Operation, value: Callable[[Field], Json]) -> dict[str, Json]:
    """A body of an operation: each field that `value` has something for, or that is required."""
    whole: dict[str, Json] = {}
    for one in operation.body:
        known = value(one)
        if known is None and one.required:
            known = plausible_for(one)
        if known is not None:
            _put(whole, one.path, known)
    return whole


def sign_in_value(one: Field, user: Field | None, name: str, email: str | None, password: str) -> Json:
    """What stands in a field of a sign-in; None where nothing must."""
    if is_password(one):
        return password
    if plain(one.name) == "granttype":
        return "password"
    if one == user:
        return email if email and "mail" in one.name.lower() else name
    if "mail" in one.name.lower() and one.required:
        return email
    return None


def plausible_for(one: Field) -> Json:
    """A value for a field of a sign-up that nothing is known of."""
    if one.type == "boolean":
        return YES.search(one.name) is not None
    if BIRTH.search(one.name):
        return "1990-01-15"
    if PHONE.search(one.name):
        return "+15005550006"
    return plausible(one)


def _put(whole: dict[str, Json], path: tuple[str, ...], value: Json) -> None:
    *outer, last = [part for part in path if part != "[]"]
    for part in outer:
        inner = whole.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        whole = inner
    whole[last] = value


def _named(operation: Operation) -> set[str]:
    named = {*words(operation.path), *words(operation.id)}
    joined = operation.path.lower().replace("-", "").replace("_", "")
    known = (*SIGN_UP_WORDS, *SIGN_IN_WORDS, *LOGIN_WORDS)
    return (
        named
        | {word for word in known if joined.rstrip("/").endswith(f"/{word}")}
        | ({"signup"} if {"sign", "up"} <= named else set())
        | ({"signin"} if {"sign", "in"} <= named else set())
        | ({"login"} if {"log", "in"} <= named else set())
    )
