"""Writes the cache rules of a zone at Cloudflare, for Terraform: what may be kept first, what is kept out last, so that it wins."""

import json

from launchready.remedy.cache._plan import Plan, glob, spoken
from launchready.remedy.cache._routes import Judged, Route
from launchready.remedy.edge._terraform import hcl, of_host, opening, ruleset
from launchready.remedy.edge.cloudflare import CACHE_RULES

FORM = "cloudflare"
LONGEST = 4096
"""Characters of an expression that Cloudflare takes."""
Told = tuple[tuple[Route, Judged], ...]


def render(plan: Plan) -> str:
    """One ruleset: a rule for what may be kept as the product says, and as many as it takes for the rest."""
    out = [_out(host, plan.out()) for host in dict.fromkeys(route.host for route, _ in plan.out())]
    kept = [_kept(host, plan.kept()) for host in dict.fromkeys(route.host for route, _ in plan.kept())]
    lines = [
        *plan.head(FORM),
        "# A zone has one ruleset of this phase: if you have one already, move the rules into it.",
        *(f"#   may be kept for {spoken(one.seconds)}: {route.name}: {one.because}" for route, one in plan.kept()),
        *(f"#   kept out: {route.name}: {one.because}" for route, one in plan.out()),
        *opening(plan.product),
    ]
    rules: list[str] = []
    count = 0
    for ref, words, parts, action in (
        ("may_be_kept", "The same for everybody: kept for as long as the product says", kept, _KEEP),
        ("kept_out", "What belongs to one user, or was not seen to be everybody's, is never kept", out, _OUT),
    ):
        for number, expression in enumerate(_joined(parts), 1):
            count += 1
            rules += _rule(f"{ref}_{number}", words, expression, action)
    allowed = CACHE_RULES.get(plan.cloudflare_plan or "free", CACHE_RULES["free"])
    if count > allowed:
        raise ValueError(f"{count} cache rules are needed, and the plan has {allowed}")
    return "\n".join([*lines, *ruleset("cache", "http_request_cache_settings", rules)]) + "\n"


_KEEP = [
    "        cache       = true",
    '        edge_ttl    = { mode = "respect_origin" }',
    '        browser_ttl = { mode = "respect_origin" }',
]
_OUT = ["        cache = false"]


def _rule(ref: str, words: str, expression: str, action: list[str]) -> list[str]:
    return [
        "    {",
        f'      ref         = "{ref}"',
        f"      description = {hcl(words)}",
        f"      expression  = {hcl(expression)}",
        '      action      = "set_cache_settings"',
        "      enabled     = true",
        "      action_parameters = {",
        *action,
        "      }",
        "    },",
    ]


def _joined(parts: list[list[str]]) -> list[str]:
    """Tests joined by "or", in as few expressions as their length allows."""
    found: list[str] = []
    for test in (one for part in parts for one in part):
        if found and len(found[-1]) + len(test) + 4 <= LONGEST:
            found[-1] += f" or {test}"
        else:
            found.append(test)
    return found


def _kept(host: str, told: Told) -> list[str]:
    """Exact addresses alone: what is hung on one to look like it is another."""
    return [f"({of_host(host)} and {_is(route.path)})" for route, _ in told if route.host == host]


def _out(host: str, told: Told) -> list[str]:
    """The addresses and all that is hung on them; for `/` the page alone."""
    paths = [route.path for route, _ in told if route.host == host]
    heads = [one for one in paths if not any(one != other != "/" and one.startswith(f"{other}/") for other in paths)]
    tests = [_is(one) if one == "/" else f"{_wild(f'{glob(one)}*')}" for one in heads]
    return [f"({of_host(host)} and {test})" for test in tests]


def _is(path: str) -> str:
    found = glob(path)
    return _wild(found) if "*" in found else f"http.request.uri.path eq {json.dumps(found)}"


def _wild(path: str) -> str:
    return f"http.request.uri.path wildcard {json.dumps(path)}"
