"""Reads the roadmap's rows: what the product promises, with the checks that prove each row."""

import re
from dataclasses import dataclass
from importlib.resources import files

ROW = re.compile(
    r"^\| (?P<id>[A-Z]{3,4}-\d+) \|(?: (?P<kind>check|deliver|failure) \|)? (?P<row>.+?) \|$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Row:
    """One promise."""

    id: str
    kind: str
    """`check`, `deliver`, `failure`, or `bar` and `automation` for the tables without kinds."""
    row: str


def rows() -> tuple[Row, ...]:
    """Every row in the roadmap's order."""
    text = files("launchready").joinpath("roadmap.md").read_text(encoding="utf-8")
    return tuple(Row(match["id"], match["kind"] or _kind(match["id"]), match["row"]) for match in ROW.finditer(text))


def _kind(row: str) -> str:
    return "automation" if row.startswith("AUT") else "bar"
