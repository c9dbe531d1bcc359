"""Writes the limits for nginx: one file of stock directives to include in its http block."""

import math
import re

from launchready.remedy.limits._bounds import MINUTE, USUAL, Plan, Route, often


def render(plan: Plan) -> str:
    """The file; one zone a kind of route, keyed by the client's address."""
    lines = [
        *plan.head(),
        "#",
        "# Include it inside http { }: `include /etc/nginx/launchready-limits.conf;`, then run `nginx -t`.",
        "# A server or location with a limit_req of its own does not take these over: repeat there the lines that it needs.",
        "# It stops floods from one address alone: the counts by account and by user stay in the app",
        "# (`launchready export limits --for app`).",
        "",
        *_real_address(plan),
        "limit_req_status 429;",
        *zones(plan),
    ]
    return "\n".join(lines) + "\n"


def zones(plan: Plan) -> list[str]:
    """A zone a kind of route, kept by every server of the http block that has none of its own."""
    lines: list[str] = []
    for kind in (kind for kind in USUAL if plan.of(kind)):
        routes, name = plan.of(kind), kind.replace("-", "_")
        rate = plan.at_the_edge(routes)
        slower = [one for one in plan.bounds if one.route in routes and one.seconds > MINUTE]
        lines += ["", f"# {kind}: {USUAL[kind].why}{''.join(sorted({plan.note(one) for one in routes}))}"]
        lines += [
            f"# (the bound of {often(one)} by {one.by} is kept by the app: nginx counts seconds and minutes)"
            for one in slower
        ]
        lines += [
            f'map "$request_method $uri" $launchready_{name} {{',
            '    default "";',
            *(f"    {_pattern(one)} $binary_remote_addr;" for one in routes),
            "}",
            f"limit_req_zone $launchready_{name} zone=launchready_{name}:10m rate={rate}r/m;",
            f"limit_req zone=launchready_{name} burst={math.ceil(rate / 4)} nodelay;",
        ]
    return [*lines, *(_shared(plan) if plan.shared() else [])]


def _shared(plan: Plan) -> list[str]:
    """One zone for the addresses that carry every operation: stock nginx counts before it has read a body."""
    routes = plan.shared()
    rate = plan.at_the_edge(routes)
    patterns = dict.fromkeys(_pattern(one) for one in routes)
    return [
        "",
        *plan.told_of_shared("#"),
        'map "$request_method $uri" $launchready_shared {',
        '    default "";',
        *(f"    {one} $binary_remote_addr;" for one in patterns),
        "}",
        f"limit_req_zone $launchready_shared zone=launchready_shared:10m rate={rate}r/m;",
        f"limit_req zone=launchready_shared burst={math.ceil(rate / 4)} nodelay;",
    ]


def _real_address(plan: Plan) -> list[str]:
    if not plan.edge:
        return [
            "# Behind an edge, tell nginx whom to believe (set_real_ip_from, real_ip_header); else all clients are one.",
            "",
        ]
    return [
        "# Your edge, as launch.toml names it: only from there the client's address is believed (needs the realip module).",
        *(f"set_real_ip_from {one};" for one in plan.edge),
        "real_ip_header X-Forwarded-For;",
        "real_ip_recursive on;",
        "",
    ]


def _pattern(route: Route) -> str:
    # $uri is decoded and without double slashes; ~* lets no capitals through.
    parts = re.split(r"\{[^}]*\}", route.path.rstrip("/"))
    return f'"~*^{route.method} {"[^/]+".join(map(_escaped, parts))}/?$"'


def _escaped(text: str) -> str:
    return re.sub(r'([.^$*+?()\[\]|\\{}"])', r"\\\1", text)
