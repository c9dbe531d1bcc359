"""Finds in shipped text what only the machine that built it knew: its environment, secret variables, its folders."""

import re
from dataclasses import dataclass

_FOLDER_VALUE = r"^(?:/(?:home|Users|root|var|tmp|builds|github|vercel|opt|workspace|private|codebuild)/?\w|/(?:root|tmp|app)$|[A-Z]:\\)"
MACHINE = {
    "PATH": re.compile(r"/bin(?::|$)|\\[^;]*;"),
    "SHELL": re.compile(r"^/(?:usr/)?bin/\w+$"),
    **dict.fromkeys(
        (
            "HOME",
            "PWD",
            "OLDPWD",
            "INIT_CWD",
            "TMPDIR",
            "GITHUB_WORKSPACE",
            "RUNNER_TEMP",
            "CI_PROJECT_DIR",
            "VIRTUAL_ENV",
        ),
        re.compile(_FOLDER_VALUE),
    ),
    **dict.fromkeys(
        ("USERPROFILE", "APPDATA", "NODE_PATH", "npm_execpath", "npm_node_execpath"), re.compile(r"^/\w|^[A-Z]:\\")
    ),
    **dict.fromkeys(
        ("npm_lifecycle_event", "npm_lifecycle_script", "npm_package_name", "npm_config_user_agent"), re.compile(r"\w")
    ),
}
"""Variables of a machine, and what their values look like: `HOME: "/"` in a table of routes is none."""
ENOUGH = 3
PAIR = re.compile(
    r"""["']?\b([A-Z][A-Z0-9_]{2,60}|npm_[a-z_]{3,60})["']?\s*:\s*(["'`])((?:(?!\2)[^\\\n]|\\.){1,400})\2"""
)
SECRET_NAME = re.compile(
    r"^(?:[A-Z0-9]+_)*(?:SECRET|SECRET_KEY|PRIVATE_KEY|PASSWORD|PASSWD|SERVICE_ROLE(?:_KEY)?|ADMIN_KEY|SIGNING_KEY|ENCRYPTION_KEY|"
    r"DATABASE_URL|ACCESS_KEY_SECRET|CLIENT_SECRET|JWT_SECRET|WEBHOOK_SECRET|SECRET_TOKEN)(?:_[A-Z0-9]+)?$"
)
GIVEN = re.compile(
    r"""\b(?:process\.env|import\.meta\.env)\.([A-Z][A-Z0-9_]{2,60})\s*(?:=|\|\||\?\?)\s*(["'`])((?:(?!\2)[^\\\n]|\\.){1,400})\2"""
)
PLACEHOLDER = re.compile(
    r"(?i)example|changeme|change[-_]me|placeholder|your[-_ ]|xxxx|\*\*\*|<[^>]*>|\$\{|\{\{|^(?:true|false|null|undefined|password|secret|"
    r"string|required|none|test|dummy)$|^[A-Z_]+$|^(?:pk_|phc_|public)|\s"
)
TOKEN = re.compile(r"^[\w+/=.:~-]{16,}$")
WITH_PASSWORD = re.compile(r"^\w+://[^/\s:@]*:[^/\s@]+@")
DIGITS = 3
FOLDER = re.compile(
    r"(?<![\w.:/-])((?:/(?:Users|home)/[\w.-]{1,40}|[A-Z]:\\{1,2}Users\\{1,2}[\w .-]{1,40}))[\\/]{1,2}"
    r"([\w@.\\/ -]{3,200}\.(?:[cm]?[jt]sx?|vue|svelte|s?css))\b"
)
NOT_THEIRS = re.compile(
    r"node_modules|/home/(?:runner|circleci|user|node|app|web_user|travis|vsts|jenkins|gitlab-runner)/"
)
"""Folders of others: packages come with their authors' paths, and CI's are nobody's."""
ENVIRONMENT, VARIABLE, MACHINE_PATH = (
    "the build's environment",
    "a secret variable",
    "a folder of the machine that built it",
)


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something of the build's that was shipped."""

    kind: str
    place: str
    names: tuple[str, ...]
    """Names of variables, or the beginnings of paths; never a value."""


def leftovers(text: str, place: str) -> tuple[Leftover, ...]:
    """What a shipped text holds of its build."""
    found: list[Leftover] = []
    variables = [(match[1], match[3], match.start()) for match in PAIR.finditer(text)]
    machine = tuple(dict.fromkeys(name for name, value, _ in variables if _is_machine(name, value)))
    if len(machine) >= ENOUGH:
        found.append(Leftover(ENVIRONMENT, place, machine))
    given = [(name, value) for name, value, _ in variables] + [(match[1], match[3]) for match in GIVEN.finditer(text)]
    told = tuple(dict.fromkeys(name for name, value in given if SECRET_NAME.match(name) and looks_secret(value)))
    if told:
        found.append(Leftover(VARIABLE, place, told))
    homes: dict[str, set[str]] = {}
    for match in FOLDER.finditer(text):
        if not NOT_THEIRS.search(match[0]):
            homes.setdefault(match[1], set()).add(match[2])
    found += [
        Leftover(MACHINE_PATH, place, (home, *sorted(paths)[:2]))
        for home, paths in homes.items()
        if len(paths) >= ENOUGH
    ]
    return tuple(found)


def _is_machine(name: str, value: str) -> bool:
    return name in MACHINE and MACHINE[name].search(value) is not None


def looks_secret(value: str) -> bool:
    """Whether a value is one that somebody made to be secret: long, of several kinds of characters, and no word."""
    if WITH_PASSWORD.match(value):
        return not PLACEHOLDER.search(value)
    if not TOKEN.match(value) or PLACEHOLDER.search(value):
        return False
    digits = sum(char.isdigit() for char in value)
    return digits >= DIGITS and any(char.isalpha() for char in value) and digits < len(value)
