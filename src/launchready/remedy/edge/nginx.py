"""Writes a site for nginx that stands in front of the product and mends what a run found: stock directives alone."""

import re

from launchready.remedy.edge._floods import nginx_zones
from launchready.remedy.edge._plan import (
    ADMIN,
    ASSETS,
    CANONICAL,
    CAREFUL,
    CORP,
    ENDINGS,
    FLOOD,
    FORGED,
    HEADERS,
    HSTS,
    LOADED,
    NOT_HERE,
    ORIGIN,
    PACKED,
    PRIVATE,
    PROXY,
    TELLING,
    VERSION,
    YEAR,
    Mend,
    Plan,
    dropped,
    left,
    outside,
    parted,
    reason,
)

PROVIDER = "nginx"
ONWARD = "proxy_pass https://launchready_origin;"
ASKING = (
    *("proxy_http_version 1.1;", "proxy_set_header Host $host;"),
    *("proxy_set_header X-Forwarded-For $remote_addr;", "proxy_set_header X-Forwarded-Proto https;"),
    "proxy_set_header X-Forwarded-Host $host;",
    *("proxy_set_header Upgrade $http_upgrade;", "proxy_set_header Connection $launchready_connection;"),
    *("proxy_ssl_server_name on;", "proxy_ssl_name $host;"),
)
"""How the product is asked: sockets stay open, and the client cannot say who it is."""
PROXY_LINES = (ONWARD, *ASKING)
STREAM = "proxy_buffering off;"
"""An answer passes as it comes, so that a model's words are read as they are said."""
NO_STORE = ("proxy_hide_header Cache-Control;", 'add_header Cache-Control "private, no-store" always;')
FILES = "launchready_files"
"""The cache of files whose names change with their content."""
TEXTS = "text/css text/javascript application/javascript application/json application/wasm image/svg+xml text/plain"


def render(plan: Plan) -> str:
    """The file, to be included in the http block: one server a name."""
    plan, elsewhere = parted(plan, plan.hosts.__contains__)
    aliases = dict(plan.aliases)
    redirected = {one.host for one in plan.of(CANONICAL)}
    lines = [
        *plan.head(PROVIDER),
        "#",
        "# Include it inside http { }, then run `nginx -t`. Write where the product answers now, and where the certificates are:",
        "upstream launchready_origin {",
        f"    server {_address(plan)}:443;{'' if plan.origin else '  # made up: launch.toml names no edge.origin'}",
        "}",
        'map $http_upgrade $launchready_connection { default upgrade; "" ""; }',
        "# Kept out of every cache, whoever keeps one in front of this:",
        *(f"#   {one}" for one in plan.uncached()),
        *(line for mend in plan.of(PROXY, ORIGIN) for line in outside(mend)),
        *left(plan, elsewhere, NOT_HERE),
        "",
        *(_cache() if plan.of(ASSETS) else []),
        *(["", *reason(plan.of(FLOOD)), *nginx_zones(plan.floods), ""] if plan.floods else []),
        "server {  # everybody who comes over HTTP goes to HTTPS, path and query kept",
        "    listen 80;",
        f"    server_name {' '.join(plan.hosts)};",
        "    server_tokens off;",
        "    return 308 https://$host$request_uri;",
        "}",
    ]
    for host in plan.hosts:
        lines += ["", "server {", "    listen 443 ssl http2;", f"    server_name {host};"]
        lines += [
            f"    ssl_certificate /etc/letsencrypt/live/{host}/fullchain.pem;",
            f"    ssl_certificate_key /etc/letsencrypt/live/{host}/privkey.pem;",
            "    ssl_protocols TLSv1.2 TLSv1.3;",
            "    server_tokens off;  # nginx would tell its version, which the product behind it did not",
        ]
        if host in redirected and host in aliases:
            name, value = HEADERS[HSTS]
            lines += [
                *reason(plan.of(CANONICAL, host=host), "    "),
                *(f'    add_header {name} "{value}" always;' for _ in plan.of(HSTS)[:1]),
                f"    return 308 https://{aliases[host]}$request_uri;",
            ]
        else:
            lines += _site(plan, host)
        lines.append("}")
    return "\n".join(lines) + "\n"


def _address(plan: Plan) -> str:
    at = plan.origin[0] if plan.origin else "203.0.113.7"
    return f"[{at}]" if ":" in at else at


def _cache() -> list[str]:
    return [
        "# Where files are kept whose names change with their content, and nothing else.",
        f"proxy_cache_path /var/cache/launchready levels=1:2 keys_zone={FILES}:10m max_size=1g inactive=30d;",
    ]


