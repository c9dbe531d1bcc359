"""Hides made-up secrets in a repository: one of each kind in each of twenty-four places, each in a file or object of its own."""

import io
import json
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tests.observe.secrets.made_up import Made, made_up

FILLER = "function r(e,t){return e.map(function(n){return n*t}).filter(Boolean)}var o=[1,2,3];"
SENTENCE = "Orders are written to the queue and taken from there by one worker at a time. "


@dataclass(frozen=True, slots=True)
class Hidden:
    """One secret in one place."""

    kind: str
    way: str
    name: str
    """Its file in the tree, or a mark that is nowhere else."""
    core: str
    text: str
    """The secret with its name, as a file of settings has it."""


def plain(one: Made) -> str:
    """As a file of settings has it."""
    return f"{one.name}={_line(one)}\n"


def _line(one: Made) -> str:
    return one.value.replace("\n", "\\n")


def _quoted(one: Made) -> str:
    return json.dumps(one.value)


def _log(one: Made) -> str:
    value, middle = _line(one), len(_line(one)) // 2
    return f"\x1b[36m#7\x1b[0m \x1b[1mRUN\x1b[0m build\n\x1b[32m+ export {one.name}={value[:middle]}\x1b[0m\x1b[32m{value[middle:]}\x1b[0m\n"


def _source_map(one: Made) -> str:
    return json.dumps(
        {
            "version": 3,
            "sources": ["a.ts"],
            "sourcesContent": [f"const {one.name} = {_quoted(one)};\n"],
            "mappings": "AAAA",
        }
    )


def _notebook(one: Made) -> str:
    return json.dumps(
        {
            "cells": [{"cell_type": "code", "source": ["import os\n", f"os.environ['{one.name}'] = {_quoted(one)}\n"]}],
            "nbformat": 4,
        }
    )


def _state(one: Made) -> str:
    return json.dumps(
        {"version": 4, "resources": [{"instances": [{"attributes": {"name": "a", one.name.lower(): one.value}}]}]},
        indent=2,
    )


FILES: dict[str, tuple[str, Callable[[Made], str]]] = {
    "source": ("settings.py", lambda one: f"import os\n\nDEBUG = False\n{one.name} = {one.value!r}\n"),
    "bundle": ("app.min.js", lambda one: f"{FILLER * 20}const {one.name.lower()}={_quoted(one)};{FILLER * 20}"),
    "source map": ("app.js.map", _source_map),
    "env file": (".env", lambda one: f"PORT=80\n{one.name}={_line(one) if _line(one) == one.value else _quoted(one)}\n"),
    "properties": ("app.properties", lambda one: f"# {SENTENCE}\n{one.name.lower().replace('_', '.')} = {_line(one)}\n"),
    "json": ("config.json", lambda one: json.dumps({"port": 80, one.name: one.value}, indent=2)),
    "ci": ("ci.yml", lambda one: f"jobs:\n  build:\n    env:\n      {one.name}: {_quoted(one)}\n    steps: []\n"),
    "compose": ("compose.yml", lambda one: f"services:\n  api:\n    environment:\n      - {json.dumps(f'{one.name}={one.value}')}\n"),
    "dockerfile": ("Dockerfile", lambda one: f"FROM python:3.13\nENV {one.name} {_line(one)}\nCMD serve\n"),
    "terraform": ("main.tf", lambda one: f'variable "{one.name.lower()}" {{\n  type    = string\n  default = {_quoted(one)}\n}}\n'),
    "terraform state": ("terraform.tfstate", _state),
    "notebook": ("look.ipynb", _notebook),
    "document": ("guide.md", lambda one: f"# Set up\n\n{SENTENCE}\n\n    export {one.name}={_line(one)}\n"),
    "xml": ("web.config", lambda one: f'<configuration><appSettings><add key="{one.name}" value="{escape(_line(one))}"/></appSettings></configuration>'),
    "coloured log": ("build.log", _log),
    "log of json": ("app.jsonlog", lambda one: json.dumps({"log": f"\x1b[1mstart\x1b[0m {one.name}={_quoted(one)}\n", "stream": "stdout"}) + "\n"),
}  # fmt: skip
PACKED = ("zip", "tar.gz", "docx")
IN_GIT = ("removed file", "commit message", "tag message", "git config", "unreachable object")
WAYS = (*FILES, *PACKED, *IN_GIT)


