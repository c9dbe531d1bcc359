"""A baseline knows values by keyed hashes: lines may move, values may not change, and without the key it tells nothing."""

import asyncio
import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from launchready.declare.model import RepositorySurface
from launchready.observe.errors import CannotLook
from launchready.observe.secrets.baseline import read, write
from launchready.observe.secrets.found import Engine, Found
from launchready.observe.secrets.key import FILE, VARIABLE, key_of, key_of_run
from launchready.observe.secrets.repository import SecretsOf
from launchready.observe.secrets.tree import scan
from launchready_hunt.keys import Redactor
from tests.observe.secrets.made_up import checked
from tests.observe.small_world import declared, visited


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_a_moved_secret_is_known_and_another_on_its_line_is_new(tmp_path: Path) -> None:
    key = key_of(tmp_path, make=True)
    engine = Engine(key)
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


def test_of_many_who_make_the_key_at_once_all_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: key_of(tmp_path, make=True), range(64)))

    assert len(keys) == 1
    assert sorted(one.name for one in (tmp_path / FILE.parent).iterdir()) == [".gitignore", FILE.name]


def test_an_empty_file_is_no_key(tmp_path: Path) -> None:
    (tmp_path / FILE.parent).mkdir()
    (tmp_path / FILE).touch()

    with pytest.raises(CannotLook, match="holds no key"):
        key_of(tmp_path, make=True)


def test_the_audit_and_the_baseline_name_a_secret_by_the_same_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "pay.py").write_text(f"TOKEN = '{checked('ghp_')}'\n")

    async def go() -> tuple[Found, ...]:
        surface = RepositorySurface("code", None, "production", None, 1, path=tmp_path)
        async with visited(declared(tmp_path, surface)) as world:
            return (await world.ask(SecretsOf("code"))).tree.found

    reported = asyncio.run(go())
    key = key_of(tmp_path)
    write(tmp_path / "b.json", key, scan(tmp_path, Engine(key)).sure)

    assert {one.fingerprint for one in reported} == read(tmp_path / "b.json", key).known != set()


def test_a_short_secret_is_not_guessed_from_what_a_report_says(tmp_path: Path) -> None:
    password = "hunter22"
    key = key_of(tmp_path, make=True)
    told = {Engine(key).fingerprint(password), Redactor(key_of_run(tmp_path, "2026-11-25")).fingerprint(password)}

    # All that a report says beside the fingerprint: the product, the run, the folder.
    guesses = {
        guess
        for known in ("shop.test", "2026-11-25", str(tmp_path), "")
        for raw in (known.encode(), hashlib.sha256(known.encode()).digest())
        if raw
        for guess in (Engine(raw).fingerprint(password), Redactor(raw).fingerprint(password))
    }

    assert told & guesses == set()
    assert (
        key_of_run(tmp_path, "2026-11-25") == key_of_run(tmp_path, "2026-11-25") != key_of_run(tmp_path, "2026-11-26")
    )
