"""Walks through the views of one text: decodes, looks, decodes again, within the budget."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from launchready_hunt.canary import Canary
from launchready_hunt.engine import EngineName, sieve
from launchready_hunt.pieces import Pieces
from launchready_hunt.plain import Plain
from launchready_hunt.sighting import Budget
from launchready_hunt.skeleton import CIPHERS, Skeleton
from launchready_hunt.views import Piece, View, all_views
from launchready_hunt.views.packed import HINT as PACKED_HINT
from launchready_hunt.views.packed import unpack

_CONTROL_AND_HIGH = bytes(set(range(32)) - set(b"\t\n\r\x1b")) + bytes(range(127, 256))
_READS_LIKE_TEXT = re.compile(
    rb"(?:[\t\n\r\x1b -~]+|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0\xf3][\x80-\xbf]{3}){8,}"
    rb"|[\t\n\r\x1b -~]{8,}"
)
_ARMOUR = frozenset(
    ("base64-text", "base64-lines", "base64-groups", "base32-text", "hexadecimal", "hexadecimal-groups")
)
_BACKWARDS = _ARMOUR | frozenset(("binary", "decimal", "octal", "url", "html-entities", "morse"))
_TABLES = {name: table for name, table, _ in CIPHERS}
_ROT47 = bytes((byte - 33 + 47) % 94 + 33 if 33 <= byte < 127 else byte for byte in range(256))  # noqa: PLR2004 - ! to ~


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One canary in one view of a piece of text."""

    canary: Canary
    view: tuple[str, ...]
    at: int
    part: str = ""


@dataclass(frozen=True, slots=True)
class _Node:
    data: bytes
    path: tuple[str, ...]
    locate: Callable[[int], int]
    """From a place in `data` to one in the outermost text."""
    depth: int
    only: frozenset[str] | None = None
    """Set where the whole text is read otherwise (backwards, rot13), so that what is encoded underneath decodes: the
    views worth it. The ciphers were looked through already."""
    picked: bool = False
    """Whether its characters were picked out of a text."""


class Walker:
    """Canaries compiled for every view."""

    def __init__(self, plain: Plain, canaries: Iterable[Canary], budget: Budget, engine: EngineName) -> None:
        self.plain = plain
        canaries = tuple(canaries)
        self.skeleton = Skeleton(canaries, engine)
        self.pieces = Pieces(canaries)
        self.views = all_views()
        self.sieve = sieve((*(view.hint for view in self.views), PACKED_HINT), engine)
        self.budget = budget
        self._copying = frozenset(view.name for view in self.views if view.copies)
        self.binary = tuple(number for number, view in enumerate(self.views) if view.binary)
        self.textual = {
            only: tuple(
                number
                for number, view in enumerate(self.views)
                if not view.binary and (only is None or view.name in only)
            )
            for only in (None, _BACKWARDS, _ARMOUR)
        }

    def walk(self, data: bytes) -> tuple[list[Glimpse], list[str]]:
        """Every glimpse in this text, and what was left out."""
        walk = _Walk(self)
        walk.visit(_Node(data, (), lambda at: at, 0))
        walk.glimpses += [Glimpse(one.canary, (one.view,), one.at, one.part) for one in self.pieces.scan(data)]
        return self._news(walk.glimpses, data), walk.left_out

    def readings(self, data: bytes) -> list[bytes]:
        """All that the text can be decoded to, itself left aside."""
        walk = _Walk(self)
        walk.visit(_Node(data, (), lambda at: at, 0))
        return [one for one in walk.seen if one != data]

    def _news(self, glimpses: list[Glimpse], data: bytes) -> list[Glimpse]:
        """Without what a view only copied: a line with one accent shows its plain canary in `unicode` once more."""
        places: dict[tuple[Canary, str, tuple[str, ...]], list[int]] = {}
        for one in glimpses:
            places.setdefault((one.canary, one.part, one.view), []).append(one.at)
        return [one for one in glimpses if not self._is_copy(one, places, data)]

    def _is_copy(self, one: Glimpse, places: dict[tuple[Canary, str, tuple[str, ...]], list[int]], data: bytes) -> bool:
        without = tuple(name for name in one.view if name not in self._copying)
        if without == one.view:
            return False
        end = data.find(b"\n", one.at)
        end = len(data) if end < 0 else end
        return any(one.at <= at <= end for at in places.get((one.canary, one.part, without), ()))


