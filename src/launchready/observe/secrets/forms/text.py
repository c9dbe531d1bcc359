"""Forms without a vendor: private keys, whole or without their first line, passwords in addresses, tokens, basic sign-ins."""

import base64
import binascii
import json
import re

from launchready.observe.secrets.forms.cloud import key_body
from launchready.observe.secrets.forms.form import Form, Tier
from launchready.observe.secrets.looks import (
    LEAST_BITS,
    WORDS,
    bits,
    is_machine_made,
    is_mixed,
    is_placeholder,
    is_sample_place,
    turns,
)

KEY_HEADS = (
    *(
        "MII",
        "MHcCAQEEI",
        "MIGHAgEA",
        "MIGkAgEB",
        "MIG2AgEA",
        "MIHcAgEB",
        "MC4CAQAw",
        "MFMCAQEx",
        "MHQCAQEEI",
        "MHgCAQEEI",
    ),
    *("MIGEAgEA", "b3BlbnNzaC1rZXktdjE", "lQ", "lF", "lI", "xc", "xV"),
)
"""How private keys begin in base64: RSA, EC, Ed25519, OpenSSH, PGP."""
DIFFERENT = 20
"""Letters that a real key has at the least."""
ENOUGH = 0.6
"""The part of a key that makes it one: a change may show it without its last lines, a text shows its first."""
SHORTEST_OTHER = 360
LOOPBACK = re.compile(r"^(localhost|127\.|0\.0\.0\.0|::1|\[::1\]|host\.docker\.internal)", re.IGNORECASE)
SAMPLE_HOST = re.compile(
    r"(^|\.)(example\.(com|org|net)|invalid)$|^(host|hostname|server|domain|proxy|myhost|foo|bar)(\.|$)", re.IGNORECASE
)
WEAK_PASSWORD = re.compile(
    r"^(pass|passwd|password|pwd|root|admin|user|guest|postgres|mysql|redis|secret|test|foo|bar)\w{0,4}$", re.IGNORECASE
)
SHORT_PASSWORD, GOOD_PASSWORD = 8, 10
LETTERS, OFTEN = 12, 0.4


def _private_key(value: str, place: str) -> Tier:
    """A key counts where a program would read it; one that a test brings along is made to be thrown away."""
    if not value.startswith(KEY_HEADS) or len(set(value)) < DIFFERENT or len(value) < ENOUGH * _length(value):
        return Tier.NOTHING
    return Tier.WEAK if is_sample_place(place) else Tier.SURE


def _length(key: str) -> int:
    """The letters that a whole key has: its first bytes say so, but for OpenSSH's and PGP's."""
    head = base64.b64decode(key[:8])
    if head[0] != 0x30:  # noqa: PLR2004 - ASN.1's sequence
        return SHORTEST_OTHER
    size = head[1] if head[1] < 0x80 else int.from_bytes(head[2 : 2 + (head[1] & 0x7F)])  # noqa: PLR2004 - ASN.1's long form
    return size * 4 // 3


def _password(value: str, place: str) -> Tier:
    """`password@host` of an address."""
    password, _, host = value.rpartition("@")
    if is_placeholder(password) or WEAK_PASSWORD.match(password) or SAMPLE_HOST.search(host):
        return Tier.NOTHING
    if len(password) < SHORT_PASSWORD or LOOPBACK.match(host) or is_sample_place(place):
        return Tier.WEAK
    if is_machine_made(password) or _is_letters_drawn(password):
        return Tier.SURE
    elsewhere = "." in host
    drawn = len(password) >= GOOD_PASSWORD and is_mixed(password)
    return Tier.SURE if elsewhere and drawn and not WORDS.search(password) else Tier.WEAK


def _is_letters_drawn(password: str) -> bool:
    """Whether letters alone go from small to capital as often as drawn ones do, and those of words never."""
    return (
        password.isalpha()
        and len(password) >= LETTERS
        and turns(password) >= len(password) * OFTEN
        and bits(password) >= LEAST_BITS
        and not WORDS.search(password)
    )


