"""Finds the packs that launch.toml names, and what is wrong with those of the owner's."""

from collections.abc import Iterator
from pathlib import Path

from launchready.declare.mistakes import DeclarationError, Loc
from launchready.declare.packs.library import ALL, CORE, shipped
from launchready.declare.packs.model import Pack
from launchready.declare.packs.read import read
from launchready.declare.refusal import did_you_mean, quoted
from launchready.declare.tables import Table, entries, texts

FILE = ".toml"
"""How a name ends that is a file of the owner's."""

Slip = tuple[Loc, str, str]


def own_packs(names: tuple[str, ...], root: Path) -> tuple[Pack, ...]:
    """The packs in the owner's files, each once.

    Raises:
        DeclarationError: a file cannot be used.
    """
    return tuple(read(root / name) for name in dict.fromkeys(names) if name.endswith(FILE))


def pack_slips(data: Table, root: Path) -> Iterator[Slip]:
    """Every mistake in what a chat names under `packs`, and in the files that it names."""
    for at, entry in entries(data, "surface"):
        taken: dict[str, str] = {}
        for place, name in texts((*at, "packs"), entry.get("packs")):
            if name in {CORE, ALL}:
                continue
            shipped_names = tuple(one.name for one in shipped())
            if name.endswith(FILE):
                yield from _file(place, name, root, shipped_names, taken)
            elif name not in shipped_names:
                near = did_you_mean(name, (CORE, ALL, *shipped_names))
                known = f"Use {CORE}, {ALL}, {', '.join(shipped_names)}, or the path of a file that ends in {FILE}"
                yield place, f"there is no pack {quoted(name)}", f"Write {quoted(near)}" if near else known


def _file(place: Loc, name: str, root: Path, shipped_names: tuple[str, ...], taken: dict[str, str]) -> Iterator[Slip]:
    try:
        pack = read(root / name)
    except DeclarationError as error:
        for one in error.mistakes:
            at = ":".join(str(part) for part in (name, one.line) if part is not None)
            yield place, f"the pack cannot be used: {at}: {f'{one.key}: ' if one.key else ''}{one.wrong}", one.do
        return
    if pack.name in shipped_names:
        yield place, f"{name} is called as a pack that comes along", "Give it, and its file, another name"
    other = taken.setdefault(pack.name, name)
    if other != name:
        yield place, f"{name} is called as {other} is", "Give one of them another name"
