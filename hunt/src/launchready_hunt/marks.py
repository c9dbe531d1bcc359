"""Canaries known by keyed hashes alone: what stands guard in production can tell each, and whoever reads its file learns none.

A token or a key is found in plain sight, with its letters apart, and in every decoded view; it may be cut short as `Mint.is_ours`
allows. A number, a noun or a word that somebody made up is found where it stands as a word of its own. A hash of a number or a
noun is no secret from who tries them all; a token's is.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from launchready_hunt.canary import KEY_PREFIX, TOKEN_PREFIX, Canary, Kind, looks_minted
from launchready_hunt.hunt import Hunter

VERSION = 1
_KEPT = 16
"""Characters after the prefix that are hashed: what is cut off behind them is not missed."""
_PREFIX = rf"(?:{TOKEN_PREFIX}|{KEY_PREFIX})"
_MINTED = re.compile(rf"{_PREFIX}[a-z2-7]{{{_KEPT}}}", re.IGNORECASE)
_APART = re.compile(rf"(?={_PREFIX.replace('_', '')}[a-z2-7]{{{_KEPT}}})", re.IGNORECASE)
_NO_LETTER = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\s<>\"'`(),;:!?\[\]{}|*]+")
_GROUPS = re.compile(r"(?<=\d)[ ,.'\u00a0\u202f](?=\d{3}(?:\D|$))")
_NUMBER = re.compile(r"(?<!\d)(\d{6})[.,](\d\d)(?!\d)")
_MARK = re.compile(r"[0-9a-f]{64}")


class MarksError(Exception):
    """The file of marks cannot be used; says what was expected and what to do."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One canary, without its value."""

    hash: str
    """64 hex digits."""
    kind: Kind
    label: str
    """What it stands for."""


class Marks:
    """Canaries by their hashes."""

    def __init__(self, key: str, marks: Iterable[Mark]) -> None:
        self.key = key
        self.marks = {one.hash: one for one in marks}
        self._words = any(not _is_minted(one.kind) for one in self.marks.values())

    @classmethod
    def of(cls, canaries: Iterable[Canary], key: str) -> "Marks":
        """The marks of these canaries; the key goes into the file, and makes hashes of one product useless for another."""
        return cls(key, (Mark(_hash(key, _essence(one.value)), one.kind, one.label) for one in canaries))

    @classmethod
    def read(cls, text: str) -> "Marks":
        """What `text` wrote.

        Raises:
            MarksError: it is not.
        """
        try:
            found = json.loads(text)
            if found["version"] != VERSION:
                raise MarksError(f"the marks have version {found['version']!r}; expected {VERSION}: export them again")
            marks = [Mark(str(one["hash"]), Kind(one["kind"]), str(one["label"])) for one in found["marks"]]
            key = str(found["key"])
        except (ValueError, KeyError, TypeError) as error:
            raise MarksError(f"these are no marks: {error!r}; export them again") from error
        if not key or not all(_MARK.fullmatch(one.hash) for one in marks):
            raise MarksError("a mark is 64 hex digits, made with a key; export them again")
        return cls(key, marks)

    def text(self) -> str:
        """As a file: one line a mark, in a steady order, so that two exports can be compared."""
        lines = sorted(
            json.dumps({"hash": one.hash, "kind": one.kind.value, "label": one.label}, ensure_ascii=False)
            for one in self.marks.values()
        )
        held = ",\n    ".join(lines)
        return f'{{\n  "version": {VERSION},\n  "key": {json.dumps(self.key)},\n  "marks": [\n    {held}\n  ]\n}}\n'

    def met(self, text: str) -> tuple[tuple[Canary, bool], ...]:
        """Each canary in the text, with what was met of it, and whether it stood there openly."""
        if not self.marks:
            return ()
        found: dict[str, tuple[Canary, bool]] = {}
        for openly, view in self._views(text):
            for word in _candidates(view, words=self._words and openly):
                mark = self.marks.get(_hash(self.key, _essence(word)))
                if mark is not None:
                    found.setdefault(mark.hash, (Canary(word, mark.kind, mark.label), openly))
        return tuple(found.values())

    def _views(self, text: str) -> Iterator[tuple[bool, str]]:
        yield True, text
        yield False, _NO_LETTER.sub("", text)
        for view in self._hunter.readings(text):
            said = view.decode("utf-8", "replace")
            yield False, said
            yield False, _NO_LETTER.sub("", said)

    @cached_property
    def _hunter(self) -> Hunter:
        return Hunter(())


def _candidates(text: str, *, words: bool) -> Iterator[str]:
    for found in _MINTED.finditer(text):
        yield found[0]
    for found in _APART.finditer(text):  # letters that stood apart; the key's underscore went with the blanks
        run = text[found.start() : found.start() + len(KEY_PREFIX) + _KEPT]
        yield run
        if run[: len(_BARE_KEY)].lower() == _BARE_KEY:
            yield KEY_PREFIX + run[len(_BARE_KEY) :]
    if words:
        for found in _NUMBER.finditer(_GROUPS.sub("", text)):
            yield f"{found[1]}.{found[2]}"
        for found in _WORD.finditer(text):
            yield found[0].strip(".-_/\\")


_BARE_KEY = KEY_PREFIX.replace("_", "")


def _essence(value: str) -> str:
    """What of a canary is hashed: letter case aside, and without what may be cut off a token's or a key's end."""
    folded = value.casefold()
    for prefix in (KEY_PREFIX, TOKEN_PREFIX):
        if folded.startswith(prefix) and looks_minted(folded[: len(prefix) + _KEPT]):
            return folded[: len(prefix) + _KEPT]
    return folded


def _is_minted(kind: Kind) -> bool:
    return kind in {Kind.token, Kind.key}


def _hash(key: str, essence: str) -> str:
    return hmac.digest(
        key.encode(), b"launchready-hunt mark " + essence.encode("utf-8", "replace"), hashlib.sha256
    ).hex()
