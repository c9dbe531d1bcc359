"""Finds live-looking secrets in text, offline and in this process; tells where and of what kind, never the value."""

import hashlib
import json
import re
import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass

from launchready.observe.secrets import kingfisher
from launchready.observe.secrets.forms import named
from launchready.observe.secrets.forms.form import Tier
from launchready.observe.secrets.looks import base62_crc, is_sample_place
from launchready.observe.secrets.own import Look, Mark, forms

PASSWORD_LENGTH = 16
DECLARED = "declared secret"
ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-_]")
JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\([\"/bfrt\\])")
SHORT = {"b": "\b", "f": "\f", "r": "\r", "t": "\t"}
DRAWS = 3
LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Found:
    """A secret, without its value."""

    place: str
    """`src/app.py:12`."""
    kind: str
    """`stripe secret key`; how to rotate it is found by it."""
    fingerprint: str
    """The same value gives the same twelve characters, in every place and every run with the same key."""
    since: str = ""
    """When it was first committed, and in which commit, where that is known."""
    also: tuple[str, ...] = ()
    """The other places of the same value."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one text holds."""

    sure: tuple[Found, ...]
    """Certain by form: gates."""
    weak: tuple[Found, ...] = ()
    """What weaker rules took for a secret: warns, and is never a finding."""
    public: tuple[Found, ...] = ()
    """Keys that are made for browsers."""
    whole: bool = True
    """Whether all was read that stands in it as base64."""

    @property
    def hints(self) -> int:
        """How many weak ones there are."""
        return len(self.weak)


@dataclass(frozen=True, slots=True)
class Begun:
    """A text that our own forms were looked for in, and the engine's rules were not."""

    data: bytes
    place: str
    own: Look


class Engine:
    """All rules, ours and Kingfisher's, and the values that the owner declared as secrets."""

    def __init__(self, key: bytes | str, declared: frozenset[str] = frozenset()) -> None:
        """`key` makes fingerprints that only its holder can compare, or guess at."""
        self._key = hashlib.sha256(key.encode() if isinstance(key, str) else key).digest()
        self._declared = tuple(value for value in declared if len(value) >= PASSWORD_LENGTH)

    def look(self, text: str, place: str) -> Sight:
        """The secrets of a text; blocks."""
        return self.look_bytes(text.encode(errors="replace"), place)

    def look_bytes(self, data: bytes, place: str) -> Sight:
        """The secrets of a file as it was read; blocks."""
        begun = self.begin(data, place)
        return self.end(begun, kingfisher.look(data, place, decode=begun.own.is_encoded))

    def begin(self, data: bytes, place: str) -> Begun:
        """Looks with our own forms alone."""
        return Begun(data, place, forms().look(data, place))

    def end(self, begun: Begun, hits: Iterable[kingfisher.Hit]) -> Sight:
        """What a text holds, once the engine has told its hits."""
        best: dict[str, tuple[Mark, int]] = {}
        for mark, line in self._marks(begun, hits):
            known = best.get(mark.value)
            if known is None or mark.tier > known[0].tier:
                best[mark.value] = (mark, known[1] if known else line)
        if not best and begun.own.whole:
            return NOTHING
        told: dict[Tier, list[Found]] = {tier: [] for tier in Tier}
        for value, (mark, line) in best.items():
            if mark.tier is not Tier.NOTHING:
                at = line or 1 + begun.data.count(b"\n", 0, mark.start)
                told[mark.tier].append(Found(f"{begun.place}:{at}", mark.kind, self.fingerprint(value)))
        return Sight(tuple(told[Tier.SURE]), tuple(told[Tier.WEAK]), tuple(told[Tier.PUBLIC]), begun.own.whole)

    def control(self, *, coloured: bool = False) -> bool:
        """Whether a secret that is made up now, in memory, is found; the proof behind every "there is none".

        One in ten thousand spells a word by chance, and is taken for an example: then another is drawn.
        """
        return any(self._finds_one(coloured=coloured) for _ in range(DRAWS))

    def _finds_one(self, *, coloured: bool) -> bool:
        drawn = "".join(secrets.choice(LETTERS) for _ in range(30))
        value = f"ghp_{drawn}{base62_crc(drawn)}"
        line = f"GITHUB_TOKEN={value}"
        if coloured:
            line = plain_log(
                json.dumps({"log": f"\x1b[36mexport\x1b[0m GITHUB_TOKEN={value[:9]}\x1b[1m{value[9:]}\x1b[0m\n"})
            )
        # Our own forms see it first; the engine, asked alone, must see it too.
        told = [mark.value for mark, _ in kingfisher.look(line.encode(), "control", decode=False)]
        return value in told and [one.fingerprint for one in self.look(line, "control").sure] == [
            self.fingerprint(value)
        ]

    def fingerprint(self, value: str) -> str:
        """Twelve characters that tell a value from others and not what it is."""
        return hashlib.blake2b(value.encode(), key=self._key, digest_size=6).hexdigest()

    def _marks(self, begun: Begun, hits: Iterable[kingfisher.Hit]) -> list[tuple[Mark, int]]:
        """Ours first: what they know of a value, the engine's rules do not overrule. Line 0 is not counted yet."""
        # Of a value that a name alone speaks for, the engine may know the vendor.
        known = {mark.raw for mark in begun.own.marks if mark.kind not in named.GENERIC}
        marks = [(mark, 0) for mark in begun.own.marks]
        for mark, line in hits:
            if not any(mark.value in raw or raw in mark.value for raw in known):
                marks.append((mark, line))
        for value in self._declared:
            start = begun.data.find(value.encode())
            if start >= 0:
                marks.append((Mark(DECLARED, value, value, start, Tier.SURE), 0))
        return marks


NOTHING = Sight(())


def plain_log(text: str) -> str:
    """A build log without colours and JSON escapes; lines stay lines."""
    bare = ANSI.sub("", text.replace("\\u001b[", "\x1b[").replace("\\u001B[", "\x1b["))
    return JSON_ESCAPE.sub(_unescaped, bare.replace("\\n", " ")) if "\\" in bare else bare


def is_sample(kind: str, place: str) -> bool:
    """Whether it is a private key that a test brings along: those are made to be thrown away."""
    return kind == "private key" and is_sample_place(place)


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return SHORT.get(match[2], match[2])
