"""Looks for thousands of byte strings at once: hyperscan where it is installed, else a trie written as one `re`."""

import re
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache, partial
from importlib.util import find_spec
from typing import Literal, Protocol, TypeAlias

EngineName: TypeAlias = Literal["auto", "hyperscan", "re"]
Hit: TypeAlias = tuple[int, int]
"""The number of the literal, and where it starts."""


class Literals(Protocol):
    """Many byte strings, compiled once."""

    def scan(self, data: bytes) -> Iterable[Hit]:
        """Every place where one of them stands, letter case aside, overlaps included."""


class Presence(Protocol):
    """Many byte strings, compiled once, of which only is asked whether they are there."""

    def which(self, data: bytes) -> set[int]:
        """The numbers of those that stand somewhere, letter case aside."""


class Sieve(Protocol):
    """Many expressions, compiled once."""

    def which(self, data: bytes, among: Collection[int]) -> frozenset[int]:
        """The numbers, among these, of the expressions that match somewhere."""


def literals(values: Sequence[bytes], engine: EngineName) -> Literals:
    """Compiles byte strings for the engine; `auto` takes the fastest that is installed."""
    return _HyperscanLiterals(values) if _takes_hyperscan(engine) else _TrieLiterals(values)


def presence(values: Sequence[bytes], engine: EngineName) -> Presence:
    """Compiles byte strings for the engine, to tell which are there."""
    return _HyperscanPresence(values) if _takes_hyperscan(engine) else _TriePresence(values)


@cache
def sieve(expressions: tuple[bytes, ...], engine: EngineName) -> Sieve:
    """Compiles expressions (in the subset that both engines read) for the engine; the same ones once a process."""
    return _HyperscanSieve(expressions) if _takes_hyperscan(engine) else _ReSieve(expressions)


def _takes_hyperscan(engine: EngineName) -> bool:
    if engine == "auto":
        return find_spec("hyperscan") is not None
    return engine == "hyperscan"


class _Database:
    """A compiled hyperscan database, with the scratch space that each thread needs for itself."""

    def __init__(self, expressions: Sequence[bytes], *, literal: bool, flags: Sequence[str]) -> None:
        import hyperscan  # noqa: PLC0415 - optional, and 10 ms that a plain import should not pay

        # Literals go in with their length, expressions without: each call has its own way to say where one ends.
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=list(expressions),
            ids=list(range(len(expressions))),
            flags=[sum(getattr(hyperscan, flag) for flag in flags)] * len(expressions),
            literal=literal,
        )
        self._new_scratch: Callable[[], hyperscan.Scratch] = partial(hyperscan.Scratch, self._database)
        self._threads = threading.local()

    def ends(self, data: bytes) -> list[Hit]:
        """Number and end of every match."""
        scratch = getattr(self._threads, "scratch", None)
        if scratch is None:
            scratch = self._threads.scratch = self._new_scratch()
        hits: list[Hit] = []
        add = hits.append

        def keep(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            add((number, end))

        self._database.scan(data, match_event_handler=keep, scratch=scratch)
        return hits


class _HyperscanLiterals:
    def __init__(self, values: Sequence[bytes]) -> None:
        self._lengths = tuple(len(value) for value in values)
        self._database = _Database(values, literal=True, flags=["HS_FLAG_CASELESS"]) if values else None

    def scan(self, data: bytes) -> Iterable[Hit]:
        if self._database is None or not data:
            return ()
        lengths = self._lengths
        return [(number, end - lengths[number]) for number, end in self._database.ends(data)]


class _HyperscanPresence:
    def __init__(self, values: Sequence[bytes]) -> None:
        self._database = _Database(values, literal=True, flags=["HS_FLAG_CASELESS", "HS_FLAG_SINGLEMATCH"])

    def which(self, data: bytes) -> set[int]:
        return {number for number, _ in self._database.ends(data)} if data else set()


class _HyperscanSieve:
    """One database an expression: together they would be one machine of a thousand states, 200 times slower."""

    def __init__(self, expressions: Sequence[bytes]) -> None:
        made = {
            expression: _Database([expression], literal=False, flags=["HS_FLAG_SINGLEMATCH"])
            for expression in dict.fromkeys(expressions)
        }
        self._databases = tuple((expression, made[expression]) for expression in expressions)

    def which(self, data: bytes, among: Collection[int]) -> frozenset[int]:
        known: dict[bytes, bool] = {}
        matching = []
        for number in among if data else ():
            expression, database = self._databases[number]
            if expression not in known:
                known[expression] = bool(database.ends(data))
            if known[expression]:
                matching.append(number)
        return frozenset(matching)


class _TrieLiterals:
    def __init__(self, values: Sequence[bytes]) -> None:
        self._numbers: dict[bytes, list[int]] = {}
        for number, value in enumerate(values):
            self._numbers.setdefault(value.lower(), []).append(number)
        self._lengths = sorted({len(value) for value in values})
        self._pattern = re.compile(_trie(sorted(self._numbers))) if values else None

    def scan(self, data: bytes) -> Iterator[Hit]:
        if self._pattern is None:
            return
        lowered = data.lower()
        at = 0
        while found := self._pattern.search(lowered, at):
            start = found.start()
            for length in self._lengths:
                part = lowered[start : start + length]
                if len(part) == length:
                    yield from ((number, start) for number in self._numbers.get(part, ()))
            at = start + 1


class _TriePresence:
    def __init__(self, values: Sequence[bytes]) -> None:
        self._literals = _TrieLiterals(values)

    def which(self, data: bytes) -> set[int]:
        return {number for number, _ in self._literals.scan(data)}


class _ReSieve:
    def __init__(self, expressions: Sequence[bytes]) -> None:
        self._patterns = tuple(re.compile(expression) for expression in expressions)

    def which(self, data: bytes, among: Collection[int]) -> frozenset[int]:
        return frozenset(number for number in among if self._patterns[number].search(data))


def _trie(words: Sequence[bytes]) -> bytes:
    """One expression for sorted words that shares their beginnings, so that `re` tries each byte once."""
    if len(words) == 1:
        return re.escape(words[0])
    shared = _shared(words[0], words[-1])
    branches: dict[bytes, list[bytes]] = {}
    for word in words:
        branches.setdefault(word[shared : shared + 1], []).append(word[shared:])
    # A word that is the beginning of another ends the search here; the caller tries every length at that place.
    inner = b"" if b"" in branches else b"(?:" + b"|".join(map(_trie, branches.values())) + b")"
    return re.escape(words[0][:shared]) + inner


def _shared(first: bytes, last: bytes) -> int:
    length = 0
    for ours, theirs in zip(first, last, strict=False):
        if ours != theirs:
            break
        length += 1
    return length