def _token(value: str, place: str) -> Tier:
    """A JSON web token: Supabase's service role opens everything, its anonymous one is for browsers."""
    del place
    payload = payload_of(value)
    if payload.get("role") == "service_role":
        return Tier.SURE
    if payload.get("role") == "anon":
        return Tier.PUBLIC
    return Tier.WEAK if payload and "John Doe" not in str(payload.get("name")) else Tier.NOTHING


def _basic(value: str, place: str) -> Tier:
    """`user:password` in base64, as HTTP sends it."""
    try:
        name, colon, password = base64.b64decode(value + "=" * (-len(value) % 4)).decode().partition(":")
    except (ValueError, binascii.Error):
        return Tier.NOTHING
    if not colon or not password.isprintable() or is_placeholder(password):
        return Tier.NOTHING
    return Tier.SURE if name and is_machine_made(password) and not is_sample_place(place) else Tier.WEAK


def payload_of(token: str) -> dict[str, object]:
    """What a JSON web token says; empty where it is none."""
    try:
        middle = token.split(".")[1]
        value = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (ValueError, IndexError):
        return {}
    return value if isinstance(value, dict) else {}


_LINE = rb"(?:[A-Za-z0-9+/=]|\\+[nrt]|[\s\"',+.>|*#]){60,6000}?"
FORMS = (
    Form(
        "private key",
        (b"private key",),
        # An encrypted key needs its passphrase as well: it is left to the engine's weaker rules.
        (
            rb"-----BEGIN (?!ENCRYPTED)(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?!.{0,40}ENCRYPTED)"
            rb"(?P<secret>(?:(?:\\+[nr]|\s)+(?:Version|Comment|Charset|Hash): [^\r\n\\]{1,80})*" + _LINE + rb")(?=-----END|$)"
        ),
        _private_key,
        40,
        roams=True,
        plain=key_body,
    ),
    Form(
        "private key",
        (b"ibadanbgkqhkig9w0baqef", b"ibaakcaqea", b"ibaakcagea", b"ibaakcayea", b"ageambmgbyqgsm49", b"mhccaqeei", b"mc4caqawbqydk2vw", b"b3blbnnzac1rzxktdj"),
        (
            rb"(?<![A-Za-z0-9+/=])(?P<secret>(?:MII[A-Za-z0-9+/]{3}(?:IBADANBgkqhkiG9w0BAQEF|IBAAKCA[QgY]EA)|M(?:IGH|IG2|IGE)AgEAM[BH]MGByqGSM49|MHcCAQEEI"
            rb"|MC4CAQAwBQYDK2VwBCIEI|b3BlbnNzaC1rZXktdjEA)(?:[A-Za-z0-9+/]|(?:\\+[nr]|[\s\"',+-]){1,12}(?=[A-Za-z0-9+/]{20})){36,6000}={0,2})"
        ),
        _private_key,
        12,
        roams=True,
         plain=key_body,
    ),
    Form(
        "password in an address",
        (b"://",),
        rb"(?i)://[^\s:/@\"'`<>{}()$,]{0,80}:(?P<secret>[^\s/@\"'`<>{}()$]{4,120})@(?P<host>[a-z0-9][a-z0-9._-]{0,200}|\[[0-9a-f:.]+\])",
        _password,
        near=b"@",
    ),
    Form("json web token", (b"eyj",), rb"(?<![A-Za-z0-9_.-])(?P<secret>eyJ[\w-]{14,2000}\.eyJ[\w-]{14,3000}\.[\w-]{16,700})", _token),
    Form("basic sign-in", (b"basic ",), rb"(?i)(?:authorization\\?[\"']?\s{0,3}[:=,]\s{0,3}\\?[\"'`]?)basic (?P<secret>[A-Za-z0-9+/]{12,400}={0,2})", _basic, 24, roams=True),
)  # fmt: skip
