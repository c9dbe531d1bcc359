"""Finding, export, apply, gone: what is written for Caddy is put in front of a faulty marketplace, which is audited again."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live import audit, bazaar

pytestmark = pytest.mark.faults

FAULTS = {
    "edg-header-hsts": "edge.hsts-is-missing",
    "edg-header-csp": "edge.csp-is-missing",
    "edg-header-frame": "edge.page-can-be-framed",
    "edg-header-nosniff": "edge.sniffing-is-allowed",
    "edg-obscure-admin": "edge.admin-hides-by-path",
    "dep-two-hosts": "deploy.two-hosts-answer",
    "dep-no-https-redirect": "deploy.http-is-not-redirected",
}
START_SECONDS = 30
CADDY = Path(sys.executable).with_name("caddy")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def in_front(town: Path, written: Path, folder: Path) -> Iterator[Path]:
    """Caddy with the written sites between the world and the marketplace; gives a launch.toml that leads there."""
    declared = town.read_text(encoding="utf-8")
    ports = re.search(r"\b80 = (\d+), 443 = (\d+) \}", declared)
    assert ports
    http, https = free_port(), free_port()
    head = (
        f"{{\n\tadmin off\n\tpersist_config off\n\thttp_port {http}\n\thttps_port {https}\n\tdefault_bind 127.0.0.1\n"
        f"\tskip_install_trust\n\tlocal_certs\n\tstorage file_system {folder}/caddy\n\tgrace_period 1s\n}}\n"
    )
    trust = town.with_name("root.crt")
    # The marketplace's own authority is not one that machines know.
    told = "tls_server_name {host}"
    sites = written.read_text(encoding="utf-8").replace(told, f"{told}\n\t\t\ttls_trust_pool file {trust}")
    config = folder / "Caddyfile"
    config.write_text(head + sites, encoding="utf-8")
    env = {**os.environ, "ORIGIN": f"https://127.0.0.1:{ports[2]}", "ADMINS": "198.51.100.1/32", "HOME": str(folder)}
    with (folder / "caddy.out").open("w") as out:
        process = subprocess.Popen(
            [str(CADDY), "run", "--config", str(config)],
            stdout=out,
            stderr=out,
            env=env,
        )
        try:
            root = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
            deadline = time.monotonic() + START_SECONDS
            while not root.exists() or not _listens(https):
                assert process.poll() is None, (folder / "caddy.out").read_text()
                assert time.monotonic() < deadline, (folder / "caddy.out").read_text()
                time.sleep(0.1)
            both = town.with_name("both.crt")
            both.write_text(trust.read_text() + root.read_text())
            moved = declared.replace(ports[0], f"80 = {http}, 443 = {https} }}").replace('"root.crt"', '"both.crt"')
            made = town.with_name("moved.toml")
            made.write_text(moved, encoding="utf-8")
            yield made
        finally:
            process.terminate()
            process.wait(20)


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def test_what_is_written_for_caddy_mends_what_was_found(tmp_path: Path) -> None:
    only = [word for check in FAULTS.values() for word in ("--only", check)]
    with bazaar(tmp_path / "bazaar", *FAULTS) as declaration:
        before = audit(declaration, *only)
        assert before.failed == set(FAULTS.values())
        written = tmp_path / "written.caddy"
        command = [
            sys.executable,
            "-m",
            "launchready.cli",
            "export",
            "edge",
            "--provider",
            "caddy",
            "--root",
            str(declaration.parent),
        ]
        subprocess.run([*command, "--out", str(written)], check=True, capture_output=True)
        folder = tmp_path / "front"
        folder.mkdir()
        with in_front(declaration, written, folder) as moved:
            shutil.copy(moved, tmp_path / "moved.toml")
            after = audit(moved, *only)

    assert after.failed == set()
    assert [one for one in after.unknown if "staging" not in one] == []  # which is not in front of the world
    assert {check for (check, _), verdict in after.verdicts.items() if verdict == "Pass"} == set(FAULTS.values())


def test_nothing_is_written_where_nothing_is_to_be_mended(tmp_path: Path) -> None:
    with bazaar(tmp_path / "bazaar") as declaration:
        audit(declaration, "--only", "edge.hsts-is-missing")
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "launchready.cli",
                "export",
                "edge",
                "--provider",
                "nginx",
                "--root",
                str(declaration.parent),
            ],
            check=True,
            capture_output=True,
            text=True,
        )

    assert done.stdout == ""
    assert "found nothing that an edge could mend" in done.stderr
