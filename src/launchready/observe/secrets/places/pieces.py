"""Everything that a file's bytes say: as they stand, decoded, unpacked, unwrapped."""

import binascii
import re
from collections.abc import Iterator

from launchready.observe.secrets.places.documents import is_pdf, notebook_pieces, office_tags, office_text, pdf_pieces
from launchready.observe.secrets.places.first_bytes import FIRSTS, is_archive
from launchready.observe.secrets.places.logs import log_pieces
from launchready.observe.secrets.places.piece import DEPTH, Piece, Room
from launchready.observe.secrets.places.terraform import state_piece

BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
MASK = bytes(ord("a") if byte in BASE64 else ord(" ") for byte in range(256))
URL_SAFE = bytes.maketrans(b"-_", b"+/")
WRAPPED = 40
"""So many letters in a row may be base64; fewer hold no secret of a certain form."""
NEXT_LINE = 16
SIP, TASTE = 16, 64
"""Letters that are decoded to see whether it is worth the rest."""
TEXT = bytes(range(0x20, 0x7F)) + b"\t\r\n"
READABLE = 0.95
NOISE = TASTE * (1 - READABLE)
ESCAPES = {
    rb"\n": b" ",
    rb"\r": b" ",
    rb"\t": b" ",
    rb"\"": b'"',
    rb"\/": b"/",
    rb"\u001b": b"\x1b",
    **{b"\\u%04x" % ord(sign): sign.encode() for sign in "=&<>'\"+/"},
}
"""As JSON writes them: the letter of an escape before a key hides where the key begins."""
ESCAPED = re.compile(b"|".join(re.escape(written) for written in ESCAPES))
ESCAPE = b"\x1b["
SEALED = (
    (b"version https://git-lfs.github.com/spec/", "a pointer of Git LFS, whose content is not here"),
    (b"\0GITCRYPT\0", "encrypted by git-crypt"),
    (b"age-encryption.org/", "encrypted by age"),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", "encrypted by age"),
    (b"-----BEGIN PGP MESSAGE-----", "encrypted by PGP"),
    (b"$ANSIBLE_VAULT;", "encrypted by Ansible Vault"),
    (b"\x03\xd9\xa2\x9a", "a locked store of KeePass"),
    (b"\xfe\xed\xfe\xed", "a locked key store of Java"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old or locked file of Office, of which only what stands openly in it is read",
    ),
)
"""Files of which the first bytes say that what they hold cannot be read, and why."""
SEALED_FIRSTS = tuple(first for first, _ in SEALED)
BINARY = 8192
"""A file with a zero byte within so many is no log, whatever else is in it."""


def pieces(name: str, data: bytes, room: Room, *, log: bool = False, depth: int = 0) -> Iterator[Piece]:
    """All texts of a file, the plainest first."""
    if is_archive(data):
        if depth >= DEPTH:
            room.unread.append(f"{name}: more than {DEPTH} archives in one another")
            return
        from launchready.observe.secrets.places.unpack import members  # noqa: PLC0415 - most folders hold no archive

        for inner, held in members(name, data, room):
            yield from pieces(f"{name}!{inner}", held, room, log=log, depth=depth + 1)
        return
    if is_pdf(data):
        yield from pdf_pieces(name, data, room)
        yield Piece(name, data)
        return
    if data.startswith(SEALED_FIRSTS):
        room.unread.append(f"{name}: {next(why for first, why in SEALED if data.startswith(first))}")
    text = _utf8(data)
    if log or (b"\x1b" in text and ESCAPE in text and b"\0" not in text[:BINARY]):
        yield from log_pieces(name, text)
        return
    office = office_text(name, text)
    if office is not None:
        yield Piece(name, office)
        text = office_tags(text)
    json_like = text[:64].lstrip()[:1] in (b"{", b"[")
    if json_like:
        yield from _by_schema(name, text)
    yield Piece(name, _unescaped(text) if json_like else text)
    if depth < DEPTH:
        yield from _wrapped(name, text, room, depth)


