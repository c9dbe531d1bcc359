"""Takes secrets out of text before it is stored: keys of well-known vendors, private keys, sessions and given values.

Each secret becomes `secret 1a2b3c4d` in angle quotes, a keyed fingerprint: the same secret is the same mark, and nobody
can guess back from it.
Finding *whether* a key leaked is the work of a secret scanner; here what is nearly never wrong is enough: the rules below, which
take a broken key too, and makers' own forms (`forms`).
"""

import base64
import hashlib
import hmac
import html
import json
import re
import secrets as randomness
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import quote, quote_plus

from launchready_hunt.canary import looks_minted
from launchready_hunt.engine import presence
from launchready_hunt.forms import FORMS, KeyForm

_OPEN = "\u2039"
_CLOSE = "\u203a"
_SHORT = 6
_SHORT_IN_BASE64 = 8


@dataclass(frozen=True, slots=True)
class SecretSpan:
    """Where a secret stands in a text."""

    kind: str
    """`stripe-key`, `private-key`, `given` and so on."""
    start: int
    end: int
    value: str
    """The secret itself, decoded where it stood encoded: what the fingerprint is made of."""


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    hints: tuple[str, ...]
    """One of these stands in every match, in lower case: a cheap look before the expression."""
    pattern: re.Pattern[str]
    inner: re.Pattern[str] | None = None
    """Where the match holds several secrets: the expression for one."""


def _rule(kind: str, hints: str, pattern: str, inner: str | None = None) -> _Rule:
    return _Rule(kind, tuple(hints.split()), re.compile(pattern), None if inner is None else re.compile(inner))


_QUOTED_COLON = r"""["']?\s{0,4}[:=]\s{0,4}["']?"""
_NOT_A_WORD_BEFORE = r"(?<![A-Za-z0-9_])"
_PEM_TEXT = r"(?:[A-Za-z0-9+/=:,\s]|-(?!-)|\\[nr])"
_RULES = (
    _rule("aws-key-id", "akia asia", _NOT_A_WORD_BEFORE + r"(?P<secret>(?:AKIA|ASIA)[A-Z2-7]{16})(?![A-Za-z0-9])"),
    _rule(
        "aws-secret",
        "secret",
        r"(?i:aws.{0,20}secret.{0,20}?)[\"']?\s{0,4}[:=]\s{0,4}[\"']?(?P<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])",
    ),
    _rule("stripe-key", "k_live_ k_test_", _NOT_A_WORD_BEFORE + r"(?P<secret>[rs]k_(?:live|test)_[0-9A-Za-z]{10,})"),
    _rule("webhook-secret", "whsec_", _NOT_A_WORD_BEFORE + r"(?P<secret>whsec_[A-Za-z0-9+/=]{16,})"),
    _rule(
        "github-token",
        "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
        _NOT_A_WORD_BEFORE + r"(?P<secret>gh[opsur]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{36,})",
    ),
    _rule(
        "slack-token",
        "xox xapp- hooks.slack.com",
        r"(?<![A-Za-z0-9])(?P<secret>xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,}"
        r"|(?<=hooks\.slack\.com/services/)T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{16,})",
    ),
    _rule("anthropic-key", "sk-ant-", r"(?<![A-Za-z0-9])(?P<secret>sk-ant-[A-Za-z0-9_-]{20,})"),
    _rule(
        "openai-key",
        "sk-",
        r"(?<![A-Za-z0-9-])(?P<secret>sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,}|sk-[A-Za-z0-9]{32,})",
    ),
    _rule(
        "google-key",
        "aiza ya29. gocspx-",
        r"(?<![A-Za-z0-9])(?P<secret>AIza[0-9A-Za-z_-]{35}|ya29\.[0-9A-Za-z_-]{20,}|GOCSPX-[0-9A-Za-z_-]{20,})",
    ),
    _rule("sendgrid-key", "sg.", r"(?<![A-Za-z0-9])(?P<secret>SG\.[\w-]{16,}\.[\w-]{16,})"),
    _rule("twilio-key", "sk", _NOT_A_WORD_BEFORE + r"(?P<secret>SK[0-9a-f]{32})(?![0-9A-Za-z])"),
    _rule(
        "twilio-secret",
        "twilio",
        r"(?i:twilio.{0,20}(?:token|secret))" + _QUOTED_COLON + r"(?P<secret>[0-9a-fA-F]{32})(?![0-9A-Za-z])",
    ),
    _rule(
        "private-key",
        "private key-----",
        rf"(?P<secret>-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----(?:{_PEM_TEXT}{{16,20000}}?-----END (?:[A-Z0-9]+ )*"
        r"PRIVATE KEY-----|(?:(?:\s|\\[nr])*[A-Za-z0-9+/=]{16,})+))",
    ),
    _rule("jwt", "eyj", r"(?<![A-Za-z0-9_-])(?P<secret>eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,})"),
    _rule(
        "authorization",
        "authorization",
        rf"(?i:authorization){_QUOTED_COLON}(?i:bearer|basic|token|digest)\s+(?P<secret>[^\s\"'<>{{}}$*{_OPEN}]{{8,}})",
    ),
    _rule(
        "bearer-token",
        "bearer",
        r"(?<![A-Za-z])[Bb]earer\s+(?=[A-Za-z._~+/-]*[0-9])(?P<secret>[A-Za-z0-9._~+/-]{16,}=*)",
    ),
    _rule(
        "cookie",
        "cookie",
        r"(?i:(?<![a-z])(?:set-)?cookie)" + _QUOTED_COLON + r"(?P<secret>[A-Za-z0-9_.-]+=[^\r\n\"']{6,})",
        r"(?i:(?:^|;\s*)(?!path=|domain=|expires=|max-age=|samesite=|version=)[^=;\s]+)=(?P<secret>[^;\s\u2039]{6,})",
    ),
    _rule(
        "url-credentials",
        "://",
        rf"[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@\"'<>{{}}$]{{0,64}}:(?P<secret>[^\s/@\"'<>{{}}$*{_OPEN}]{{3,}})@(?=[A-Za-z0-9\[])",
    ),
)


