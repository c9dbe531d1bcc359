"""TLS of good and bad servers on loopback: the same verdicts as sslyze's, and seconds a host."""

import json
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

TOP = Path(__file__).parent.parent
sys.path.insert(0, str(TOP))

from bazaar.town.certificates import Pair, authority, weak_key  # noqa: E402 - the top of the repository comes first on the path
from launchready.observe.net import hello  # noqa: E402
from launchready.observe.net.offers import NEW, OLD, offer  # noqa: E402
from launchready.observe.net.tls import certificate, with_chain  # noqa: E402

PEER = TOP / ".bench" / "sslyze"
HOST = "www.shop.test"
ROUNDS = 3
GOAL = 10
LAX = "ALL:eNULL:@SECLEVEL=0"
WEAK = ("NULL", "anon", "EXPORT", "RC4", "DES")
"""What stands in the peer's names of suites that we call weak; 3DES has DES in it."""
SCAN = """
from sslyze import *
import json, sys, time, warnings
from pathlib import Path
warnings.simplefilter("ignore")
C = ScanCommand
VERSIONS = {"SSLv2": C.SSL_2_0_CIPHER_SUITES, "SSLv3": C.SSL_3_0_CIPHER_SUITES, "TLSv1": C.TLS_1_0_CIPHER_SUITES,
            "TLSv1.1": C.TLS_1_1_CIPHER_SUITES, "TLSv1.2": C.TLS_1_2_CIPHER_SUITES, "TLSv1.3": C.TLS_1_3_CIPHER_SUITES}
host, root, *ports = sys.argv[1:]
extra = ScanCommandsExtraArguments(certificate_info=CertificateInfoExtraArgument(custom_ca_file=Path(root)))
for port in ports:
    at = ServerNetworkLocation(hostname=host, ip_address="127.0.0.1", port=int(port))
    started = time.perf_counter()
    scanner = Scanner()
    scanner.queue_scans([ServerScanRequest(server_location=at, scan_commands={C.CERTIFICATE_INFO, *VERSIONS.values()},
                                           scan_commands_extra_arguments=extra)])
    (result,) = scanner.get_results()
    seconds = time.perf_counter() - started
    if result.scan_result is None:
        print(json.dumps({"seconds": seconds, "error": str(result.connectivity_error_trace)[-200:]})); continue
    took = {name: getattr(result.scan_result, command.value).result for name, command in VERSIONS.items()}
    suites = {name: [one.cipher_suite.name for one in found.accepted_cipher_suites] for name, found in took.items() if found}
    found = result.scan_result.certificate_info.result
    shown = found.certificate_deployments[0] if found else None
    trusted = shown and [one.was_validation_successful for one in shown.path_validation_results
                         if one.trust_store.name == "Supplied CA file"][0]
    print(json.dumps({"seconds": seconds, "versions": sorted(name for name, some in suites.items() if some),
                      "suites": sorted({one for some in suites.values() for one in some}), "valid": bool(trusted),
                      "sent": len(shown.received_certificate_chain) if shown else 0,
                      "bits": getattr(shown.received_certificate_chain[0].public_key(), "key_size", 0) if shown else 0}))
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What a scanner says of a server."""

    versions: tuple[str, ...]
    valid: bool
    """Whether its certificate is trusted and for the name."""
    weak: bool
    sent: int
    """How many certificates it sends."""
    seconds: float
    bits: int = 0
    """How long the certificate's key is, where the peer tells."""


