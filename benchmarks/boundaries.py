"""Boundary flaws found on the reference marketplace, with false alarms, requests and seconds: ours against schemathesis."""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parent.parent
sys.path.insert(0, str(TOP))

from bazaar.faults import FAULTS  # noqa: E402 - the top of the repository comes first on the path
from launchready import registry  # noqa: E402
from launchready.declare.read import read  # noqa: E402
from tests.live import bazaar  # noqa: E402

STAGE_TWO = ("exp-open-operation", "exp-shadow-api", "exp-open-admin")
HIDES = re.compile(r"bnd-(archive|cors|jwt|webhook|login|limit|oversize|session|cookie|reset|chat|upload|sql)(?:-|$)")
"""Families of which one fault can hide another: its members go into different marketplaces."""
SAME = {"limit": "login", "session": "jwt", "cookie": "jwt", "archive": "oversize"}
"""Families that are one: a session that is no token leaves no token to forge, and a body of any size no small archive."""
GOAL_SECONDS = 10.0
PEER_SECONDS = 60
PEER = TOP / ".bench" / "schemathesis"
NAMES = """
import socket
found = socket.getaddrinfo
def here(host, port, *more, **options):
    if str(host).endswith("bazaar.test"):
        host, port = "127.0.0.1", {ports}.get(int(port), port)
    return found(host, port, *more, **options)
socket.getaddrinfo = here
"""
CHECKS = "not_a_server_error,ignored_auth,object_level_authorization,use_after_free"
MEANS = {
    "ObjectLevelAuthorizationViolation": {
        "/conversations/": "bnd-read-conversation",
        "/files/": "bnd-read-file",
        "/orders/": "bnd-read-order",
        "/outputs/": "bnd-read-output",
    },
    "IgnoredAuth": {"/messages": "exp-open-operation", "/admin/users": "exp-open-admin"},
    "ServerError": {"GET ": "bnd-bad-id-500", "POST ": "bnd-bad-body-500"},
}
"""Which planted flaw a failure of the peer's counts for, by its check and a part of the operation: in its favour."""


@dataclass(frozen=True, slots=True)
class Ran:
    """One run at one marketplace."""

    found: frozenset[str]
    requests: int
    seconds: float


def planted() -> tuple[str, ...]:
    """Every boundary fault that the marketplace shows in its usual style."""
    named = [one for one in FAULTS if one.name.startswith("bnd-") or one.name in STAGE_TWO]
    return tuple(one.name for one in named if one.style == FAULTS[0].style)


