"""Writes a waiver into the text of a launch.toml, and leaves every other byte of it as it is."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from launchready.declare.model import Waiver
from launchready.declare.read import read_text
from launchready.declare.toml import pair, toml

HEADER = "[[waiver]]"
RENEWED = ("reason", "owner", "until")
"""Keys that a renewal writes anew."""


class CannotWriteError(Exception):
    """The text is written in a way that is not ours to change; the words hold what to add by hand."""


@dataclass(frozen=True, slots=True)
class Written:
    """A launch.toml with the waiver in it."""

    text: str
    waiver: Waiver
    renewed: bool
    """Whether there was one for the same check and target, which has the new reason, owner and day now."""


def write(text: str, path: Path, waiver: Waiver, today: date) -> Written:
    """The text with the waiver: at its end, or in the place of the one for the same check and target.

    Raises:
        DeclarationError: the waiver, or the file, is not as it must be.
        CannotWriteError: the file's waivers are written in a way that is not ours to change.
    """
    before = read_text(text, path, today).waivers
    same = [place for place, one in enumerate(before) if (one.check, one.target) == (waiver.check, waiver.target)]
    made = _renewed(text, same[0], waiver) if same else _added(text, waiver)
    by_hand = f"the waivers of {path} are not written as {HEADER} tables; add it by hand:\n{block(waiver)}"
    if made is None:
        raise CannotWriteError(by_hand)
    try:
        tomllib.loads(made)
    except tomllib.TOMLDecodeError:  # `waiver = [ … ]` cannot have a table added
        raise CannotWriteError(by_hand) from None
    after = read_text(made, path, today).waivers
    place = same[0] if same else len(after) - 1
    return Written(made, after[place], bool(same))


def block(waiver: Waiver) -> str:
    """The waiver as a table of its own."""
    target = {} if waiver.target is None else {"target": waiver.target}
    keys = {"check": waiver.check, **target, "reason": waiver.reason, "owner": waiver.owner, "until": waiver.until}
    return "\n".join((HEADER, *(pair(key, value) for key, value in keys.items()), ""))


def _added(text: str, waiver: Waiver) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    ending = "" if text.endswith("\n") else end
    return text + ending + end + block(waiver).replace("\n", end)


def _renewed(text: str, place: int, waiver: Waiver) -> str | None:
    """The text with the new values in the place of the old ones; None where that table is not written as such."""
    data = text.encode()
    root = Parser(Language(tree_sitter_toml.language())).parse(data).root_node
    tables = [node for node in root.children if node.type == "table_array_element" and _key(node) == "waiver"]
    if place >= len(tables):
        return None
    values = {"reason": waiver.reason, "owner": waiver.owner, "until": waiver.until}
    pairs = {_key(node): node.children[2] for node in tables[place].children if node.type == "pair"}
    for key in sorted(RENEWED, key=lambda one: pairs[one].start_byte, reverse=True):
        # A pair is its key, `=`, its value, and perhaps a comment.
        data = data[: pairs[key].start_byte] + toml(values[key]).encode() + data[pairs[key].end_byte :]
    return data.decode()


def _key(node: Node) -> str:
    """The key of a pair or the name of a table, without quotes."""
    inner = next((one for one in node.children if one.type in {"bare_key", "quoted_key"}), None)
    return (inner.text or b"").decode().strip("\"'") if inner else ""
