"""Secrets are looked up by reference, and met ones are known to the redactor."""

from pathlib import Path

import pytest

from launchready.declare.model import Secret
from launchready.observe.errors import CannotLook, ConsentMissing
from launchready.observe.secret import Secrets


def secrets(root: Path, *, commands: bool = False) -> Secrets:
    return Secrets(root, commands=commands)


def test_a_reference_gives_the_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_KEY", "from-env")
    (tmp_path / "key.txt").write_text("from-file\n")
    (tmp_path / ".env").write_text("A=1\nKEY='from-line'\n")
    known = secrets(tmp_path, commands=True)

    values = [
        known.resolve(Secret(ref)) for ref in ("env:SHOP_KEY", "file:key.txt", "file:.env#KEY", "cmd:printf from-cmd")
    ]

    assert values == ["from-env", "from-file", "from-line", "from-cmd"]
    assert known.met() == set(values)


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("env:NOT_SET_ANYWHERE", "the environment variable NOT_SET_ANYWHERE is not set"),
        ("file:missing.txt", "missing.txt, which launch.toml refers to, cannot be read"),
        ("file:.env#OTHER", r"\.env has no line OTHER="),
        ("cmd:false", "`false`, which gives a secret, failed"),
    ],
)
def test_a_reference_to_nothing_says_so(tmp_path: Path, ref: str, words: str) -> None:
    (tmp_path / ".env").write_text("KEY=x\n")

    with pytest.raises(CannotLook, match=words):
        secrets(tmp_path, commands=True).resolve(Secret(ref))


def test_no_command_runs_without_consent(tmp_path: Path) -> None:
    with pytest.raises(ConsentMissing, match=r"consent\.commands"):
        secrets(tmp_path).resolve(Secret("cmd:touch made"))

    assert list(tmp_path.iterdir()) == []


def test_references_in_a_body_are_filled(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("hunter2")

    assert secrets(tmp_path).fill({"a": ["file:p", "plain"], "n": 1}) == {"a": ["hunter2", "plain"], "n": 1}
