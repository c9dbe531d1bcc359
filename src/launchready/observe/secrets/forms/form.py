"""What a form of a secret is: how it is written, and what a hit is worth."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from launchready.observe.secrets.looks import is_placeholder, is_sample_place
from launchready_hunt.forms import FORMS, KeyForm, key_form


class Tier(IntEnum):
    """What a hit is worth."""

    NOTHING = 0
    WEAK = 1
    """Warns, and never gates."""
    PUBLIC = 2
    """Made to be shown to browsers: no secret, whatever its variable is called."""
    SURE = 3
    """Gates."""


Worth = Callable[[str, str], Tier]
"""The tier of a value at a place."""
REACH = 8192
"""The longest that one secret is read; a private key is the longest."""


def by_form(value: str, place: str) -> Tier:
    """A form that leaves no doubt, wherever it stands."""
    del place
    return Tier.NOTHING if is_placeholder(value) else Tier.SURE


def in_earnest(value: str, place: str) -> Tier:
    """A form that others share: in a test or a sample it only warns."""
    if is_placeholder(value):
        return Tier.NOTHING
    return Tier.WEAK if is_sample_place(place) else Tier.SURE


def warns(value: str, place: str) -> Tier:
    """Never gates."""
    del place
    return Tier.NOTHING if is_placeholder(value) else Tier.WEAK


def is_public(value: str, place: str) -> Tier:
    """Made for browsers."""
    del value, place
    return Tier.PUBLIC


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a secret is written."""

    kind: str
    """As a reader sees it, and the key of how to rotate it."""
    hints: tuple[bytes, ...]
    """Small letters of which one stands in every match: a quick look before the expression."""
    pattern: bytes
    """With a group `secret`; compiled when a hint is met for the first time."""
    worth: Worth = by_form
    back: int = 0
    """How many bytes before the hint a match may start."""
    plain: Callable[[bytes], str] = lambda value: value.decode("latin-1")
    """The value as it is compared: without line ends and escapes where it has any."""
    roams: bool = False
    """Whether it may start anywhere there, and not just so many bytes before."""
    near: bytes = b""
    """What must stand within the next bytes after the hint."""


def form(kind: str, hints: str, pattern: str, worth: Worth = by_form, back: int = 0, *, roams: bool = False) -> Form:
    """A form whose value stands as it is; without a group, the whole match is the secret."""
    return _of(key_form(kind, hints, pattern), worth, back, roams=roams)


def known(kind: str, worth: Worth = by_form) -> tuple[Form, ...]:
    """The forms of a kind that redaction knows as well, which is where they stand."""
    found = tuple(_of(one, worth) for one in FORMS if one.kind == kind)
    if not found:
        raise ValueError(f"{kind} is no kind of key that is known")
    return found


def _of(one: KeyForm, worth: Worth, back: int = 0, *, roams: bool = False) -> Form:
    hints = tuple(hint.encode() for hint in one.hints)
    return Form(one.kind, hints, one.pattern.encode(), worth, back, roams=roams)
