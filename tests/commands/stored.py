"""A product with a stored run, as the commands that read runs meet it."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from launchready.events import Event, LookStarted, RunStarted
from launchready.store import Run
from tests.report.fixtures import faulty

DECLARATION = """\
version = 1

[product]
name = "Bazaar"
domain = "bazaar.test"

[consent]
scope = ["bazaar.test", "*.bazaar.test"]

[surface.api]
kind = "api"
url = "https://api.bazaar.test"

[surface.web]
kind = "web"
url = "https://bazaar.test"

[owner.backend]
"""


def product(folder: Path, events: Iterable[Event] = faulty.NO_GO, text: str = DECLARATION) -> Path:
    """Its launch.toml, in a folder with one run."""
    path = folder / "launch.toml"
    path.write_text(text, encoding="utf-8")
    run = Run.create(folder, "2026-11-24T09-30-05-a1b2", text)
    for event in events:
        if isinstance(event, RunStarted):
            event = replace(event, declaration=path.name)  # noqa: PLW2901 - told from its own folder
        if not isinstance(event, LookStarted):
            run.append(event)
    return path
