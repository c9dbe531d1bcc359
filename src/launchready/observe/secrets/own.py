"""Looks through text for the forms of secrets that we know ourselves: one fast pass for hints, expressions only around them."""

import re
from dataclasses import dataclass, replace
from functools import cache

from launchready.observe.secrets import encoded
from launchready.observe.secrets.forms import cloud, code, money, named, talk, text
from launchready.observe.secrets.forms.form import REACH, Form, Tier
from launchready_hunt.engine import literals

FORMS: tuple[Form, ...] = (*code.FORMS, *cloud.FORMS, *money.FORMS, *talk.FORMS, *text.FORMS)
NEAR = 240
"""Within so many bytes stands what a form wants near its hint."""
SAMPLE_WORDS = re.compile(rb"(?i)@?\bexamples?\b\W{0,12}[a-z+]{0,16}$|\be\.g\.|\bfor instance\b|^\s*>>> |^\s*\.\.\. ")
SPOKEN_OF = 120
NAME, VALUE = 60, 480
"""How far an assignment reaches to both sides of its hint."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that has the form of a secret; holds the value, and is never stored."""

    kind: str
    value: str
    """As it is compared."""
    raw: str
    """As it stands."""
    start: int
    tier: Tier


@dataclass(frozen=True, slots=True)
class Look:
    """What one text holds of our forms."""

    marks: tuple[Mark, ...]
    is_encoded: bool
    """Whether it says that parts of it are base64."""
    whole: bool = True
    """Whether all of those were read."""


class Forms:
    """All forms, compiled once."""

    def __init__(self) -> None:
        hints = sorted({hint for form in FORMS for hint in form.hints} | set(named.HINTS) | set(encoded.HINTS))
        self._hints = hints
        self._meant = tuple(
            (tuple(form for form in FORMS if hint in form.hints), hint in named.HINTS, hint in encoded.HINTS)
            for hint in hints
        )
        self._literals = literals(hints, "auto")

    def look(self, data: bytes, place: str) -> Look:
        """Every place, also those that turn out to be nothing: they keep weaker rules silent."""
        marks, hints = self._read(data, place)
        texts, whole = encoded.decoded(data, hints) if hints else ([], True)
        for start, inside in texts:
            inner, _ = self._read(inside, place)
            marks += [replace(mark, start=start) for mark in inner]
        return Look(tuple(marks), bool(hints), whole)

    def _read(self, data: bytes, place: str) -> tuple[list[Mark], list[tuple[bytes, int]]]:
        marks: list[Mark] = []
        read_until = 0
        told: list[tuple[bytes, int]] = []
        meant = self._meant
        for number, start in self._literals.scan(data):
            its_forms, is_named, is_encoded = meant[number]
            for form in its_forms:
                mark = _of_form(form, data, start, place)
                if mark:
                    marks.append(mark)
            if is_named and start >= read_until:
                mark, read_until = _assigned(data, start, place, read_until)
                if mark:
                    marks.append(mark)
            if is_encoded:
                told.append((self._hints[number], start))
        return marks, told


@cache
def forms() -> Forms:
    """The one compiled set."""
    return Forms()


@cache
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)


def _of_form(form: Form, data: bytes, start: int, place: str) -> Mark | None:
    if form.near and data.find(form.near, start, start + NEAR) < 0:
        return None
    pattern = _compiled(form.pattern)
    first = start - form.back if start > form.back else 0
    # Tried place by place: a search would read on to the next hint, again and again.
    found = pattern.match(data, first, start + REACH)
    if found is None and form.roams:
        tries = (pattern.match(data, other, start + REACH) for other in range(first + 1, start + 1))
        found = next((one for one in tries if one), None)
    if found is None or found.end() <= start:
        return None
    value, raw = form.plain(found["secret"]), found["secret"].decode("latin-1")
    # A password is worth what its host is; it is the same secret at every host.
    told = f"{value}@{found['host'].decode('latin-1')}" if "host" in pattern.groupindex else value
    tier = form.worth(told, place)
    if form in text.FORMS:
        tier = _in_its_place(tier, data, found.start())
    return Mark(form.kind, value, raw, found.start("secret"), tier)


def _assigned(data: bytes, start: int, place: str, read_until: int) -> tuple[Mark | None, int]:
    """An assignment to a name that holds the hint, and where the next may start."""
    before = data[max(read_until, start - NAME) : start]
    first = start - len(before) + len(before.rstrip(named.NAME_BYTES))
    found = named.ASSIGNED.match(data, first, start + VALUE)
    if found is None:
        return None, read_until
    name, value = found["name"].decode("latin-1"), found["value"].decode("latin-1")
    kind, tier = named.worth(name, value, place)
    if kind == named.IN_STATE and data[found.start("value") - 1 : found.start("value")] != b'"':
        tier = Tier.WEAK  # a part of a value, which is an address of one
    value = value.rstrip(".,:|")
    tier = _in_its_place(tier, data, found.start())
    return Mark(kind, value, value, found.start("value"), tier), found.end("name")


def _in_its_place(tier: Tier, data: bytes, start: int) -> Tier:
    """A value that the text itself calls an example, or that stands in a doctest, warns."""
    if tier is not Tier.SURE:
        return tier
    line = data[max(data.rfind(b"\n", 0, start) + 1, start - SPOKEN_OF) : start]
    return Tier.WEAK if SAMPLE_WORDS.search(line) else tier
