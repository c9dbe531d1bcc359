"""Documents with a macro are whole: each stream of the compound file is where its tables say."""

import io
import struct
import zipfile

import pytest

from launchready.observe.inputs.macros import SHEET, WORD, Office

MARK = "lrcyr77wrnkpxmimbleb7g5dqsz"


def streams(data: bytes) -> dict[str, bytes]:
    """The streams of a compound file, read by its tables alone ([MS-CFB])."""
    assert data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert len(data) % 512 == 0
    sector, first, mini_first = data[512:], *(struct.unpack_from("<I", data, at)[0] for at in (0x30, 0x3C))
    table = struct.unpack_from("<128I", sector, 512 * struct.unpack_from("<I", data, 0x4C)[0])

    def chain(at: int, links: tuple[int, ...], size: int, held: bytes) -> bytes:
        whole = b""
        while at < 0xFFFFFFFA:
            whole += held[at * size : (at + 1) * size]
            at = links[at]
        return whole

    entries = chain(first, table, 512, sector)
    minis = struct.unpack("<128I", chain(mini_first, table, 512, sector))
    found, root = {}, b""
    for at in range(0, len(entries), 128):
        entry = entries[at : at + 128]
        length, kind = struct.unpack_from("<HB", entry, 64)
        name = entry[: max(0, length - 2)].decode("utf-16-le")
        start, size = struct.unpack_from("<IQ", entry, 116)
        if kind == 5:
            root = chain(start, table, 512, sector)[:size]
        elif kind == 2:
            found[name] = chain(start, minis, 64, root)[:size]
    return found


def unpacked(data: bytes) -> bytes:
    """A compressed container of literals."""
    assert data[0] == 1
    header = struct.unpack_from("<H", data, 1)[0]
    assert (header & 0xFFF) + 3 == len(data) - 1
    tokens = data[3:]
    assert not any(tokens[::9])
    return b"".join(tokens[at + 1 : at + 9] for at in range(0, len(tokens), 9))


@pytest.mark.parametrize(("office", "module"), [(WORD, "ThisDocument"), (SHEET, "ThisWorkbook")])
def test_a_macro_is_found_by_what_looks_for_one(office: Office, module: str) -> None:
    file = zipfile.ZipFile(io.BytesIO(office.written(MARK, macro=True)))

    project = next(name for name in file.namelist() if name.endswith("vbaProject.bin"))
    held = streams(file.read(project))

    assert set(held) == {"PROJECT", "dir", module, "_VBA_PROJECT"}
    assert f'Description="{MARK}"' in held["PROJECT"].decode()
    assert unpacked(held[module]).startswith(f'Attribute VB_Name = "{module}"'.encode())
    assert module.encode() in unpacked(held["dir"])
    assert office.main.encode() in file.read("[Content_Types].xml")


@pytest.mark.parametrize("office", [WORD, SHEET])
def test_the_mark_stands_in_the_macro_alone_and_in_the_text_where_there_is_none(office: Office) -> None:
    plain = zipfile.ZipFile(io.BytesIO(office.written(MARK)))
    active = zipfile.ZipFile(io.BytesIO(office.written(MARK, macro=True)))

    assert any(MARK.encode() in plain.read(name) for name in plain.namelist())
    assert [name.rpartition("/")[2] for name in active.namelist() if MARK.encode() in active.read(name)] == [
        "vbaProject.bin"
    ]
    assert not any("vba" in name for name in plain.namelist())
    assert office.written(MARK, macro=True) == office.written(MARK, macro=True)
