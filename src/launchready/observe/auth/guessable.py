"""Says what makes a secret that a product hands out guessable: short, counted up, made of the time or of the address. Pure."""

import base64
import binascii
import hashlib
import math
import re
import string
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from launchready.observe.auth.jwt import take_apart

FEWEST_BITS = 64
"""Below it a secret is guessed, unless guesses are limited (NIST SP 800-63B, OWASP's session sheet)."""
SPAN = 4096
"""How far apart two values of a counter may be."""
BY_CHANCE = 1e-3
"""How likely random values may look counted up."""
NEAR_SECONDS = 30
HASHES = (hashlib.md5, hashlib.sha1, hashlib.sha256)
ALPHABETS = (
    (string.digits, "digits"),
    (string.hexdigits, "hexadecimal digits"),
    (string.ascii_letters + string.digits, "letters and digits"),
)
SCALES = (1, 1000, 1_000_000, 1_000_000_000)


@dataclass(frozen=True, slots=True)
class Issued:
    """A secret, and when it was handed out; never stored."""

    value: str
    at: float
    """Seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Strength:
    """What is known of secrets without telling them."""

    samples: int
    """How many different ones were seen."""
    length: int
    alphabet: str
    bits: float
    """The most that the changing part can hold."""
    patterns: tuple[str, ...]
    """What it is made of, where that was seen; each is a finding."""

    @property
    def is_short(self) -> bool:
        """Whether it is guessed by trying, where nothing limits tries."""
        return self.bits < FEWEST_BITS

    @property
    def words(self) -> str:
        """`43 characters, up to 256 bits`."""
        return f"{self.length} characters ({self.alphabet}), at most {self.bits:.0f} bits"


def strength(issued: tuple[Issued, ...], address: str = "") -> Strength:
    """What the secrets, in the order in which they were handed out, show of how they are made."""
    different = tuple({one.value: one for one in issued}.values())
    values = tuple(one.value for one in different)
    parts = _changing(values)
    symbols, alphabet = _alphabet(values)
    bits = max(len(one) for one in parts) * math.log2(symbols) if parts else 0.0
    patterns = [one for one in (_counted(values), _of_address(different, address)) if one]
    patterns += list(dict.fromkeys(found for one in different if (found := _of_time(one))))
    if any(take_apart(one) for one in values):  # its signature is what nobody guesses
        bits, patterns = 256.0, []
    return Strength(len(values), max(map(len, values), default=0), alphabet, round(bits, 1), tuple(patterns))


def _alphabet(values: tuple[str, ...]) -> tuple[int, str]:
    used = set("".join(values))
    for letters, name in ALPHABETS:
        if used <= set(letters):
            size = 16 if name.startswith("hex") else len(letters)
            return size, name
    return 64, "letters, digits and signs"


def _changing(values: tuple[str, ...]) -> tuple[str, ...]:
    """What is left of values of one length when the places are taken out at which all are the same; else the values."""
    lengths = {len(one) for one in values}
    if len(values) < 2 or len(lengths) != 1:  # noqa: PLR2004 - two are needed to compare
        return values
    kept = [at for at in range(lengths.pop()) if len({one[at] for one in values}) > 1]
    if len(kept) > len(values[0]) / 2:  # a few equal places are chance
        return values
    return tuple("".join(one[at] for at in kept) for one in values)


def _counted(values: tuple[str, ...]) -> str:
    """Whether values are counted up, from one to the next in the order in which they were handed out."""
    if len(values) < 2:  # noqa: PLR2004 - two are needed to compare
        return ""
    for digits, base, name in ((r"\d", 10, "a number"), (r"[0-9a-f]", 16, "a hexadecimal number")):
        found = [re.fullmatch(rf"(.*?)({digits}+)([^0-9]{{0,4}})", one) for one in values]
        numbers = [int(one[2], base) for one in found if one]
        if len(numbers) != len(values) or len({(one[1], one[3]) for one in found if one}) != 1:
            continue
        steps = [after - before for before, after in pairwise(numbers)]
        room = base ** max(len(one[2]) for one in found if one)
        if all(0 < step <= SPAN for step in steps) and (SPAN / room) ** len(steps) < BY_CHANCE:
            return f"{name} that is counted up ({', '.join(f'+{step}' for step in steps)})"
    return ""


def _of_address(issued: tuple[Issued, ...], address: str) -> str:
    if not address:
        return ""
    known = {make(address.encode()).hexdigest() for make in HASHES}
    for one in issued:
        if one.value.lower() in known:
            return "a hash of the e-mail address"
        if address.lower() in _opened(one.value).lower():
            return (
                "the e-mail address, encoded, and nothing secret" if len(_opened(one.value)) < 2 * len(address) else ""
            )
    return ""


def _of_time(one: Issued) -> str:
    """Whether a value is made of the moment at which it was handed out."""
    texts = (one.value, _opened(one.value))
    for text in texts:
        if text.isdigit() and any(abs(int(text) / scale - one.at) < NEAR_SECONDS for scale in SCALES):
            return "the time at which it was made"
    if re.fullmatch(r"[0-9a-f]{8}|[0-9a-f]{13}", one.value) and _is_hex_time(one.value, one.at):
        return "the time at which it was made, in hexadecimal"  # PHP's uniqid()
    try:
        if UUID(one.value).version == 1:
            return "a UUID of version 1, which is the time and the machine"
    except ValueError:
        pass
    moments = range(int(one.at) - NEAR_SECONDS, int(one.at) + NEAR_SECONDS)
    if any(make(str(at).encode()).hexdigest() == one.value.lower() for at in moments for make in HASHES):
        return "a hash of the time at which it was made"
    return ""


def _is_hex_time(value: str, at: float) -> bool:
    return abs(int(value[:8], 16) - at) < NEAR_SECONDS


def _opened(value: str) -> str:
    """What stands behind base64, where that is text."""
    try:
        return base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error):
        return ""
