"""Makes a text into a file of a kind: what a person would upload, valid and small, and the same bytes for the same text."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from textwrap import wrap
from xml.sax.saxutils import escape

PLAIN = "txt"
MEDIA = {
    "txt": "text/plain",
    "md": "text/markdown",
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "eml": "message/rfc822",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "png": "image/png",
}
"""The kinds of files, and how each is called on its way."""
NO_TEXT = frozenset({"pdf", "docx", "png"})
"""Kinds that only a real upload can carry."""

LINE = 90
"""Characters of a line of a page."""
LINES = 50
"""Lines of a page."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that an archive can tell."""
SIDE = 16
"""Pixels of a picture's side."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file, as it is uploaded."""

    name: str
    media: str
    body: bytes


def document(kind: str, text: str) -> Document:
    """A file of a kind that holds a text: on its pages, or in what it says of itself.

    Args:
        kind: one of MEDIA.
        text: what it holds. Of the kinds that are text themselves (a page, a table, a mail) it is the whole file.
    """
    made = {"pdf": _pdf, "docx": _docx, "png": _png}.get(kind)
    return Document(f"notes.{kind}", MEDIA[kind], made(text) if made else text.encode())


def _lines(text: str) -> list[str]:
    return [part for line in text.split("\n") for part in (wrap(line, LINE, break_on_hyphens=False) or [""])]


def _pdf(text: str) -> bytes:
    """Pages of one font. It has no shapes beyond Latin-1 of its own; readers of the text take what ToUnicode says."""
    letters = sorted({one for one in text if one != "\n"} | {" "})
    codes = {letter: number for number, letter in enumerate(letters, 1)}
    lines = _lines(text)
    sheets = [lines[at : at + LINES] for at in range(0, len(lines), LINES)]
    first = 7
    pages = [first + 2 * at for at in range(len(sheets))]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{one} 0 R' for one in pages)}] /Count {len(pages)} >>".encode(),
        (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Helvetica /Encoding /Identity-H /DescendantFonts [4 0 R] "
            b"/ToUnicode 5 0 R >>"
        ),
        (
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Helvetica /CIDSystemInfo << /Registry (Adobe) "
            b"/Ordering (Identity) /Supplement 0 >> /DW 500 /FontDescriptor 6 0 R >>"
        ),
        _stream(_to_unicode(codes)),
        (
            b"<< /Type /FontDescriptor /FontName /Helvetica /Flags 32 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 750 "
            b"/Descent -250 /CapHeight 700 /StemV 80 >>"
        ),
    ]
    for number, sheet in zip(pages, sheets, strict=True):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {number + 1} 0 R >>".encode()
        )
        shown = "\n".join(f"<{''.join(f'{codes[one]:04X}' for one in line)}> Tj T*" for line in sheet)
        objects.append(_stream(f"BT /F1 10 Tf 14 TL 50 740 Td\n{shown}\nET"))
    return _numbered(objects)


def _to_unicode(codes: dict[str, int]) -> str:
    pairs = [f"<{code:04X}> <{letter.encode('utf-16-be', 'replace').hex().upper()}>" for letter, code in codes.items()]
    blocks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    mapped = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def "
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{mapped}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    )


def _stream(text: str) -> bytes:
    data = text.encode("ascii")
    return f"<< /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _numbered(objects: list[bytes]) -> bytes:
    out, places = io.BytesIO(), list[int]()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    for number, one in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + one + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010d} 00000 n \n" for place in places).encode())
    out.write(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = (
    f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MEDIA["docx"]}.main+xml"/></Types>'
)
RELATIONS = (
    f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _docx(text: str) -> bytes:
    """A letter: one paragraph a line."""
    told = "".join(one for one in text if one in "\n\t" or one >= " ")  # XML holds no other control characters
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in told.split("\n")
    )
    page = f'{XML}<w:document xmlns:w="{WORDS}"><w:body>{paragraphs}</w:body></w:document>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in (("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", page)):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), part.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _png(text: str) -> bytes:
    """A grey square that says the text of itself, where photographers write what a picture shows."""
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * SIDE) * SIDE)
    said = b"Description\0\0\0\0\0" + text.encode()
    chunks = ((b"IHDR", header), (b"iTXt", said), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
