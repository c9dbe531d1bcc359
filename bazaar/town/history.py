"""What happened in Bazaar's repository: its commits, in order, and what the faults slip into them."""

from dataclasses import dataclass
from pathlib import Path

from bazaar.town import leaked
from bazaar.town.releases import KEPT

FILES = Path(__file__).parent / "repository_files"
PACKAGE = Path(__file__).parent.parent
COLOURS = {"cyan": "36", "green": "32", "bold": "1", "off": "0"}
LOG = "build-logs/build-42.log"
Tree = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Commit:
    """One step of the history."""

    message: str
    writes: Tree
    removes: tuple[str, ...] = ()
    release: str = ""
    """The tag that a deploy left on it."""


def commits(faults: frozenset[str]) -> tuple[Commit, ...]:
    """The whole history."""
    found = [
        Commit("Say what Bazaar is", _files("README.md", ".gitignore")),
        Commit("Listings, accounts, chat and orders", _product()),
        Commit("Settings come from the environment", _files(".env.example", "serve.py", "requirements.txt")),
    ]
    if "exp-secret-in-history" in faults:
        key = f'"""How payments are taken."""\n\nPAYMENTS_KEY = "{leaked.payments()}"\n'.encode()
        found.append(Commit("Take payments", {"bazaar/payments.py": key}))
        found.append(Commit("Read the payment key from the environment", {}, ("bazaar/payments.py",)))
    found += [
        Commit("Build a container", _files("Dockerfile")),
        Commit("Deploy from main", _build_file(faults) | {"bin/deploy": _deploy(faults)}),
        Commit("A test of the alert path", {"bin/test-alert": _test_alert(faults)}, release=KEPT[0]),
        Commit("Write down how it is run", _docs(faults), release=KEPT[1]),
        Commit("Keep the log of build 42", {LOG: _log(faults)}, release=KEPT[2]),
    ]
    if "hnd-no-rollback" not in faults:
        found.insert(-3, Commit("Go back to the previous release", _files("bin/rollback")))
    if "exp-secret-in-tree" in faults:
        text = f'"""Fetches private packages for the build."""\n\nTOKEN = "{leaked.code_host()}"\n'
        found.append(Commit("Fetch private packages", {"bazaar/packages.py": text.encode()}))
    return tuple(found)


def _files(*names: str) -> Tree:
    return {name: (FILES / name).read_bytes() for name in names}


def _product() -> Tree:
    sources = [PACKAGE / "__init__.py", *sorted((PACKAGE / "app").rglob("*"))]
    kept = (path for path in sources if path.is_file() and "__pycache__" not in path.parts)
    return {f"bazaar/{path.relative_to(PACKAGE).as_posix()}": path.read_bytes() for path in kept}


def _deploy(faults: frozenset[str]) -> bytes:
    script = (FILES / "bin/deploy").read_text(encoding="utf-8")
    if "dep-manual-step" in faults:
        # Bea sets it in her own shell, and has never told anybody.
        script = script.replace("set -eu\n", 'set -eu\n\n: "${MIGRATIONS_DONE_BY:?}"\n')
    return script.encode()


def shipped(history: tuple[Commit, ...]) -> Tree:
    """The files of the last commit."""
    tree: Tree = {}
    for commit in history:
        tree |= commit.writes
        for path in commit.removes:
            del tree[path]
    return tree


def _build_file(faults: frozenset[str]) -> Tree:
    files = _files(".github/workflows/deploy.yml")
    if "exp-secret-in-ci" in faults:
        files[".github/workflows/deploy.yml"] += f"          PACKAGES_TOKEN: {leaked.code_host()}\n".encode()
    return files


def _test_alert(faults: frozenset[str]) -> bytes:
    script = (FILES / "bin/test-alert").read_text(encoding="utf-8")
    if "obs-alert-lost" in faults:
        # It builds the message, says that it was sent, and never talks to a server.
        script = script[: script.index("with smtplib")] + script[script.index("print(") :]
    return script.encode()


def _docs(faults: frozenset[str]) -> Tree:
    docs = _files("docs/operations.md", "docs/integration.md")
    if "exp-secret-in-docs" in faults:
        docs["docs/integration.md"] += (
            f"\nNews for sellers come by our bot. To try it:\n\n    export BOT_TOKEN={leaked.team_chat()}\n".encode()
        )
    return docs


def _log(faults: frozenset[str]) -> bytes:
    lines = (FILES / LOG).read_text(encoding="utf-8").splitlines()
    if "exp-secret-in-build-log" in faults:
        lines.insert(4, f"{{cyan}}#4{{off}} + export PAYMENTS_KEY={{bold}}{leaked.payments()}{{off}}")
    text = "\n".join(lines) + "\n"
    for name, code in COLOURS.items():
        text = text.replace(f"{{{name}}}", f"\x1b[{code}m")
    return text.encode()
