"""Writes every report of a run into a folder."""

from pathlib import Path

from launchready.report import html, json_v1, markdown
from launchready.report.view import View


def write_all(view: View, folder: Path) -> tuple[Path, ...]:
    """Writes report.html, report.md and report.json, and says where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    reports = {
        "report.html": html.render(view),
        "report.md": markdown.render(view),
        "report.json": json_v1.render(view),
    }
    for name, text in reports.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in reports)
