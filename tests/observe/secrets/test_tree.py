"""A folder is read as git sees it, and the next commit from the index; a secret's age is its first commit's."""

import subprocess
import sys
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


APART = """
import sys
from pathlib import Path
from launchready.observe.secrets import tree
from launchready.observe.secrets.found import Engine
tree.WORTH_A_FORK = int(sys.argv[2])
print(*tree.scan(Path(sys.argv[1]), Engine("shop.test")).sure, sep="\\n")
"""


def test_a_large_folder_is_read_by_several_processes_with_the_same_result(tmp_path: Path) -> None:
    values = [checked("ghp_") for _ in range(12)]
    for number, value in enumerate(values):
        (tmp_path / f"{number:02}.txt").write_text("some words\n" * 7_000 + f"A = '{value}'\n")

    # In a process of its own: where threads run, as they may here, it never forks.
    one, several = (
        subprocess.run(
            [sys.executable, "-c", APART, str(tmp_path), least], capture_output=True, text=True, check=True
        ).stdout
        for least in ("1000000000", "1")
    )

    assert len(one.splitlines()) == 12
    assert all(f"{number:02}.txt:7001" in line for number, line in enumerate(one.splitlines()))
    assert one == several


def test_what_is_tracked_and_not_in_the_folder_is_told(folder: Path) -> None:
    (folder / "a.py").unlink()

    found = scan(folder, ENGINE)

    assert found.missed == ()
    assert found.unread == ("a.py: tracked, and not in the folder",)


def test_a_submodule_is_told_in_the_folder_and_in_the_next_commit(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    git(other, "commit", "-q", "--allow-empty", "-m", "begin")
    git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "vendor")

    # Beside the repository's files lies `other`, which is one of its own as well.
    told = [line.partition(":")[0] for line in scan(folder, ENGINE).unread if "a repository of its own" in line]
    next_commit = staged(folder, ENGINE)

    assert told == ["other", "vendor"]
    assert [line.partition(":")[0] for line in next_commit.unread] == ["vendor"]
    assert next_commit.read == 1


def test_a_submodule_that_becomes_a_file_is_read(folder: Path, tmp_path: Path) -> None:
    test_a_submodule_is_told_in_the_folder_and_in_the_next_commit(folder, tmp_path)
    git(folder, "commit", "-qm", "vendor")
    git(folder, "rm", "-q", "vendor")
    (folder / "vendor").write_text(f"A = '{checked('ghp_')}'\n")
    git(folder, "add", "vendor")

    assert [one.place for one in staged(folder, ENGINE).sure] == ["vendor:1"]


def test_what_is_too_large_or_locked_is_told_in_the_next_commit(folder: Path) -> None:
    (folder / "film.bin").write_bytes(bytes(17_000_000))
    (folder / "old.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(40))
    git(folder, "add", ".")

    for found in (staged(folder, ENGINE), scan(folder, ENGINE)):
        assert [line.partition(":")[0] for line in found.unread] == ["film.bin", "old.7z"]
