"""The releases beside the repository: folders, and a link that says which of them is live."""

from pathlib import Path

KEPT = ("2026-11-18.39", "2026-11-20.40", "2026-11-23.42")
"""What was deployed so far; the last one is live."""


def lay_out(root: Path, faults: frozenset[str]) -> Path:
    """Makes the releases, and returns the file out of which the app reads its own."""
    # Somebody's clean-up script kept the newest alone: there is nothing to go back to.
    kept = KEPT[-1:] if "hnd-rollback-fails" in faults else KEPT
    for release in kept:
        folder = root / "releases" / release
        folder.mkdir(parents=True)
        (folder / "RELEASE").write_text(f"{release}\n", encoding="utf-8")
    (root / "current").symlink_to(Path("releases", kept[-1]))
    if "dep-stale-release" in faults:
        # The process was never restarted: it runs on out of the folder that it was started in.
        running = root / "running" / "RELEASE"
        running.parent.mkdir()
        running.write_text(f"{KEPT[-2]}\n", encoding="utf-8")
        return running
    return root / "current" / "RELEASE"
