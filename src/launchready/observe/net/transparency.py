"""Reads the names in what certificate transparency knows of a domain, as the owner exported it."""

import csv
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import anyio.to_thread

from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

LARGEST = 256 * 1024 * 1024
NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}")
Json = object


@dataclass(frozen=True, slots=True)
class Exported:
    """The names of the domain that stand in the export."""

    names: tuple[str, ...] = ()
    why: str = ""
    """Why it could not be read; empty where it could, or where none is declared."""


@dataclass(frozen=True, slots=True)
class TransparencyExport(Question[Exported]):
    """For which names of the domain were certificates given out?"""

    async def ask(self, world: "World") -> Exported:
        """Reads the declared file; nothing is sent."""
        product = world.declaration.product
        if product.ct_export is None:
            return Exported()
        return await anyio.to_thread.run_sync(exported, product.ct_export, product.domain)


def exported(path: Path, domain: str) -> Exported:
    """The names in a file: crt.sh's JSON or CSV, what other searches write as JSON (also one a line), or a list of names."""
    try:
        if path.stat().st_size > LARGEST:
            return Exported(why=f"{path} is larger than {LARGEST >> 20} MB")
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        return Exported(why=f"{path}: {error.strerror}")
    names = dict.fromkeys(name for cell in _cells(text) for name in _names(cell, domain))
    if not names:
        return Exported(why=f"{path} holds no name of {domain}")
    return Exported(tuple(names))


def _cells(text: str) -> list[str]:
    """Every text in the file that may be names: each string of JSON, each cell of a table."""
    begin = text.lstrip()[:1]
    if begin and begin in "[{":
        try:
            return _strings(json.loads(text))
        except (json.JSONDecodeError, RecursionError):
            lines = [_line(line) for line in text.splitlines()]
            if any(line is not None for line in lines):  # one object a line
                return [one for line in lines if line is not None for one in _strings(line)]
    try:
        return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    except csv.Error:
        return text.split()


def _line(text: str) -> Json | None:
    try:
        return json.loads(text)  # type: ignore[no-any-return]  # whatever it is
    except (json.JSONDecodeError, RecursionError):
        return None


def _strings(value: Json) -> list[str]:
    found: list[str] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            waiting += reversed(one.values())
        elif isinstance(one, list):
            waiting += reversed(one)
    return found


def _names(cell: str, domain: str) -> list[str]:
    """The words of a cell that are names of the domain: whole words alone, so that no subject or address of a person is one."""
    found = []
    for word in cell.replace(",", " ").replace(";", " ").split():
        name = word.strip("\"'.").lower().removeprefix("dns:").removeprefix("*.")
        if (name == domain or name.endswith(f".{domain}")) and NAME.fullmatch(name):
            found.append(name)
    return found
