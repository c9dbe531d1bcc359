"""What is written is loaded by the real programs with no product behind them: their own answers carry the headers as well."""

import http.client
import os
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from launchready.remedy.edge import caddy, nginx
from tests.observe.net.test_tls import a_certificate
from tests.remedy.fronts import CADDY, NGINX, certified, free_port, listens, needs_nginx, nginx_file, running
from tests.remedy.test_edge import made

HOST = "example.com"
WANTED = {
    "strict-transport-security": "max-age=31536000",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "strict-origin-when-cross-origin",
}


@contextmanager
def caddy_alone(folder: Path) -> Iterator[int]:
    plain, secure, nobody = free_port(), free_port(), free_port()
    head = (
        f"{{\n\tadmin off\n\tpersist_config off\n\thttp_port {plain}\n\thttps_port {secure}\n\tdefault_bind 127.0.0.1\n"
        f"\tskip_install_trust\n\tlocal_certs\n\tstorage file_system {folder}/caddy\n\tgrace_period 1s\n}}\n"
    )
    config = folder / "Caddyfile"
    sites = caddy.render(made())
    config.write_text(head + sites, encoding="utf-8")
    env = {**os.environ, "ORIGIN": f"https://127.0.0.1:{nobody}", "HOME": str(folder)}
    command = [str(CADDY), "run", "--config", str(config)]
    with running(command, env, folder / "caddy.out", lambda: certified(folder, sites) and listens(secure)):
        yield secure


@contextmanager
def nginx_alone(folder: Path) -> Iterator[int]:
    assert NGINX
    plain, secure, nobody = free_port(), free_port(), free_port()
    pem = a_certificate(folder, HOST)
    text = re.sub(r"(ssl_certificate(?:_key)?) [^;]+;", rf"\1 {pem};", nginx.render(made()))
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};").replace("listen 443", f"listen 127.0.0.1:{secure}")
    text = re.sub(r"server \S+:443;", f"server 127.0.0.1:{nobody};", text)
    config = nginx_file(folder, text)
    with running(
        [NGINX, "-c", str(config), "-p", str(folder)], dict(os.environ), folder / "out", lambda: listens(secure)
    ):
        yield secure


@pytest.mark.parametrize(
    "front", [pytest.param(caddy_alone, id="caddy"), pytest.param(nginx_alone, id="nginx", marks=needs_nginx)]
)
@pytest.mark.parametrize("path", ["/", "/account"])
def test_where_the_product_gives_no_answer_the_headers_are_there_all_the_same(
    tmp_path: Path, front: object, path: str
) -> None:
    assert callable(front)
    with front(tmp_path) as port:
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=20)
        connection.sock = context.wrap_socket(socket.create_connection(("127.0.0.1", port), 20), server_hostname=HOST)
        connection.request("GET", path, headers={"Host": HOST})
        answer = connection.getresponse()
        connection.close()

    assert answer.status == http.client.BAD_GATEWAY
    assert {name: answer.headers[name] for name in WANTED} == WANTED
    assert not re.search(r"\d", answer.headers["server"] or "")
