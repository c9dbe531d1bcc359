"""Real archives, one in another; what swells is told and not unpacked."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import pytest
import zstandard

from tests.observe.secrets.places.looking import key, passed, places


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return held.getvalue()


def tarred(mode: str, **files: bytes) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as archive:  # type: ignore[call-overload]  # a mode that is a parameter
        for name, data in files.items():
            member = tarfile.TarInfo(name.replace("__", "/").replace("_dot_", "."))
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return held.getvalue()


@pytest.mark.parametrize("mode", ["w:", "w:gz", "w:bz2", "w:xz"])
def test_a_file_of_a_tar_is_read_however_it_is_compressed(mode: str) -> None:
    value = key()

    data = tarred(mode, src__pay_dot_py=f"import os\nTOKEN = '{value}'\n".encode())

    assert places("dist/app.tar", data, value) == ["dist/app.tar!src/pay.py:2"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.ZstdCompressor().compress])
def test_a_single_compressed_file_is_read(pack: Callable[[bytes], bytes]) -> None:
    value = key()

    assert places("dump.sql.gz", pack(f"-- dump\n-- {value}\n".encode()), value)[0].startswith("dump.sql.gz!")


def test_archives_in_archives_are_read_as_far_as_the_depth_goes() -> None:
    value = key()
    inner = zipped(config_dot_json=f'{{"token": "{value}"}}'.encode())

    assert places("a.tgz", tarred("w:gz", lib__b_dot_jar=inner), value) == ["a.tgz!lib/b.jar!config.json:1"]

    deep = inner
    for _ in range(5):
        deep = zipped(in_dot_zip=deep)
    assert any("archives in one another" in line for line in passed("deep.zip", deep))


def test_a_bomb_is_told_and_not_unpacked() -> None:
    bomb = zipped(zeros=bytes(400_000_000))

    (line,) = passed("bomb.zip", bomb)

    assert line == "bomb.zip: it would swell to 400 MB in 1 files, and is not unpacked"


def test_a_compressed_stream_that_swells_is_cut_off() -> None:
    bomb = gzip.compress(bytes(60_000_000))

    assert len(bomb) < 100_000
    assert passed("bomb.gz", bomb) != []


def test_a_tar_that_swells_is_cut_off_and_what_came_before_counts() -> None:
    value = key()
    data = tarred("w:gz", a_dot_py=f"TOKEN='{value}'".encode(), zeros=bytes(15_000_000), more=bytes(15_000_000))

    assert places("bomb.tgz", data, value) == ["bomb.tgz!a.py:1"]


def test_what_only_begins_like_an_archive_is_told() -> None:
    assert "not to be unpacked" in passed("broken.zip", b"PK\x03\x04 and nothing more")[0]
    assert "not to be unpacked" in passed("broken.gz", b"\x1f\x8b\x08 and nothing more")[0]
    assert "7z archives are not unpacked" in passed("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(30))[0]


def test_a_locked_zip_is_told() -> None:
    data = bytearray(zipped(a_dot_txt=b"hello"))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert passed("locked.zip", bytes(data)) == ["locked.zip!a.txt: locked with a password"]


def debian_package(**parts: bytes) -> bytes:
    data = b"!<arch>\n"
    for name, part in parts.items():
        head = f"{name.replace('_dot_', '.'):<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(part):<10}`\n"
        data += head.encode() + part + b"\n" * (len(part) % 2)
    return data


def test_a_debian_package_is_read() -> None:
    value = key()
    inner = tarred("w:xz", etc__shop__settings_dot_ini=f"[shop]\ntoken = {value}\n".encode())

    package = debian_package(
        debian__binary=b"2.0\n", control_dot_tar=tarred("w:", control=b"x"), data_dot_tar_dot_xz=inner
    )

    assert places("shop.deb", package, value) == ["shop.deb!data.tar.xz!etc/shop/settings.ini:2"]
    assert "it ends in the middle of data.tar.xz" in passed("shop.deb", package[:-90])[0]


def test_one_part_of_a_zip_that_cannot_be_unpacked_hides_no_other() -> None:
    value = key()
    data = bytearray(zipped(a_dot_txt=b"hello", b_dot_txt=f"TOKEN = '{value}'\n".encode()))
    for at in (data.index(b"PK\x03\x04") + 8, data.index(b"PK\x01\x02") + 10):
        data[at] = 99  # a way of packing that nobody knows

    assert places("mixed.zip", bytes(data), value) == ["mixed.zip!b.txt:1"]


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (b"Rar!\x1a\x07\x01\x00", "RAR"),
        (b"\xed\xab\xee\xdb\x03\x00", "RPM"),
        (b"MSCF\0\0\0\0", "cabinet"),
        (b"\x04\x22\x4d\x18", "lz4"),
        (b"LZIP\x01", "lzip"),
        (b"\x1f\x9d\x90", "compress"),
    ],
)
def test_archives_that_are_not_taken_apart_are_told(first: bytes, kind: str) -> None:
    assert passed("dist/a.bin", first + bytes(40)) == [f"dist/a.bin: {kind} archives are not unpacked"]
