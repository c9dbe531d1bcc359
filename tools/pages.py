"""Writes a page for every check, and their index, from the checks' own words: docs/checks/."""

import inspect
import sys
from pathlib import Path

from launchready import registry
from launchready.report import explain
from launchready.report.view import STAGES

CHECKS = Path(__file__).parent.parent / "docs" / "checks"
INDEX = "README.md"


def main() -> int:
    """Writes what has changed, and removes the pages of checks that are gone."""
    CHECKS.mkdir(exist_ok=True)
    made = pages()
    for gone in {path.name for path in CHECKS.glob("*.md")} - made.keys():
        (CHECKS / gone).unlink()
    for name, text in made.items():
        (CHECKS / name).write_text(text, encoding="utf-8")
    print(f"{len(made) - 1} pages of checks are in {CHECKS.relative_to(CHECKS.parent.parent)}")
    return 0


def pages() -> dict[str, str]:
    """Every page by its file's name."""
    made = {f"{check.id()}.md": _page(check) for check in registry.checks()}
    return {INDEX: _index(), **made}


def _page(check: registry.AnyCheck) -> str:
    return explain.page(
        id=check.id(),
        title=check.title,
        docstring=inspect.cleandoc(type(check).__doc__ or ""),
        impact=check.impact,
        rows=check.rows,
        refs=check.refs,
        touch=check.touch,
        faults=check.faults,
    )


def _index() -> str:
    lines = [
        "# The checks",
        "",
        "One page each, made by `make pages` from the checks themselves; `launchready explain CHECK` shows the same.",
        "A check's name states the bad thing that it looks for. Impact is what finding it costs the launch;",
        "touch is how far it reaches into the product, and `[consent].touch` must allow it.",
    ]
    for number, name, says in STAGES:
        lines += [
            "",
            f"## {number} {name}",
            "",
            f"{says}.",
            "",
            "| check | finds | impact | touch |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| [{check.id()}]({check.id()}.md) | {check.title} | {check.impact.words} | {check.touch.name.lower()} |"
            for check in registry.checks()
            if check.stage() == number
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
