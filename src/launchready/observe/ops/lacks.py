"""Reads out of what a command printed which variable, file, program or package it did without."""

import re
from dataclasses import dataclass

MOST = 5
VARIABLE, FILE, PROGRAM, PACKAGE, ACCESS = "variable", "file", "program", "package", "access"
MADE = frozenset(
    {
        "node_modules",
        "vendor",
        ".venv",
        "venv",
        ".bundle",
        ".terraform",
        "bower_components",
        "target",
        "dist",
        "build",
        "out",
    }
    | {
        "_build",
        "deps",
        ".next",
        ".nuxt",
        ".output",
        ".svelte-kit",
        ".gradle",
        ".serverless",
        "__pycache__",
        ".cache",
        "coverage",
    }
)
"""Folders that package managers and builds fill: what is missing in them is missing by a step that everybody knows."""
_NAME = r"([A-Za-z_][A-Za-z0-9_]{2,60})"
_UPPER = r"([A-Z][A-Z0-9_]{2,60})"
_PATH = r"['\"\u2018`]?((?:~|\.{1,2})?/[^\s'\"\u2019`:]{2,200}|[\w.-]{1,60}(?:/[\w.-]{1,60}){0,8})['\"\u2019`]?"
_NOT = r"(?i:is |must be |has to be |was )?(?i:not set|unset|required|missing|undefined|not defined|empty)\b"
_WANTED = (
    r"(?i:missing|undefined|unset|set|export|required)(?i: the)?(?i: required)?(?i: environment)?(?i: variable)?:?"
)
PATTERNS = (
    (
        ACCESS,
        r"(?i)Permission denied \(publickey|Host key verification failed|could not read Username for|not logged in",
    ),
    (ACCESS, r"(?i)unable to locate credentials|could not find default credentials|no configuration has been provided"),
    (
        ACCESS,
        r"(?i)\b(?:please )?(?:run|use) ['\"`]?[\w-]+ (?:auth )?login\b|authentication (?:required|failed)|401 Unauthorized",
    ),
    (VARIABLE, rf"\b{_NAME}: (?:unbound variable|parameter not set|parameter null or not set)"),
    (VARIABLE, rf"\bKeyError: ['\"]{_UPPER}['\"]"),
    (VARIABLE, rf"\bkey not found: \"{_UPPER}\""),
    (VARIABLE, rf"\b{_UPPER}\b:? {_NOT}"),
    (VARIABLE, rf"\b{_WANTED} \$?['\"`]?([A-Z][A-Z0-9]{{1,40}}_[A-Z0-9_]{{1,60}})\b"),
    (PROGRAM, r"(?:^|: )([\w.+-]{2,60}): (?:command )?not found$"),
    (PROGRAM, r"\bcommand not found: ([\w.+-]{2,60})"),
    (PROGRAM, r"\benv: ['\u2018]?([\w.+-]{2,60})['\u2019]?: No such file or directory"),
    (PACKAGE, r"\bNo module named ['\"]?([\w.]{2,80})['\"]?"),
    (PACKAGE, r"\bCannot find (?:module|package) ['\"]([@\w./-]{2,200})['\"]"),
    (PACKAGE, r"\bcannot load such file -- ([\w./-]{2,200})"),
    (PACKAGE, r"\bCould not find gem ['\"]([\w.-]{2,80})"),
    (FILE, rf"\bFailed opening required {_PATH}"),
    (FILE, rf"\bNo such file or directory: {_PATH}"),
    (FILE, rf"\bENOENT: no such file or directory, \w+ {_PATH}"),
    (FILE, rf"{_PATH}: (?:No such file or directory|not found|No such file)$"),
    (FILE, rf"\b(?:cannot open|can't open|cannot stat|cannot read|unable to read|open) {_PATH}:? "),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.MULTILINE)) for kind, pattern in PATTERNS)
LANGUAGES = frozenset({"sh", "bash", "zsh", "line", "error", "python", "python3", "node", "env", "make"})


@dataclass(frozen=True, slots=True)
class Lack:
    """What a command said that it lacked."""

    kind: str
    name: str
    words: str


def lacks_in(output: str, place: str, home: str) -> tuple[Lack, ...]:
    """What a command lacked, each once; paths in its own folder, `place`, are told from there on, those in `home` from `~`."""
    found: dict[str, Lack] = {}
    for line in output.splitlines():
        for kind, pattern in _PATTERNS:
            if match := pattern.search(line):
                named = match[1] if kind != ACCESS else "somebody's account"
                kind, name = _as_what(kind, named, named.removeprefix(f"{place}/").replace(home, "~").rstrip(".,;"))  # noqa: PLW2901 - known better now
                if name.lower() not in LANGUAGES and name not in found:
                    found[name] = Lack(kind, name, line.strip().replace(home, "~")[:200])
                break
    return tuple(found.values())[:MOST]


def _as_what(kind: str, named: str, name: str) -> tuple[str, str]:
    """A module that is named by a path is a file, and a file where packages and builds lie is of those."""
    if kind == PACKAGE and named.startswith((".", "/")):
        kind = FILE
    made = next((part for part in name.split("/")[:-1] if part in MADE), None) if kind == FILE else None
    return (PACKAGE, f"{made}/") if made else (kind, name)
