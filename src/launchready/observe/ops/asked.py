"""Finds the variables of the environment that a script asks for, in the ways in which shells and languages write it."""

import re
from pathlib import Path

_NAME = r"([A-Z][A-Z0-9_]{2,60})"
SHELL = re.compile(rf"(?<!\\)\$(?:{_NAME}\b|\{{[#!]?{_NAME}\b)")
MAKE = re.compile(rf"\$[({{]{_NAME}[)}}]")
LANGUAGES = re.compile(
    rf"(?:environ(?:\.get)?\s*[(\[]|getenv\(|(?<![\w.])ENV(?:\.fetch)?\s*[(\[]|env(?:\.get)?[(\[])\s*['\"]{_NAME}['\"]|"
    rf"(?:process|import\.meta|Bun)\.env(?:\.|\[['\"]){_NAME}"
)
SET = re.compile(
    rf"^[ \t]*(?:(?:export|local|readonly|declare|typeset)[ \t]+(?:-\w+[ \t]+)*)?{_NAME}[ \t]*(?:[:?+]?=)(?!=)(.*)$|"
    rf"\b(?:for|read(?:[ \t]+-\w+)*)[ \t]+{_NAME}\b",
    re.MULTILINE,
)
COMMENT = re.compile(r"(?:^|[ \t])#.*$", re.MULTILINE)
USUAL = frozenset(
    {
        "PATH",
        "HOME",
        "PWD",
        "OLDPWD",
        "TMPDIR",
        "LANG",
        "SHELL",
        "USER",
        "LOGNAME",
        "UID",
        "EUID",
        "IFS",
        "RANDOM",
        "LINENO",
    }
    | {
        "SECONDS",
        "HOSTNAME",
        "OSTYPE",
        "FUNCNAME",
        "BASH_SOURCE",
        "BASH",
        "PIPESTATUS",
        "EXIT",
        "ERR",
        "MAKE",
        "CURDIR",
    }
    | {"MAKEFLAGS", "REPLY", "OPTARG", "OPTIND", "PPID", "TERM", "COLUMNS"}
)
SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ksh", "ash"})
MAKES = frozenset({"makefile", "gnumakefile"})
TONGUES = frozenset({".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".php"})
FIRST = re.compile(r"#!\s*\S*?(?:/env\s+(?:-\S+\s+)*)?([\w.-]+)(?:\s|$)")


def variables_in(name: str, text: str) -> tuple[str, ...]:
    """The variables that a script takes from its environment, each once and in order; nothing of what is no script."""
    path = Path(name)
    first = FIRST.match(text)
    runner = first[1].rpartition("/")[2].rstrip("0123456789.") if first else ""
    is_make = path.name.lower() in MAKES or path.suffix == ".mk"
    is_shell = runner in SHELLS or path.suffix.lstrip(".") in SHELLS
    if not (
        is_make or is_shell or path.suffix in TONGUES or runner in {"python", "node", "ruby", "php", "bun", "deno"}
    ):
        return ()
    text = COMMENT.sub("", text) if path.suffix not in {".js", ".mjs", ".cjs", ".ts", ".php"} else text
    found = [*LANGUAGES.finditer(text)]
    if is_shell or is_make:
        found += [*SHELL.finditer(text), *(MAKE.finditer(text) if is_make else ())]
    own = (
        {match[1] or match[3] for match in SET.finditer(text) if not _is_own_default(match)}
        if is_shell or is_make
        else set()
    )
    names = [next(group for group in match.groups() if group) for match in sorted(found, key=lambda one: one.start())]
    return tuple(dict.fromkeys(one for one in names if one not in USUAL and one not in own))


def variables_set(name: str, text: str) -> frozenset[str]:
    """The variables that a script, or a file of settings that one reads in, sets itself; not those that it takes as they are."""
    path = Path(name)
    first = FIRST.match(text)
    is_shell = (first is not None and first[1].rpartition("/")[2] in SHELLS) or path.suffix.lstrip(".") in SHELLS
    if not (is_shell or path.name.startswith(".env") or path.suffix in {".env", ".conf"}):
        return frozenset()
    found = SET.finditer(COMMENT.sub("", text))
    return frozenset(match[1] or match[3] for match in found if not _is_own_default(match))


def _is_own_default(match: re.Match[str]) -> bool:
    """Whether a variable is set to what it is, or else to a default: it is still asked for."""
    return bool(match[1]) and re.search(rf"\$\{{?{match[1]}\b", match[2] or "") is not None
