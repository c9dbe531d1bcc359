"""Takes archives apart in memory, within bounds: a bomb is told and not unpacked."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, cast

import zstandard

from launchready.observe.secrets.places.first_bytes import AR, BZIP2, CLOSED, GZIP, TAR_AT, XZ, ZIP, ZSTD
from launchready.observe.secrets.places.piece import LARGEST, MEMBERS, RATIO, SMALL, SWOLLEN, Room

BROKEN = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, zstandard.ZstdError, struct.error),
    *(EOFError, OSError, RuntimeError, NotImplementedError, ValueError, UnicodeError, OverflowError),
)
"""What the readers of archives raise on broken, locked and unknown ones."""
AR_HEAD = 60
Member = tuple[str, bytes]


class SwollenError(Exception):
    """More came out of a compressed file than is read."""


class _Bounded(io.RawIOBase):
    """A stream that ends with an error once too much came out of it."""

    def __init__(self, inner: IO[bytes], limit: int) -> None:
        self._inner, self._left = inner, limit

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._inner.read(min(size, self._left + 1) if size >= 0 else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise SwollenError
        return data


def _gzip(stream: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", gzip.GzipFile(fileobj=stream))


def _bzip2(stream: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", bz2.BZ2File(stream))


def _xz(stream: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", lzma.LZMAFile(stream))


def _zstd(stream: IO[bytes]) -> IO[bytes]:
    return cast(
        "IO[bytes]", zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(stream, read_across_frames=True)
    )


STREAMS: tuple[tuple[bytes, Callable[[IO[bytes]], IO[bytes]], tuple[str, ...]], ...] = (
    (GZIP, _gzip, (".gz",)),
    (BZIP2, _bzip2, (".bz2",)),
    (XZ, _xz, (".xz",)),
    (ZSTD, _zstd, (".zst", ".zstd")),
)
"""First bytes, reader and endings of what is compressed as one stream."""


def members(name: str, data: bytes, room: Room) -> Iterator[Member]:
    """What an archive holds, with the names inside; what cannot be read goes to the room's list with its reason."""
    try:
        yield from _members(name, data, room)
    except SwollenError:
        room.unread.append(f"{name}: it swells beyond all measure, the rest is not unpacked")
    except BROKEN as error:
        locked = "password" in str(error) or "encrypted" in str(error)
        room.unread.append(f"{name}: {'locked with a password' if locked else 'not to be unpacked'} ({error})")


def _members(name: str, data: bytes, room: Room) -> Iterator[Member]:
    closed = next((kind for first, kind in CLOSED if data.startswith(first)), None)
    if closed:
        room.unread.append(f"{name}: {closed} archives are not unpacked")
    elif data.startswith(ZIP):
        yield from _zipped(name, data, room)
    elif data.startswith(AR):
        yield from _in_ar(name, data, room)
    elif data[TAR_AT : TAR_AT + 5] == b"ustar":
        yield from in_tar(name, io.BytesIO(data), room)
    else:
        yield from _streamed(name, data, room)


def plain(stream: IO[bytes], first: bytes) -> IO[bytes]:
    """A stream without its compression, by its first bytes; as it is where it has none."""
    opened = next((reader for magic, reader, _ in STREAMS if first.startswith(magic)), None)
    return opened(stream) if opened else stream


def _streamed(name: str, data: bytes, room: Room) -> Iterator[Member]:
    limit = min(room.left, max(SMALL, len(data) * RATIO))
    stream = cast("IO[bytes]", _Bounded(plain(io.BytesIO(data), data), limit))
    head = stream.read(512)
    while 0 < len(head) < 512 and (more := stream.read(512 - len(head))):  # noqa: PLR2004 - one block of a tar
        head += more
    if head[TAR_AT : TAR_AT + 5] == b"ustar":
        yield from in_tar(name, cast("IO[bytes]", _Joined(head, stream)), room)
        return
    body = io.BytesIO(head)
    body.seek(0, io.SEEK_END)
    while body.tell() <= LARGEST and (more := stream.read(1 << 20)):
        body.write(more)
    inner = name.rpartition("/")[2]
    ending = next((end for _, _, ends in STREAMS for end in ends if inner.lower().endswith(end)), "")
    if room.takes(name, body.tell()):
        yield inner[: -len(ending)] if ending else "content", body.getvalue()


class _Joined(io.RawIOBase):
    """Bytes that were read already, and the stream that they came from."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._head:
            return self._rest.read(size)
        given, self._head = (self._head, b"") if size < 0 else (self._head[:size], self._head[size:])
        return given


def in_tar(name: str, stream: IO[bytes], room: Room) -> Iterator[Member]:
    """The files of a tar, as they come."""
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for number, member in enumerate(tar):
            if number >= MEMBERS:
                room.unread.append(f"{name}: more than {MEMBERS} files, the rest is not read")
                return
            if member.isreg() and room.takes(f"{name}!{member.name}", member.size):
                held = tar.extractfile(member)
                yield member.name.removeprefix("./"), held.read() if held else b""
            tar.members = []  # type: ignore[attr-defined]  # else it keeps every header that it has seen


def _in_ar(name: str, data: bytes, room: Room) -> Iterator[Member]:
    """The parts of a Debian package or of a library."""
    at = len(AR)
    while head := data[at : at + AR_HEAD]:
        size = int(head[48:58])
        inner = head[:16].decode("latin-1").rstrip("/ ") or "names"
        at += AR_HEAD
        if at + size > len(data):
            room.unread.append(f"{name}: it ends in the middle of {inner}")
        if room.takes(f"{name}!{inner}", size):
            yield inner, data[at : at + size]
        at += size + size % 2


def _zipped(name: str, data: bytes, room: Room) -> Iterator[Member]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = archive.infolist()
        whole = sum(info.file_size for info in listed)
        if whole > SWOLLEN or whole > max(SMALL, len(data) * RATIO) or len(listed) > MEMBERS:
            room.unread.append(
                f"{name}: it would swell to {whole // 1_000_000} MB in {len(listed)} files, and is not unpacked"
            )
            return
        for info in listed:
            inner = f"{name}!{info.filename}"
            if info.is_dir():
                continue
            if info.flag_bits & 1:
                room.unread.append(f"{inner}: locked with a password")
            elif room.takes(inner, info.file_size):
                try:
                    held = archive.read(info)
                except BROKEN as error:
                    room.unread.append(f"{inner}: not to be unpacked ({error})")
                else:
                    yield info.filename, held
