"""Tells archives from all else; what takes them apart is loaded where there is one."""

GZIP, BZIP2, XZ, ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"
"""What is compressed as one stream."""
CLOSED = (
    *(
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"\xed\xab\xee\xdb", "RPM"),
        (b"MSCF\0\0\0\0", "cabinet"),
    ),
    *((b"\x04\x22\x4d\x18", "lz4"), (b"LZIP\x01", "lzip"), (b"\x1f\x9d", "compress")),
)
"""Archives that are not taken apart."""
AR = b"!<arch>\n"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
FIRSTS = (*ZIP, GZIP, BZIP2, XZ, ZSTD, *(first for first, _ in CLOSED), AR)
TAR_AT = 257


def is_archive(data: bytes) -> bool:
    """Whether it is an archive or compressed, by its first bytes."""
    return data.startswith(FIRSTS) or data[TAR_AT : TAR_AT + 5] == b"ustar"
