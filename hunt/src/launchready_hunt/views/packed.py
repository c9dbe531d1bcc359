"""Compressed bytes: gzip, zlib, bzip2, xz, zip. A stream that unpacks to more than it may is refused."""

import bz2
import lzma
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

_STEP = 1 << 16
_ENOUGH_TO_SAY = 64


class _Decompressor(Protocol):
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...

    @property
    def eof(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Unpacked:
    """One compressed stream."""

    name: str
    at: int
    data: bytes
    refused: str = ""
    """Why the rest of it was not looked at."""


@dataclass(frozen=True, slots=True)
class _Format:
    name: str
    magic: re.Pattern[bytes]
    start: Callable[[bytes, int], tuple[int, _Decompressor]]
    """Where the stream begins, given where the magic does, and what unpacks it."""


def _zip_entry(data: bytes, at: int) -> tuple[int, _Decompressor]:
    name, extra = struct.unpack_from("<HH", data, at + 26)
    return at + 30 + name + extra, zlib.decompressobj(-15)


HINT = rb"\x1f\x8b\x08|[\x08-\x78][\x01\x5e\x9c\xda]|BZh[1-9]1AY|\xfd7zXZ|PK\x03\x04"
_FORMATS = (
    _Format("gzip", re.compile(rb"\x1f\x8b\x08"), lambda _, at: (at, zlib.decompressobj(31))),
    _Format("zlib", re.compile(rb"x[\x01\x5e\x9c\xda]"), lambda _, at: (at, zlib.decompressobj())),
    _Format("bzip2", re.compile(rb"BZh[1-9]1AY&SY"), lambda _, at: (at, bz2.BZ2Decompressor())),
    _Format("xz", re.compile(rb"\xfd7zXZ\0"), lambda _, at: (at, lzma.LZMADecompressor())),
    _Format("zip", re.compile(rb"PK\x03\x04(?=.{4}\x08\0)", re.DOTALL), _zip_entry),
)


def unpack(data: bytes, most: int, archives: int) -> Iterator[Unpacked]:
    """Every compressed stream in the bytes, to `most` bytes in all and `archives` streams."""
    for form in _FORMATS:
        for found in form.magic.finditer(data):
            if archives == 0:
                yield Unpacked(form.name, found.start(), b"", "more compressed streams than the budget allows")
                return
            unpacked = _one(form, data, found.start(), most)
            if unpacked is not None:
                archives -= 1
                most -= len(unpacked.data)
                yield unpacked


def _one(form: _Format, data: bytes, at: int, most: int) -> Unpacked | None:
    """One stream, or nothing where the magic was a coincidence."""
    try:
        start, decompressor = form.start(data, at)
    except struct.error:
        return None
    parts: list[bytes] = []
    size = 0
    chunk = data[start:]
    broken = ""
    while not decompressor.eof:
        try:
            part = decompressor.decompress(chunk, min(_STEP, most - size + 1))
        except (zlib.error, OSError, lzma.LZMAError, EOFError) as error:
            broken = f"broken after {size} bytes ({error})"
            break
        chunk = getattr(decompressor, "unconsumed_tail", b"")
        if not part:
            broken = "" if decompressor.eof else f"cut off after {size} bytes"
            break
        parts.append(part)
        size += len(part)
        if size > most:
            return Unpacked(
                form.name, at, b"".join(parts)[:most], "a bomb, or too large: it unpacks to more than the budget"
            )
    if size == 0:
        return None
    # Two bytes that look like zlib's are common; only what really unpacks is worth a word.
    return Unpacked(form.name, at, b"".join(parts), broken if size >= _ENOUGH_TO_SAY else "")