def _by_schema(name: str, text: bytes) -> Iterator[Piece]:
    """What JSON says that only its schema makes readable: a notebook's cells, what a state's resources drew."""
    if b'"cells"' in text:
        yield from notebook_pieces(name, text)
    drawn = state_piece(name, text)
    if drawn is not None:
        yield drawn


def _utf8(data: bytes) -> bytes:
    """UTF-16 as UTF-8, with a mark at its beginning or without; all else as it is."""
    order = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(data[:2])
    if order is None and b"\0" in data[:2]:
        head = data[:512]
        half = len(head) // 2
        if half and head[1::2].count(0) > READABLE * half and head[0::2].count(0) == 0:
            order = "utf-16-le"
        elif half and head[0::2].count(0) > READABLE * half and head[1::2].count(0) == 0:
            order = "utf-16-be"
    return data if order is None else data.decode(order, "replace").encode("utf-8", "replace")


def _unescaped(text: bytes) -> bytes:
    """Without JSON's escapes; every line stays where it is."""
    if b"\\" not in text:
        return text
    # What was escaped twice is freed of both.
    return ESCAPED.sub(lambda found: ESCAPES[found[0]], text.replace(rb"\\", b"\\"))


def _wrapped(name: str, text: bytes, room: Room, depth: int) -> Iterator[Piece]:
    """What is wrapped in base64 and can be read, or is an archive, at the line where it begins."""
    mask = text.translate(MASK)
    at = counted = 0
    line = 1
    while (at := mask.find(b"a" * WRAPPED, at)) >= 0:
        start, end = at, _end(mask, at)
        whole = text[start:end]
        at = end
        if _tastes(whole):
            while (more := _continued(text, mask, at)) is not None:
                first, at = more
                whole += text[first:at]
            held = _decoded(whole)
            if held is not None:
                line += text.count(b"\n", counted, start)
                counted = start
                padding = b"=" * (len(text[at : at + 2]) - len(text[at : at + 2].lstrip(b"=")))
                instead = (whole + padding).decode("latin-1")
                for piece in pieces(name, held, room, depth=depth + 1):
                    yield Piece(piece.place, piece.data, line, one_line=True, instead=instead)


def _end(mask: bytes, at: int) -> int:
    end = mask.find(b" ", at)
    return len(mask) if end < 0 else end


def _continued(text: bytes, mask: bytes, at: int) -> tuple[int, int] | None:
    """The next line of the same base64, from where to where."""
    gap = text[at : at + 40]
    line_end = len(gap) - len(gap.lstrip(b"\r\n"))
    if not line_end:
        return None
    first = at + len(gap) - len(gap.lstrip())
    end = _end(mask, first)
    return (
        (first, end)
        if end - first >= NEXT_LINE or (end > first and text[end : end + 1] in (b"=", b"\n", b""))
        else None
    )


def _tastes(whole: bytes) -> bool:
    """Whether the first letters decode to something that is worth the rest."""
    # Most runs are names and paths: a few letters tell that.
    sip = binascii.a2b_base64(whole[:SIP].translate(URL_SAFE))
    if len(sip.translate(None, TEXT)) > NOISE and sip[1] and not sip.startswith(FIRSTS):
        return False
    head = _decoded(whole[:TASTE])
    return head is not None and (
        is_archive(head) or len(head.translate(None, TEXT)) <= len(head) * (1 - READABLE) or b"\0" in head[1:2]
    )


def _decoded(whole: bytes) -> bytes | None:
    plain = whole.translate(URL_SAFE)
    try:
        return binascii.a2b_base64(plain[: len(plain) // 4 * 4] + _rest(plain))
    except (ValueError, binascii.Error):
        return None


def _rest(plain: bytes) -> bytes:
    """The last letters, filled up; one alone says nothing."""
    rest = plain[len(plain) // 4 * 4 :]
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""
