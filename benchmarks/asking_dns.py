"""DNS questions a second on a loopback server, ours against dnspython's asynchronous resolver, and that both say the same of each."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import dns.asyncresolver
import dns.exception
import dns.resolver
import uvloop

TOP = Path(__file__).parent.parent
sys.path.insert(0, str(TOP))

from launchready.observe.net.dns import Resolver, State  # noqa: E402 - the top of the repository comes first on the path

QUESTIONS, AT_ONCE, ROUNDS = 2000, 64, 3
GOAL = 4.0
SERVER = f"""
import asyncio, sys
sys.path.insert(0, {str(TOP)!r})
import uvloop
from bazaar.town import dns, ports, zone

async def main():
    hosts = [zone.Record(f"h{{number}}.bench.test", "A", "192.0.2.1") for number in range({QUESTIONS // 2})]
    many = zone.Zone("bench.test", (zone.Record("bench.test", "SOA", "ns.bench.test host.bench.test 1 60 60 60 60"), *hosts))
    with ports.for_names(("127.0.0.1",)) as (one,):
        async with dns.serving((*zone.zones(frozenset(), ()), many), one.datagrams, one.streams):
            print(one.datagrams.getsockname()[1], flush=True)
            await asyncio.sleep(3600)

uvloop.run(main())
"""
ASKED = (
    ("bazaar.test", "A"),
    ("bazaar.test", "AAAA"),
    ("bazaar.test", "MX"),
    ("bazaar.test", "TXT"),
    ("bazaar.test", "NS"),
    ("bazaar.test", "CAA"),
    ("www.bazaar.test", "A"),
    ("www.bazaar.test", "CNAME"),
    ("nobody.bazaar.test", "A"),
    ("elsewhere.example", "A"),
)
"""Found, without such a record, no such name, and refused."""

Kind = str
Rate = tuple[float, float]
"""Questions a second, and microseconds of processors that one took."""
Ask = Callable[[str, str], Awaitable[Kind]]


def run() -> list[dict[str, object]]:
    """The best of several rounds of each, in turn."""
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        (ours, our_cpu), (theirs, their_cpu), agreed = uvloop.run(_both(int(server.stdout.readline())))
    finally:
        server.terminate()
        server.wait()
    return [
        {
            "name": "DNS, questions a second",
            "ours": round(ours),
            "theirs": round(theirs),
            "peer": "dnspython's asynchronous resolver on the same server",
            "unit": "questions/s",
            "ratio": round(ours / theirs, 1),
            "goal": f"at least {GOAL:.0f} times",
        },
        {
            "name": "DNS, processor time a question",
            "ours": round(our_cpu),
            "theirs": round(their_cpu),
            "peer": "dnspython's asynchronous resolver on the same server",
            "unit": "us",
            "ratio": round(our_cpu / their_cpu, 2),
            "goal": "at most a quarter",
        },
        {
            "name": "DNS, kinds of answer told alike",
            "ours": agreed,
            "theirs": len(ASKED),
            "peer": "dnspython, of so many questions",
            "unit": "questions",
            "ratio": round(agreed / len(ASKED), 2),
            "goal": "all",
        },
    ]


async def _both(port: int) -> tuple[Rate, Rate, int]:
    resolver = Resolver(f"127.0.0.1:{port}")
    peer = dns.asyncresolver.Resolver(configure=False)
    peer.nameservers, peer.port, peer.lifetime = ["127.0.0.1"], port, 3.0

    async def ours(name: str, kind: str) -> Kind:
        return (await resolver.query(name, kind)).state.name

    async def fresh() -> Rate:
        # A resolver of its own: ours remembers what it was told, and memory is not what is measured.
        once = Resolver(f"127.0.0.1:{port}")

        async def ask(name: str, kind: str) -> Kind:
            return (await once.query(name, kind)).state.name

        try:
            return await _rate(ask)
        finally:
            await once.close()

    async def theirs(name: str, kind: str) -> Kind:
        return await _told(peer, name, kind)

    try:
        alike = [await ours(*one) == await theirs(*one) for one in ASKED]
        rates: tuple[list[Rate], list[Rate]] = ([], [])
        for _ in range(ROUNDS):
            rates[1].append(await _rate(theirs))
            rates[0].append(await fresh())
    finally:
        await resolver.close()
    return _best(rates[0]), _best(rates[1]), sum(alike)


async def _told(peer: dns.asyncresolver.Resolver, name: str, kind: str) -> Kind:
    try:
        await peer.resolve(name, kind, search=False)
    except dns.resolver.NXDOMAIN:
        return State.NXDOMAIN.name
    except dns.resolver.NoAnswer:
        return State.NO_DATA.name
    except dns.resolver.NoNameservers as failed:
        return State.REFUSED.name if "REFUSED" in str(failed) else State.FAILED.name
    except dns.exception.Timeout:
        return State.TIMED_OUT.name
    return State.FOUND.name


def _best(rates: list[Rate]) -> Rate:
    return max(rate for rate, _ in rates), min(cpu for _, cpu in rates)


async def _rate(ask: Ask) -> Rate:
    # Each name once: half of them have an address, the others do not exist.
    left = iter(range(QUESTIONS))

    async def worker() -> None:
        for number in left:
            await ask(f"h{number}.bench.test", "A")

    started, worked = time.perf_counter(), time.process_time()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    return QUESTIONS / seconds, cpu / QUESTIONS * 1_000_000


if __name__ == "__main__":
    print(run())