class _Walk:
    """What one walk has seen so far."""

    def __init__(self, walker: Walker) -> None:
        self.glimpses: list[Glimpse] = []
        self.left_out: list[str] = []
        self._walker = walker
        self._decoded = walker.budget.decoded
        self._unpacked = walker.budget.unpacked
        self._archives = walker.budget.archives
        self.seen: set[bytes] = set()

    def visit(self, node: _Node) -> None:
        """Looks at a node and at all that it decodes to."""
        if node.data in self.seen:
            return
        if node.depth:
            self._decoded -= len(node.data)
            if self._decoded < 0:
                self._leave_out(
                    f"views of this text after {self._walker.budget.decoded} decoded bytes: the budget is spent"
                )
                return
        self.seen.add(node.data)
        deeper = node.depth < self._walker.budget.depth
        text = _worth_decoding(node) if deeper else node
        if node.only is None:
            for pattern, at in self._walker.plain.scan(node.data, picked=node.picked):
                self.glimpses.append(Glimpse(pattern.canary, node.path + pattern.view, node.locate(at)))
            self._look(node, ciphers=deeper and text is node)
            if text is not node:
                self._look(text, ciphers=True)
        if deeper:
            for child in self._expand(node, text):
                self.visit(child)

    def _look(self, node: _Node, *, ciphers: bool) -> None:
        for trace in self._walker.skeleton.scan(node.data, ciphers=ciphers, picked=node.picked):
            self.glimpses.append(Glimpse(trace.canary, node.path + trace.view, node.locate(trace.at), trace.part))

    def _expand(self, node: _Node, text: _Node) -> Iterator[_Node]:
        """The nodes one decoding further: binary views of all the bytes, the others of what reads like text."""
        walker = self._walker
        if node.only is None and walker.sieve.which(node.data, (len(walker.views),)):
            yield from self._unpack(node)
        for source, numbers in ((node, walker.binary), (text, walker.textual[node.only])):
            for number in sorted(walker.sieve.which(source.data, numbers)):
                view = walker.views[number]
                yield from _children(source, view, view.decode(source.data))
        if node.depth == 0:
            yield from _read_otherwise(node)

    def _unpack(self, node: _Node) -> Iterator[_Node]:
        for stream in unpack(node.data, self._unpacked, self._archives):
            self._archives -= 1
            self._unpacked -= len(stream.data)
            if stream.refused:
                self._leave_out(
                    f"{' > '.join((*node.path, stream.name))} at {node.locate(stream.at)}: {stream.refused}"
                )
            yield _joined(((stream.at, stream.data),), (*node.path, stream.name), node.locate, node.depth + 1)

    def _leave_out(self, why: str) -> None:
        if why not in self.left_out:
            self.left_out.append(why)


def _children(node: _Node, view: View, pieces: Iterable[Piece]) -> Iterator[_Node]:
    """All that one view makes of a node, joined into one text, so that it is searched once."""
    found = tuple(piece for piece in pieces if piece[1])
    if found:
        yield _joined(found, (*node.path, view.name), node.locate, node.depth + 1, picked=view.picks)


def _joined(
    pieces: tuple[Piece, ...], path: tuple[str, ...], locate: Callable[[int], int], depth: int, *, picked: bool = False
) -> _Node:
    starts: list[int] = []
    size = 0
    for _, decoded in pieces:
        starts.append(size)
        size += len(decoded) + 1

    def place(at: int) -> int:
        number = max(0, bisect_right(starts, at) - 1)
        begins = pieces[number][0]
        return locate(begins if isinstance(begins, int) else begins(max(0, at - starts[number])))

    data = b"\n".join(decoded for _, decoded in pieces)
    return _Node(data, path, place, depth, picked=picked)


def _worth_decoding(node: _Node) -> _Node:
    """The runs that read like text. What decodes from an ordinary word is noise, and decoding noise finds nothing."""
    if not node.depth or len(node.data.translate(None, _CONTROL_AND_HIGH)) == len(node.data):
        return node
    runs = tuple((run.start(), run[0]) for run in _READS_LIKE_TEXT.finditer(node.data))
    return _joined(runs, node.path, node.locate, node.depth, picked=node.picked)


def _read_otherwise(node: _Node) -> Iterator[_Node]:
    """The whole text backwards or in a cipher, so that what is encoded underneath can be decoded."""
    last = len(node.data) - 1
    yield _Node(node.data[::-1], ("reverse",), lambda at: node.locate(max(0, last - at)), 1, only=_BACKWARDS)
    for name in ("rot13", "atbash"):
        yield _Node(node.data.translate(_TABLES[name]), (name,), node.locate, 1, only=_ARMOUR)
    yield _Node(node.data.translate(_ROT47), ("rot47",), node.locate, 1, only=_ARMOUR)