def hide(folder: Path) -> tuple[Hidden, ...]:
    """Makes a repository with one secret of each kind in each place."""
    folder.mkdir(parents=True)
    _git(folder, "init", "-q", "--initial-branch=main")
    hidden: list[Hidden] = []
    for way in FILES:
        hidden += _files(folder, way)
    for way in PACKED:
        hidden += _packed(folder, way)
    _git(folder, "add", "-A", "-f")
    _git(folder, "commit", "-qm", "all of it")
    for way, put in zip(IN_GIT, (_removed, _message, _tag, _config, _unreachable), strict=True):
        hidden += [
            Hidden(one.kind, way, put(folder, number, one), one.core, plain(one))
            for number, one in enumerate(made_up())
        ]
    _git(folder, "add", "-A")
    _git(folder, "commit", "-qm", "what was removed is gone", "--allow-empty")
    return tuple(hidden)


def _files(folder: Path, way: str) -> Iterator[Hidden]:
    name, text = FILES[way]
    for number, one in enumerate(made_up()):
        path = folder / way.replace(" ", "-") / f"k{number:02}" / name
        path.parent.mkdir(parents=True)
        path.write_text(text(one), encoding="utf-8")
        yield Hidden(one.kind, way, path.relative_to(folder).as_posix(), one.core, plain(one))


def _packed(folder: Path, way: str) -> Iterator[Hidden]:
    for number, one in enumerate(made_up()):
        path = folder / way.replace(".", "-") / f"k{number:02}" / f"old.{way}"
        path.parent.mkdir(parents=True)
        text = f"{one.name}={_line(one)}\n"
        if way == "tar.gz":
            with tarfile.open(path, "w:gz") as tar:
                member = tarfile.TarInfo("app/settings.txt")
                member.size = len(text.encode())
                tar.addfile(member, io.BytesIO(text.encode()))
        else:
            body = f"<w:document><w:body><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:body></w:document>"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(*(("word/document.xml", body) if way == "docx" else ("app/settings.txt", text)))
        yield Hidden(one.kind, way, path.relative_to(folder).as_posix(), one.core, plain(one))


def _removed(folder: Path, number: int, one: Made) -> str:
    path = folder / "removed" / f"k{number:02}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{one.name}={_line(one)}\n", encoding="utf-8")
    _git(folder, "add", "-A")
    _git(folder, "commit", "-qm", f"step {number}")
    path.unlink()
    return path.relative_to(folder).as_posix()


def _message(folder: Path, number: int, one: Made) -> str:
    _git(folder, "commit", "-q", "--allow-empty", "-m", f"try {number}\n\n{one.name}={_line(one)}")
    return f"message {number}"


def _tag(folder: Path, number: int, one: Made) -> str:
    _git(folder, "tag", "-a", f"v0.{number}", "-m", f"release {number}\n\n{one.name}={_line(one)}")
    return f"tag v0.{number}"


def _config(folder: Path, number: int, one: Made) -> str:
    with (folder / ".git" / "config").open("a", encoding="utf-8") as config:
        config.write(f'[deploy "k{number}"]\n\t{one.name.replace("_", "-")} = {json.dumps(_line(one))}\n')
    return f"config k{number}"


def _unreachable(folder: Path, number: int, one: Made) -> str:
    return _git(folder, "hash-object", "-w", "--stdin", told=f"{number}\n{one.name}={_line(one)}\n").strip()


def _git(folder: Path, *words: str, told: str = "") -> str:
    who = [
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@shop.test",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "tag.gpgsign=false",
        "-c",
        "gc.auto=0",
    ]
    return subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True, input=told
    ).stdout
