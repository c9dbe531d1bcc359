"""Starts Bazaar from the command line: sound, or with the faults that are asked for."""

import asyncio
import contextlib
import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path

import click

from bazaar.faults import FAULTS, UnknownFaultError, chosen
from bazaar.styles import CLASSIC, NAMES


@click.command()
@click.option("--fault", "names", multiple=True, metavar="NAME", help="A fault to switch on; may be given often.")
@click.option("--faults", "every", type=click.Choice(["all"]), help="Switch every fault on.")
@click.option("--style", type=click.Choice(NAMES), default=CLASSIC, show_default=True, help="How the API is spelt.")
@click.option(
    "--touch", type=click.Choice(["write", "load"]), default="write", show_default=True, help="What the owner allows."
)
@click.option("--quick-passwords", is_flag=True, help="Hash passwords in no time: for tests that start hundreds.")
@click.option("--list-faults", is_flag=True, help="Say what faults there are, and end.")
@click.option("--json", "as_json", is_flag=True, help="With --list-faults: as JSON.")
@click.option("--dir", "folder", type=click.Path(path_type=Path), help="The town's folder, kept when it ends.")
@click.option("--ready-file", type=click.Path(path_type=Path), help="Written when everything answers.")
@click.option(
    "--model", default="scripted", show_default=True, help="scripted, smollm2, or an OpenAI-compatible address."
)
def main(
    *,
    names: tuple[str, ...],
    every: str | None,
    style: str,
    touch: str,
    quick_passwords: bool,
    list_faults: bool,
    as_json: bool,
    folder: Path | None,
    ready_file: Path | None,
    model: str,
) -> None:
    """A small AI chatbot marketplace on this machine's loopback; it runs until Ctrl-C or SIGTERM."""
    if list_faults:
        click.echo(_listed(as_json=as_json))
        return
    try:
        faults = chosen((*names, *([every] if every else [])))
    except UnknownFaultError as error:
        raise click.UsageError(str(error)) from error
    wanted = _run(faults, folder, ready_file, model, style=style, touch=touch, quick_passwords=quick_passwords)
    if problem := asyncio.run(wanted):
        raise click.ClickException(problem)


def _listed(*, as_json: bool) -> str:
    if as_json:
        return json.dumps([asdict(fault) for fault in FAULTS], indent=2)
    width = max(len(fault.name) for fault in FAULTS)
    return "\n".join(f"{fault.name:{width}}  {fault.row:7}  {fault.wrong}" for fault in FAULTS)


async def _run(
    faults: frozenset[str],
    folder: Path | None,
    ready_file: Path | None,
    model: str,
    *,
    style: str,
    touch: str,
    quick_passwords: bool,
) -> str | None:
    """Runs until told to stop; what went wrong at the start, or None."""
    from bazaar.town import open_town  # noqa: PLC0415 - takes a while to import; lists and mistakes need not wait
    from bazaar.town.servers import StartError  # noqa: PLC0415 - the same

    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    ours = asyncio.current_task()
    assert ours is not None
    started = False

    def end() -> None:
        stop.set()
        if not started:
            ours.cancel()  # half a town is taken down at once

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    try:
        async with open_town(
            faults, dir=folder, model=model, style=style, touch=touch, quick_passwords=quick_passwords
        ) as town:
            started = True
            if ready_file is not None:
                await asyncio.to_thread(town.ready.write, ready_file)
            count = f"{len(faults)} faults" if len(faults) != 1 else f"the fault {min(faults)}"
            _say(f"Bazaar is open with {count if faults else 'no fault'}: {town.ready.declaration}")
            await stop.wait()
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
    except StartError as error:
        return str(error)
    finally:
        if ready_file is not None:
            with contextlib.suppress(FileNotFoundError):
                await asyncio.to_thread(ready_file.unlink)
    return None


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
