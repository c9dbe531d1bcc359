"""Verdicts on headers and TLS of servers whose flaws are known: ours, Mozilla's Observatory's and sslyze's, held to the truth."""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parent.parent
sys.path.insert(0, str(TOP))

from bazaar.town.certificates import authority  # noqa: E402 - the top of the repository comes first on the path
from benchmarks import tls  # noqa: E402
from benchmarks.edge_servers import serving, shops, why  # noqa: E402
from benchmarks.edge_servers.properties import (  # noqa: E402
    CERTIFICATE,
    CIPHERS,
    FLAWED,
    OURS,
    SILENT,
    SOUND,
    THEIRS,
    TLS_TRUTH,
    VERSIONS,
)
from launchready import registry, store  # noqa: E402
from launchready.declare.read import read  # noqa: E402
from launchready.events import Event, Judged  # noqa: E402
from launchready.plan import plan  # noqa: E402
from launchready.run import Audit  # noqa: E402
from launchready.verdict import Fail, NotApplicable, Pass, Verdict  # noqa: E402
from launchready_hunt.canary import Mint  # noqa: E402
from tests.observe.small_world import zone  # noqa: E402

HERE = Path(__file__).parent / "edge_servers"
PEER = TOP / ".bench" / "observatory"
PACKAGE = "@mdn/mdn-http-observatory"
HOST = tls.HOST
OLD_VERSIONS = {"SSLv2", "SSLv3", "TLSv1", "TLSv1.1"}


@dataclass(frozen=True, slots=True)
class Told:
    """What one side says of a server, by property, and how long it took."""

    words: dict[str, tuple[str, str]]
    """SOUND, FLAWED or SILENT, and why."""
    seconds: float


def ours(folder: Path, surfaces: str, ports: dict[int, int], resolver: str, properties: Iterable[str]) -> Told:
    """The checks themselves, in a run of their own."""
    folder.mkdir(parents=True)
    (folder / "secrets").write_text("ADA=Orchard-Lantern-72\n")
    listed = ", ".join(f"{usual} = {real}" for usual, real in ports.items())
    path = folder / "launch.toml"
    path.write_text(
        f"""version = 1
[product]
name = "Shop"
domain = "shop.test"
[consent]
scope = ["shop.test", "*.shop.test"]
touch = "write"
requests_per_second = 400
[network]
resolver = "{resolver}"
ports = {{ {listed} }}
trust = "{folder.parent / "root.crt"}"
{surfaces}"""
    )
    wanted = {name: property_ for property_ in properties for name in OURS[property_]}
    declared = read(path)
    events: list[Event] = []
    jobs = plan(declared, tuple(one for one in registry.checks() if one.id() in wanted))
    run = store.Run.create(folder, "bench", path.read_text(encoding="utf-8"))
    started = time.perf_counter()
    asyncio.run(Audit(declared, jobs, run, events.append, Mint(b"a key of the bench")).go())
    seconds = time.perf_counter() - started
    words: dict[str, tuple[str, str]] = {}
    for one in events:
        if isinstance(one, Judged) and one.target != "host.shop.test":
            name = wanted[one.check]
            words[name] = _worse(words.get(name), _word(one.verdict))
    return Told(words, seconds)


def _word(verdict: Verdict) -> tuple[str, str]:
    if isinstance(verdict, Fail):
        return FLAWED, verdict.because
    return (SOUND if isinstance(verdict, Pass | NotApplicable) else SILENT), getattr(verdict, "because", "")


def _worse(one: tuple[str, str] | None, other: tuple[str, str]) -> tuple[str, str]:
    order = (SOUND, SILENT, FLAWED)
    return other if one is None or order.index(other[0]) > order.index(one[0]) else one


