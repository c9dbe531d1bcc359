"""The text of documents: PDF, Office and OpenDocument files, notebooks."""

import json
import re
import threading
from collections.abc import Iterator

from launchready.observe.secrets.places.piece import Piece, Room

PAGES = 500
PDF = b"%PDF-"
HEAD = 1024
BLANK = b"\xef\xbb\xbf\0 \t\r\n"
"""What some writers put before the first line."""
OFFICE = re.compile(r"(^|!)(word|xl|ppt)/.*\.xml$|(^|!)(content|styles|meta)\.xml$|(^|!)docProps/\w+\.xml$")
"""The parts of a document that hold its text."""
PARAGRAPH = re.compile(rb"</(?:w:p|a:p|si|c|text:p|text:h|w:tr|property)>|<(?:w:br|w:cr|text:line-break)[^>]*/>")
TAG = re.compile(rb"<[^>]*>")
WRITTEN = re.compile(rb"(</?(?:[wa]:t|t|w:(?:instr|del)Text|text:[\w-]+)(?:\s[^>]*)?>)([^<]+)")
"""What a writer typed, behind the tag of its run."""
LONG_END = re.compile(r"[A-Za-z0-9+/=_.~-]{8}$")
"""A line that may end in the middle of a key."""
_PDFIUM = threading.Lock()
"""It works in one thread at a time."""


def is_pdf(data: bytes) -> bool:
    """Whether it is a PDF."""
    return data[:HEAD].lstrip(BLANK).startswith(PDF)


def pdf_pieces(name: str, data: bytes, room: Room) -> Iterator[Piece]:
    """The text of each page; once more with broken lines joined, since a long key does not fit a line."""
    import pypdfium2  # noqa: PLC0415 - late: it takes longer to load than a small commit to read

    try:
        with _PDFIUM:
            document = pypdfium2.PdfDocument(data)
            pages = len(document)
    except pypdfium2.PdfiumError as error:
        room.unread.append(f"{name}: no text to be had of this PDF ({error})")
        return
    if pages > PAGES:
        room.unread.append(f"{name}: {pages} pages, of which {PAGES} are read")
    try:
        for number in range(min(pages, PAGES)):
            try:
                with _PDFIUM:
                    page = document[number]
                    text = page.get_textpage().get_text_range()
                    page.close()
            except pypdfium2.PdfiumError as error:
                room.unread.append(f"{name} page {number + 1}: no text to be had ({error})")
                continue
            place = f"{name} page {number + 1}"
            plain = text.replace("\r\n", "\n")
            yield Piece(place, plain.encode("utf-8", "replace"))
            yield from _unbroken(place, plain)
    finally:
        with _PDFIUM:
            document.close()


def _unbroken(place: str, text: str) -> Iterator[Piece]:
    """Each line that ends in something long, with the next one and the next two: which of them belong together is not told."""
    lines = text.replace("\ufffe", "").split("\n")
    ends = [number for number, line in enumerate(lines) if LONG_END.search(line)]
    for more in (2, 3):
        joined = ["".join(lines[number : number + more]) for number in ends]
        told = tuple(number + 1 for number in ends)
        if joined:
            yield Piece(place, "\n".join(joined).encode("utf-8", "replace"), lines=told, second=True)


def office_text(name: str, data: bytes) -> bytes | None:
    """The text of a part of an Office document, a line for each paragraph; None where it is none.

    Its tags are dropped and not parsed: a key that the writer's program has cut into runs is whole again.
    """
    if not name.endswith(".xml") or not OFFICE.search(name) or b"<" not in data:
        return None
    import html  # noqa: PLC0415 - late: few folders hold a document, and all would wait for its table

    bare = TAG.sub(b"", PARAGRAPH.sub(b"\n", data.replace(b"\n", b" ")))
    return html.unescape(bare.decode("utf-8", "replace")).encode("utf-8", "replace")


def office_tags(data: bytes) -> bytes:
    """The same part without what was typed, which its text holds whole: a run alone may end within a key."""
    return WRITTEN.sub(lambda run: run[1] + b"\n" * run[2].count(b"\n"), data)


def notebook_pieces(name: str, data: bytes) -> Iterator[Piece]:
    """The cells of a notebook, and what each has put out."""
    try:
        book = json.loads(data)
    except (ValueError, RecursionError):
        return
    cells = book.get("cells") if isinstance(book, dict) else None
    for number, cell in enumerate(cells if isinstance(cells, list) else (), 1):
        if not isinstance(cell, dict):
            continue
        yield Piece(f"{name} cell {number}", _text(cell.get("source")))
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            if isinstance(output, dict):
                held = output.get("data")
                told = list(held.values()) if isinstance(held, dict) else []
                joined = b"\n".join(map(_text, (output.get("text"), "\n".join(_lines(output.get("traceback"))), *told)))
                yield Piece(f"{name} output of cell {number}", joined)


def _text(value: object) -> bytes:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return "".join(_lines(value)).encode("utf-8", "replace")


def _lines(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [line for line in value if isinstance(line, str)] if isinstance(value, list) else []
