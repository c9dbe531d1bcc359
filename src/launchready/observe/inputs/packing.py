"""Packs files into archives as a customer might: small ones, large ones as they are, and large ones that pack small."""

import gzip
import io
import tarfile
import zipfile
from dataclasses import dataclass

from launchready.observe.inputs.files import GOOD_FILES, File

FILLING = b"x"
MOMENT = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Format:
    """One format of archives."""

    name: str
    end: str
    type: str


ZIP = Format("zip", ".zip", "application/zip")
TAR_GZ = Format("tar.gz", ".tar.gz", "application/gzip")
FORMATS = (ZIP, TAR_GZ)
INSIDES = GOOD_FILES
"""What stands in the archives: texts, else pictures, else documents."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in an archive."""

    name: str
    content: bytes


def entry(inside: File, tag: str, mark: str, *, size: int = 0, folder: str = "") -> Entry:
    """A file with a mark in it, filled up to a size where one is given."""
    content = inside.content(mark)
    return Entry(folder + inside.name.replace("{tag}", tag), content.ljust(size, FILLING))


def pack(form: Format, entries: tuple[Entry, ...], *, tight: bool = True) -> bytes:
    """The archive; as large as what is in it where it is not tight."""
    if form is ZIP:
        return _zipped(entries, tight=tight)
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for one in entries:
            member = tarfile.TarInfo(one.name)
            member.size = len(one.content)
            tar.addfile(member, io.BytesIO(one.content))
    return gzip.compress(whole.getvalue(), 9 if tight else 0, mtime=0)


def _zipped(entries: tuple[Entry, ...], *, tight: bool) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for one in entries:
            info = zipfile.ZipInfo(one.name, MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED if tight else zipfile.ZIP_STORED
            archive.writestr(info, one.content, compresslevel=9)
    return whole.getvalue()
