"""A real git repository, with secrets in its files, its documents, its logs and everywhere in its history."""

import base64
import json
import os
import secrets
import string
import subprocess
from pathlib import Path

import pytest

from launchready.observe.errors import CannotLook
from launchready.observe.secrets.found import Engine
from launchready.observe.secrets.git import Repository
from launchready.observe.secrets.places.names import is_document
from launchready.observe.secrets.repository import Places, Secrets, secrets_of
from tests.observe.secrets import made_up

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
    return secrets_of(folder, Places(logs), ENGINE)


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
    first = git(folder, "log", "--format=%H", "--grep=oops")[:10]
    assert [found.place for found in seen.history.found] == [f"commit {first} config.py:2"]


def test_messages_of_commits_and_tags_belong_to_the_history(folder: Path) -> None:
    commit(folder, f"rotate the token, it was {key()}")
    git(folder, "tag", "-a", "v1", "-m", f"deployed with {key()}")

    kinds = {found.place.split(" ")[2] for found in scan(folder).history.found}

    assert kinds == {"commit", "tag"}


def test_what_no_branch_reaches_any_more_is_still_there(folder: Path) -> None:
    commit(folder, "oops", config_dot_py=f"TOKEN = '{key()}'\n")
    lost = git(folder, "rev-parse", "HEAD")[:10]
    git(folder, "reset", "-q", "--hard", "HEAD~1")

    (found,) = scan(folder).history.found

    assert found.place == f"commit {lost} config.py:1"
    assert found.since.endswith(f", in {lost}, which no branch or tag leads to any more")


def test_a_blob_that_was_added_and_never_committed_is_in_no_commit(folder: Path) -> None:
    (folder / "config.py").write_text(f"TOKEN = '{key()}'\n", encoding="utf-8")
    git(folder, "add", "config.py")
    (folder / "config.py").write_text("TOKEN = ''\n", encoding="utf-8")
    git(folder, "add", "config.py")

    (found,) = scan(folder).history.found

    assert "in no commit" in found.place


def test_what_is_staged_and_gone_from_the_folder_would_be_committed_next(folder: Path) -> None:
    (folder / "config.py").write_text(f"TOKEN = '{key()}'\n", encoding="utf-8")
    git(folder, "add", "config.py")
    (folder / "config.py").write_text("TOKEN = ''\n", encoding="utf-8")

    seen = scan(folder)

    assert [found.place for found in seen.tree.found] == ["config.py (staged):1"]
    assert seen.history.found == ()


def test_stashes_notes_and_what_only_a_merge_brought_are_history(folder: Path) -> None:
    (folder / "app.py").write_text(f"TOKEN = '{key()}'\n", encoding="utf-8")
    git(folder, "stash", "-q")
    (folder / "app.py").write_text(f"OTHER = '{key()}'\n", encoding="utf-8")
    git(folder, "stash", "-q")
    git(folder, "notes", "add", "-m", f"built with {key()}")
    git(folder, "switch", "-q", "-c", "side")
    commit(folder, "side", side_dot_py="pass\n")
    git(folder, "switch", "-q", "main")
    commit(folder, "more", more_dot_py="pass\n")
    git(folder, "merge", "-q", "--no-commit", "--no-ff", "side")
    commit(folder, "merge", evil_dot_py=f"TOKEN = '{key()}'\n")
    commit(folder, "gone", evil_dot_py=None)

    places = [found.place.split(" ")[2] for found in scan(folder).history.found]

    assert sorted(place for place in places if ".py" in place) == ["app.py:1", "app.py:1", "evil.py:1"]
    assert len(places) == 4, "the note is the fourth"


def test_a_secret_in_many_places_is_one_finding_with_its_places(folder: Path) -> None:
    value = key()
    line = f"TOKEN = '{value}'\n"
    commit(folder, "oops", a_dot_py=line, b_dot_py=line, docs__c_dot_md=line, _dot_github__workflows__d_dot_yml=line)

    seen = scan(folder)

    (found,) = seen.tree.found
    assert (found.place, found.also) == ("a.py:1", ("b.py:1", ".github/workflows/d.yml:1", "docs/c.md:1"))
    assert [part.found for part in (seen.ci, seen.documents, seen.history)] == [(), (), ()]
    assert (seen.ci.elsewhere, seen.documents.elsewhere) == (1, 1)


def test_a_test_s_private_key_is_no_secret_in_the_history_either(folder: Path) -> None:
    commit(folder, "test", tests__key_dot_pem=made_up.pem())
    commit(folder, "gone", tests__key_dot_pem=None)

    assert scan(folder).history.found == ()


def test_git_s_own_settings_and_hooks(folder: Path) -> None:
    in_address, in_header, in_hook = key(), key(), key()
    basic = base64.b64encode(f"x-access-token:{in_header}".encode()).decode()
    git(folder, "remote", "add", "origin", f"https://bot:{in_address}@github.com/shop/shop.git")
    git(folder, "config", "http.https://github.com/.extraheader", f"AUTHORIZATION: basic {basic}")
    (folder / ".git" / "hooks" / "pre-push").write_text(f"#!/bin/sh\nTOKEN={in_hook}\n", encoding="utf-8")

    seen = scan(folder)

    assert {found.fingerprint for found in seen.settings.found} == {
        ENGINE.fingerprint(value) for value in (in_address, in_header, in_hook)
    }
    assert {found.place.partition(":")[0] for found in seen.settings.found} == {".git/config", ".git/hooks/pre-push"}


