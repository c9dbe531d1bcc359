"""`launchready secrets`: what it says, how it ends, and that a value is never shown."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli import main
from launchready.observe.secrets.found import Engine
from launchready.observe.secrets.key import VARIABLE, key_of
from launchready.observe.secrets.rotation import rotation
from tests.observe.secrets.made_up import HEX, checked, drawn


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def told(*words: str) -> Result:
    return CliRunner().invoke(main, ["secrets", *words])


def test_a_secret_ends_with_one_and_says_who_can_rotate_it(tmp_path: Path) -> None:
    value = checked("ghp_")
    (tmp_path / "a.py").write_text(f"\nA = '{value}'\n")

    done = told(str(tmp_path))

    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "a.py:2: github token",
        "    who can rotate it: the person or app that it was issued to; an owner of the organization can revoke fine-grained ones",
        "    how: GitHub: Settings > Developer settings > Personal access tokens. " + rotation("github token").do,
        "Secrets: 1 found. 1 files read.",
    ]
    assert value not in done.output


def test_a_weak_hint_warns_and_ends_with_none(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(f"api_key = '{drawn(HEX, 24)}'\n")

    done = told(str(tmp_path), "--all")

    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "a.py:1: api key (weak)",
        "Secrets: 0 found, 1 weak hints, which do not count. 1 files read.",
    ]


def test_json_holds_all_but_the_value(tmp_path: Path) -> None:
    value = checked("npm_")
    (tmp_path / "a.py").write_text(f"A = '{value}'\nK = 'pk_live_{drawn(HEX, 24)}'\n")

    done = told(str(tmp_path), "--json")
    report = json.loads(done.output)

    assert report["format"] == "launchready-secrets-v1"
    assert report["verdict"] == "NO-GO"
    assert [(one["place"], one["kind"]) for one in report["found"]] == [("a.py:1", "npm token")]
    assert set(report["found"][0]["rotate"]) == {"who", "at", "do"}
    assert [one["kind"] for one in report["public"]] == ["stripe publishable key"]
    assert value not in done.output


def test_a_baseline_lets_known_secrets_through_and_no_other(tmp_path: Path) -> None:
    file, baseline = tmp_path / "a.py", str(tmp_path / "known.json")
    old = checked("ghp_")
    file.write_text(f"A = '{old}'\n")

    wrote = told(str(tmp_path), "--baseline", baseline, "--write")
    file.write_text(f"\n\nB = '{old}'\n")
    moved = told(str(tmp_path), "--baseline", baseline)
    file.write_text(f"A = '{checked('ghp_')}'\n")
    new = told(str(tmp_path), "--baseline", baseline)

    assert wrote.exit_code == 0
    assert (moved.exit_code, moved.output.splitlines()[-1]) == (0, "Secrets: 0 new, 1 known. 2 files read.")
    assert new.exit_code == 1


def test_a_baseline_without_its_key_is_a_mistake_and_not_a_pass(tmp_path: Path) -> None:
    (tmp_path / "known.json").write_text("{}")

    done = told(str(tmp_path), "--baseline", str(tmp_path / "known.json"))

    assert done.exit_code == 2
    assert VARIABLE in done.output


@pytest.mark.parametrize("words", [["--write"], ["--write", "--staged", "--baseline", "x"], ["no-such-path"]])
def test_what_makes_no_sense_ends_with_two(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert told(*words).exit_code == 2


def test_a_file_that_cannot_be_read_is_not_passed_over() -> None:
    # A regular file that refuses to be read, whoever asks.
    done = told("/proc/self/mem")

    assert done.exit_code == 3
    assert "could not be read: mem: Input/output error" in done.output


def test_the_hook_stops_a_commit(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "a.py").write_text(f"A = '{checked('ghp_')}'\n")

    before = told("--staged", str(tmp_path))
    subprocess.run(["git", "-C", str(tmp_path), "add", "."], check=True)
    after = told("--staged", str(tmp_path))

    assert (before.exit_code, after.exit_code) == (0, 1)


def test_what_is_not_read_is_named_and_bounded(tmp_path: Path) -> None:
    for number in range(23):
        (tmp_path / f"{number:02}.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(40))
    (tmp_path / "a.py").write_text("A = 1\n")

    done = told(str(tmp_path))

    assert done.exit_code == 0
    assert done.output.splitlines()[0].startswith("not read: ")
    assert done.output.splitlines()[-2:] == [
        "not read: 3 more (all of them with --json)",
        "Secrets: 0 found. 1 files read, 23 not read, which this says nothing of.",
    ]
    assert len(json.loads(told(str(tmp_path), "--json").output)["unread"]) == 23


def test_fingerprints_are_those_of_the_folder_s_key_where_it_has_one(tmp_path: Path) -> None:
    value = checked("ghp_")
    (tmp_path / "a.py").write_text(f"A = '{value}'\n")

    nobodys = [json.loads(told(str(tmp_path), "--json").output)["found"][0]["fingerprint"] for _ in range(2)]
    key = key_of(tmp_path, make=True)
    own = json.loads(told(str(tmp_path), "--json").output)["found"][0]["fingerprint"]

    assert len({*nobodys, own}) == 3
    assert own == Engine(key).fingerprint(value)
