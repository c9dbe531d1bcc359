"""Canaries: random marks that prove, by a keyed check, that they are ours.

A token or a key carries 40 random bits and 80 check bits, so no stranger's string is ever taken for ours. A number and
a noun are short because they must survive translation: their check holds against 80 of 81 strangers and 494 of 495.
That is a hint and no proof; the ledger confirms them.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from math import log2


class Kind(StrEnum):
    """What a canary looks like."""

    token = "token"  # noqa: S105 - the name of a kind of canary
    """Opaque, lower case, safe in a URL, an e-mail's local part, a file name and JSON."""
    key = "key"
    """Shaped like an API key, in no vendor's format."""
    number = "number"
    """An odd amount with two decimals."""
    noun = "noun"
    """An invented proper noun that reads like a brand."""

    @property
    def check_bits(self) -> float:
        """How strong the keyed check is: 2 to this power strangers, and one of them passes."""
        return _CHECK_BITS[self]


@dataclass(frozen=True, slots=True)
class Canary:
    """One mark."""

    value: str
    """The characters to plant."""
    kind: Kind
    """What it looks like."""
    label: str
    """What it stands for: a user, an object, a place. Never part of the value."""


TOKEN_PREFIX = "lrc"  # noqa: S105 - public by design
# `sk_live_`, `rk_live_` and `key_live_` are formats of Stripe and Branch, and some scanners look for them inside longer
# words: `lrsk_live_` would raise an incident at the owner's. No scanner knows `lrx_live_`.
KEY_PREFIX = "lrx_live_"

_NONCE = 8
_CHECK = 16
_SHORTEST_CHECK = 8
_ONSETS = "bdklmnrstvz"
_FIRST = "bdkvz"
_VOWELS = "aeiou"
_CODAS = "klmnrstvz"
_SYLLABLES = tuple(o + v + c for o in _ONSETS for v in _VOWELS for c in _CODAS)
_UNWANTED = ("dik", "tit", "kum", "kun", "nud", "suk", "tar", "nazi", "rak", "vak", "bom")
_SYLLABLE = 3
_LONGEST_NOUN = 16
# A decimal that ends in 0 is shortened by whoever prints it as a float.
_DECIMALS = tuple(n for n in range(11, 100) if n % 10)
_CHECK_BITS = {
    Kind.token: 5.0 * _CHECK,
    Kind.key: 5.0 * _CHECK,
    Kind.number: log2(len(_DECIMALS)),
    Kind.noun: log2(len(_SYLLABLES)),
}
_SELF_IDENTIFYING = re.compile(
    rf"(?:{TOKEN_PREFIX}|{KEY_PREFIX})[a-z2-7]{{{_NONCE + _SHORTEST_CHECK},{_NONCE + _CHECK}}}", re.IGNORECASE
)


