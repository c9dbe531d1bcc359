"""Writes a Caddyfile that stands in front of the product and mends what a run found."""

import re

from launchready.remedy.edge._floods import caddy_words
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
    HTTPS,
    LOADED,
    NOT_HERE,
    ORIGIN,
    PACKED,
    PRIVATE,
    PROXY,
    TELLING,
    TLS,
    VERSION,
    YEAR,
    Plan,
    dropped,
    left,
    outside,
    parted,
    reason,
)
from launchready.remedy.edge._terraform import label

PROVIDER = "caddy"
WORD = rf"[._-][A-Za-z0-9_-]{{8,}}[.](?:{'|'.join(ENDINGS)})"
DIGIT = r"[._-][A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]*[.][a-z0-9]+"
"""A fingerprint in a file's name: eight characters, and a digit among them (Caddy's expressions cannot look ahead)."""


def render(plan: Plan) -> str:
    """The file: one site a name. Where the product really is stands in one variable."""
    plan, elsewhere = parted(plan, plan.hosts.__contains__)
    aliases = dict(plan.aliases)
    redirected = {one.host for one in plan.of(CANONICAL)}
    lines = [
        *plan.head(PROVIDER),
        "#",
        f"# ORIGIN is where the product answers now: ORIGIN={_origin(plan) or 'https://203.0.113.7'} caddy run",
        "# Caddy sends everybody who comes over HTTP to HTTPS, renews certificates by itself and keeps nothing in a cache.",
        "# Kept out of every cache, whoever keeps one in front of this:",
        *(f"#   {one}" for one in plan.uncached()),
        *(line for mend in plan.of(PROXY, ORIGIN) for line in ("#", *outside(mend))),
        *(["#", *reason(plan.of(FLOOD)), *caddy_words(plan.floods)] if plan.floods else []),
        *left(plan, elsewhere, NOT_HERE),
    ]
    for host in plan.hosts:
        if host in redirected and host in aliases:
            lines += [
                "",
                *reason(plan.of(CANONICAL, host=host)),
                f"{host} {{",
                *(f'\theader {HEADERS[HSTS][0]} "{HEADERS[HSTS][1]}"' for _ in plan.of(HSTS)[:1]),
                *(["\theader -Server"] if plan.of(VERSION) else []),
                f"\tredir https://{aliases[host]}{{uri}} permanent",
                "}",
            ]
        else:
            if headers := _headers(plan, host):
                lines += ["", f"({_snippet(host)}) {{", *headers, "}"]
            lines += ["", f"{host} {{", *_site(plan, host), "}"]
    return "\n".join(lines) + "\n"


def _origin(plan: Plan) -> str:
    """Where the product answers, as far as launch.toml says."""
    at = plan.origin[0] if plan.origin else ""
    return f"https://[{at}]" if ":" in at else f"https://{at}" if at else ""


def _site(plan: Plan, host: str) -> list[str]:
    lines: list[str] = []
    if tls := plan.of(TLS, host=host):
        lines += [*reason(tls, "\t"), "\ttls {", "\t\tprotocols tls1.2 tls1.3", "\t}"]
    if https := plan.of(HTTPS, host=host):
        lines += [*reason(https, "\t"), "\t# (done by Caddy itself, as this site names no scheme)"]
    if _headers(plan, host):
        lines += [f"\timport {_snippet(host)}"]
        lines += ["\t# (Caddy's own answers, where the product gives none, go around what stands outside of this)"]
        lines += ["\thandle_errors {", f"\t\timport {_snippet(host)}", '\t\trespond "" {err.status_code}', "\t}"]
    if mends := plan.of(PACKED, host=host):
        lines += [*reason(mends, "\t"), "\tencode zstd gzip"]
    lines += [*_assets(plan, host), *_private(plan, host)]
    for mend in plan.of(ADMIN, host=host):
        lines += [
            *reason((mend,), "\t"),
            "\t# ADMINS are the addresses of your staff: ADMINS=203.0.113.20/32; the app has to ask who they are as well.",
            "\t@staff {",
            f"\t\tpath {' '.join(path.replace('…', '*') for path in mend.paths)}",
            "\t\tnot remote_ip {$ADMINS:127.0.0.1/32}",
            "\t}",
            "\trespond @staff 403",
        ]
    forged = [name for name in dropped(plan, host) if not name.startswith("X-Forwarded-")]
    return [
        *lines,
        *(reason(plan.of(FORGED, host=host), "\t") if dropped(plan, host) else []),
        "\t# (Caddy writes X-Forwarded-For, -Host and -Proto itself, whatever a stranger sends)",
        f"\treverse_proxy {{$ORIGIN{f':{_origin(plan)}' if plan.origin else ''}}} {{",
        "\t\theader_up Host {host}",
        *(f"\t\theader_up -{name}" for name in forged),
        "\t\ttransport http {",
        "\t\t\ttls_server_name {host}",
        "\t\t}",
        "\t}",
    ]


def _headers(plan: Plan, host: str) -> list[str]:
    """What every answer of a host carries, and what is taken off it, for a snippet."""
    lines: list[str] = []
    for kind, (name, value) in HEADERS.items():
        if mends := plan.of(kind, host=host):
            careful = [f"\t# careful: {CAREFUL[kind]}"] if kind in CAREFUL else []
            lines += [*reason(mends, "\t"), *careful, "\theader {", f'\t\t{name} "{value}"', "\t\tdefer", "\t}"]
    if mends := plan.of(VERSION, host=host):
        lines += [*reason(mends, "\t"), "\theader {", *(f"\t\t-{name}" for name in TELLING), "\t\tdefer", "\t}"]
    return lines


def _snippet(host: str) -> str:
    return f"headers_of_{label(host)}"


def _assets(plan: Plan, host: str) -> list[str]:
    """Files whose names change with their content; one that is not there must not be remembered as such for a year."""
    lines: list[str] = []
    for number, mend in enumerate(plan.of(ASSETS, host=host), 1):
        folders = "|".join(re.escape(path) + "/.*" if path.strip("/") else "/[^/]*" for path in mend.paths)
        lines += [
            *reason((mend,), "\t"),
            "\t# (names that change with their content; Caddy keeps no file itself, browsers and a cache before it do)",
            f"\t@assets{number} `path_regexp('^(?:{folders}){WORD}$') && path_regexp('{DIGIT}$')`",
            f"\theader @assets{number} {{",
            f'\t\tCache-Control "public, max-age={YEAR}, immutable"',
            "\t\tdefer",
            "\t\tmatch status 2xx 304",
            "\t}",
        ]
    return lines


def _private(plan: Plan, host: str) -> list[str]:
    """What belongs to one user: no cache keeps it, and no other site loads it."""
    lines: list[str] = []
    paths = [path for at, path in plan.private if at == host]
    if (mends := plan.of(PRIVATE, host=host)) and paths:
        whole = "*" in paths
        at = "*" if whole else "@private"
        matcher = [] if whole else [f"\t@private path {' '.join(f'{path}*' for path in paths)}"]
        lines += [
            *reason(mends, "\t"),
            *matcher,
            f"\theader {at} {{",
            '\t\tCache-Control "private, no-store"',
            "\t\tdefer",
            "\t}",
        ]
    for mend in plan.of(LOADED, host=host):
        lines += [
            *reason((mend,), "\t"),
            f"\t@loaded path {' '.join(f'{path}*' for path in mend.paths)}",
            f"\theader @loaded {CORP[0]} {CORP[1]}",
        ]
    return lines
