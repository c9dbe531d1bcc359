from inline_snapshot import snapshot

from launchready.report import explain
from launchready.verdict import Impact, Touch

INDENTED = """Any site a user visits could read their chats,
because the API trusts every origin.

What it does
    Asks the API as a browser would from seven strange origins, with and without a cookie, and reads which of them
    the answer trusts.

Why it is bad
    The visitor's own session answers.

See it yourself
    curl -si https://api.example.com/me -H 'Origin: https://stranger.invalid'
    curl -si https://api.example.com/me -H 'Origin: null'
"""

UNDERLINED = """The risk.

What it does
------------
Looks.

Why it is bad:
It is.
"""


def page(docstring: str) -> str:
    return explain.page(
        id="boundaries.cors-reflects-origin",
        title="The API lets any website read its answers",
        docstring=docstring,
        impact=Impact.BLOCKS_LAUNCH,
        rows=("BND-3", "FOOT-3"),
        refs=("API8:2023", "CWE-942"),
        touch=Touch.PROBE,
        faults=("bnd-cors-reflect",),
    )


def test_what_a_reader_sees() -> None:
    assert page(INDENTED) == snapshot("""\
# The API lets any website read its answers

`boundaries.cors-reflects-origin`

Any site a user visits could read their chats, because the API trusts every origin.

## What it does

Asks the API as a browser would from seven strange origins, with and without a cookie, and reads
which of them the answer trusts.

## Why it is bad

The visitor's own session answers.

## See it yourself

    curl -si https://api.example.com/me -H 'Origin: https://stranger.invalid'
    curl -si https://api.example.com/me -H 'Origin: null'

## Facts

- Impact: blocks launch
- Touch: probe: sends requests that a visitor does not send, and changes nothing
- Proves: BND-3, FOOT-3
- See also: API8:2023, CWE-942
- Shown by: `--fault bnd-cors-reflect`
""")


def test_headings_may_be_underlined_or_end_in_a_colon() -> None:
    body = page(UNDERLINED)

    assert "## What it does\n\nLooks.\n\n## Why it is bad\n\nIt is.\n\n## Facts" in body
    assert "---" not in body


def test_a_fact_that_is_not_there_is_not_listed() -> None:
    body = explain.page(
        id="a.b", title="T", docstring="R.", impact=Impact.GOOD_TO_KNOW, rows=(), refs=(), touch=Touch.READ, faults=()
    )

    assert body.split("\n")[-3:-1] == ["- Impact: good to know", "- Touch: read: asks only what any visitor asks"]
