"""A baseline knows values by keyed hashes: lines may move, values may not change, and without the key it tells nothing."""

import json
import re
from pathlib import Path

import pytest

from launchready.observe.errors import CannotLook
from launchready.observe.secrets.baseline import FILE, VARIABLE, key_of, read, write
from launchready.observe.secrets.found import Engine, Found
from tests.observe.secrets.made_up import checked


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_a_moved_secret_is_known_and_another_on_its_line_is_new(tmp_path: Path) -> None:
    key = key_of(tmp_path, make=True)
    engine = Engine("", key=key)
    old, other = checked("ghp_"), checked("ghp_")
    write(tmp_path / "b.json", key, engine.look(f"A='{old}'", "a.py").sure)

    known = read(tmp_path / "b.json", key).known

    assert engine.look(f"\n\n# moved\nB = '{old}'", "src/b.py").sure[0].fingerprint in known
    assert engine.look(f"A='{other}'", "a.py").sure[0].fingerprint not in known
    assert old not in (tmp_path / "b.json").read_text()


def test_the_key_is_made_once_for_its_owner_alone_and_is_never_committed(tmp_path: Path) -> None:
    key = key_of(tmp_path, make=True)

    assert key == key_of(tmp_path) == key_of(tmp_path, make=True)
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    assert (tmp_path / FILE.parent / ".gitignore").read_text() == "*\n"


def test_the_key_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "k" * 32)

    assert key_of(tmp_path) == b"k" * 32
    assert not (tmp_path / FILE).exists()


def test_no_key_another_key_and_a_short_key_are_told_and_compare_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "b.json", b"one key", (Found("a.py:1", "npm token", "0" * 12),))

    with pytest.raises(CannotLook, match="neither in"):
        key_of(tmp_path)
    with pytest.raises(CannotLook, match="another key"):
        read(tmp_path / "b.json", b"another")
    with pytest.raises(CannotLook, match=re.escape("--write")):
        read(tmp_path / "none.json", b"one key")
    monkeypatch.setenv(VARIABLE, "short")
    with pytest.raises(CannotLook, match="shorter"):
        key_of(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"format": "launchready-baseline-v1"}), "{" * 50])
def test_what_is_no_baseline_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "b.json").write_text(text)

    with pytest.raises(CannotLook, match=r"b\.json"):
        read(tmp_path / "b.json", b"key")