class _Rules:
    """All rules: those above, and makers' own forms."""

    def __init__(self) -> None:
        self._rules = (*_RULES, *(_of(form) for form in FORMS))
        hints = sorted({hint for rule in self._rules for hint in rule.hints})
        self._of_hint = [[n for n, rule in enumerate(self._rules) if hint in rule.hints] for hint in hints]
        self._hints = presence([hint.encode() for hint in hints], "auto")

    def worth_trying(self, text: str) -> list[_Rule]:
        """The rules of which a hint stands in the text, in their order."""
        there = self._hints.which(text.encode("utf-8", "surrogatepass"))
        return [self._rules[number] for number in sorted({rule for hint in there for rule in self._of_hint[hint]})]


def _of(form: KeyForm) -> _Rule:
    return _Rule(form.kind.replace(" ", "-"), form.hints, re.compile(form.pattern, re.ASCII))


@cache
def _rules() -> _Rules:
    return _Rules()


def find_keys(text: str) -> Iterator[SecretSpan]:
    """Every secret of a known form, as it comes; spans may overlap. Canaries are no secrets."""
    for rule in _rules().worth_trying(text):
        for found in rule.pattern.finditer(text):
            start, end = found.span("secret")
            spans = [(start, end)]
            if rule.inner is not None:
                spans = [
                    (start + one.start("secret"), start + one.end("secret"))
                    for one in rule.inner.finditer(text[start:end])
                ]
            for first, last in spans:
                if not looks_minted(text[first:last]):
                    yield SecretSpan(rule.kind, first, last, text[first:last])


