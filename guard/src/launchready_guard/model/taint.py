"""Where a word came from: the customer's own mouth, or a text that anybody could have written.

Words are noted once as they come in, so that a long conversation costs no more at its end than at its beginning; to ask of a
value costs what the value is long. A value is taken apart as a reader does: an e-mail address or a link is one word, and not its
parts, since parts that were said singly make any address.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

_WHOLE = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"'`]+|[^\s<>\"'`,;:()\[\]]+@[^\s<>\"'`,;:()\[\]]+", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_AT_THE_END = ".,;:!?)]}>'\""


class Origin(Enum):
    """Where a value comes from, as far as its words tell."""

    TRUSTED = "trusted"
    """Every word was said by whom we act for, or belongs to the product itself."""
    UNTRUSTED = "untrusted"
    """A word of it stands in a text that anybody could have written, and nowhere else."""
    NOWHERE = "nowhere"
    """A word of it was said by nobody: the model made it up, or decoded it."""


@dataclass(slots=True)
class Taint:
    """The words of one conversation."""

    _trusted: set[str] = field(default_factory=set)
    _untrusted: dict[str, str] = field(default_factory=dict)

    def trust(self, value: object) -> None:
        """Notes what the customer said, or what the session and the product know."""
        for word in _words(value):
            self._trusted.update((word, *_WORD.findall(word)))

    def distrust(self, value: object, source: str) -> None:
        """Notes a text that anybody could have written: a listing, a file, a page, a mail, what a tool brought.

        Args:
            value: a text, or what holds texts.
            source: what it is called when an argument came out of it: `listing lst_7`.
        """
        for word in _words(value):
            for part in (word, *_WORD.findall(word)):
                self._untrusted.setdefault(part, source)

    def origin(self, value: object) -> tuple[Origin, str]:
        """Where a value comes from; and the word's source where it is untrusted, or the word itself where it is nobody's."""
        made_up = ""
        for word in _words(value):
            if word in self._trusted:
                continue
            # An address that nobody wrote may have been put together from a text that spells it out.
            parts = [part for part in _WORD.findall(word) if part not in self._trusted] or [word]
            for part in (word, *parts):
                if part in self._untrusted:
                    return Origin.UNTRUSTED, self._untrusted[part]
            made_up = made_up or word
        return (Origin.NOWHERE, made_up) if made_up else (Origin.TRUSTED, "")


def _words(value: object) -> Iterator[str]:
    for text in _texts(value):
        folded = unicodedata.normalize("NFKC", text).casefold()
        at = 0
        for whole in _WHOLE.finditer(folded):
            yield from _WORD.findall(folded[at : whole.start()])
            yield whole[0].rstrip(_AT_THE_END)
            at = whole.end()
        yield from _WORD.findall(folded[at:])


def _texts(value: object) -> Iterable[str]:
    """Every text within a value, without recursion: a conversation may be nested as deep as anybody likes."""
    waiting: list[object] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple | set | frozenset):
            waiting += one
        elif one is not None and not isinstance(one, bool):
            yield str(one)