class Mint:
    """Makes canaries, and tells ours from a stranger's. With a seed, the same calls make the same canaries."""

    def __init__(self, key: bytes, *, seed: bytes | str | None = None) -> None:
        if not key:
            raise ValueError("a mint needs a key: without one anybody's string could be ours")
        self._key = key
        self._seed = seed.encode() if isinstance(seed, str) else seed
        self._minted: set[str] = set()
        self._asked: dict[tuple[Kind, str], int] = {}

    def token(self, label: str) -> Canary:
        """An opaque token: `lrc`, 8 random characters, 16 check characters."""
        return self.mint(Kind.token, label)

    def key(self, label: str) -> Canary:
        """What an API key looks like, in no vendor's format."""
        return self.mint(Kind.key, label)

    def number(self, label: str) -> Canary:
        """An odd amount such as 361217.43."""
        return self.mint(Kind.number, label)

    def noun(self, label: str) -> Canary:
        """An invented proper noun such as Zorvantik."""
        return self.mint(Kind.noun, label)

    def mint(self, kind: Kind, label: str) -> Canary:
        """A canary of this kind that this mint has not made before."""
        values = (self._value(kind, entropy) for entropy in self._entropy(kind, label))
        value = next(value for value in values if value is not None and value not in self._minted)
        self._minted.add(value)
        return Canary(value, kind, label)

    def sown(self, kind: Kind, label: str, seed: str) -> Canary:
        """A canary of this kind that is the same for the same label and seed, however often and in whatever order it is asked."""
        parts = (b"sown", seed.encode(), kind.encode(), label.encode())
        values = (self._value(kind, self._digest(*parts, str(turn).encode())) for turn in count())
        value = next(value for value in values if value is not None)
        self._minted.add(value)
        return Canary(value, kind, label)

    def secret(self, label: str) -> str:
        """26 characters that nobody without the key can guess: the same for the same label, however often it is asked."""
        return _base32(self._digest(b"secret", label.encode())[:16])

    def is_ours(self, text: str) -> bool:
        """Whether the keyed check holds. A token or key cut short by up to 8 characters still proves itself."""
        text = text.strip()
        folded = text.casefold()
        for kind, prefix in ((Kind.token, TOKEN_PREFIX), (Kind.key, KEY_PREFIX)):
            if folded.startswith(prefix):
                nonce = folded[len(prefix) : len(prefix) + _NONCE]
                check = folded[len(prefix) + _NONCE :]
                return _SHORTEST_CHECK <= len(check) <= _CHECK and hmac.compare_digest(
                    self._check(kind, nonce)[: len(check)].encode(), check.encode()
                )
        if found := re.fullmatch(r"(\d{6})\.(\d\d)", text, re.ASCII):
            return found[2] == self._decimals(found[1])
        stem, tail = folded[: 2 * _SYLLABLE], folded[2 * _SYLLABLE :]
        return len(stem) == 2 * _SYLLABLE and tail == self._syllable(stem)

    def ours_in(self, text: str) -> tuple[str, ...]:
        """Every token and key of this mint that stands in the text, planted in this run or in any other."""
        return tuple(found[0] for found in _SELF_IDENTIFYING.finditer(text) if self.is_ours(found[0]))

    def _entropy(self, kind: Kind, label: str) -> Iterator[bytes]:
        while True:
            if self._seed is None:
                yield secrets.token_bytes(32)
            else:
                turn = self._asked[kind, label] = self._asked.get((kind, label), 0) + 1
                yield self._digest(b"seed", self._seed, kind.encode(), label.encode(), str(turn).encode())

    def _value(self, kind: Kind, entropy: bytes) -> str | None:
        number = int.from_bytes(entropy, "big")
        match kind:
            case Kind.token | Kind.key:
                nonce = _base32(entropy)[:_NONCE]
                return (TOKEN_PREFIX if kind is Kind.token else KEY_PREFIX) + nonce + self._check(kind, nonce)
            case Kind.number:
                # Never 1 or 2 in front, so that no date or year begins like it.
                whole = str(300_000 + number % 700_000)
                return f"{whole}.{self._decimals(whole)}"
            case Kind.noun:
                stem = _SYLLABLES[number % len(_SYLLABLES)] + _SYLLABLES[(number >> 64) % len(_SYLLABLES)]
                noun = stem + self._syllable(stem)
                reads_well = stem[0] in _FIRST and not any(part in noun for part in _UNWANTED)
                return noun.capitalize() if reads_well else None

    def _check(self, kind: Kind, nonce: str) -> str:
        return _base32(self._digest(kind.encode(), nonce.encode()))[:_CHECK]

    def _decimals(self, whole: str) -> str:
        return str(_DECIMALS[int.from_bytes(self._digest(b"number", whole.encode()), "big") % len(_DECIMALS)])

    def _syllable(self, stem: str) -> str:
        return _SYLLABLES[int.from_bytes(self._digest(b"noun", stem.encode()), "big") % len(_SYLLABLES)]

    def _digest(self, *parts: bytes) -> bytes:
        return hmac.digest(self._key, b"\0".join((b"launchready-hunt", *parts)), hashlib.sha256)


def kind_of(value: str) -> Kind:
    """What a mark looks like, so that it is looked for as what it is.

    Args:
        value: a canary, also one that somebody made up: `217.43` is a number, `Zorvantik` a noun.
    """
    if value.replace(".", "", 1).replace(",", "", 1).isdigit():
        return Kind.number
    if value.startswith(KEY_PREFIX):
        return Kind.key
    return Kind.noun if value.isalpha() and len(value) <= _LONGEST_NOUN else Kind.token


def looks_minted(text: str) -> bool:
    """Whether the text has the form of a token or key that some mint made; only the mint's key proves that it did."""
    return _SELF_IDENTIFYING.fullmatch(text) is not None


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()
