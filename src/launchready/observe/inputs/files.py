"""Files that a browser would run or that name a folder, and what tells whether an answer with one of them is run."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from launchready.observe.api.bodies import Body
from launchready.observe.api.openapi import Operation
from launchready.observe.http import Answer, Request
from launchready.observe.inputs.macros import SHEET, WORD, Office

GOOD, PAGE, PATH, OFFICE, MACRO = "good", "page", "path", "document", "macro"
MARKUP = frozenset({"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml"})
SNIFFED = frozenset({"", "unknown/unknown", "application/unknown", "*/*"})
"""Types that a browser replaces by what it finds in the first bytes, unless it is told not to."""
OK = range(200, 300)
SCRIPT = "<script>/*{mark}*/</script>"
_PAGE = (
    '<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>audit</title></head>'
    f"<body>{SCRIPT}</body></html>"
)
_DRAWING = f'<svg xmlns="http://www.w3.org/2000/svg">{SCRIPT}</svg>'


@dataclass(frozen=True, slots=True)
class File:
    """One file to upload; `{tag}` stands for the canary in its name, another one is in its content."""

    sort: str
    """GOOD, PAGE, PATH, OFFICE or MACRO."""
    what: str
    name: str
    type: str
    content: Callable[[str], bytes]


def _text(mark: str) -> bytes:
    return mark.encode()


def _page(mark: str) -> bytes:
    return _PAGE.replace("{mark}", mark).encode()


def _drawing(mark: str) -> bytes:
    return _DRAWING.replace("{mark}", mark).encode()


def _picture(mark: str) -> bytes:
    """A picture of one point with a comment."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    parts = (
        (b"IHDR", head),
        (b"tEXt", b"Comment\0" + mark.encode()),
        (b"IDAT", zlib.compress(b"\0\xff\xff\xff")),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def _picture_and_page(mark: str) -> bytes:
    """A whole picture (GIF) of one point whose comment is a page."""
    comment = _PAGE.replace("{mark}", mark).encode()
    point = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(3) + b"\xff\xff\xff"
    drawn = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02D\x01\0"
    return point + b"!\xfe" + bytes([len(comment)]) + comment + b"\0" + drawn + b";"


def _document_and_page(mark: str) -> bytes:
    """A whole document (PDF) with a page in a remark."""
    return _document(mark).replace(f"%{mark}".encode(), b"%" + _page(mark))


def _document(mark: str) -> bytes:
    return f"%PDF-1.4\n%{mark}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0>>endobj\n%%EOF\n".encode()


GOOD_FILES = (
    File(GOOD, "a text", "{tag}.txt", "text/plain", _text),
    File(GOOD, "a picture", "{tag}.png", "image/png", _picture),
    File(GOOD, "a document", "{tag}.pdf", "application/pdf", _document),
    File(GOOD, "a document of Word", f"{{tag}}.{WORD.plain}", WORD.media, WORD.written),
)
PAGES = (
    File(PAGE, "a page", "{tag}.html", "text/html", _page),
    File(PAGE, "a drawing with a script", "{tag}.svg", "image/svg+xml", _drawing),
    File(PAGE, "a page called a picture", "{tag}.png", "image/png", _page),
    File(PAGE, "a page under a picture's name", "{tag}.png", "text/html", _page),
    File(PAGE, "a page under a text's name", "{tag}.txt", "text/html", _page),
    File(PAGE, "a picture that is a page as well", "{tag}.gif.html", "image/gif", _picture_and_page),
    File(PAGE, "a document that is a page as well", "{tag}.html", "application/pdf", _document_and_page),
)
BEGINNINGS_OF_PICTURES_AND_DOCUMENTS = ("GIF89a", "%PDF-")
"""With which a text is no XML, so that a browser takes it for a page where it is called HTML alone."""


