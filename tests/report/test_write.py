import json
from pathlib import Path

from launchready.report import html, json_v1, markdown, write
from launchready.report.view import View
from tests.report.fixtures import faulty


def test_three_reports_are_written_into_a_new_folder(tmp_path: Path) -> None:
    view = View.of(faulty.hostile())

    paths = write.write_all(view, tmp_path / "new" / "out")

    assert [path.name for path in paths] == ["report.html", "report.md", "report.json"]
    assert [html.render(view), markdown.render(view), json_v1.render(view)] == [
        path.read_text(encoding="utf-8") for path in paths
    ]


def test_writing_again_replaces_what_was_there(tmp_path: Path) -> None:
    write.write_all(View.of(faulty.NO_GO), tmp_path)

    *_, report = write.write_all(View.of(faulty.INCOMPLETE), tmp_path)

    assert json.loads(report.read_text(encoding="utf-8"))["decision"]["word"] == "INCOMPLETE"