@contextmanager
def serving(pair: Pair, shape: Callable[[ssl.SSLContext], None], more: bytes = b"") -> Iterator[int]:
    """A TLS server of one certificate; gives its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        shape(context)
    chain = pair.certificate.with_suffix(".chain")
    chain.write_bytes(pair.certificate.read_bytes() + more)
    context.load_cert_chain(chain, pair.key)
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)

    def visit(peer: socket.socket) -> None:
        try:
            with peer, context.wrap_socket(peer, server_side=True) as secured:
                secured.recv(4096)
        except OSError:
            return

    def serve() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            peer.settimeout(5)
            threading.Thread(target=visit, args=(peer,), daemon=True).start()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def servers(folder: Path, stack: ExitStack) -> tuple[Path, dict[str, int]]:
    """Good and bad ones, by what is wrong; and the root that is trusted."""
    root = authority(folder, "A Root")
    between = root.intermediate(folder, "An Intermediate")
    chain = between.files.certificate.read_bytes()
    stranger = authority(folder / "stranger", "A Stranger")

    def plain(_: ssl.SSLContext) -> None:
        return

    def only(lowest: ssl.TLSVersion, highest: ssl.TLSVersion, ciphers: str = "") -> Callable[[ssl.SSLContext], None]:
        def shape(context: ssl.SSLContext) -> None:
            context.minimum_version, context.maximum_version = lowest, highest
            if ciphers:
                context.set_ciphers(ciphers)

        return shape

    v = ssl.TLSVersion
    made: dict[str, tuple[Pair, Callable[[ssl.SSLContext], None], bytes]] = {
        "good": (between.leaf(folder / "1", [HOST]), plain, chain),
        "good, by the root itself": (root.leaf(folder / "2", [HOST]), plain, b""),
        "TLS 1.3 alone": (between.leaf(folder / "3", [HOST]), only(v.TLSv1_3, v.TLSv1_3), chain),
        "TLS 1.2 alone": (between.leaf(folder / "4", [HOST]), only(v.TLSv1_2, v.TLSv1_2), chain),
        "TLS 1.0 to 1.3": (root.leaf(folder / "5", [HOST]), only(v.TLSv1, v.TLSv1_3, "DEFAULT:@SECLEVEL=0"), b""),
        "TLS 1.1 and 1.2": (root.leaf(folder / "6", [HOST]), only(v.TLSv1_1, v.TLSv1_2, "DEFAULT:@SECLEVEL=0"), b""),
        "NULL and anonymous ciphers": (root.leaf(folder / "7", [HOST]), only(v.TLSv1_2, v.TLSv1_3, LAX), b""),
        "incomplete chain": (between.leaf(folder / "8", [HOST]), plain, b""),
        "unknown authority": (stranger.leaf(folder / "9", [HOST]), plain, b""),
        "signed by itself": (authority(folder / "itself", HOST).files, plain, b""),
        "another name": (root.leaf(folder / "10", ["other.shop.test"]), plain, b""),
        "wildcard": (root.leaf(folder / "11", [f"*.{HOST.partition('.')[2]}"]), plain, b""),
        "over": (root.leaf(folder / "12", [HOST], timedelta(days=-1)), plain, b""),
        "RSA of 1,024 bits": (root.leaf(folder / "13", [HOST], key=weak_key()), only(v.TLSv1_2, v.TLSv1_3, LAX), b""),
    }
    ports = {name: stack.enter_context(serving(*one)) for name, one in made.items()}
    return root.files.certificate, ports


def ours(port: int, root: Path) -> Told:
    """All that an audit asks one address of a name, without the pace that consent sets."""
    started = time.perf_counter()
    shown = certificate(HOST, "127.0.0.1", port, root)
    shown = with_chain(shown, hello.chain(HOST, "127.0.0.1", port))
    versions = [one for one in (*OLD, *NEW) if offer(HOST, "127.0.0.1", port, one).shake is hello.Shake.DONE]
    weak, _ = hello.weak_ciphers(HOST, "127.0.0.1", port)
    seconds = time.perf_counter() - started
    is_strong = not (shown.leaf and shown.leaf.weakness())
    return Told(
        tuple(sorted(versions)), shown.trusted and shown.named and is_strong, bool(weak), len(shown.sent), seconds
    )


def theirs(ports: list[int], root: Path) -> list[Told]:
    """The peer's certificate and version scans, one server after another; the time of its start is not counted."""
    words = [str(PEER / "bin" / "python"), "-c", SCAN, HOST, str(root), *map(str, ports)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the peer ended with {done.returncode}:\n{done.stderr[-2000:]}")
    told: list[Told] = []
    for line in done.stdout.splitlines():
        said = json.loads(line)
        weak = any(word in suite for suite in said.get("suites", ()) for word in WEAK)
        told.append(
            Told(
                tuple(said.get("versions", ())),
                said.get("valid", False),
                weak,
                said.get("sent", 0),
                said["seconds"],
                said.get("bits", 0),
            )
        )
    return told


def disagreements(name: str, mine: Told, peer: Told) -> list[str]:
    """What the two say differently of one server. A chain that TLS 1.3 hides from us is none of it."""
    found: list[str] = []
    for what, one, other in (
        ("versions", mine.versions, peer.versions),
        ("valid", mine.valid, peer.valid),
        ("weak ciphers", mine.weak, peer.weak),
        ("certificates sent", mine.sent or peer.sent, peer.sent),
    ):
        if one != other:
            found.append(f"{name}: {what}: ours {one}, theirs {other}")
    return found


def prepared() -> str:
    """The peer in an environment of its own, made once; gives its version."""
    python = str(PEER / "bin" / "python")
    if not Path(python).exists():
        subprocess.run(["uv", "venv", "-q", "--python", sys.executable, str(PEER)], check=True)
        subprocess.run(["uv", "pip", "install", "-q", "--python", python, "sslyze"], check=True)
    code = "from importlib.metadata import version; print(version('sslyze'))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def run() -> list[dict[str, object]]:
    """Every server some times by both, in turn."""
    version = prepared()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        root, ports = servers(folder, stack)
        mine: dict[str, list[Told]] = {server: [] for server in ports}
        peer: dict[str, list[Told]] = {server: [] for server in ports}
        for _ in range(ROUNDS):
            for server, port in ports.items():
                mine[server].append(ours(port, root))
            for server, told in zip(ports, theirs(list(ports.values()), root), strict=True):
                peer[server].append(told)
    different = [words for server in ports for words in disagreements(server, mine[server][0], peer[server][0])]
    for words in different:
        print(f"disagreement: {words}")
    agreed = len({server for server in ports if not disagreements(server, mine[server][0], peer[server][0])})
    seconds, theirs_s = (
        round(statistics.median(told.seconds for some in each.values() for told in some), 4) for each in (mine, peer)
    )
    name = f"sslyze {version}, certificate and versions"
    return [
        {
            "name": "tls: seconds a host",
            "ours": seconds,
            "theirs": theirs_s,
            "peer": name,
            "unit": "s",
            "ratio": round(theirs_s / seconds, 1),
            "goal": f"{GOAL} times faster",
        },
        {
            "name": f"tls: servers judged alike, of {len(ports)}",
            "ours": agreed,
            "theirs": len(ports),
            "peer": name,
            "unit": "servers",
            "ratio": None,
            "goal": "each disagreement explained",
        },
    ]


if __name__ == "__main__":
    for row in run():
        print(row)
