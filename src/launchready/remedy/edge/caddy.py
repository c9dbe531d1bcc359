"""Writes a Caddyfile that stands in front of the product and mends what a run found."""

from launchready.remedy.edge._floods import caddy_words
from launchready.remedy.edge._plan import (
    ADMIN,
    ASSETS,
    CANONICAL,
    CAREFUL,
    FLOOD,
    HEADERS,
    HSTS,
    HTTPS,
    ORIGIN,
    PRIVATE,
    PROXY,
    TLS,
    YEAR,
    Plan,
    outside,
    reason,
)

PROVIDER = "caddy"


def render(plan: Plan) -> str:
    """The file: one site a name. Where the product really is stands in one variable."""
    aliases = dict(plan.aliases)
    redirected = {one.host for one in plan.of(CANONICAL)}
    lines = [
        *plan.head(PROVIDER),
        "#",
        "# ORIGIN is where the product answers now: ORIGIN=https://203.0.113.7 caddy run",
        "# Caddy sends everybody who comes over HTTP to HTTPS, renews certificates by itself and keeps nothing in a cache.",
        "# Kept out of every cache, whoever keeps one in front of this:",
        *(f"#   {one}" for one in plan.uncached()),
        *(line for mend in plan.of(PROXY, ORIGIN) for line in ("#", *outside(mend))),
        *(["#", *reason(plan.of(FLOOD)), *caddy_words(plan.floods)] if plan.floods else []),
    ]
    for host in plan.hosts:
        if host in redirected and host in aliases:
            lines += [
                "",
                *reason(plan.of(CANONICAL, host=host)),
                f"{host} {{",
                *(f'\theader {HEADERS[HSTS][0]} "{HEADERS[HSTS][1]}"' for _ in plan.of(HSTS)[:1]),
                f"\tredir https://{aliases[host]}{{uri}} permanent",
                "}",
            ]
        else:
            lines += ["", f"{host} {{", *_site(plan, host), "}"]
    return "\n".join(lines) + "\n"


def _site(plan: Plan, host: str) -> list[str]:
    lines: list[str] = []
    if tls := plan.of(TLS, host=host):
        lines += [*reason(tls, "\t"), "\ttls {", "\t\tprotocols tls1.2 tls1.3", "\t}"]
    if https := plan.of(HTTPS, host=host):
        lines += [*reason(https, "\t"), "\t# (done by Caddy itself, as this site names no scheme)"]
    for kind, (name, value) in HEADERS.items():
        if mends := plan.of(kind, host=host):
            careful = [f"\t# careful: {CAREFUL[kind]}"] if kind in CAREFUL else []
            lines += [*reason(mends, "\t"), *careful, "\theader {", f'\t\t{name} "{value}"', "\t\tdefer", "\t}"]
    for mend in plan.of(ASSETS, host=host):
        paths = " ".join(f"{path.rstrip('/')}/*" for path in mend.paths)
        lines += [
            *reason((mend,), "\t"),
            f"\t@assets path {paths}",
            "\theader @assets {",
            f'\t\tCache-Control "public, max-age={YEAR}, immutable"',
            "\t\tdefer",
            "\t}",
        ]
    private = [path for at, path in plan.private if at == host and path != "*"]
    if (mends := plan.of(PRIVATE, host=host)) and private:
        lines += [
            *reason(mends, "\t"),
            f"\t@private path {' '.join(f'{path}*' for path in private)}",
            "\theader @private {",
            '\t\tCache-Control "private, no-store"',
            "\t\tdefer",
            "\t}",
        ]
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
    return [
        *lines,
        "\treverse_proxy {$ORIGIN} {",
        "\t\theader_up Host {host}",
        "\t\ttransport http {",
        "\t\t\ttls_server_name {host}",
        "\t\t}",
        "\t}",
    ]