def with_macros(office: Office) -> tuple[File, ...]:
    """A document as it should be; one with a macro under its own name, under an ordinary one, and under one of before."""

    def plain(mark: str) -> bytes:
        return office.written(mark)

    def active(mark: str) -> bytes:
        return office.written(mark, macro=True)

    return (
        File(OFFICE, office.what, f"{{tag}}.{office.plain}", office.media, plain),
        File(OFFICE, f"{office.what} with a macro", f"{{tag}}.{office.macro}", office.macro_media, active),
        File(
            MACRO,
            f"{office.what} with a macro, called .{office.plain}",
            f"{{tag}}.{office.plain}",
            office.media,
            active,
        ),
        File(
            MACRO,
            f"{office.what} with a macro, called .{office.old}",
            f"{{tag}}.{office.old}",
            office.old_media,
            active,
        ),
    )


DOCUMENTS = (with_macros(WORD), with_macros(SHEET))
"""Of each kind of document the ordinary file, the one that says what it holds, and those that do not."""


def with_paths(good: File) -> tuple[File, ...]:
    """A file that is accepted, under names that lead elsewhere."""
    end = good.name.removeprefix("{tag}")
    names = (
        ("two folders up", f"../../{{tag}}{end}"),
        ("two folders up on Windows", f"..\\..\\{{tag}}{end}"),
        ("a folder from the root on", f"/tmp/{{tag}}{end}"),  # noqa: S108 - a name to send
    )
    return tuple(File(PATH, what, name, good.type, good.content) for what, name in names)


def upload(operation: Operation, url: str, file: File, tag: str, mark: str) -> Request:
    """The upload as a request, with plain values in the other fields that are needed."""
    boundary = uuid4().hex
    body = Body(operation, lambda _: "audit", {})
    parts: list[bytes] = []
    for one in operation.body:
        if one.format == "binary" or one.type == "any":
            name = file.name.replace("{tag}", tag)
            head = f'form-data; name="{one.path[0]}"; filename="{name}"\r\nContent-Type: {file.type}'
            parts.append(f"--{boundary}\r\nContent-Disposition: {head}\r\n\r\n".encode() + file.content(mark) + b"\r\n")
        elif one.required:
            head = f'form-data; name="{one.path[0]}"'
            parts.append(f"--{boundary}\r\nContent-Disposition: {head}\r\n\r\n{body.fill(one)}\r\n".encode())
    whole = b"".join(parts) + f"--{boundary}--\r\n".encode()
    typed = (("Content-Type", f"multipart/form-data; boundary={boundary}"),)
    return Request(url, operation.method, typed, whole.decode("utf-8", "surrogateescape"))


def runs(answer: Answer, mark: str) -> bool:
    """Whether a browser that opens the address would run the script in the file; a page that shows its text runs scripts of its own."""
    if answer.status not in OK or SCRIPT.replace("{mark}", mark) not in answer.body:
        return False
    if (answer.header("Content-Disposition") or "").strip().lower().startswith("attachment"):
        return False
    if any(_holds_scripts_back(policy) for policy in answer.all("Content-Security-Policy")):
        return False
    kind = (answer.header("Content-Type") or "").split(";")[0].strip().lower()
    if kind in SNIFFED:
        nosniff = (answer.header("X-Content-Type-Options") or "").strip().lower() == "nosniff"
        return not nosniff and answer.body.lstrip()[:14].lower() == "<!doctype html"
    if answer.body.startswith(BEGINNINGS_OF_PICTURES_AND_DOCUMENTS):
        return kind == "text/html"
    return kind in MARKUP


def _holds_scripts_back(policy: str) -> bool:
    directives: dict[str, list[str]] = {}
    for part in policy.lower().split(";"):
        words = part.split()
        if words:
            directives.setdefault(words[0], words[1:])
    if "sandbox" in directives and "allow-scripts" not in directives["sandbox"]:
        return True
    scripts = directives.get("script-src", directives.get("default-src"))
    return scripts is not None and "'unsafe-inline'" not in scripts
