"""Finds where a repository tells people of a variable, a file, a program or a package; a script that uses one tells nobody."""

import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from launchready.observe.ops.lacks import FILE, PACKAGE, VARIABLE, Lack
from launchready.observe.ops.scratch import text_of
from launchready.observe.secrets.git import Repository

DOCUMENT = re.compile(
    r"(^|/)(README|INSTALL|DEPLOY\w*|CONTRIBUTING|RUNBOOK\w*)[^/]*$|\.(md|rst|adoc|txt)$|(^|/)docs?/|"
    r"(^|/)\.env\.(example|sample|template|dist)$|\.env\.example$|(^|/)\.github/workflows/|(^|/)\.gitlab-ci\.yml$|(^|/)\.circleci/|"
    r"(^|/)(docker-)?compose[\w.-]*\.ya?ml$|(^|/)app\.json$|(^|/)Jenkinsfile$|(^|/)(Docker|Contain|Vagrant|Brew|Proc)file[^/]*$|"
    r"(^|/)(bitbucket-pipelines|azure-pipelines|\.drone|\.travis|cloudbuild|render|fly)\.(ya?ml|toml)$|(^|/)\.woodpecker|"
    r"(^|/)\.devcontainer/|(^|/)(\.tool-versions|\.?mise\.toml|flake\.nix|shell\.nix|devbox\.json)$",
    re.IGNORECASE,
)
"""Where people write down what a deploy needs; the command itself is no such place."""
MANIFEST = re.compile(
    r"(^|/)(package\.json|pyproject\.toml|requirements[^/]*\.(txt|in)|setup\.(py|cfg)|Pipfile|environment\.ya?ml|Gemfile|composer\.json|"
    r"go\.mod|Cargo\.toml|mix\.exs|build\.gradle(\.kts)?|pom\.xml|deno\.jsonc?|\.terraform\.lock\.hcl|[^/]+\.tf)$"
)
"""Where packages are written down, by names of their own: what a program calls `yaml` is `PyYAML` there."""
BUILD = re.compile(r"(^|/)((GNU)?[Mm]akefile|[Jj]ustfile|Taskfile\.ya?ml|CMakeLists\.txt|build\.(sh|xml))$")
"""What fills the folders of a build."""
EXAMPLE = re.compile(
    r"[._-](example|sample|template|tmpl|dist|default)(?=\.|$)|^(example|sample|template)[._-]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a command lacked."""

    kind: str
    """`variable`, `file`, `program` or `access`."""
    name: str
    words: str
    """The line in which it said so, or how it was found out."""
    written: str
    """Where it is written down; empty where nowhere."""


@dataclass(frozen=True)
class Paper:
    """What is written in a repository, and in launch.toml."""

    repository: Repository
    declaration: Path
    command: str
    """The command that lacks something: no place where that is written."""

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return self.repository.files()

    @cached_property
    def _places(self) -> dict[str, str]:
        """The places where people can read of what is needed, with what they say."""
        own = os.path.normpath(self.command) if self.command else ""
        found: dict[str, str] = {}
        for name in self._names:
            if not (DOCUMENT.search(name) or MANIFEST.search(name)) or name == own:
                continue
            text = text_of(self.repository.folder / name)
            if not text.startswith("#!"):
                found[name] = text
        found["launch.toml"] = text_of(self.declaration)
        return found

    def where(self, wanted: str, kind: str = VARIABLE) -> str:
        """The first place that names it; empty where none does."""
        word = re.compile(rf"(?<![\w-]){re.escape(wanted.rstrip('/').rpartition('/')[2])}(?![\w-])")
        # That a list of packages, with its scripts, uses a variable or a file tells nobody of it.
        listed = kind not in {VARIABLE, FILE}
        told = (name for name in self._places if listed or name == "launch.toml" or DOCUMENT.search(name))
        return next((name for name in told if word.search(self._places[name])), "")

    def missing(self, lacks: tuple[Lack, ...]) -> tuple[Missing, ...]:
        """Each lack, with the place where people can read of it."""
        return tuple(
            Missing(one.kind, one.name, one.words, self.where(one.name, one.kind) or self._stands_for(one))
            for one in lacks
        )

    def _stands_for(self, lack: Lack) -> str:
        """What tells of a package without its name, or of a file by an example of it; empty where nothing does."""
        if lack.kind == PACKAGE:
            made = lack.name.endswith("/")
            return next((name for name in self._names if MANIFEST.search(name) or (made and BUILD.search(name))), "")
        if lack.kind != FILE:
            return ""
        wanted = lack.name.rpartition("/")[2]
        bases = ((name, name.rpartition("/")[2]) for name in self._names)
        return next((name for name, base in bases if base != wanted and EXAMPLE.sub("", base) == wanted), "")
