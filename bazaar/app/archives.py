"""Archives that users bring: unpacked within bounds on their size, their ratio and the number of their entries."""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

MOST_BYTES = 1024 * 1024
"""Of all entries together: as much as a body may hold."""
MOST_ENTRIES = 20
HIGHEST_RATIO = 100
PIECE = 64 * 1024
MOST_AT_ALL = 64 * 1024 * 1024
"""Where the bounds are off: enough for bnd-archive-bomb, and no more."""


class BadArchiveError(Exception):
    """It cannot be read."""


class SwollenArchiveError(Exception):
    """It holds more than it may."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive."""

    name: str
    content: bytes


def unpack(packed: bytes, *, bounded: bool = True) -> list[Entry]:
    """Every file in a zip or a tar.gz; folders and links are left out, archives inside stay packed.

    Raises:
        BadArchiveError: it is neither, or broken.
        SwollenArchiveError: more entries, more bytes or a higher ratio than allowed, judged by what is really read.
    """
    most = min(MOST_BYTES, HIGHEST_RATIO * len(packed)) if bounded else MOST_AT_ALL
    found: list[Entry] = []
    read = 0
    try:
        for count, (name, stream) in enumerate(_streams(packed, most), 1):
            if bounded and count > MOST_ENTRIES:
                raise SwollenArchiveError(f"more than {MOST_ENTRIES} files")
            pieces: list[bytes] = []
            while piece := stream.read(PIECE):
                read += len(piece)
                if read > most:
                    raise SwollenArchiveError(f"more than {most} bytes unpacked")
                pieces.append(piece)
            found.append(Entry(name, b"".join(pieces)))
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise BadArchiveError("neither a zip nor a tar.gz that can be read") from error
    return found


def _streams(packed: bytes, most: int) -> Iterator[tuple[str, IO[bytes]]]:
    if packed.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(packed)) as whole:
            for one in whole.infolist():
                if not one.is_dir():
                    with whole.open(one) as stream:
                        yield one.filename, stream
        return
    # A stream of gzip is cut where it swells, before tar reads a header's padding of any length.
    unzip = zlib.decompressobj(wbits=31)
    tar = unzip.decompress(packed, most + PIECE)
    if unzip.unconsumed_tail:
        raise SwollenArchiveError(f"more than {most} bytes unpacked")
    with tarfile.open(fileobj=io.BytesIO(tar), mode="r:") as whole_tar:
        for member in whole_tar:
            stream_of = whole_tar.extractfile(member) if member.isfile() else None
            if stream_of is not None:
                yield member.name, stream_of
