"""Makes Bazaar's git repository afresh, its whole history in one go."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from bazaar.town import image, leaked
from bazaar.town.history import Commit, shipped
from bazaar.town.names import DOMAIN
from bazaar.town.servers import StartError

AUTHOR = "Bea Founder <bea@bazaar.test>"
BEGAN = 1_794_000_000  # a day in November 2026
APART = 86_400
SECONDS = 30


def make(folder: Path, commits: tuple[Commit, ...], faults: frozenset[str] = frozenset()) -> None:
    """Makes the repository with these commits, checks the last one out, and builds the image of it.

    Raises:
        StartError: git refuses.
    """
    folder.mkdir(parents=True)
    _git(folder, "init", "--quiet", "--initial-branch=main", "--template=")
    _git(folder, "fast-import", "--quiet", stream=b"".join(_stream(commits)))
    _git(folder, "reset", "--quiet", "--hard", "main")
    token = f"deploy:{leaked.code_host()}@" if "exp-secret-in-git-config" in faults else ""
    _git(folder, "remote", "add", "origin", f"https://{token}code.{DOMAIN}/bazaar.git")
    image.write(folder, shipped(commits), faults)


def _stream(commits: Iterable[Commit]) -> Iterator[bytes]:
    for number, commit in enumerate(commits):
        when = f"{AUTHOR} {BEGAN + number * APART} +0000"
        yield f"commit refs/heads/main\nauthor {when}\ncommitter {when}\n".encode()
        yield _data(commit.message.encode())
        for path, content in commit.writes.items():
            mode = "100755" if path.startswith("bin/") else "100644"
            yield f"M {mode} inline {path}\n".encode() + _data(content)
        for path in commit.removes:
            yield f"D {path}\n".encode()
        yield b"\n"
        if commit.release:
            yield f"reset refs/tags/{commit.release}\nfrom refs/heads/main\n\n".encode()


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _git(folder: Path, *words: str, stream: bytes = b"") -> None:
    # Nobody's own settings reach in: hooks, signatures and line ends stay out of it.
    apart = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        subprocess.run(
            ["git", *words],
            cwd=folder,
            input=stream,
            env=clean | apart,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except FileNotFoundError as error:
        raise StartError("git is not installed") from error
    except subprocess.CalledProcessError as error:
        raise StartError(f"git {words[0]}: {error.stderr.decode(errors='replace').strip()}") from error