def observatory(ports: list[tuple[int, int]], root: Path) -> list[Told]:
    """The peer's own tests over what it fetches, one shop after another; the time of its start is not counted."""
    words = ["node", str(HERE / "observatory.mjs"), str(PEER), HOST, *(f"{http}:{https}" for http, https in ports)]
    env = {**os.environ, "NODE_EXTRA_CA_CERTS": str(root)}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        raise RuntimeError(f"the peer ended with {done.returncode}:\n{done.stderr[-2000:]}")
    told: list[Told] = []
    for line in done.stdout.splitlines():
        said = json.loads(line)
        words_of = {
            property_: (SOUND if passed else FLAWED if passed is False else SILENT, result)
            for property_, (passed, result) in (
                (name, said["told"].get(test, (None, "the test broke off"))) for name, test in THEIRS.items()
            )
        }
        told.append(Told(words_of, said["seconds"]))
    return told


def sslyze(ports: list[int], root: Path) -> list[Told]:
    """The peer's facts, read by the same rule as ours."""
    told: list[Told] = []
    for one in tls.theirs(ports, root):
        old = sorted(OLD_VERSIONS & set(one.versions))
        if not one.versions:
            told.append(Told({}, one.seconds))
            continue
        words = {
            VERSIONS: (FLAWED, ", ".join(old)) if old else (SOUND, ""),
            CIPHERS: (FLAWED, "weak suites are taken") if one.weak else (SOUND, ""),
            CERTIFICATE: _of_certificate(one),
        }
        told.append(Told(words, one.seconds))
    return told


def _of_certificate(one: tls.Told) -> tuple[str, str]:
    if not one.valid:
        return FLAWED, "the path is not valid"
    short = 521 < one.bits < 2048  # of elliptic curves all are shorter
    return (FLAWED, f"a key of {one.bits} bits") if short else (SOUND, "")


@dataclass(frozen=True, slots=True)
class Line:
    """One property of one server."""

    server: str
    property: str
    truth: str
    ours: tuple[str, str]
    theirs: tuple[str, str] | None
    """None where the peer has no test of it."""


def lines(server: str, wrong: tuple[str, ...], mine: Told, peer: Told, properties: Iterable[str]) -> Iterator[Line]:
    """What each says of each property, beside the truth."""
    for one in properties:
        told = mine.words.get(one, (SILENT, "nothing was said"))
        yield Line(server, one, FLAWED if one in wrong else SOUND, told, peer.words.get(one))


def headers(folder: Path, resolver: str) -> tuple[list[Line], list[Told], list[Told]]:
    """Every shop by both."""
    folder.mkdir()
    root = authority(folder, "A Root")
    (folder / "root.crt").write_bytes(root.files.certificate.read_bytes())
    pair = root.leaf(folder, [HOST, "shop.test"])
    surfaces = f"""[surface.web]
kind = "web"
url = "https://{HOST}"
pages = ["/", "/login"]
private_pages = ["/account"]
[surface.api]
kind = "api"
url = "https://{HOST}"
openapi = "/openapi.json"
health = "/health"
[principal.ada]
role = "buyer"
sign_in = {{ post = "/auth/login", json = {{ email = "{serving.EMAIL}", password = "file:secrets#ADA" }} }}
"""
    with ExitStack() as stack:
        opened = [stack.enter_context(serving.opened(one, pair)) for one in shops.SHOPS]
        mine: list[Told] = []
        for number, ports in enumerate(opened):
            place = folder / str(number)
            mine.append(ours(place, surfaces, {80: ports.http, 443: ports.https}, resolver, shops.PROPERTIES))
        peer = observatory([(one.http, one.https) for one in opened], folder / "root.crt")
    found = [
        line
        for shop, one, other in zip(shops.SHOPS, mine, peer, strict=True)
        for line in lines(shop.name, shop.wrong, one, other, shops.PROPERTIES)
    ]
    return found, mine, peer


