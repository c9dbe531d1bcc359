"""Makes documents and spreadsheets, also with a macro that does nothing: small, whole, and the same bytes for the same mark.

The macro stands in a compound file ([MS-CFB]) that is built as [MS-OVBA] says, so that what looks for macros finds one.
"""

import io
import struct
import zipfile
from dataclasses import dataclass

EPOCH = (1980, 1, 1, 0, 0, 0)
SECTOR, SMALL = 512, 64
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NOTHING = 0xFFFFFFFF
ROOT, STORAGE, STREAM = 5, 1, 2
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OPEN = "http://schemas.openxmlformats.org"
MACRO = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
CODE = 'Attribute VB_Name = "{module}"\r\nSub {starts}()\r\n    Dim nothing_at_all\r\nEnd Sub\r\n'


@dataclass(frozen=True, slots=True)
class Office:
    """A kind of document, without macros and with them."""

    what: str
    plain: str
    """How its files end; one that may hold macros ends on `m` in the place of `x`."""
    old: str
    """How files of the kind ended before, for which the programs look at the content alone."""
    media: str
    main: str
    """The type of its main part; `{macro}` stands where macros are told of."""
    part: str
    module: str
    starts: str
    """What runs by itself when it is opened."""

    @property
    def macro(self) -> str:
        """How a file ends that may hold macros."""
        return f"{self.plain[:-1]}m"

    @property
    def macro_media(self) -> str:
        """How such a file is called on its way."""
        return {
            "docm": "application/vnd.ms-word.document.macroEnabled.12",
            "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
        }[self.macro]

    @property
    def old_media(self) -> str:
        """How a file of before is called on its way."""
        return {"doc": "application/msword", "xls": "application/vnd.ms-excel"}[self.old]

    def written(self, mark: str, *, macro: bool = False) -> bytes:
        """A whole file. The mark stands in the text; where there is a macro, in that alone."""
        folder = self.part.partition("/")[0]
        usual = "wordprocessingml.document" if folder == "word" else "spreadsheetml.sheet"
        main = self.main if macro else f"application/vnd.openxmlformats-officedocument.{usual}.main+xml"
        parts = {
            "[Content_Types].xml": _types(self.part, main, macro=macro),
            "_rels/.rels": _relations(f"{OPEN}/officeDocument/2006/relationships/officeDocument", self.part),
            **(_text if folder == "word" else _sheet)("Minutes." if macro else mark),
        }
        if macro:
            name = self.part.partition("/")[2]
            beside = parts.pop(f"{folder}/_rels/{name}.rels", _relations())
            parts[f"{folder}/_rels/{name}.rels"] = beside.replace(
                "</Relationships>", f'<Relationship Id="m1" Type="{MACRO}" Target="vbaProject.bin"/></Relationships>'
            )
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for part, text in parts.items():
                archive.writestr(zipfile.ZipInfo(part, EPOCH), text.encode())
            if macro:
                archive.writestr(zipfile.ZipInfo(f"{folder}/vbaProject.bin", EPOCH), self._project(mark))
        return out.getvalue()

    def _project(self, mark: str) -> bytes:
        source = CODE.format(module=self.module, starts=self.starts).encode()
        told = (
            'ID="{8C5E3A50-1F4D-4C7B-9B1E-3B6F0A2D9C11}"\r\n'
            f'Document={self.module}/&H00000000\r\nName="Audit"\r\nHelpContextID="0"\r\nDescription="{mark}"\r\n'
            'VersionCompatible32="393222000"\r\n\r\n[Host Extender Info]\r\n'
            "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000\r\n"
        )
        return compound(
            self.module, told.encode(), b"\xcc\x61\xff\xff\x00\x00\x00", packed(_directory(self.module)), packed(source)
        )


WORD = Office(
    "a document",
    "docx",
    "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "word/document.xml",
    "ThisDocument",
    "AutoOpen",
)
SHEET = Office(
    "a spreadsheet",
    "xlsx",
    "xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "xl/workbook.xml",
    "ThisWorkbook",
    "Auto_Open",
)


def _types(part: str, main: str, *, macro: bool) -> str:
    binary = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>' if macro else ""
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    more = f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}"/>' if part.startswith("xl/") else ""
    return (
        f'{XML}<Types xmlns="{OPEN}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{binary}'
        f'<Override PartName="/{part}" ContentType="{main}"/>{more}</Types>'
    )


def _relations(kind: str = "", target: str = "") -> str:
    one = f'<Relationship Id="r1" Type="{kind}" Target="{target}"/>' if target else ""
    return f'{XML}<Relationships xmlns="{OPEN}/package/2006/relationships">{one}</Relationships>'


def _text(mark: str) -> dict[str, str]:
    words = f"{OPEN}/wordprocessingml/2006/main"
    body = f"<w:body><w:p><w:r><w:t>{mark}</w:t></w:r></w:p></w:body>"
    return {"word/document.xml": f'{XML}<w:document xmlns:w="{words}">{body}</w:document>'}


