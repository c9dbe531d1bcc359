"""Puts a real Caddy or a real nginx, with what an export wrote, between the world and a running marketplace."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.observe.net.test_tls import a_certificate

CADDY = Path(sys.executable).with_name("caddy")
NGINX = shutil.which("nginx")
START_SECONDS = 30
EDGE, ORIGIN = "127.0.0.1", "127.0.0.2"
"""Where the marketplace's own edge answers, and where it does so past that edge."""
NODES = (EDGE, "127.0.0.4")
"""Where its names lead to: the second is an old node of its edge."""
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not here: `make nginx` brings it")
PORTS = re.compile(r"\b80 = (\d+), 443 = (\d+) \}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def export(town: Path, out: Path, *words: str) -> str:
    """What `launchready export` writes from the last run, as a user calls it."""
    command = [sys.executable, "-m", "launchready.cli", "export", *words, "--root", str(town.parent), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return out.read_text(encoding="utf-8")


@contextmanager
def caddy_before(town: Path, sites: str, folder: Path, to: str = EDGE) -> Iterator[Path]:
    """Caddy with these sites, which asks the marketplace at an address; gives a launch.toml that leads there."""
    folder.mkdir()
    http, https = free_port(), free_port()
    head = (
        f"{{\n\tadmin off\n\tpersist_config off\n\thttp_port {http}\n\thttps_port {https}\n\tdefault_bind {' '.join(NODES)}\n"
        f"\tskip_install_trust\n\tlocal_certs\n\tstorage file_system {folder}/caddy\n\tgrace_period 1s\n}}\n"
    )
    # The marketplace's own authority is not one that machines know.
    told = "tls_server_name {host}"
    assert told in sites
    trusted = sites.replace(told, f"{told}\n\t\t\ttls_trust_pool file {town.with_name('root.crt')}")
    config = folder / "Caddyfile"
    config.write_text(head + trusted, encoding="utf-8")
    env = {**os.environ, "ORIGIN": f"https://{to}:{_ports(town)[1]}", "ADMINS": "198.51.100.1/32"}
    root = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    command = [str(CADDY), "run", "--config", str(config)]
    with running(
        command, {**env, "HOME": str(folder)}, folder / "caddy.out", lambda: certified(folder, sites) and listens(https)
    ):
        yield _moved(town, http, https, root.read_text())


def certified(folder: Path, sites: str) -> bool:
    """Whether Caddy has made the certificate of every site: until then it breaks handshakes off."""
    made = folder / "caddy" / "certificates" / "local"
    hosts = re.findall(r"^([\w.-]+) \{$", sites, re.MULTILINE)
    return all((made / host / f"{host}.crt").exists() for host in hosts)


@contextmanager
def nginx_before(town: Path, written: str, folder: Path, to: str = EDGE) -> Iterator[Path]:
    """nginx with these lines in its http block, which asks the marketplace at an address; gives a launch.toml that leads there."""
    assert NGINX
    folder.mkdir()
    http, https = free_port(), free_port()
    pem = a_certificate(
        folder, *sorted({name for names in re.findall(r"server_name ([^;]+);", written) for name in names.split()})
    )
    text = re.sub(r"(ssl_certificate(?:_key)?) [^;]+;", rf"\1 {pem};", written)
    text = re.sub(r"listen 80;", " ".join(f"listen {at}:{http};" for at in NODES), text)
    text = re.sub(r"listen 443 (ssl[^;]*);", " ".join(rf"listen {at}:{https} \1;" for at in NODES), text)
    text = re.sub(r"server \S+:443;", f"server {to}:{_ports(town)[1]};", text)
    text = text.replace("allow 127.0.0.1;", "allow 198.51.100.1;")
    config = nginx_file(folder, text)
    command = [NGINX, "-c", str(config), "-p", str(folder)]
    with running(command, dict(os.environ), folder / "nginx.out", lambda: listens(https)):
        yield _moved(town, http, https, pem.read_text())


def nginx_file(folder: Path, text: str) -> Path:
    """A whole configuration with these lines in its http block, whose files lie in a folder of the test."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    user = "user root;\n" if os.geteuid() == 0 else ""  # else its workers may not enter a folder of the tests
    head = f"{user}daemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
    inside = text.replace("/var/cache/launchready", f"{folder}/files")
    config = folder / "nginx.conf"
    config.write_text(f"{head}http {{\naccess_log off;\n{folders}{inside}\n}}\n", encoding="utf-8")
    return config


def _ports(town: Path) -> tuple[str, str]:
    found = PORTS.search(town.read_text(encoding="utf-8"))
    assert found
    return found[1], found[2]


def _moved(town: Path, http: int, https: int, root: str) -> Path:
    both = town.with_name("both.crt")
    both.write_text(town.with_name("root.crt").read_text() + root)
    declared = PORTS.sub(f"80 = {http}, 443 = {https} }}", town.read_text(encoding="utf-8"))
    made = town.with_name("moved.toml")
    made.write_text(declared.replace('"root.crt"', '"both.crt"'), encoding="utf-8")
    return made


@contextmanager
def running(command: list[str], env: dict[str, str], said: Path, ready: Callable[[], bool]) -> Iterator[None]:
    with said.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=env)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not ready():
                assert process.poll() is None, said.read_text()
                assert time.monotonic() < deadline, said.read_text()
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            process.wait(20)


def listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
