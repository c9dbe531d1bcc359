"""Every kind of mistake is told with its line, what is wrong and what to do; no message shows a secret.

Each file of `mistakes/` is added to a sound declaration; its lines that begin with `#:` are what a reader must see.
"""

from pathlib import Path

import pytest

from tests.declare.base import BASE, mistakes

CASES = sorted((Path(__file__).parent / "mistakes").glob("*.toml"))


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_a_mistake_is_told_with_its_line_and_what_to_do(case: Path) -> None:
    added = case.read_text(encoding="utf-8")
    expected = [line.removeprefix("#: ") for line in added.splitlines() if line.startswith("#:")]

    found = mistakes(BASE + added)

    assert expected == found


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.stem.startswith("secret-")], ids=lambda case: case.stem
)
def test_no_message_shows_a_secret(case: Path) -> None:
    added = "".join(line for line in case.read_text(encoding="utf-8").splitlines(keepends=True) if "#:" not in line)

    found = mistakes(BASE + added)

    assert "hunter2" in added
    assert "hunter2" not in "".join(found)


def test_the_sound_declaration_has_no_mistakes() -> None:
    found = mistakes(BASE)

    assert found == []
