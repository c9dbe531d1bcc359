"""A real git repository, with secrets in its files, its documents, its logs and everywhere in its history."""

import os
import secrets
import string
import subprocess
from pathlib import Path

import pytest

from launchready.observe.errors import CannotLook
from launchready.observe.secrets.found import Engine
from launchready.observe.secrets.git import Repository
from launchready.observe.secrets.repository import Secrets, is_document, secrets_of

ENGINE = Engine("shop.test")
WHO = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "A Founder"), ("EMAIL", "founder@shop.test"))
}


def key() -> str:
    return "ghp_" + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(36))


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **WHO, "GIT_CONFIG_GLOBAL": os.devnull},
    )
    return done.stdout.strip()


def commit(folder: Path, message: str, **files: str | None) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "repo"
    made.mkdir()
    git(made, "init", "-q", "-b", "main")
    commit(made, "begin", app_dot_py="print('hello')\n", README_dot_md="# Shop\n")
    return made


def scan(folder: Path, *logs: str) -> Secrets:
    return secrets_of(folder, logs, ENGINE)


def test_a_clean_repository_has_none_and_everything_was_read(folder: Path) -> None:
    seen = scan(folder)

    assert [part.found for part in (seen.tree, seen.documents, seen.logs, seen.history)] == [(), (), (), ()]
    assert (seen.tree.looked_at, seen.documents.looked_at, seen.history.looked_at) == (1, 1, 3)
    assert seen.history.missed == ()
    assert seen.control
    assert seen.log_control


def test_each_secret_is_told_once_and_where_it_is_most_urgent(folder: Path) -> None:
    in_tree, in_docs, deleted = key(), key(), key()
    commit(folder, "oops", config_dot_py=f"TOKEN = '{in_tree}'\nOLD = '{deleted}'\n")
    commit(folder, "better", config_dot_py=f"TOKEN = '{in_tree}'\n", docs__setup_dot_md=f"    export TOKEN={in_docs}\n")

    seen = scan(folder)

    assert [found.place for found in seen.tree.found] == ["config.py:1"]
    assert [found.place for found in seen.documents.found] == ["docs/setup.md:1"]
    first = git(folder, "log", "--format=%h", "--grep=oops")
    assert [found.place for found in seen.history.found] == [f"commit {first} config.py:2"]


def test_messages_of_commits_and_tags_belong_to_the_history(folder: Path) -> None:
    commit(folder, f"rotate the token, it was {key()}")
    git(folder, "tag", "-a", "v1", "-m", f"deployed with {key()}")

    kinds = {found.place.split(" ")[2] for found in scan(folder).history.found}

    assert kinds == {"commit", "tag"}


def test_what_no_branch_reaches_any_more_is_still_there(folder: Path) -> None:
    commit(folder, "oops", config_dot_py=f"TOKEN = '{key()}'\n")
    git(folder, "reset", "-q", "--hard", "HEAD~1")

    (found,) = scan(folder).history.found

    assert "in no commit" in found.place


def test_a_secret_on_another_branch_is_found(folder: Path) -> None:
    git(folder, "switch", "-q", "-c", "try")
    commit(folder, "oops", config_dot_py=f"TOKEN = '{key()}'\n")
    git(folder, "switch", "-q", "main")

    (found,) = scan(folder).history.found

    assert found.place.endswith(" config.py:1")


def test_an_ignored_file_is_nobodys_business_and_an_untracked_one_is(folder: Path) -> None:
    commit(folder, "ignore", _dot_gitignore=".env\n")
    (folder / ".env").write_text(f"TOKEN={key()}\n", encoding="utf-8")
    (folder / "notes.py").write_text(f"TOKEN = '{key()}'\n", encoding="utf-8")

    assert [found.place for found in scan(folder).tree.found] == ["notes.py:1"]


def test_build_logs_are_read_apart_and_through_their_colours(folder: Path) -> None:
    value = key()
    commit(folder, "log", logs__1_dot_log=f"ok\n\x1b[32mTOKEN\x1b[0m={value[:7]}\x1b[1m{value[7:]}\x1b[0m\n")

    seen = scan(folder, "logs/*.log")

    assert [found.place for found in seen.logs.found] == ["logs/1.log:2"]
    assert seen.tree.found == ()


def test_a_shallow_clone_says_that_its_history_is_missing(folder: Path, tmp_path: Path) -> None:
    commit(folder, "more", more_dot_py="pass\n")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{folder}", "shallow")

    (missed,) = scan(tmp_path / "shallow").history.missed

    assert "shallow" in missed


def test_a_folder_without_git_has_files_and_no_history(tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text(f"TOKEN = '{key()}'\n", encoding="utf-8")

    seen = scan(tmp_path)

    assert [found.place for found in seen.tree.found] == ["config.py:1"]
    assert seen.history.missed


def test_a_folder_that_is_not_there_cannot_be_looked_at(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match="is no folder"):
        Repository(tmp_path / "gone").files()


@pytest.mark.parametrize(
    ("name", "document"),
    [("README.md", True), ("docs/openapi.json", True), ("src/app.py", False), ("src/docs.py", False)],
)
def test_documents_are_told_from_code(name: str, document: bool) -> None:
    assert is_document(name) is document
