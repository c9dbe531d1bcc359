"""What the commands that look at the product share: the run's folder, the canaries' key, and going until it is done."""

import asyncio
import secrets
from datetime import UTC, datetime
from pathlib import Path

import click

from launchready import store
from launchready.declare.model import Declaration
from launchready.events import RunFinished
from launchready.observe.budget import Budget, budget_of
from launchready.run import Audit
from launchready_hunt.canary import Mint

KEY = "key"


def budget_word(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> Budget:
    """Reads `--budget`."""
    del ctx, param
    try:
        return budget_of(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def wanted(check_id: str, only: tuple[str, ...]) -> bool:
    """Whether `--only` means a check, by its id or its stage."""
    return check_id in only or check_id.split(".", 1)[0] in only


def new_run(declared: Declaration, folder: str = store.RUNS) -> store.Run:
    """The folder of a run that begins now."""
    name = f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S}-{secrets.token_hex(2)}"
    return store.Run.create(declared.root, name, declared.path.read_text(encoding="utf-8"), folder)


def mint(root: Path) -> Mint:
    """Mints canaries that are known as this product's; its key is made at the first run."""
    path = root / store.FOLDER / KEY
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_hex(32), encoding="ascii")
        path.chmod(0o600)
    return Mint(bytes.fromhex(path.read_text(encoding="ascii")))


async def until_done(audit: Audit) -> RunFinished:
    """Goes on to the end, and says how to go on where it is cut off."""
    try:
        return await audit.go()
    except asyncio.CancelledError:
        click.echo(f"Cut off. `launchready audit --resume` goes on with {audit.run.name}.", err=True)
        raise