def _site(plan: Plan, host: str) -> list[str]:
    lines: list[str] = ["    client_max_body_size 0;  # the app bounds what it takes, as before"]
    lines += [f"    {one}" for one in (*ASKING, STREAM)]
    if names := dropped(plan, host):
        own = {line.split()[1] for line in ASKING if line.startswith("proxy_set_header")}
        lines += [*reason(plan.of(FORGED, host=host), "    "), "    # (an empty header is not sent on)"]
        lines += [f'    proxy_set_header {name} "";' for name in names if name not in own]
    headers: list[str] = []
    for kind, (name, value) in HEADERS.items():
        if mends := plan.of(kind, host=host):
            own_lines = [f"proxy_hide_header {name};", f'add_header {name} "{value}" always;']
            lines += [*reason(mends, "    "), *([f"    # careful: {CAREFUL[kind]}"] if kind in CAREFUL else [])]
            lines += [f"    {one}" for one in own_lines]
            headers += own_lines
    if mends := plan.of(VERSION, host=host):
        own_lines = [f"proxy_hide_header {name};" for name in TELLING if name != "Server"]
        lines += [*reason(mends, "    "), "    # (nginx writes a Server of its own, without a version)"]
        lines += [f"    {one}" for one in own_lines]
        headers += own_lines
    if mends := plan.of(PACKED, host=host):
        lines += [*reason(mends, "    "), "    gzip on;", "    gzip_proxied any;", "    gzip_vary on;"]
        lines += [f"    gzip_types {TEXTS};"]
    for place, (why, own_lines) in _places(plan, host).items():
        lines += [*why, f"    location {place} {{", *_in(own_lines)]
        if headers and any(one.startswith(("add_header", "proxy_hide_header")) for one in own_lines):
            lines += _in(
                ["# (a header of a place's own keeps those of the server out: they stand here once more)", *headers]
            )
        lines += [*_in([ONWARD]), "    }"]
    return lines


def _places(plan: Plan, host: str) -> dict[str, tuple[list[str], list[str]]]:
    """The locations of a site: each with its reasons and with what is its own there."""
    places: dict[str, tuple[list[str], list[str]]] = {}
    careful = "    # Write the addresses of your staff; the app has to ask who they are as well."
    wanted: list[tuple[Mend, str, list[str]]] = []
    wanted += [(one, _place(path), ["allow 127.0.0.1;", "deny all;"]) for one, path in _each(plan, host, ADMIN)]
    wanted += [(one, _files(path), _kept()) for one, path in _each(plan, host, ASSETS)]
    private = ["/" if path == "*" else f"^~ {path}" for at, path in plan.private if at == host]
    wanted += [(one, place, list(NO_STORE)) for one in plan.of(PRIVATE, host=host) for place in private]
    loaded = f"add_header {CORP[0]} {CORP[1]} always;"
    wanted += [(one, f"^~ {path}", [loaded]) for one, path in _each(plan, host, LOADED)]
    for mend, place, lines in wanted:
        _add(places, place, [*reason((mend,), "    "), *([careful] if mend.kind == ADMIN else [])], lines)
    places.setdefault("/", ([], []))
    return places


def _each(plan: Plan, host: str, kind: str) -> list[tuple[Mend, str]]:
    return [(mend, path) for mend in plan.of(kind, host=host) for path in mend.paths]


def _add(places: dict[str, tuple[list[str], list[str]]], place: str, why: list[str], lines: list[str]) -> None:
    """One more thing at a place, which nginx lets stand once alone."""
    reasons, held = places.setdefault(place, ([], []))
    reasons += [one for one in why if one not in reasons]
    held += [one for one in lines if one not in held]


def _kept() -> list[str]:
    """A file that is not there is not remembered: `add_header` without `always` goes with success alone."""
    return [
        f"proxy_cache {FILES};",
        "proxy_buffering on;  # what is kept has to be whole first",
        "proxy_ignore_headers Cache-Control Expires;",
        "proxy_cache_valid 200 30d;",
        "proxy_hide_header Cache-Control;",
        f'add_header Cache-Control "public, max-age={YEAR}, immutable";',
        "add_header X-Cache-Status $upstream_cache_status;",
    ]


def _files(folder: str) -> str:
    """Files in a folder whose names hold a fingerprint: eight characters, a digit among them. At the top that folder alone."""
    below = ".*" if folder.strip("/") else "[^/]*"
    name = rf"{below}[._-](?=[\w-]*\d)[\w-]{{8,}}\.(?:{'|'.join(ENDINGS)})"
    return f'~ "^{re.escape(folder.rstrip("/"))}/{name}$"'


def _place(path: str) -> str:
    if "…" not in path:
        return "/" if path == "/" else f"^~ {path}"
    return '~ "^' + ".*".join(re.escape(part) for part in path.split("…")) + '"'


def _in(lines: list[str]) -> list[str]:
    return [f"        {one}" for one in lines]
