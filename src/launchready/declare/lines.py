"""Finds the line of the file at which each key, table and array element of a declaration stands."""

import tomllib
from collections import Counter

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from launchready.declare.mistakes import Loc, Mistake, dotted

KEYS = ("bare_key", "quoted_key", "dotted_key")
PUNCTUATION = ("[", "]", ",", "comment")


class Lines:
    """The lines of one source text."""

    def __init__(self, source: str) -> None:
        self._at: dict[Loc, int] = {}
        self._tables: Counter[Loc] = Counter()
        self._document(Parser(Language(tree_sitter_toml.language())).parse(source.encode()).root_node)

    def of(self, loc: Loc) -> int | None:
        """The line of the key, or of the nearest thing around it that the file holds."""
        for end in range(len(loc), 0, -1):
            if line := self._at.get(loc[:end]):
                return line
        return None

    def mistake(self, loc: Loc, wrong: str, do: str) -> Mistake:
        """A mistake at a place of this text."""
        return Mistake(self.of(loc), dotted(loc), wrong, do)

    def _document(self, root: Node) -> None:
        for node in root.children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in ("table", "table_array_element"):
                self._table(node)

    def _table(self, node: Node) -> None:
        header = next((child for child in node.children if child.type in KEYS), None)
        if header is None:
            return
        loc = self._inside_arrays(_key(header))
        if node.type == "table_array_element":
            self._note(loc, node)
            self._tables[loc] += 1
            loc = (*loc, self._tables[loc] - 1)
        self._note(loc, node)
        for child in node.children:
            if child.type == "pair":
                self._pair(child, loc)

    def _inside_arrays(self, path: tuple[str, ...]) -> Loc:
        # `[waiver.more]` after `[[waiver]]` belongs to the last waiver.
        loc: Loc = ()
        for position, part in enumerate(path):
            loc = (*loc, part)
            if loc in self._tables and position < len(path) - 1:
                loc = (*loc, self._tables[loc] - 1)
        return loc

    def _pair(self, node: Node, table: Loc) -> None:
        loc = (*table, *_key(node.children[0]))
        self._note(loc, node)
        # A comment behind the value belongs to the pair.
        self._value(next(child for child in reversed(node.children) if child.type != "comment"), loc)

    def _value(self, node: Node, loc: Loc) -> None:
        if node.type == "inline_table":
            for child in node.children:
                if child.type == "pair":
                    self._pair(child, loc)
        elif node.type == "array":
            elements = [child for child in node.children if child.type not in PUNCTUATION]
            for position, element in enumerate(elements):
                self._note((*loc, position), element)
                self._value(element, (*loc, position))

    def _note(self, loc: Loc, node: Node) -> None:
        # The first mention of a table stands for it: `[surface.api]` is where `surface` begins, too.
        for end in range(1, len(loc) + 1):
            self._at.setdefault(loc[:end], node.start_point.row + 1)


def _key(node: Node) -> tuple[str, ...]:
    """The parts of a key, with quotes and escapes taken as TOML takes them."""
    inside: object = tomllib.loads(f"{(node.text or b'').decode()} = 0")
    parts: list[str] = []
    while isinstance(inside, dict):
        name, inside = next(iter(inside.items()))
        parts.append(str(name))
    return tuple(parts)
