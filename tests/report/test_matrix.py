"""The ledger as readers see it: in the page, in Markdown, in JSON, at the terminal, and what changed in it."""

import io
import json
from dataclasses import replace

from rich.console import Console
from selectolax.lexbor import LexborHTMLParser

from launchready.events import AccessLedger, Row
from launchready.report import html, json_v1, markdown, matrix, terminal
from launchready.report.difference import difference, render
from launchready.report.view import View
from tests.report.fixtures import ledgers, marketplace
from tests.report.fixtures.ledgers import SIXTY, cell, with_ledger

VIEW = View.of(ledgers.LEDGER)


def words(node: object) -> str:
    return " ".join(node.text(separator=" ").split())  # type: ignore[attr-defined]  # a node of the page


def test_a_cell_says_what_came_of_it_and_the_effect_on_others_first() -> None:
    one = cell("buyer_b", ("2xx", 2), ("5xx", 1), effects=("reads its own", "is kept", "a", "b", "c"))

    assert matrix.said(one) == ("answered 2", "crashed 1")
    assert matrix.effects(one) == ("a", "b", "c", "and 2 more")
    assert matrix.state(one) == "crashed"
    assert matrix.state(cell("nobody", why="consent")) == "untried"


def test_how_much_was_asked_is_said_in_a_sentence() -> None:
    assert matrix.tried(SIXTY).startswith("54 of 60 documented operations asked, by ")
    assert matrix.tried(SIXTY).endswith(", and 7 requests beyond them")


def test_what_was_not_tried_is_told_by_reason_and_made_up_credentials_owe_none() -> None:
    gaps = {gap.because: gap for gap in matrix.gaps(SIXTY)}

    assert set(gaps) == {"no check had a reason to ask it so", ledgers.NOT_MADE}
    assert gaps[ledgers.NOT_MADE].who == ("nobody", "buyer_a", "buyer_b", "seller", "admin")
    assert len(gaps[ledgers.NOT_MADE].operations) == 6


def test_the_page_has_a_row_for_each_operation_and_a_column_for_each_principal() -> None:
    page = LexborHTMLParser(html.render(VIEW))
    rows = page.css("table.ledger tbody tr")
    heads = [words(one) for one in page.css("table.ledger thead th")]

    assert heads == ["Operation", *ledgers.PRINCIPALS]
    assert len(rows) == 60
    assert words(rows[2].css("td")[2]) == "answered 1 reads what buyer_a wrote"
    assert {one.attributes["scope"] for one in page.css("table.ledger th")} == {"col", "row"}
    assert ledgers.NOT_MADE.lower() in words(page.css_first("ul.gaps")).lower()


def test_a_run_without_a_ledger_says_nothing_of_one() -> None:
    view = View.of(marketplace.GO)

    assert "Who tried what" not in html.render(view)
    assert "Who tried what" not in markdown.render(view)
    assert json.loads(json_v1.render(view))["ledger"] == []


def test_markdown_and_json_hold_every_cell() -> None:
    text = markdown.render(VIEW)
    (ledger,) = json.loads(json_v1.render(VIEW))["ledger"]

    assert (
        "| `GET /orders/{id}` | refused 2 | answered 12, refused 3; reads its own | "
        "answered 1; reads what buyer\\_a wrote | - | answered 1 | - | answered 1, redirected 1 |"
    ) in text
    assert len(ledger["operations"]) == 60
    assert ledger["operations"][2]["cells"][2] == {
        "principal": "buyer_b",
        "tried": 1,
        "outcomes": {"2xx": 1},
        "effects": ["reads what buyer_a wrote"],
        "checks": [ledgers.CHECK],
        "not_tried": None,
    }


def test_what_strangers_named_means_nothing_in_markdown() -> None:
    text = markdown.render(View.of(ledgers.STRANGE_LEDGER))

    assert "<script>" not in text.replace("`GET /<script>", "")
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_the_terminal_says_how_much_was_asked() -> None:
    console = Console(file=io.StringIO(), width=100)

    terminal.summary(VIEW, console)

    assert "api: 54 of 60 documented operations asked" in console.file.getvalue()  # type: ignore[attr-defined]


def changed(operation: str, row: Row) -> AccessLedger:
    return replace(SIXTY, rows=tuple(row if one.operation == operation else one for one in SIXTY.rows))


def test_a_comparison_tells_who_gets_an_answer_now_and_what_is_no_longer_tried() -> None:
    operation = "GET /files"
    old = next(row for row in SIXTY.rows if row.operation == operation)
    now = replace(
        old,
        cells=(
            cell("nobody", ("2xx", 1), effects=("reads what buyer_a wrote",)),
            cell("buyer_a", why="the budget of 5 requests was spent"),
            *old.cells[2:],
        ),
    )
    console = Console(file=io.StringIO(), width=100)

    found = difference(VIEW, View.of(with_ledger(marketplace.GO, changed(operation, now))))
    render(found, console)

    assert [(one.operation, one.who) for one in found.access] == [(operation, "nobody"), (operation, "buyer_a")]
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert "GET /files as nobody: refused 2 → answered 1; reads what buyer_a wrote" in printed
    assert "GET /files as buyer_a: answered 12, refused 3; reads its own → not tried" in printed


def test_counts_alone_are_no_change() -> None:
    operation = "GET /files"
    old = next(row for row in SIXTY.rows if row.operation == operation)
    now = replace(old, cells=(cell("nobody", ("4xx", 9)), *old.cells[1:]))

    assert difference(VIEW, View.of(with_ledger(marketplace.GO, changed(operation, now)))).access == ()
