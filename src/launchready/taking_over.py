"""Takes over what the last whole gate saw of surfaces whose sources have not changed since."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from launchready import store
from launchready.declare.model import Declaration, Flow, Host, RepositorySurface, Site, Surface
from launchready.events import Looked, RunFinished
from launchready.observe.ops.changes import changed_since, commit_of
from launchready.plan import Job

FILE = "gate.json"
OLDEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Taken:
    """What is not looked at again, and why; or why everything is."""

    looks: tuple[Looked, ...]
    says: str


def mark(run: store.Run, declared: Declaration) -> None:
    """Notes of a whole gate that begins what it is of, so that a later one can take over from it."""
    kept = {"commit": commit_of(_folder(declared)), "version": version("launchready")}
    (run.folder / FILE).write_text(json.dumps(kept), encoding="utf-8")


def take_over(declared: Declaration, jobs: tuple[Job, ...]) -> Taken:
    """The looks of the last whole gate at surfaces of whose sources nothing has changed since."""
    if not declared.sources:
        return Taken((), "launch.toml names no [sources], so everything is looked at")
    found = _basis(declared)
    if found is None:
        days = OLDEST.days
        return Taken(
            (),
            f"no whole gate of this launch.toml, of a commit, was done within {days} days, so everything is looked at",
        )
    run, commit = found
    changed = changed_since(_folder(declared), commit)
    if changed is None:
        return Taken((), f"git cannot tell what changed since {commit[:12]}, so everything is looked at")
    still = frozenset(name for name, places in declared.sources if not any(_inside(file, places) for file in changed))
    names = {(job.planned.check, job.planned.target) for job in jobs if surface_of(job.target) in still}
    looks = tuple(
        one for one in run.read() if isinstance(one, Looked) and not one.cut and (one.check, one.target) in names
    )
    if not looks:
        return Taken((), f"of every surface something changed since {commit[:12]}, so everything is looked at")
    surfaces = ", ".join(sorted(still))
    return Taken(
        looks, f"{len(looks)} looks taken over from {run.name}: of {surfaces} nothing changed since {commit[:12]}"
    )


def surface_of(target: object) -> str | None:
    """The surface that a target belongs to; None for what belongs to the whole product, which is always looked at."""
    if isinstance(target, Surface):
        return target.name
    if isinstance(target, Host | Site):
        return target.surface
    return target.on if isinstance(target, Flow) else None


def _basis(declared: Declaration) -> tuple[store.Run, str] | None:
    """The newest whole gate of the same launch.toml and version, done at a commit, and that commit."""
    text = declared.path.read_text(encoding="utf-8")
    for run in reversed(store.runs(declared.root)):
        path = run.folder / FILE
        if not path.exists() or run.declaration.read_text(encoding="utf-8") != text:
            continue
        kept = json.loads(path.read_text(encoding="utf-8"))
        ends = [one for one in run.read() if isinstance(one, RunFinished)]
        if not ends or ends[-1].cut or kept.get("version") != version("launchready"):
            continue
        if datetime.now(UTC) - datetime.fromisoformat(ends[-1].at) > OLDEST:
            return None
        if kept.get("commit"):
            return run, str(kept["commit"])
    return None


def _folder(declared: Declaration) -> Path:
    """What sources are told from: the declared repository, where there is one, else the folder of launch.toml."""
    repositories = [one.path for one in declared.surfaces if isinstance(one, RepositorySurface)]
    return repositories[0] if len(repositories) == 1 else declared.root


def _inside(file: str, places: tuple[str, ...]) -> bool:
    """Whether a file is one of the places, or lies in one that is a folder."""
    parts = tuple(place.strip("/").removeprefix("./") for place in places)
    return any(part in {"", "."} or file == part or file.startswith(f"{part}/") for part in parts)
