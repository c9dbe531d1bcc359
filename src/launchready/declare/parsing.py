"""Opens a file of TOML, and says with its line why it cannot be read."""

import re
import tomllib
from pathlib import Path
from typing import Never

from launchready.declare.mistakes import DeclarationError, Mistake
from launchready.declare.tables import Table

KEY_AS_TUPLE = re.compile(r"\(('.*)\)")
"""How tomllib's messages show a table's name: `('surface', 'api')`."""
QUOTED = re.compile(r"'([^']*)'")
FIRST = "Run `launchready init URL` to have a first one written"


def text_of(path: Path, first: str = FIRST) -> str:
    """A file's text; `first` says how to have one that is not there.

    Raises:
        DeclarationError: it cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        _fail(path, None, "there is no such file", first)
    except IsADirectoryError:
        _fail(path, None, "this is a folder", f"Name the file in it: {path / 'launch.toml'}")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        _fail(path, line, "this is not UTF-8 text", "Save the file as UTF-8")
    except OSError as error:
        _fail(path, None, f"the file cannot be read ({error.strerror})", "See to it that you may read it")


def parse_toml(text: str, path: Path, first: str = FIRST) -> Table:
    """The tables of a text; `first` says how to have one.

    Raises:
        DeclarationError: it is empty, or no TOML.
    """
    if not text.strip():
        _fail(path, None, "the file is empty", first)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        wrong, line = _place(str(error), text)
        _fail(path, line, f"this is not TOML: {wrong}", "Mend this line; what follows it was not read")
    except RecursionError:
        _fail(path, None, "this is not TOML that anyone wrote: it is nested too deeply", first)


def _place(message: str, text: str) -> tuple[str, int]:
    """The parser's words and its line; it says `(at line 3, column 5)` or `(at end of document)`."""
    words, _, place = message.rpartition(" (at ")
    words = KEY_AS_TUPLE.sub(lambda found: f"[{'.'.join(QUOTED.findall(found[1]))}]", words)
    numbers = [int(part) for part in place.replace(",", " ").rstrip(")").split() if part.isdigit()]
    return words, numbers[0] if numbers else len(text.splitlines())


def _fail(path: Path, line: int | None, wrong: str, do: str) -> Never:
    raise DeclarationError(path, (Mistake(line, "", wrong, do),)) from None


def in_order(mistakes: list[Mistake]) -> tuple[Mistake, ...]:
    """Each mistake once, in the order of the file."""
    unique = {(one.line, one.key, one.wrong): one for one in mistakes}
    return tuple(sorted(unique.values(), key=lambda one: (one.line or 0, one.key)))
