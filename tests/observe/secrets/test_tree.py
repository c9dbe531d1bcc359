"""A folder is read as git sees it, and the next commit from the index; a secret's age is its first commit's."""

import subprocess
import zipfile
from pathlib import Path

import pytest

from launchready.observe.errors import CannotLook
from launchready.observe.secrets.ages import with_ages
from launchready.observe.secrets.found import Engine
from launchready.observe.secrets.tree import scan, staged
from tests.observe.secrets.made_up import checked

ENGINE = Engine("shop.test")


def git(folder: Path, *words: str, day: str = "2026-03-01") -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@shop.test", "-c", "commit.gpgsign=false"]
    when = {"GIT_AUTHOR_DATE": f"{day}T10:00:00Z", "GIT_COMMITTER_DATE": f"{day}T10:00:00Z", "PATH": "/usr/bin:/bin"}
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, env=when)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (tmp_path / "a.py").write_text("A = 1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def test_the_index_counts_and_not_the_file(folder: Path) -> None:
    (folder / "a.py").write_text(f"A = '{checked('ghp_')}'\n")
    git(folder, "add", "a.py")
    (folder / "a.py").write_text("A = 2\n")
    (folder / "b.py").write_text(f"B = '{checked('ghp_')}'\n")

    found = staged(folder, ENGINE)

    assert [one.place for one in found.sure] == ["a.py:1"]
    assert found.control


def test_what_the_last_commit_held_already_does_not_stop_the_next(folder: Path) -> None:
    old, new = checked("ghp_"), checked("ghp_")
    (folder / "a.py").write_text(f"A = '{old}'\n")
    git(folder, "commit", "-qam", "a mistake")
    (folder / "a.py").write_text(f"\n\nA = '{old}'\nB = '{new}'\n")
    git(folder, "add", "a.py")

    assert [one.place for one in staged(folder, ENGINE).sure] == ["a.py:4"]


def test_the_first_commit_of_all_can_be_looked_at(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "a b.py").write_text(f"A = '{checked('ghp_')}'\n")
    git(tmp_path, "add", ".")

    assert [one.place for one in staged(tmp_path, ENGINE).sure] == ["a b.py:1"]


def test_nothing_staged_is_nothing_read(folder: Path) -> None:
    assert staged(folder, ENGINE).read == 0


def test_outside_of_a_repository_nothing_can_be_staged(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match="no git repository"):
        staged(tmp_path, ENGINE)


def test_a_folder_inside_of_a_repository_is_read_without_what_git_ignores(folder: Path) -> None:
    (folder / ".gitignore").write_text("*.local\n")
    (folder / "app").mkdir()
    (folder / "app" / "x.py").write_text(f"A = '{checked('ghp_')}'\n")
    (folder / "app" / "x.local").write_text(f"A = '{checked('ghp_')}'\n")
    (folder / "y.py").write_text(f"A = '{checked('ghp_')}'\n")

    assert [one.place for one in scan(folder / "app", ENGINE).sure] == ["app/x.py:1"]
    assert [one.place for one in scan(folder / "y.py", ENGINE).sure] == ["y.py:1"]


def test_the_age_of_a_secret_is_that_of_the_first_commit_that_holds_it(folder: Path) -> None:
    value = checked("ghp_")
    (folder / "a.py").write_text(f"A = '{value}'\n")
    git(folder, "commit", "-qam", "in", day="2026-04-02")
    (folder / "a.py").write_text(f"# moved\n\nA = '{value}'\n")
    git(folder, "commit", "-qam", "moved", day="2026-05-03")
    git(folder, "mv", "a.py", "c.py")
    git(folder, "commit", "-qm", "renamed", day="2026-06-04")
    (folder / "b.py").write_text(f"B = '{checked('ghp_')}'\n")

    dated = {one.place: one.since for one in with_ages(folder, scan(folder, ENGINE).sure, ENGINE)}

    assert dated["c.py:3"].startswith("2026-04-02, in ")
    assert dated["b.py:1"] == "not committed yet"


def test_an_archive_is_read_and_a_secret_in_it_told_by_its_place(folder: Path) -> None:
    with zipfile.ZipFile(folder / "old.zip", "w") as archive:
        archive.writestr("app/settings.py", f"\nA = '{checked('ghp_')}'\n")
    git(folder, "add", "old.zip")

    assert [one.place for one in scan(folder, ENGINE).sure] == ["old.zip!app/settings.py:2"]
    assert [one.place for one in staged(folder, ENGINE).sure] == ["old.zip!app/settings.py:2"]


def test_a_large_folder_is_read_by_two_processes_with_the_same_result(tmp_path: Path) -> None:
    values = [checked("ghp_") for _ in range(12)]
    for number, value in enumerate(values):
        (tmp_path / f"{number:02}.txt").write_text("some words\n" * 70_000 + f"A = '{value}'\n")

    found = scan(tmp_path, ENGINE)

    assert found.read == 12
    assert [one.place for one in found.sure] == [f"{number:02}.txt:70001" for number in range(12)]
    assert [one.fingerprint for one in found.sure] == [ENGINE.fingerprint(value) for value in values]


def test_what_was_removed_since_is_not_missed(folder: Path) -> None:
    (folder / "a.py").unlink()

    assert scan(folder, ENGINE).missed == ()