def _sheet(mark: str) -> dict[str, str]:
    cells, office = f"{OPEN}/spreadsheetml/2006/main", f"{OPEN}/officeDocument/2006/relationships"
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{mark}</t></is></c></row>'
    return {
        "xl/workbook.xml": (
            f'{XML}<workbook xmlns="{cells}" xmlns:r="{office}"><sheets><sheet name="Audit" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": _relations(f"{office}/worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{cells}"><sheetData>{row}</sheetData></worksheet>',
    }


def packed(data: bytes) -> bytes:
    """A compressed container ([MS-OVBA] 2.4.1) that says everything as it is: one chunk, for less than 3,500 bytes."""
    tokens = b"".join(b"\0" + data[at : at + 8] for at in range(0, len(data), 8))
    return b"\1" + struct.pack("<H", 0xB000 | (len(tokens) + 2 - 3)) + tokens


def _directory(module: str) -> bytes:
    """What the project says of itself ([MS-OVBA] 2.3.4.2): one module, no references."""

    def one(number: int, data: bytes = b"") -> bytes:
        return struct.pack("<HI", number, len(data)) + data

    def word(number: int, value: int, form: str = "<I") -> bytes:
        return one(number, struct.pack(form, value))

    name, wide = module.encode(), module.encode("utf-16-le")
    return b"".join(
        (
            word(0x01, 1),
            word(0x02, 0x409),
            word(0x14, 0x409),
            word(0x03, 1252, "<H"),
            one(0x04, b"Audit"),
            one(0x05) + one(0x40),
            one(0x06) + one(0x3D),
            word(0x07, 0),
            word(0x08, 0),
            struct.pack("<HIIH", 0x09, 4, 1, 1),
            one(0x0C) + one(0x3C),
            word(0x0F, 1, "<H"),
            word(0x13, 0xFFFF, "<H"),
            one(0x19, name) + one(0x47, wide),
            one(0x1A, name) + one(0x32, wide),
            one(0x1C) + one(0x48),
            word(0x31, 0),
            word(0x1E, 0),
            word(0x2C, 0xFFFF, "<H"),
            one(0x22) + one(0x2B),
            one(0x10),
        )
    )


def compound(module: str, project: bytes, head: bytes, directory: bytes, source: bytes) -> bytes:
    """The compound file of a project: all its streams are small, so that they lie in the mini stream one after the other."""
    streams = (project, source, directory, head)
    starts, small, chain = list[int](), b"", list[int]()
    for data in streams:
        pieces = -(-len(data) // SMALL)
        starts.append(len(small) // SMALL)
        chain += [*range(len(chain) + 1, len(chain) + pieces), END]
        small += data.ljust(pieces * SMALL, b"\0")
    length = -(-len(small) // SECTOR)
    # Sector 0 is the table, 1 and 2 the entries, 3 the table of small pieces, the rest the small pieces.
    table = [FAT, 2, END, END, *range(5, 4 + length), END]
    placed = dict(
        zip(("PROJECT", module, "dir", "_VBA_PROJECT"), zip(starts, map(len, streams), strict=True), strict=True)
    )
    entries = (
        _entry("Root Entry", ROOT, child=1, place=(4, len(small))),
        _entry("VBA", STORAGE, right=2, child=4),
        _entry("PROJECT", STREAM, place=placed["PROJECT"]),
        _entry("dir", STREAM, place=placed["dir"]),
        _entry(module, STREAM, left=3, right=5, place=placed[module]),
        _entry("_VBA_PROJECT", STREAM, place=placed["_VBA_PROJECT"]),
        _entry("", 0),
        _entry("", 0),
    )
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1)
    header += struct.pack("<IIIIIII", 1, 0, 4096, 3, 1, END, 0) + struct.pack("<I", 0)
    return b"".join(
        (
            header.ljust(SECTOR, b"\xff"),
            _numbers(table),
            b"".join(entries),
            _numbers(chain),
            small.ljust(length * SECTOR, b"\0"),
        )
    )


def _numbers(several: list[int]) -> bytes:
    return struct.pack(f"<{len(several)}I", *several).ljust(SECTOR, b"\xff")


def _entry(
    name: str,
    kind: int,
    *,
    left: int = NOTHING,
    right: int = NOTHING,
    child: int = NOTHING,
    place: tuple[int, int] = (0, 0),
) -> bytes:
    wide = name.encode("utf-16-le")
    size = len(wide) + 2 if name else 0
    links = (left, right, child) if kind else (NOTHING,) * 3
    return (
        wide.ljust(64, b"\0")
        + struct.pack("<HBBIII", size, kind, 1, *links)
        + bytes(16 + 4 + 16)
        + struct.pack("<IQ", *place)
    )
