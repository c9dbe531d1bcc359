"""A tree, bundles and a history without secrets, made of the packages that are installed here."""

import shutil
import subprocess
import sysconfig
from pathlib import Path

MEGABYTE = 1_000_000
TREE_BYTES, BUNDLE_BYTES, HISTORY_BYTES = 60 * MEGABYTE, 40 * MEGABYTE, 40 * MEGABYTE
TEXT = frozenset(
    {".py", ".pyi", ".md", ".txt", ".toml", ".json", ".js", ".css", ".html", ".cfg", ".yaml", ".yml", ".rst"}
)
BUNDLE = frozenset({".js", ".mjs", ".css", ".map"})


def corpora(folder: Path) -> dict[str, tuple[Path, bool, float]]:
    """A tree, bundles and a history, made of the packages that are installed here: where, whether a history, megabytes."""
    packages = Path(sysconfig.get_paths()["purelib"])
    tree = _copied(packages, folder / "tree", TEXT, TREE_BYTES, 0)
    bundles = _copied(packages, folder / "bundles", BUNDLE, BUNDLE_BYTES, 20_000)
    history = folder / "history"
    size = _history(packages, history)
    return {
        "tree": (folder / "tree", False, tree),
        "bundles": (folder / "bundles", False, bundles),
        "history": (history, True, size),
    }


def _copied(source: Path, target: Path, endings: frozenset[str], most: int, least: int) -> float:
    size = 0
    for number, path in enumerate(sorted(source.rglob("*"))):
        if path.suffix not in endings or not path.is_file() or path.is_symlink() or path.stat().st_size < least:
            continue
        copy = target / "src" / f"{number % 97:02}" / f"{number}-{path.name}"
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        size += path.stat().st_size
        if size >= most:
            break
    return size / MEGABYTE


def _history(source: Path, target: Path) -> float:
    """A repository without a work tree whose files grow with each commit, as code does."""
    target.mkdir()
    subprocess.run(["git", "init", "-q", "--initial-branch=main", str(target)], check=True)
    stream: list[bytes] = []
    size = count = 0
    for number, path in enumerate(sorted(source.rglob("*.py"))):
        lines = path.read_bytes().splitlines(keepends=True)
        if len(lines) < 20 or size >= HISTORY_BYTES:
            continue
        for part in (len(lines) // 2, len(lines) * 3 // 4, len(lines)):
            data = b"".join(lines[:part])
            count += 1
            size += len(data)
            stream.append(
                b"commit refs/heads/main\ncommitter A <a@shop.test> %d +0000\ndata 4\nstep\nM 644 inline src/%d-%s\ndata %d\n%s\n"
                % (1_700_000_000 + count, number, path.name.encode(), len(data), data)
            )
    subprocess.run(["git", "fast-import", "--quiet"], cwd=target, input=b"".join(stream), check=True)
    return size / MEGABYTE