class Redactor:
    """Replaces secrets: those of known form, and the given values in plain, base64, hex, URL, HTML and JSON form."""

    def __init__(self, key: bytes, secrets: Iterable[str] = ()) -> None:
        if not key:
            raise ValueError("a redactor needs a key: a fingerprint without one can be guessed back to a short secret")
        self._key = key
        given = sorted({secret for secret in secrets if secret and not looks_minted(secret)}, key=len, reverse=True)
        self._values = tuple(given)

    def __call__(self, text: str) -> str:
        """The same as `redact`."""
        return self.redact(text)

    def redact(self, text: str) -> str:
        """The text with a fingerprint in the place of each secret."""
        parts: list[str] = []
        at = 0
        for start, end, value in _merged(self._spans(text)):
            parts += (text[at:start], f"{_OPEN}secret {self.fingerprint(value)}{_CLOSE}")
            at = end
        return "".join((*parts, text[at:])) if parts else text

    def fingerprint(self, secret: str) -> str:
        """Eight characters that are the same for the same secret and key."""
        return hmac.digest(self._key, secret.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()[:8]

    def _spans(self, text: str) -> Iterator[SecretSpan]:
        folded = text.lower()
        for value in self._values:
            plain, hexed = _needles(value)
            # Almost no text holds almost any secret: the slow expression is made where a part of it is there.
            if hexed in folded or any(needle in text for needle in plain):
                for found in re.finditer("|".join(_forms(value)), text):
                    yield SecretSpan("given", found.start(), found.end(), value)
        yield from find_keys(text)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without its secrets. The fingerprints compare within this one call only: keep a `Redactor` for more."""
    return Redactor(randomness.token_bytes(32), secrets).redact(text)


def _merged(spans: Iterable[SecretSpan]) -> list[tuple[int, int, str]]:
    """Overlapping spans as one, under the name of the first and longest."""
    merged: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if merged and span.start < merged[-1][1]:
            start, end, value = merged[-1]
            merged[-1] = (start, max(end, span.end), value)
        else:
            merged.append((span.start, span.end, span.value))
    return merged


@lru_cache(maxsize=1024)
def _needles(secret: str) -> tuple[tuple[str, ...], str]:
    """Texts of which one is in every text in which a form of the secret is, and its hex in small letters."""
    data = secret.encode("utf-8", "surrogatepass")
    if len(secret) < _SHORT:
        return (secret,), data.hex()
    cores = [core for offset in range(3) for core in _cores(data, offset)] if len(data) >= _SHORT_IN_BASE64 else []
    return (*_written(secret), *cores), data.hex()


def _forms(secret: str) -> list[str]:
    """Expressions for the ways a given secret is written, longest first."""
    data = secret.encode("utf-8", "surrogatepass")
    if len(secret) < _SHORT:
        # Too short to replace inside longer words.
        return [rf"(?<!\w){re.escape(secret)}(?!\w)"]
    forms = [re.escape(form) for form in sorted(_written(secret), key=len, reverse=True)]
    forms.append(f"(?i:{data.hex()})")
    if len(data) >= _SHORT_IN_BASE64:
        forms += [form for offset in range(3) for form in _in_base64(data, offset)]
    return forms


def _written(secret: str) -> set[str]:
    """The ways a secret is written that are plain texts."""
    return {
        secret,
        quote(secret, safe="", errors="replace"),
        quote(secret, errors="replace"),
        quote_plus(secret, errors="replace"),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        html.escape(secret),
    }


def _in_base64(data: bytes, offset: int) -> Iterator[str]:
    """Expressions for base64 of the bytes when `offset` (modulo 3) other bytes stand before them."""
    around = (r"[A-Za-z0-9+/_-]" if offset else "", r"[A-Za-z0-9+/_-]?={0,2}" if (offset + len(data)) % 3 else "")
    for core in _cores(data, offset):
        yield around[0] + re.escape(core) + around[1]


def _cores(data: bytes, offset: int) -> Iterator[str]:
    """What stands in every base64 of the bytes at that offset, in the usual letters and in those of URLs."""
    whole = base64.b64encode(bytes(offset) + data).decode().rstrip("=")
    # The first and last characters share bits with the neighbours: any character may stand there.
    core = whole[-(-offset * 8 // 6) : (offset + len(data)) * 8 // 6]
    yield core
    urlsafe = core.replace("+", "-").replace("/", "_")
    if urlsafe != core:
        yield urlsafe
