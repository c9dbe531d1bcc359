"""Writes the limits for Cloudflare as Terraform (provider version 5), merged into as many rules as the plan allows."""

import json
import re
from dataclasses import dataclass, replace

from launchready.remedy.edge._terraform import hcl, opening
from launchready.remedy.limits._bounds import USUAL, Plan, Route

ACCOUNTS = ("sign-in", "sign-up", "reset", "reset-confirm")
EXPENSIVE = ("chat", "upload", "costly")
FREE, PRO, BUSINESS, ENTERPRISE = "free", "pro", "business", "enterprise"


@dataclass(frozen=True, slots=True)
class Tier:
    """What a plan of Cloudflare allows."""

    rules: int
    period: int
    """Seconds for which requests are counted, and an address is blocked."""
    fields: tuple[str, ...]
    """What a rule may look at."""
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    """Rules by name, with the kinds of route that each holds; the most urgent first."""


TIERS = {
    FREE: Tier(1, 10, ("path",), (("accounts", ACCOUNTS),)),
    PRO: Tier(2, 60, ("host", "path"), (("accounts", ACCOUNTS), ("expensive", EXPENSIVE))),
    BUSINESS: Tier(
        5,
        60,
        ("host", "path", "method"),
        (
            ("accounts", ACCOUNTS),
            ("chat", ("chat",)),
            ("expensive", ("upload", "costly")),
            ("webhook", ("webhook",)),
            ("search", ("search",)),
        ),
    ),
}
TIERS[ENTERPRISE] = replace(TIERS[BUSINESS], fields=("host", "path", "method", "body"))
SHARED = "shared"
"""The rule of addresses that carry every operation of an API."""
LONGEST = 4096
"""Characters of an expression."""


def render(plan: Plan) -> str:
    """The file; says what was merged and what was left out."""
    name = plan.cloudflare_plan or FREE
    tier = TIERS.get(name, TIERS[BUSINESS])
    groups = [(title, plan.of(*kinds)) for title, kinds in tier.groups]
    groups = [*groups, (SHARED, plan.shared())]
    groups = [(title, routes) for title, routes in groups if routes][: tier.rules]
    held = {route for _, routes in groups for route in routes}
    left = [route for route in plan.routes() if route not in held]
    said = "" if plan.cloudflare_plan else " (launch.toml names no cloudflare_plan, so the smallest is taken)"
    lines = [
        *plan.head(),
        "#",
        f"# Plan {name}{said}: {tier.rules} rule{'s'[: tier.rules > 1]}, which may look at {', '.join(tier.fields)}, and count",
        f"# for {tier.period} seconds. Routes of one rule are counted together, by address and data centre (cf.colo.id is",
        "# demanded). The rules stop floods alone: the counts by account and by user stay in the app",
        "# (`launchready export limits --for app`).",
        *(
            ["# Rules see no method here: whatever else stands at these paths is counted as well."]
            if "method" not in tier.fields
            else []
        ),
        "#",
        *(f"# merged into {title}: {', '.join(one.name for one in routes)}" for title, routes in groups),
        *(f"# left out, limited in the app alone: {one.name} ({one.kind})" for one in left),
        "#",
        "# A zone has one ruleset of this phase: if you have one already, move the rules into it.",
        *opening(plan.product),
        "",
        'resource "cloudflare_ruleset" "rate_limits" {',
        "  zone_id = var.zone_id",
        '  name    = "Rate limits"',
        '  kind    = "zone"',
        '  phase   = "http_ratelimit"',
        "",
        "  rules = [",
        *(line for title, routes in groups for line in rule(plan, tier, title, routes)),
        "  ]",
        "}",
    ]
    return "\n".join(lines) + "\n"


def rule(plan: Plan, tier: Tier, title: str, routes: tuple[Route, ...]) -> list[str]:
    """One rule of the ruleset, for these routes together."""
    # A short period meets a person's burst; a third of a minute's count in ten seconds is no person's.
    a_minute = plan.at_the_edge(routes)
    most = a_minute if tier.period >= 60 else max(5, a_minute // 3)  # noqa: PLR2004 - a minute
    reads = any(one.inside for one in routes) and "body" in tier.fields
    if reads:
        most = max(USUAL[one.kind].edge for one in routes)
    told = plan.told_of_shared("    #", reads_body=reads) if any(one.inside for one in routes) else []
    if reads:
        told.append(
            "    # Its last part needs Advanced Rate Limiting, and persisted queries name no operation: without either, take it out."
        )
    return [
        *told,
        "    {",
        f'      ref         = "rate_limit_{title}"',
        f"      description = {hcl(f'{title}: {most} in {tier.period} s from one address')}",
        f"      expression  = {hcl(_expression(tier, routes))}",
        '      action      = "block"',
        "      enabled     = true",
        "      ratelimit = {",
        '        characteristics     = ["cf.colo.id", "ip.src"]',
        f"        period              = {tier.period}",
        f"        requests_per_period = {most}",
        f"        mitigation_timeout  = {tier.period}",
        "      }",
        "    },",
    ]


def _expression(tier: Tier, routes: tuple[Route, ...]) -> str:
    by_head: dict[str, list[str]] = {}
    for route in routes:
        parts = []
        if "host" in tier.fields and route.host:
            parts.append(f'http.host eq "{route.host}"')
        if "method" in tier.fields:
            parts.append(f'http.request.method eq "{route.method}"')
        if "body" in tier.fields and route.inside:
            parts.append(f'http.request.body.raw contains "{route.inside}"')
        by_head.setdefault(" and ".join(parts), []).append(route.path)
    made = []
    for head, paths in by_head.items():
        plain = [path for path in dict.fromkeys(paths) if "{" not in path]
        tests = [f"http.request.uri.path in {{{' '.join(json.dumps(path) for path in plain)}}}"] if plain else []
        tests += [
            f"http.request.uri.path wildcard {json.dumps(re.sub(r'{[^}]*}', '*', path))}"
            for path in dict.fromkeys(paths)
            if "{" in path
        ]
        test = tests[0] if len(tests) == 1 else f"({' or '.join(tests)})"
        made.append(f"({head} and {test})" if head else f"({test})")
    whole = " or ".join(made)
    if len(whole) > LONGEST:
        raise ValueError(f"an expression of {len(whole)} characters; Cloudflare takes {LONGEST}")
    return whole
