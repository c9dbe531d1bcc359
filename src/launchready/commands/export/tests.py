"""Writes the unauthorized attempts of a run as a file for pytest."""

from pathlib import Path

import click

from launchready import store
from launchready.asking import fail, hand_out, read_declaration, root_option
from launchready.declare.model import ApiSurface

DELIVERS = {"BND-8": "launchready export tests (a file for pytest with every unauthorized attempt)"}


@click.command("tests")
@click.argument("run", default="last")
@root_option
@click.option("--surface", metavar="NAME", help="The API to test; the first that the run has read by default.")
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; printed where none is given.")
def command(run: str, root: Path, *, surface: str | None, out: Path | None) -> None:
    """Writes what RUN tried at an API as tests that need pytest and requests alone.

    The tests read the API's address and every secret from environment variables, which the file names at its top. Each
    makes its own objects, and tells by the effect.
    """
    from launchready.testset.suite import NothingToTestError, suite  # noqa: PLC0415 - slow to import
    from launchready.testset.tries import Tries  # noqa: PLC0415
    from launchready.testset.write import render  # noqa: PLC0415

    try:
        stored = store.find(root, run)
        declared = read_declaration(stored.declaration)
        names = [one.name for one in declared.surfaces if isinstance(one, ApiSurface) and surface in (None, one.name)]
        tries = next(filter(None, (Tries.of(stored, declared, name) for name in names)), None)
    except store.StoreError as error:
        fail(str(error))
    if tries is None:
        what = f"the API {surface}" if surface else "any API"
        fail(f"{stored.name} has not read the document of {what}; run `launchready audit` first")
    try:
        text = render(suite(tries, stored.name))
    except NothingToTestError as error:
        fail(f"{stored.name}: {error}")
    hand_out(text, out, ". It needs pytest and requests; its first lines name the environment variables to set.")