def handshakes(folder: Path, resolver: str) -> tuple[list[Line], list[Told], list[Told]]:
    """Every server of the bench of TLS by both."""
    folder.mkdir()
    surfaces = f'[surface.web]\nkind = "web"\nurl = "https://{HOST}"\n'
    properties = (VERSIONS, CIPHERS, CERTIFICATE)
    with ExitStack() as stack:
        root, ports = tls.servers(folder / "made", stack)
        (folder / "root.crt").write_bytes(root.read_bytes())
        mine = [
            ours(folder / str(number), surfaces, {443: port}, resolver, properties)
            for number, port in enumerate(ports.values())
        ]
        peer = sslyze(list(ports.values()), root)
    found = [
        line
        for name, one, other in zip(ports, mine, peer, strict=True)
        for line in lines(name, TLS_TRUTH.get(name, ()), one, other, properties)
    ]
    return found, mine, peer


def prepared() -> str:
    """The Observatory in a folder of its own, made once; gives its version."""
    home = PEER / "node_modules" / PACKAGE
    if not home.exists():
        PEER.mkdir(parents=True, exist_ok=True)
        words = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(PEER), PACKAGE]
        subprocess.run(words, check=True, capture_output=True)
    preloaded = home / "conf" / "hsts-preload.json"
    if not preloaded.exists():  # the package fetches the list when it is installed; none of our names is in it
        preloaded.write_text("{}")
    return str(json.loads((home / "package.json").read_text())["version"])


def run() -> list[dict[str, object]]:
    """Both benches; what the sides say differently, of each other or of the truth, is printed."""
    versions = prepared(), tls.prepared()
    names = (f"Mozilla's Observatory {versions[0]}", f"sslyze {versions[1]}")
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as name, zone(f"{HOST}. 60 A 127.0.0.1\nshop.test. 60 A 127.0.0.1") as resolver:
        sides = (headers(Path(name, "headers"), resolver), handshakes(Path(name, "tls"), resolver))
    for what, peer, (found, mine, other) in zip(("headers", "TLS"), names, sides, strict=True):
        told = [line for line in found if {line.ours[0], (line.theirs or line.ours)[0]} != {line.truth}]
        for line in told:
            print(f"{line.server}: {line.property} is {line.truth}; ours: {line.ours[0]}, theirs: {line.theirs}")
            print(f"    {why.WORDS.get((line.server, line.property), 'NOT EXPLAINED YET')}")
        both = [line for line in found if line.theirs is not None]
        right = sum(line.ours[0] == line.truth for line in both)
        theirs = sum(line.theirs is not None and line.theirs[0] == line.truth for line in both)
        if alone := [line for line in found if line.theirs is None]:
            right_alone = sum(line.ours[0] == line.truth for line in alone)
            print(f"{what}: {right_alone} of {len(alone)} true where the peer has no test")
        seconds, theirs_s = (round(statistics.median(one.seconds for one in told), 3) for told in (mine, other))
        title = f"edge: {what}"
        rows += [
            _row(f"{title}, verdicts that are true, of {len(both)}", (right, theirs), peer, "verdicts", "all"),
            _row(f"{title}, seconds a server", (seconds, theirs_s), peer, "s", "under a second"),
        ]
        for flaw, words in ((True, "flaws found"), (False, "false alarms")):
            of = [line for line in both if (line.truth == FLAWED) is flaw]
            said = (sum(line.ours[0] == FLAWED for line in of), sum((line.theirs or ("",))[0] == FLAWED for line in of))
            total = f", of {len(of)}" if flaw else f" on {len(of)} sound properties"
            rows.append(_row(f"{title}, {words}{total}", said, peer, "verdicts", "all" if flaw else "none"))
    return rows


def _row(name: str, said: tuple[float, float], peer: str, unit: str, goal: str) -> dict[str, object]:
    ratio = round(said[0] / said[1], 2) if said[1] else None
    return {"name": name, "ours": said[0], "theirs": said[1], "peer": peer, "unit": unit, "ratio": ratio, "goal": goal}


if __name__ == "__main__":
    for row in run():
        print(row)
