"""Under dep-old-tls and dep-weak-cipher: an edge node that speaks what Caddy no longer does, and hands on to Caddy."""

import asyncio
import contextlib
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bazaar.town.certificates import Pair

CHUNK = 65536


@asynccontextmanager
async def serving(
    at: tuple[str, int],
    pair: Pair,
    onward: tuple[str, int],
    host: str,
    trusted: ssl.SSLContext,
    *,
    faults: frozenset[str],
) -> AsyncIterator[None]:
    """Ends TLS of an age or a strength long gone, and carries what is inside on to the same host at another address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    known = "ALL:eNULL" if "dep-weak-cipher" in faults else "DEFAULT"
    context.set_ciphers(f"{known}:@SECLEVEL=0")  # OpenSSL 3 does not sign for TLS 1.0 above this level
    if "dep-old-tls" in faults:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # that it is old is the point
            context.minimum_version = ssl.TLSVersion.TLSv1
    at_work: set[asyncio.Task[None]] = set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ours = asyncio.current_task()
        assert ours is not None
        at_work.add(ours)
        try:
            there, back = await asyncio.open_connection(*onward, ssl=trusted, server_hostname=host)
            try:
                await asyncio.gather(_pour(reader, back), _pour(there, writer))
            finally:
                back.close()
        except OSError:
            return  # one of the two sides is gone, and with it the connection
        finally:
            at_work.discard(ours)
            writer.close()

    server = await asyncio.start_server(carry, *at, ssl=context, reuse_address=True)
    try:
        yield
    finally:
        server.close()
        for task in tuple(at_work):
            task.cancel()
        await asyncio.gather(*at_work, return_exceptions=True)
        await server.wait_closed()


async def _pour(source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
    while chunk := await source.read(CHUNK):
        into.write(chunk)
        await into.drain()
    # TLS has no half-closed connections: when one side is done, both are.
    with contextlib.suppress(OSError):
        into.close()
