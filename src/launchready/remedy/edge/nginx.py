"""Writes a site for nginx that stands in front of the product and mends what a run found: stock directives alone."""

import re

from launchready.remedy.edge._floods import nginx_zones
from launchready.remedy.edge._plan import (
    ADMIN,
    ASSETS,
    CANONICAL,
    CAREFUL,
    FLOOD,
    HEADERS,
    ORIGIN,
    PRIVATE,
    PROXY,
    YEAR,
    Plan,
    outside,
    reason,
)

PROVIDER = "nginx"


def render(plan: Plan) -> str:
    """The file, to be included in the http block: one server a name."""
    aliases = dict(plan.aliases)
    redirected = {one.host for one in plan.of(CANONICAL)}
    lines = [
        *plan.head(PROVIDER),
        "#",
        "# Include it inside http { }, then run `nginx -t`. Write where the product answers now, and where the certificates are:",
        "upstream launchready_origin {",
        f"    server {plan.origin[0] if plan.origin else '203.0.113.7'}:443;",
        "}",
        "# Kept out of every cache, whoever keeps one in front of this:",
        *(f"#   {one}" for one in plan.uncached()),
        *(line for mend in plan.of(PROXY, ORIGIN) for line in outside(mend)),
        "",
        *(["", *reason(plan.of(FLOOD)), *nginx_zones(plan.floods), ""] if plan.floods else []),
        "server {  # everybody who comes over HTTP goes to HTTPS, path and query kept",
        "    listen 80;",
        f"    server_name {' '.join(plan.hosts)};",
        "    return 308 https://$host$request_uri;",
        "}",
    ]
    for host in plan.hosts:
        lines += ["", "server {", "    listen 443 ssl;", f"    server_name {host};"]
        lines += [
            f"    ssl_certificate /etc/letsencrypt/live/{host}/fullchain.pem;",
            f"    ssl_certificate_key /etc/letsencrypt/live/{host}/privkey.pem;",
            "    ssl_protocols TLSv1.2 TLSv1.3;",
        ]
        if host in redirected and host in aliases:
            lines += [
                *reason(plan.of(CANONICAL, host=host), "    "),
                f"    return 308 https://{aliases[host]}$request_uri;",
            ]
        else:
            lines += _site(plan, host)
        lines.append("}")
    return "\n".join(lines) + "\n"


def _site(plan: Plan, host: str) -> list[str]:
    lines: list[str] = []
    headers: list[str] = []
    for kind, (name, value) in HEADERS.items():
        if mends := plan.of(kind, host=host):
            lines += [*reason(mends, "    "), *([f"    # careful: {CAREFUL[kind]}"] if kind in CAREFUL else [])]
            headers += [f"proxy_hide_header {name};", f'add_header {name} "{value}" always;']
    lines += [f"    {one}" for one in headers]
    proxy = [
        "proxy_pass https://launchready_origin;",
        "proxy_set_header Host $host;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto https;",
        "proxy_ssl_server_name on;",
        "proxy_ssl_name $host;",
    ]
    for mend in plan.of(ADMIN, host=host):
        lines += [
            *reason((mend,), "    "),
            "    # Write the addresses of your staff; the app has to ask who they are as well.",
        ]
        for path in mend.paths:
            lines += [
                f"    location {_place(path)} {{",
                "        allow 127.0.0.1;",
                "        deny all;",
                *_in(proxy),
                "    }",
            ]
    # A header of a location's own keeps those of the server out: they stand there once more.
    for mend in plan.of(ASSETS, host=host):
        lines += reason((mend,), "    ")
        for path in mend.paths:
            lines += [
                f"    location {path.rstrip('/')}/ {{",
                "        proxy_hide_header Cache-Control;",
                f'        add_header Cache-Control "public, max-age={YEAR}, immutable";',
                *_in([*headers, *proxy]),
                "    }",
            ]
    if mends := plan.of(PRIVATE, host=host):
        lines += reason(mends, "    ")
        for path in (path for at, path in plan.private if at == host and path != "*"):
            lines += [
                f"    location {path} {{",
                "        proxy_hide_header Cache-Control;",
                '        add_header Cache-Control "private, no-store" always;',
                *_in([*headers, *proxy]),
                "    }",
            ]
    return [*lines, "    location / {", *_in(proxy), "    }"]


def _place(path: str) -> str:
    if "…" not in path:
        return path
    return '~ "^' + ".*".join(re.escape(part) for part in path.split("…")) + '"'


def _in(lines: list[str]) -> list[str]:
    return [f"        {one}" for one in lines]
