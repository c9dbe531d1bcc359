from itertools import pairwise

import pytest
from inline_snapshot import external_file
from markdown_it import MarkdownIt

from launchready.events import Event
from launchready.report import markdown
from launchready.report.view import View
from tests.report.fixtures import faulty, marketplace

PARSER = MarkdownIt("commonmark").enable("table")


@pytest.mark.parametrize(
    ("name", "events"), [("go", marketplace.GO), ("no_go", faulty.NO_GO), ("incomplete", faulty.INCOMPLETE)]
)
def test_what_a_reader_sees(name: str, events: tuple[Event, ...]) -> None:
    assert markdown.render(View.of(events)) == external_file(f"expected/{name}.md", format=".txt")


def test_hostile_text_stays_text() -> None:
    tokens = PARSER.parse(markdown.render(View.of(faulty.hostile())))
    inside = [child for token in tokens for child in token.children or ()]
    fences = [token for token in tokens if token.type == "fence"]

    assert [token for token in tokens if token.type == "html_block"] == []
    assert set() == {child.type for child in inside} & {"image", "link_open", "html_inline", "em_open"}
    headings = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    assert not [heading for heading in headings if heading.startswith("a heading")]
    assert any("# a heading of the stranger's\n````" in fence.content for fence in fences)
    assert "\u202e" not in "".join(fence.content for fence in fences)


@pytest.mark.parametrize("events", [faulty.hostile(), faulty.NO_GO, faulty.EMPTY, faulty.many()])
def test_every_table_keeps_its_columns(events: tuple[Event, ...]) -> None:
    tokens = PARSER.parse(markdown.render(View.of(events)))
    widths: list[set[int]] = []
    cells = 0
    for token in tokens:
        if token.type == "table_open":
            widths.append(set())
        elif token.type == "tr_open":
            cells = 0
        elif token.type in {"td_open", "th_open"}:
            cells += 1
        elif token.type == "tr_close":
            widths[-1].add(cells)

    assert all(len(table) == 1 for table in widths)
    assert len(widths) >= 1


def test_every_finding_and_everything_not_tested_is_there() -> None:
    view = View.of(faulty.NO_GO)
    said = markdown.render(view)

    assert all(f"`{one.fingerprint}`" in said for one in view.findings)
    assert all(f"`{one.check}` | `{one.target}`" in said for one in view.not_tested)
    assert markdown.plain("<script>") == "\\<script\\>"
