"""Finds live-looking secrets in text, offline and in this process; tells where and of what kind, never the value."""

import base64
import hashlib
import json
import re
import secrets
import string
import threading
from dataclasses import dataclass
from functools import cache

from kingfisher_sdk import Rules, Scanner
from kingfisher_sdk.inputs import ScanInput

SURE = {"veles.secrets/npmjsaccesstoken": "npm access token", "veles.secrets/sendgrid": "sendgrid api key"}
"""Rules that the engine trusts less and whose form leaves no doubt."""
URI = "betterleaks.generic-credential-uri"
JWT = "betterleaks.jwt"
PUBLIC_RULES = frozenset({"betterleaks.posthog-project-api-key", "betterleaks.gcp-api-key"})
"""Keys that are made to be shown to browsers, or that cannot be told from those."""
PUBLIC = re.compile(r"^(pk_(live|test)_|pk\.|phc_|rzp_live_|https?://[0-9a-f]{32}@)")
PLACEHOLDER = re.compile(
    r"example|sample|dummy|placeholder|changeme|change_me|redacted|your[-_ ]|insert[-_ ]|x{5,}|\*{3,}|\.{3}|"
    r"<[^>]*>|\$\{|\{\{|(^|[-_])(test|fake)([-_]|$)|0123456789|1234567890|abcdefghij",
    re.IGNORECASE,
)
FEW_CHARACTERS = 6
"""A value of fewer different characters is no key."""
SAMPLE_PLACE = re.compile(r"(^|/)(tests?|testdata|fixtures?|spec|examples?|__tests__|testing)/", re.IGNORECASE)
PASSWORD_LENGTH = 16
DECLARED = "declared-secret"
ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-_]")
JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\([\"/bfrt\\])")
SHORT = {"b": "\b", "f": "\f", "r": "\r", "t": "\t"}
LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Found:
    """A secret, without its value."""

    place: str
    """`src/app.py:12`."""
    kind: str
    """`stripe access token`."""
    fingerprint: str
    """The same value gives the same twelve characters, in every place and every run of a product."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one text holds."""

    sure: tuple[Found, ...]
    hints: int
    """What weaker rules took for a secret; never a finding."""


class Engine:
    """One compiled set of rules, and the values that the owner declared as secrets."""

    def __init__(self, product: str, declared: frozenset[str] = frozenset()) -> None:
        self._key = hashlib.sha256(product.encode()).digest()
        self._declared = tuple(value for value in declared if len(value) >= PASSWORD_LENGTH)

    def look(self, text: str, place: str) -> Sight:
        """The secrets of a text; blocks."""
        found: dict[str, Found] = {}
        hints = 0
        for hit in _scan(text, place):
            if not hit.visible:
                continue
            if is_live(hit.rule_id, hit.confidence, hit.secret, place):
                found.setdefault(hit.secret, self._found(hit.secret, hit.rule_id, place, int(hit.location["line"])))
            else:
                hints += 1
        for value in self._declared:
            if value in text and value not in found:
                found[value] = self._found(value, DECLARED, place, text[: text.index(value)].count("\n") + 1)
        return Sight(tuple(found.values()), hints)

    def control(self, *, coloured: bool = False) -> bool:
        """Whether a secret that is made up now, in memory, is found; the proof behind every "there is none"."""
        value = "ghp_" + "".join(secrets.choice(LETTERS) for _ in range(36))
        line = f"GITHUB_TOKEN={value}"
        if coloured:
            line = plain_log(
                json.dumps({"log": f"\x1b[36mexport\x1b[0m GITHUB_TOKEN={value[:9]}\x1b[1m{value[9:]}\x1b[0m\n"})
            )
        return [found.fingerprint for found in self.look(line, "control").sure] == [self._fingerprint(value)]

    def _found(self, value: str, rule: str, place: str, line: int) -> Found:
        return Found(f"{place}:{line}", _kind(rule), self._fingerprint(value))

    def _fingerprint(self, value: str) -> str:
        return hashlib.blake2b(value.encode(), key=self._key, digest_size=6).hexdigest()


def plain_log(text: str) -> str:
    """A build log without colours and JSON escapes; lines stay lines."""
    bare = ANSI.sub("", text.replace("\\u001b[", "\x1b[").replace("\\u001B[", "\x1b["))
    return JSON_ESCAPE.sub(_unescaped, bare.replace("\\n", " ")) if "\\" in bare else bare


def is_live(rule: str, confidence: str, value: str, place: str) -> bool:
    """Whether a hit is a secret that somebody could use: no placeholder, no public key, no sample."""
    if PLACEHOLDER.search(value) or len(set(value)) < FEW_CHARACTERS or PUBLIC.search(value) or rule in PUBLIC_RULES:
        return False
    if rule == JWT:
        return _payload(value).get("role") == "service_role"
    if is_sample(_kind(rule), place):
        return False
    if rule == URI:
        return len(value) >= PASSWORD_LENGTH and any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return confidence == "high" or rule in SURE


def is_sample(kind: str, place: str) -> bool:
    """Whether it is a private key that a test brings along: those are made to be thrown away."""
    return kind == "private key" and SAMPLE_PLACE.search(place) is not None


@cache
def _scanner() -> tuple[Scanner, threading.Lock]:
    return Scanner(Rules(confidence="medium")), threading.Lock()


def _scan(text: str, place: str) -> list["Hit"]:
    scanner, lock = _scanner()
    with lock:
        hits = scanner.scan_input(ScanInput(path=place, data=text.encode()))
    return [Hit(hit.rule_id, hit.confidence, hit.visible, hit.secret, hit.location) for hit in hits]


@dataclass(frozen=True, slots=True)
class Hit:
    """What the engine says of one place; holds the value and never leaves this module."""

    rule_id: str
    confidence: str
    visible: bool
    secret: str
    location: dict[str, int]


def _kind(rule: str) -> str:
    return SURE.get(rule) or rule.rpartition(".")[2].rpartition("/")[2].replace("-", " ")


def _payload(token: str) -> dict[str, object]:
    try:
        middle = token.split(".")[1]
        value = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (ValueError, IndexError):
        return {}
    return value if isinstance(value, dict) else {}


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return SHORT.get(match[2], match[2])