def towns(faults: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The faults in as few marketplaces as keep one from hiding another."""
    groups: list[list[str]] = []
    taken: list[set[str]] = []
    for fault in faults:
        match = HIDES.match(fault)
        family = SAME.get(match[1], match[1]) if match else fault
        place = next((at for at, families in enumerate(taken) if family not in families), len(groups))
        if place == len(groups):
            groups.append([])
            taken.append(set())
        groups[place].append(fault)
        taken[place].add(family)
    return tuple(map(tuple, groups))


def ours(declaration: Path, faults: tuple[str, ...]) -> Ran:
    """The whole stage of boundaries, and the checks of exposure that belong to it."""
    killers = {one.id(): set(one.faults) for one in registry.checks()}
    more = sorted(name for name, kills in killers.items() if kills & set(STAGE_TWO))
    only = [word for name in ("boundaries", *more) for word in ("--only", name)]
    done = subprocess.run(
        [sys.executable, "-m", "launchready.cli", "audit", str(declaration), "--json", *only],
        capture_output=True,
        text=True,
        check=False,
    )
    said = json.loads(done.stdout)
    failed = {one["check"] for one in said["results"] if one["verdict"]["kind"] == "Fail"}
    found = {fault for fault in faults if any(fault in killers[check] for check in failed)}
    if not faults:
        found = failed
    return Ran(frozenset(found), said["run"]["requests"], said["run"]["seconds"])


def theirs(declaration: Path, faults: tuple[str, ...]) -> Ran:
    """The peer with both accounts, its object-level and ignored-auth checks, and every phase."""
    declared = read(declaration)
    town = declaration.parent
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "sitecustomize.py").write_text(NAMES.replace("{ports}", str(dict(declared.network.ports))))
        env = {**os.environ, "PYTHONPATH": folder, "REQUESTS_CA_BUNDLE": str(town / "root.crt")}
        (work / "auth.json").write_text(json.dumps(_accounts(town, env)))
        (work / "schemathesis.toml").write_text(
            '[auth.wfc]\npath = "auth.json"\nuser = "buyer_a"\npeers = ["buyer_a", "buyer_b"]\n'
        )
        words = ["run", "https://api.bazaar.test/openapi.json", "--checks", CHECKS, "--report", "json"]
        words += [
            "--report-json-path",
            "it.json",
            "--max-time",
            str(PEER_SECONDS),
            "--tls-verify",
            env["REQUESTS_CA_BUNDLE"],
        ]
        started = time.monotonic()
        done = subprocess.run(
            [str(PEER / "bin" / "schemathesis"), *words, "--continue-on-failure", "--seed", "1"],
            cwd=work,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - started
        path = work / "it.json"
        if not path.exists():
            raise RuntimeError(f"the peer ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-2000:]}")
        report = json.loads(path.read_text())
    failures = _failures(report)
    if not faults:
        return Ran(
            frozenset(f"{check} {operation}" for check, operation in failures),
            int(report["test_cases"]["generated"]),
            seconds,
        )
    found = {
        fault
        for check, operation in failures
        for part, fault in MEANS.get(check, {}).items()
        if part in operation and fault in faults
    }
    return Ran(frozenset(found), int(report["test_cases"]["generated"]), seconds)


def _accounts(town: Path, env: dict[str, str]) -> dict[str, object]:
    """Both customers with fixed tokens, as the peer reads them."""
    lines = (town / "secrets.env").read_text(encoding="utf-8").splitlines()
    secrets = {name: value.strip("\"'") for name, _, value in (line.partition("=") for line in lines)}
    sign_in = (
        "import requests, sys; print(requests.post('https://api.bazaar.test/auth/login',"
        " json={'email': sys.argv[1], 'password': sys.argv[2]}).json()['access_token'])"
    )
    accounts = []
    for name in ("a", "b"):
        words = [f"{name}@bazaar.test", secrets[f"BUYER_{name.upper()}_PASSWORD"]]
        token = subprocess.run(
            [str(PEER / "bin" / "python"), "-c", sign_in, *words], env=env, capture_output=True, text=True, check=True
        ).stdout.strip()
        accounts.append(
            {"name": f"buyer_{name}", "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {token}"}]}
        )
    return {"auth": accounts}


def _failures(report: dict[str, list[dict[str, object]]]) -> set[tuple[str, str]]:
    """Each kind of failure with its operation."""
    return {(str(one["type"]), str(at)) for one in report["failures"] for at in _list(one["operations"])}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def prepared() -> None:
    """The peer in an environment of its own, made once."""
    if not (PEER / "bin" / "schemathesis").exists():
        subprocess.run(["uv", "venv", "-q", "--python", sys.executable, str(PEER)], check=True)
        subprocess.run(
            ["uv", "pip", "install", "-q", "--python", str(PEER / "bin" / "python"), "schemathesis"], check=True
        )


def run() -> list[dict[str, object]]:
    """The sound marketplace and the faulty ones, ours and theirs in turn; theirs on the first faulty one, which holds all
    that it has a check for.
    """
    prepared()
    everything = planted()
    groups = towns(everything)
    with tempfile.TemporaryDirectory() as folder:
        with bazaar(Path(folder) / "sound") as declaration:
            calm, calm_theirs = ours(declaration, ()), theirs(declaration, ())
        mine: list[Ran] = []
        peer = Ran(frozenset(), 0, 0.0)
        for number, faults in enumerate(groups):
            with bazaar(Path(folder) / f"faulty-{number}", *faults) as declaration:
                mine.append(ours(declaration, faults))
                peer = theirs(declaration, faults) if number == 0 else peer
    found = frozenset().union(*(one.found for one in mine))
    for fault in sorted(set(everything) - found):
        print(f"not found: {fault}")
    name = "boundaries: "
    total = len(everything)
    return [
        _row(f"{name}flaws found of {total} planted", len(found), len(peer.found), "flaws", f"all {total}"),
        _row(f"{name}false alarms, sound product", len(calm.found), len(calm_theirs.found), "alarms", "none"),
        _row(f"{name}requests, sound product", calm.requests, calm_theirs.requests, "requests", "fewer"),
        _row(
            f"{name}seconds, sound product",
            calm.seconds,
            round(calm_theirs.seconds, 1),
            "s",
            f"under {GOAL_SECONDS:g} s",
        ),
        _row(
            f"{name}seconds, faulty product",
            round(statistics.median(one.seconds for one in mine), 1),
            round(peer.seconds, 1),
            "s",
            f"under {GOAL_SECONDS:g} s",
        ),
    ]


def _row(name: str, mine: float, peer: float, unit: str, goal: str) -> dict[str, object]:
    ratio = round(mine / peer, 2) if peer else None
    version = subprocess.run(
        [str(PEER / "bin" / "schemathesis"), "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[-1]
    return {
        "name": name,
        "ours": mine,
        "theirs": peer,
        "peer": f"schemathesis {version}, both accounts",
        "unit": unit,
        "ratio": ratio,
        "goal": goal,
    }


if __name__ == "__main__":
    for row in run():
        print(row)