@pytest.mark.parametrize(
    "name",
    [
        ".github/workflows/deploy.yml",
        ".gitlab-ci.yml",
        ".circleci/config.yml",
        "Jenkinsfile",
        "azure-pipelines.yml",
        "bitbucket-pipelines.yml",
    ],
)
def test_files_of_build_services_are_told_apart(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"variables:\n  TOKEN: {key()}\n", encoding="utf-8")

    seen = scan(folder)

    assert [found.place for found in seen.ci.found] == [f"{name}:2"]
    assert seen.tree.found == ()


def test_a_declared_place_that_is_not_there_is_missed(folder: Path) -> None:
    seen = secrets_of(folder, Places(("logs/*.log",), ("dist/app.tar",), ("dist/*.whl",)), ENGINE)

    assert seen.logs.missed == ("build_logs: logs/*.log is not there",)
    assert seen.shipped.missed == ("images: dist/app.tar is not there", "artifacts: dist/*.whl is not there")


def test_an_artifact_that_git_ignores_is_read_where_it_is_declared(folder: Path) -> None:
    commit(folder, "ignore", _dot_gitignore="*.tfstate\n")
    state = {"resources": [{"instances": [{"attributes": {"user_data": f"#!/bin/sh\nexport TOKEN=\n{key()}\n"}}]}]}
    (folder / "prod.tfstate").write_text(json.dumps(state, indent=2), encoding="utf-8")

    seen = secrets_of(folder, Places(artifacts=("*.tfstate",)), ENGINE)

    assert [found.place for found in seen.shipped.found] == ["prod.tfstate:7"]
    assert seen.tree.ignored == ()


def test_a_part_of_a_larger_repository_is_read_as_git_sees_it(folder: Path) -> None:
    commit(
        folder, "two products", _dot_gitignore=".env\n", api__app_dot_py="pass\n", web__app_dot_py=f"T = '{key()}'\n"
    )
    (folder / "api" / ".env").write_text(f"TOKEN={key()}\n", encoding="utf-8")
    (folder / "api" / "app.py").write_text(f"T = '{key()}'\n", encoding="utf-8")
    git(folder, "add", "api")
    (folder / "api" / "app.py").write_text("pass\n", encoding="utf-8")

    seen = scan(folder / "api")

    assert [found.place for found in seen.tree.found] == ["app.py (staged):1"]
    assert [found.place for found in seen.tree.ignored] == [".env:1"]
    assert [found.place.partition(" web/")[2] for found in seen.history.found] == ["app.py:1"]


def test_a_secret_of_a_file_says_since_when_the_history_holds_it(folder: Path) -> None:
    value = key()
    commit(folder, "oops", config_dot_py=f"TOKEN = '{value}'\n")
    first = git(folder, "rev-parse", "HEAD")[:10]
    commit(folder, "more", config_dot_py=f"# more\nTOKEN = '{value}'\n")

    (found,) = scan(folder).tree.found

    assert found.place == "config.py:2"
    assert found.since.endswith(f", in {first}")


def test_a_submodule_is_told_and_not_read(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    commit(other, "begin", a_dot_py="pass\n")
    git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "vendor")
    git(folder, "commit", "-q", "-m", "vendor")

    assert [line for line in scan(folder).tree.unread if "submodule" in line] != []


def test_a_secret_on_another_branch_is_found(folder: Path) -> None:
    git(folder, "switch", "-q", "-c", "try")
    commit(folder, "oops", config_dot_py=f"TOKEN = '{key()}'\n")
    git(folder, "switch", "-q", "main")

    (found,) = scan(folder).history.found

    assert found.place.endswith(" config.py:1")


def test_an_ignored_file_is_told_apart_and_an_untracked_one_counts(folder: Path) -> None:
    commit(folder, "ignore", _dot_gitignore=".env\n")
    (folder / ".env").write_text(f"TOKEN={key()}\n", encoding="utf-8")
    (folder / "notes.py").write_text(f"TOKEN = '{key()}'\n", encoding="utf-8")

    seen = scan(folder)

    assert [(found.place, found.since) for found in seen.tree.found] == [("notes.py:1", "not committed yet")]
    assert [found.place for found in seen.tree.ignored] == [".env:1"]


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


def test_what_is_not_read_is_told_and_not_counted_as_read(folder: Path) -> None:
    before = scan(folder).tree
    (folder / "old.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(40))
    commit(folder, "old")

    seen = scan(folder)

    assert seen.tree.unread == ("old.7z: 7z archives are not unpacked",)
    assert (seen.tree.looked_at, seen.tree.unread_in_all) == (before.looked_at, 1)


def test_what_the_owner_named_and_nobody_can_read_is_missed(folder: Path) -> None:
    (folder / "dist").mkdir()
    (folder / "dist" / "app.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(40))

    seen = secrets_of(folder, Places(artifacts=("dist/*",)), ENGINE)

    assert seen.shipped.missed == ("dist/app.rar: RAR archives are not unpacked",)


def test_more_ignored_files_than_are_read_are_told(folder: Path) -> None:
    commit(folder, "ignore", _dot_gitignore="out/\n")
    (folder / "out").mkdir()
    for number in range(2001):
        (folder / "out" / f"{number}.txt").touch()

    (line,) = scan(folder).tree.unread

    assert line.startswith("files that git ignores: 2000 were read")


def test_without_git_folders_of_dependencies_are_told_and_not_read(tmp_path: Path) -> None:
    (tmp_path / "web" / "node_modules" / "left").mkdir(parents=True)
    (tmp_path / "web" / "node_modules" / "left" / "index.js").write_text(f"K = '{key()}'")
    (tmp_path / "app.py").write_text("A = 1\n")

    seen = scan(tmp_path).tree

    assert (seen.found, seen.looked_at) == ((), 1)
    assert seen.unread == ("web/node_modules: a folder of dependencies, of a cache or of git",)
