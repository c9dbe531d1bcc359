"""Writes an account's name and a sign-in's path in other ways that may mean the same."""

from dataclasses import dataclass, replace
from urllib.parse import quote

from launchready.declare.model import Call
from launchready.observe.who.arriving import swapped

ACCOUNT, PATH = "the account", "the path"
NAMES = ("username", "user", "login", "account", "name", "identifier", "userid", "user_name")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way, and what came of the right password in it while the usual way was limited."""

    of: str
    """ACCOUNT or PATH."""
    how: str
    """`in capitals`, `with a blank before it`, `/auth/login/`."""
    signed_in: bool
    """Whether the right password signed in: only then does it mean the same account and operation."""
    passed: bool
    """Whether it went past the limit."""
    limited_after: bool
    """The control: the usual way was still limited right afterwards."""
    status: int
    curl: str

    @property
    def opens(self) -> bool:
        """Whether it opened the limit, which still held without it."""
        return self.passed and self.limited_after


def ways(right: Call, email: str) -> tuple[tuple[str, str, Call], ...]:
    """What is written otherwise, how, and the sign-in with it; `right` holds the right password."""
    own = _name(right, email)
    names = (
        ("in capitals", own.upper()),
        ("with a capital first", own[:1].upper() + own[1:]),
        ("with a blank before it", f" {own}"),
        ("with a blank behind it", f"{own} "),
    )
    accounts = [(ACCOUNT, how, swapped(right, own, name)) for how, name in names if name != own]
    return (*accounts, *((PATH, path, replace(right, path=path)) for path in _paths(right.path)))


def _name(call: Call, email: str) -> str:
    """What the account is called in a sign-in: its address, or its user name."""
    pairs = [*call.form, *(call.json.items() if isinstance(call.json, dict) else ())]
    if any(value == email for _, value in pairs):
        return email
    named = (value for key, value in pairs if key.lower() in NAMES and isinstance(value, str))
    return next(named, email)


def _paths(path: str) -> tuple[str, ...]:
    if not path.startswith("/") or "?" in path:
        return ()
    head, _, last = path.rstrip("/").rpartition("/")
    if not last:
        return ()
    other = path.rstrip("/") if path.endswith("/") else f"{path}/"
    coded = "".join(f"%{ord(letter):02X}" for letter in last[0]) + quote(last[1:])
    found = (
        other,
        f"{head}/{last.upper()}",
        f"/{path}",
        f"{head}//{last}",
        f"{head}/./{last}",
        f"{head}/{coded}",
        f"{path}?a=1",
    )
    return tuple(one for one in dict.fromkeys(found) if one != path)
