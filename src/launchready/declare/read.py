"""Reads launch.toml, and names every mistake in it at once."""

from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

from pydantic import ValidationError

from launchready.declare.build import Builder
from launchready.declare.cross import slips
from launchready.declare.lines import Lines
from launchready.declare.mistakes import DeclarationError, Mistake
from launchready.declare.model import Declaration
from launchready.declare.packs.naming import pack_slips
from launchready.declare.parsing import in_order, parse_toml, text_of
from launchready.declare.shape import FileShape
from launchready.declare.words import mistakes_of

__all__ = ["DeclarationError", "Mistake", "read", "read_text"]

VERSION = 1


def read(path: Path, today: date | None = None) -> Declaration:
    """The declaration in a file.

    Raises:
        DeclarationError: the file cannot be used; it carries every mistake.
    """
    return read_text(text_of(path), path, today)


def read_text(text: str, path: Path, today: date | None = None) -> Declaration:
    """The declaration in a text that is, or will be, the file at a path.

    Raises:
        DeclarationError: the text cannot be used; it carries every mistake.
    """
    data = parse_toml(text, path)
    lines = Lines(text)
    version = data.get("version")
    if "version" in data and not (type(version) is int and version == VERSION):
        wrong = f"this program reads version {VERSION} of the format, and no other"
        do = f"Write version = {VERSION}, or use a release that reads the other"
        raise DeclarationError(path, (lines.mistake(("version",), wrong, do),))
    found = chain(slips(data, today or datetime.now(UTC).date()), pack_slips(data, path.parent))
    mistakes = [lines.mistake(*slip) for slip in found]
    try:
        file = FileShape.model_validate(data)
    except ValidationError as error:
        mistakes += mistakes_of(error, lines)
        raise DeclarationError(path, in_order(mistakes)) from None
    if mistakes:
        raise DeclarationError(path, in_order(mistakes))
    return Builder(path, data, lines).declaration(file)
