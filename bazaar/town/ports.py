"""Finds free ports: sockets that are bound at once, and numbers that are free at several addresses."""

import contextlib
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bazaar.town.names import BARE_ADDRESS, EDGE_ADDRESS, OLD_ADDRESS, ORIGIN_ADDRESS, SECOND_ADDRESS

ADDRESSES = (EDGE_ADDRESS, ORIGIN_ADDRESS, BARE_ADDRESS, OLD_ADDRESS)
TRIES = 50
BACKLOG = 100


class NoFreePortError(OSError):
    """No port number was free at every address it is needed at."""


def bound(
    host: str = EDGE_ADDRESS, port: int = 0, kind: socket.SocketKind = socket.SOCK_STREAM, *, listens: bool = True
) -> socket.socket:
    """A socket bound to a free port of a loopback address; where it listens, nobody else can take it any more.

    Raises:
        OSError: the port is taken.
    """
    # asyncio sends without delay only on sockets that say they are TCP; without that, each kept-alive answer takes 40 ms.
    ours = socket.socket(socket.AF_INET, kind, socket.IPPROTO_TCP if kind == socket.SOCK_STREAM else 0)
    try:
        if kind == socket.SOCK_STREAM:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ours.bind((host, port))
        if kind == socket.SOCK_STREAM and listens:
            ours.listen(BACKLOG)  # two that only bind may share a number, and the second to listen fails
    except OSError:
        ours.close()
        raise
    ours.settimeout(0)
    return ours


@dataclass(frozen=True, slots=True)
class ForNames:
    """A UDP and a TCP socket, as DNS wants them."""

    datagrams: socket.socket
    streams: socket.socket


@contextlib.contextmanager
def for_names(addresses: Iterable[str] = (EDGE_ADDRESS, SECOND_ADDRESS)) -> Iterator[tuple[ForNames, ...]]:
    """Sockets for a name server at each address, at one and the same free port.

    Raises:
        NoFreePortError: each try found it taken somewhere.
    """
    for _ in range(TRIES):
        with contextlib.ExitStack() as held:
            port, found = 0, []
            try:
                for address in addresses:
                    datagrams = held.enter_context(bound(address, port, socket.SOCK_DGRAM))
                    port = datagrams.getsockname()[1]
                    found.append(ForNames(datagrams, held.enter_context(bound(address, port))))
            except OSError:
                continue
            yield tuple(found)
            return
    raise NoFreePortError("no port is free for name servers")


@contextlib.contextmanager
def reserved(count: int, addresses: Iterable[str] = ADDRESSES) -> Iterator[tuple[int, ...]]:
    """Different port numbers, each free at all of the addresses, for a process that binds by number.

    As long as the context is open we hold them bound without listening: another process that reuses addresses, as
    servers do, can listen there by number, and nobody is given one of them by chance.

    Raises:
        NoFreePortError: each try found one taken.
    """
    with contextlib.ExitStack() as held:
        found: list[int] = []
        for _ in range(TRIES):
            with contextlib.ExitStack() as trial:
                port = trial.enter_context(bound(listens=False)).getsockname()[1]
                try:
                    for address in addresses:
                        if address != EDGE_ADDRESS:
                            trial.enter_context(bound(address, port, listens=False))
                except OSError:
                    continue  # the number is taken at one of them
                found.append(port)
                held.enter_context(trial.pop_all())
            if len(found) == count:
                break
        else:
            raise NoFreePortError(f"no {count} ports are free at all of {', '.join(addresses)}")
        yield tuple(found)
