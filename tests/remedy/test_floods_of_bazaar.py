"""Finding, export, apply, gone: what is written for nginx is put in front of a marketplace that lets floods through."""

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
from tests.observe.net.test_tls import a_certificate

NGINX = shutil.which("nginx")
pytestmark = [pytest.mark.faults, pytest.mark.skipif(NGINX is None, reason="nginx is not here")]

CHECK = "edge.flood-meets-no-rule"
START_SECONDS = 20


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def in_front(town: Path, written: Path, folder: Path) -> Iterator[Path]:
    """nginx with the written servers between the world and the marketplace; gives a launch.toml that leads there."""
    assert NGINX
    declared, text = town.read_text(encoding="utf-8"), written.read_text(encoding="utf-8")
    ports = re.search(r"\b80 = (\d+), 443 = (\d+) \}", declared)
    assert ports
    http, https = free_port(), free_port()
    pem = a_certificate(folder, *sorted(set(re.findall(r"server_name (\S+);", text))))
    text = re.sub(r"(ssl_certificate(?:_key)?) [^;]+;", rf"\1 {pem};", text)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{http};").replace(
        "listen 443 ssl;", f"listen 127.0.0.1:{https} ssl;"
    )
    text = re.sub(r"server \S+:443;", f"server 127.0.0.1:{ports[2]};", text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    config = folder / "nginx.conf"
    head = f"daemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
    config.write_text(f"{head}http {{\naccess_log off;\n{folders}{text}\n}}\n", encoding="utf-8")
    with (folder / "nginx.out").open("w") as out:
        process = subprocess.Popen([NGINX, "-c", str(config), "-p", str(folder)], stdout=out, stderr=out)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not _listens(https):
                assert process.poll() is None, (folder / "nginx.out").read_text()
                assert time.monotonic() < deadline, (folder / "nginx.out").read_text()
                time.sleep(0.1)
            both = town.with_name("both.crt")
            both.write_text(town.with_name("root.crt").read_text() + pem.read_text())
            moved = declared.replace(ports[0], f"80 = {http}, 443 = {https} }}")
            made = town.with_name("moved.toml")
            made.write_text(moved.replace('"root.crt"', '"both.crt"'), encoding="utf-8")
            yield made
        finally:
            process.terminate()
            process.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def test_what_is_written_for_nginx_turns_the_flood_away(tmp_path: Path) -> None:
    with bazaar(tmp_path / "bazaar", "edg-no-flood-rule") as declaration:
        before = audit(declaration, "--only", CHECK)
        assert before.failed == {CHECK}
        written = tmp_path / "written.conf"
        command = [sys.executable, "-m", "launchready.cli", "export", "edge", "--provider", "nginx"]
        subprocess.run(
            [*command, "--root", str(declaration.parent), "--out", str(written)], check=True, capture_output=True
        )
        folder = tmp_path / "front"
        folder.mkdir()
        with in_front(declaration, written, folder) as moved:
            after = audit(moved, "--only", CHECK)

    assert after.verdicts == {(CHECK, "product"): "Pass"}, after.reasons
