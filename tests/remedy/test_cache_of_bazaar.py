"""Finding, export, apply, gone: an nginx that keeps everything stands before a sound marketplace, and takes what is written."""

import http.client
import ssl
from pathlib import Path

import pytest

from launchready.declare.read import read
from launchready.remedy.edge.nginx import PROXY_LINES
from tests.live import audit, bazaar
from tests.remedy.fronts import PORTS, export, needs_nginx, nginx_before

pytestmark = [pytest.mark.faults, needs_nginx]

CHECKS = ("edge.cache-serves-private-page", "edge.cache-serves-private-answer", "edge.cache-is-deceived")
KEEPS_ALL = (
    *("proxy_cache kept;", "proxy_cache_key $scheme$host$request_uri;", "proxy_cache_valid 200 10m;"),
    "proxy_ignore_headers Cache-Control Expires Set-Cookie Vary X-Accel-Expires;",
    "add_header X-Cache-Status $upstream_cache_status;",
)
OBEYS = ("proxy_cache_bypass $launchready_out;", "proxy_no_cache $launchready_out;")


def careless(town: Path, *more: str, head: str = "") -> str:
    """An nginx that heeds nothing of what a product says of keeping its answers."""
    inside = "\n        ".join((*KEEPS_ALL, *more, *PROXY_LINES))
    names = [one.name for one in read(town).hosts() if one.environment == "production"]
    servers = "".join(
        f"server {{\n    listen 443 ssl;\n    server_name {name};\n    ssl_certificate x;\n    ssl_certificate_key x;\n"
        f"    location / {{\n        {inside}\n    }}\n}}\n"
        for name in names
    )
    return (
        f"{head}proxy_cache_path /var/cache/launchready keys_zone=kept:10m;\n"
        "upstream launchready_origin {\n    server 203.0.113.7:443;\n}\n"
        'map $http_upgrade $launchready_connection { default upgrade; "" ""; }\n'
        "server {\n    listen 80;\n    return 308 https://$host$request_uri;\n}\n" + servers
    )


def told(moved: Path, path: str) -> list[str]:
    """What the cache says of itself at three fetches."""
    found = PORTS.search(moved.read_text(encoding="utf-8"))
    assert found
    unverified = ssl._create_unverified_context()
    answers = []
    for _ in range(3):
        connection = http.client.HTTPSConnection("127.0.0.1", int(found[2]), context=unverified, timeout=10)
        connection.request("GET", path, headers={"Host": "bazaar.test"})
        answer = connection.getresponse()
        answers.append(f"{answer.status} {answer.getheader('X-Cache-Status')}")
        connection.close()
    return answers


def test_what_is_written_for_nginx_keeps_what_is_private_out_and_the_rest_in(tmp_path: Path) -> None:
    only = [word for check in CHECKS for word in ("--only", check)]
    with bazaar(tmp_path / "bazaar") as declaration:
        with nginx_before(declaration, careless(declaration), tmp_path / "careless") as moved:
            before = audit(moved, *only)
            written = export(moved, tmp_path / "written.conf", "cache", "--for", "nginx")
        with nginx_before(declaration, careless(declaration, *OBEYS, head=written), tmp_path / "obeying") as moved:
            after = audit(moved, *only)
            kept, out = (told(moved, path) for path in ("/?fresh=1", "/login"))

    # Who is given the page as it stands needs no disguise: the third cannot be told then.
    assert before.failed == set(CHECKS[:2]), before.reasons
    assert after.failed == set(), after.reasons
    assert after.unknown == set()
    passed = {check for (check, _), verdict in after.verdicts.items() if verdict == "Pass"}
    assert passed == set(CHECKS)
    assert kept == ["200 MISS", "200 HIT", "200 HIT"]  # what may be kept still is
    assert out == ["200 BYPASS"] * 3
