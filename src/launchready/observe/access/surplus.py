"""Finds in one answer what its reader has no use for: hashes, secrets of other people, their addresses and numbers."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from launchready.declare.model import Json
from launchready.observe.api.naming import snake

HASH = re.compile(
    r"\$argon2(?:id|i|d)\$[^\"\s]{20,}|\$2[abxy]\$\d\d\$[./A-Za-z0-9]{50,}|\$(?:scrypt|1|5|6|y|7|pbkdf2[\w-]*)\$[^\"\s]{20,}|"
    r"(?:pbkdf2_sha\d+|bcrypt_sha256|argon2|scrypt|md5|sha1)\$[^\"\s$]+\$[^\"\s]{20,}|(?:scrypt|pbkdf2):[\w:]+\$[^\"\s]{20,}|"
    r"\{(?:SSHA|SHA|SMD5|BCRYPT|CRYPT|ARGON2)\d*\}[^\"\s]{16,}"
)
PASSWORD = re.compile(
    r"((hashed|encrypted|user|account|old|plain)_?)?(password|passwd|pwd|passphrase|passhash)"
    r"(_?(hash|hashed|digest|salt|encrypted))?|(hash|salt)_?(of_)?(password|passwd|pwd)"
)
SECRET = re.compile(
    r"((password_?)?(reset|recovery|verification|confirmation|activation|refresh|session|access|auth|api|remember|"
    r"magic|bearer|persistent|login|device)_?)(token|key|code|secret|hash)|otp(_(secret|code|seed))?|(mfa|totp|two_factor|2fa)_?"
    r"(secret|seed|key)|(backup|recovery)_codes?|secret(_key)?|private_key|pin(_code)?|cvv|cvc|ssn|card_number"
)
PERSON = re.compile(
    r"e_?mail(_address)?|user_?name|login|user_?id|owner_?id|account_?id|customer_?id|phone(_number)?|first_name"
)
PRIVATE = re.compile(
    r"(home_|mobile_|cell_|billing_|shipping_|postal_)?(phone|mobile|tel|telephone|address|street)(_(number|no|line_?\d?))?|"
    r"(date_of_birth|birth_?(date|day)|dob|ssn|social_security_number|tax_id|national_id|passport(_number)?|iban|card_number)"
)
EMPTY_WORDS = frozenset(
    ("null", "none", "true", "false", "string", "text", "required", "optional", "hidden", "redacted", "masked", "unset",
     "password", "secret", "weak", "strong", "removed", "filtered", "protected", "changed", "expired", "valid", "invalid",
     "write_only", "writeonly", "encrypted", "n/a", "undefined", "[redacted]", "[hidden]", "[filtered]", "[removed]")
)  # fmt: skip
SHORTEST_PASSWORD, SHORTEST_SECRET, SHORTEST_PRIVATE = 4, 4, 6
AROUND = 3
"""So many objects around a secret are asked whose it is."""
NAMES = {"phone": "phone number", "mobile": "phone number", "tel": "phone number"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who was answered, and whose things they must not be shown."""

    own: frozenset[str] = frozenset()
    """What names the reader: address, id, user name."""
    emails: frozenset[str] = frozenset()
    """The addresses of all others."""
    knows_id: bool = True
    """Whether the reader's id is among them, so that another id is another person."""
    private: tuple[tuple[str, str], ...] = ()
    """Other customers' private values, each with what it is: `phone number`."""


def surplus_in(body: str, reader: Reader) -> tuple[tuple[str, str], ...]:
    """What a body holds too much, each kind told once and cut short."""
    found: dict[str, str] = {}
    try:
        value: Json = json.loads(body)
    except ValueError:
        value = None
        if match := HASH.search(body):
            found["a password hash"] = _cut(match[0])
    for key, text, around in _leaves(value, "", ()):
        for what, shown in _secret_in(key, text, around, reader):
            found.setdefault(what, shown)
    for email in sorted(reader.emails):
        if re.search(rf"(?<![\w.+-]){re.escape(email)}(?![\w-])", body, re.IGNORECASE):
            name, _, domain = email.partition("@")
            found.setdefault("another user's e-mail address", f"{name[:1]}…@{domain}")
    for private, what in reader.private:
        if re.search(rf"(?<!\w){re.escape(json.dumps(private)[1:-1])}(?!\w)|(?<!\w){re.escape(private)}(?!\w)", body):
            found.setdefault(f"another user's {what}", _cut(private, 3))
    return tuple(found.items())


def _secret_in(key: str, text: str, around: tuple[dict[str, Json], ...], reader: Reader) -> Iterator[tuple[str, str]]:
    if match := HASH.search(text):
        yield "a password hash", _cut(match[0])
    elif PASSWORD.fullmatch(key) and _is_secret(text, SHORTEST_PASSWORD):
        yield "a password or its hash", f"{key}: {_cut(text, 2)}"
    elif SECRET.fullmatch(key) and _is_secret(text, SHORTEST_SECRET) and _is_anothers(around, reader):
        yield f"another user's {key}", _cut(text, 2)


def private_in(value: Json) -> dict[str, str]:
    """The private values of a profile, each with what it is."""
    found: dict[str, str] = {}
    for key, text, _ in _leaves(value, "", ()):
        if PRIVATE.fullmatch(key) and len(text) >= SHORTEST_PRIVATE and any(map(str.isalnum, text)):
            found[text] = next((words for word, words in NAMES.items() if word in key), key.replace("_", " "))
    return found


def _leaves(
    value: Json, key: str, around: tuple[dict[str, Json], ...]
) -> Iterator[tuple[str, str, tuple[dict[str, Json], ...]]]:
    """Every text with its name and the objects around it, the innermost first."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _leaves(one, snake(name), (value, *around))
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one, key, around)
    elif isinstance(value, str):
        yield key, value, around
    elif isinstance(value, int) and not isinstance(value, bool) and SECRET.fullmatch(key):
        yield key, str(value), around


def _is_secret(text: str, shortest: int) -> bool:
    """Whether a value could be a password, a code or a hash: no mask, no word about one, no sentence."""
    plain = text.strip().lower()
    if len(plain) < shortest or re.search(r"\s", plain) or plain in EMPTY_WORDS:
        return False
    return len(set(plain) - set("*•.x-_")) > 1 and not plain.startswith(("http://", "https://", "/"))


def _is_anothers(around: tuple[dict[str, Json], ...], reader: Reader) -> bool:
    """Whether the objects around a secret name a person, and none of them the reader."""
    near = around[:AROUND]
    named = {str(one) for value in near for one in value.values() if isinstance(one, str | int)}
    if named & reader.own:
        return False
    keys = {snake(name) for one in near for name, value in one.items() if value}
    return any(PERSON.fullmatch(key) and (reader.knows_id or not key.endswith("id")) for key in keys)


def _cut(text: str, shown: int = 10) -> str:
    return f"{text[:shown]}… ({len(text)} characters)"
