"""Real documents: a PDF with packed streams, Word and Excel files, a notebook."""

import json
import zlib

from tests.observe.secrets import made_up
from tests.observe.secrets.places.looking import key, passed, places
from tests.observe.secrets.places.test_unpack import zipped


def pdf(*lines: str) -> bytes:
    """A whole PDF of one page, its text packed."""
    shown = "\n".join(f"({line}) Tj 0 -14 Td" for line in lines)
    content = zlib.compress(f"BT /F1 10 Tf 50 750 Td {shown} ET".encode())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    made = b"%PDF-1.4\n"
    offsets: list[int] = []
    for number, held in enumerate(objects, 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def test_the_text_of_a_pdf_is_read() -> None:
    value = key()

    assert places("docs/manual.pdf", pdf("How to start", f"TOKEN={value}"), value) == ["docs/manual.pdf page 1:2"]


def test_a_key_that_a_pdf_breaks_over_two_lines_is_whole_again() -> None:
    value = key()

    data = pdf("The token that we use is", f"TOKEN={value[:20]}", value[20:], "and so on")

    assert places("manual.pdf", data, value) == ["manual.pdf page 1:2"]


def test_a_broken_pdf_is_told() -> None:
    assert "no text to be had of this PDF" in passed("broken.pdf", b"%PDF-1.7\nand nothing more")[0]


def test_a_program_that_speaks_of_pdf_is_none() -> None:
    value = key()

    assert places("make.py", f"HEAD = '%PDF-'\nTOKEN = '{value}'\n".encode(), value) == ["make.py:2"]
    assert passed("make.py", b"HEAD = '%PDF-1.7'\n") == []


def test_a_key_that_word_has_cut_into_runs_is_whole_again() -> None:
    value = key()
    runs = f"<w:r><w:t>TOKEN={value[:9]}</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:t>{value[9:]}</w:t></w:r>"
    body = f"<w:document><w:body><w:p><w:r><w:t>Start</w:t></w:r></w:p><w:p>{runs}</w:p></w:body></w:document>"

    data = zipped(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": body.encode()})

    assert places("plan.docx", data, value) == ["plan.docx!word/document.xml:2"]


def test_the_strings_of_a_sheet_are_read() -> None:
    value = key()
    strings = f"<sst><si><t>token</t></si><si><t>{value}</t></si></sst>"

    assert places("keys.xlsx", zipped(**{"xl/sharedStrings.xml": strings.encode()}), value) == [
        "keys.xlsx!xl/sharedStrings.xml:2"
    ]


def test_cells_and_outputs_of_a_notebook_are_told_by_their_number() -> None:
    in_source, in_output = key(), key()
    book = {
        "cells": [
            {"cell_type": "markdown", "source": ["# Sales\n"]},
            {
                "cell_type": "code",
                "source": ["import os\n", f'os.environ["TOKEN"] = "{in_source}"\n'],
                "outputs": [{"output_type": "stream", "text": ["ok\n", f"{in_output[:12]}", f"{in_output[12:]}\n"]}],
            },
        ],
        "nbformat": 4,
    }

    found = places("sales.ipynb", json.dumps(book, indent=1).encode(), in_source, in_output)

    assert found == ["sales.ipynb cell 2:2", "sales.ipynb output of cell 2:2"]


def test_a_key_of_which_one_run_has_the_form_already_is_told_once() -> None:
    value = "sk_live_" + made_up.drawn(made_up.ALNUM, 40)
    runs = f'<w:r><w:t xml:space="preserve">key {value[:30]}</w:t></w:r><w:r><w:t>{value[30:]}</w:t></w:r>'
    spans = f"<text:p>key {value[:26]}<text:span text:style-name='T1'>{value[26:38]}</text:span>{value[38:]}</text:p>"

    word = zipped(**{"word/document.xml": f"<w:body>\n<w:p>{runs}</w:p></w:body>".encode()})
    writer = zipped(**{"content.xml": f"<office:text>{spans}</office:text>".encode()})

    assert places("plan.docx", word, value) == ["plan.docx!word/document.xml:1"]
    assert places("plan.odt", writer, value) == ["plan.odt!content.xml:1"]


def test_what_stands_in_tags_of_a_document_and_in_other_xml_is_found() -> None:
    in_tag, in_element = key(), "sk_live_" + made_up.drawn(made_up.ALNUM, 40)
    text = f"<w:p>\n<w:t>see\n</w:t><w:docVar w:name='key' w:val='{in_tag}'/></w:p><w:p><deploy>{in_element}</deploy></w:p>"

    found = places("plan.docx", zipped(**{"word/settings.xml": text.encode()}), in_tag, in_element)

    assert sorted(found) == ["plan.docx!word/settings.xml:2", "plan.docx!word/settings.xml:3"]
