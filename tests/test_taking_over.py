"""A gate takes over what it saw of surfaces whose sources have not changed since, and nothing else."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from launchready.cli import main
from launchready.declare.read import DeclarationError, read_text
from launchready.events import Judged
from launchready.judge.gate import gate
from launchready.observe.ops.changes import changed_since, commit_of
from launchready.store import runs
from launchready.verdict import Unknown
from tests.commands.site import FRAME, Site, shop
from tests.commands.stored import DECLARATION
from tests.report.fixtures import marketplace

SOURCES = '\n[sources]\nweb = ["web", "shared/style.css"]\n'


def git(folder: Path, *words: str) -> str:
    names = {f"GIT_{who}_{what}": "a@b.test" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True, env=env)
    return done.stdout.strip()


def commit(folder: Path, **files: str) -> str:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "a change")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with shop(tmp_path) as made:
        made.declaration.write_text(made.declaration.read_text() + SOURCES)
        git(tmp_path, "init", "-q")
        (tmp_path / ".gitignore").write_text("*.json\n")
        commit(tmp_path, web__page="one", shared__style="one", docs__readme="one")
        yield made


def told(site: Site, *more: str) -> dict[str, object]:
    done = CliRunner().invoke(main, ["gate", str(site.declaration), "--json", *more])
    document: dict[str, object] = json.loads(done.stdout)
    return document


def test_what_has_not_changed_is_taken_over_and_the_rest_is_looked_at(site: Site) -> None:
    folder = site.declaration.parent
    first = told(site, "--write-baseline")
    commit(folder, docs__readme="two")
    second = told(site, "--changed")
    site.headers.pop(FRAME)
    commit(folder, web__page="two")
    third = told(site, "--changed")

    assert (first["word"], second["word"]) == ("GO", "GO")
    assert " looks taken over from " in str(second["taken_over"])
    assert int(str(second["requests"])) < int(str(first["requests"])) / 2
    assert second["told"] == first["told"]
    assert third["word"] == "NO-GO"
    assert "of every surface something changed" in str(third["taken_over"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("launch.toml", "no whole gate of this launch.toml"),
        ("not committed", "of every surface something changed"),
        ("new file", "of every surface something changed"),
    ],
)
def test_where_it_cannot_be_known_everything_is_looked_at(site: Site, change: str, words: str) -> None:
    folder = site.declaration.parent
    told(site, "--write-baseline")
    if change == "launch.toml":
        site.declaration.write_text(site.declaration.read_text().replace('"Shop"', '"Shops"'))
    else:
        (folder / "web" / ("page" if change == "not committed" else "new")).write_text("two")

    after = told(site, "--changed")

    assert words in str(after["taken_over"])
    assert after["word"] == "GO"


def test_a_gate_of_files_that_are_not_committed_is_none_to_take_over_from(site: Site) -> None:
    (site.declaration.parent / "web" / "page").write_text("two")
    told(site, "--write-baseline")

    assert "no whole gate" in str(told(site, "--changed")["taken_over"])


def test_a_part_of_the_gate_and_one_that_took_over_are_none_to_take_over_from(site: Site) -> None:
    told(site, "--only", "edge")
    only = told(site, "--changed")
    told(site, "--changed")

    marks = [(run.folder / "gate.json").exists() for run in runs(site.declaration.parent)]
    assert "no whole gate" in str(only["taken_over"])
    assert marks == [False, True, False]


def test_without_sources_everything_is_looked_at_and_it_says_so(site: Site) -> None:
    site.declaration.write_text(site.declaration.read_text().replace(SOURCES, ""))

    assert told(site, "--changed", "--only", "edge.csp-is-missing")["taken_over"] == (
        "launch.toml names no [sources], so everything is looked at"
    )


def test_what_was_taken_over_is_no_look(site: Site) -> None:
    results = tuple(one for one in marketplace.GO if isinstance(one, Judged))
    fresh, *old = results
    taken = frozenset(one.fingerprint for one in old)

    assert gate(results, None, first=None, taken=taken).word == "GO"
    blind = replace(fresh, verdict=Unknown("no answer"))
    assert gate((blind, *old), None, first=None, taken=taken).word == "INCOMPLETE"


def test_sources_are_of_declared_surfaces() -> None:
    with pytest.raises(DeclarationError, match="there is no"):
        read_text(DECLARATION + '\n[sources]\napy = ["api"]\n', Path("launch.toml"))


def test_git_tells_what_changed_whatever_the_names(tmp_path: Path) -> None:
    assert (commit_of(tmp_path), changed_since(tmp_path, "HEAD")) == (None, None)

    git(tmp_path, "init", "-q")
    first = commit(tmp_path, a="1", b="1", c="1")
    clean = commit_of(tmp_path)
    (tmp_path / "a").rename(tmp_path / "ä\nnew")
    (tmp_path / "b").unlink()
    (tmp_path / ".launchready").mkdir()
    (tmp_path / ".launchready" / "key").write_text("1")

    assert clean == first
    assert commit_of(tmp_path) is None
    assert changed_since(tmp_path, first) == frozenset({"a", "b", "ä\nnew"})
    assert changed_since(tmp_path, "0" * 40) is None
