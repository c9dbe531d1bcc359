"""Writes what mends a run's findings as Terraform for Cloudflare (provider version 5), within what the plan allows."""

import json

from launchready.remedy.edge._bots import bots
from launchready.remedy.edge._floods import cloudflare_rules
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
    PACKED,
    PRIVATE,
    TELLING,
    VERSION,
    YEAR,
    Mend,
    Plan,
    dropped,
    left,
    parted,
    reason,
)
from launchready.remedy.edge._terraform import hcl, label, of_host, opening, ruleset, variable
from launchready.remedy.edge._zone import origin, records, settings

PROVIDER = "cloudflare"
NOT_THERE = "{ status_code_range = { from = 400, to = 599 }, value = -1 }"
"""What is refused is not remembered for a year."""
STAFF = "The addresses from which your staff works, such as 203.0.113.20/32"
STAFF_LIST = "${local.staff}"
ASKED = "<staff>"
CACHE_RULES = {"free": 10, "pro": 25, "business": 50, "enterprise": 300}


def render(plan: Plan) -> str:
    """The file: zone settings, records and rulesets, each with its reason."""
    plan, elsewhere = parted(plan, lambda host: host == plan.domain or host.endswith(f".{plan.domain}"))
    lines = [
        *plan.head(PROVIDER),
        "#",
        "# A zone has one ruleset of each phase: if you have one already, move the rules into it. Rate limits of all risky routes are",
        "# a file of their own, `launchready export limits --for cloudflare`: take that in the place of `floods` here, where there is one.",
        "# Kept out of the cache (EDG-7):",
        *(f"#   {one}" for one in plan.uncached()),
        *left(plan, elsewhere, f"is not in the zone of {plan.domain}"),
        *opening(plan.domain),
    ]
    if plan.of(ADMIN):
        lines += variable("staff_addresses", "list(string)", STAFF)
        lines += ["locals {", '  staff = join(" ", var.staff_addresses)', "}"]
    lines += [*settings(plan), *records(plan), *origin(plan), *bots(plan)]
    lines += ruleset("headers", "http_response_headers_transform", _header_rules(plan))
    lines += ruleset("forged", "http_request_late_transform", _forged_rules(plan))
    lines += ruleset("packed", "http_response_compression", _packed_rules(plan))
    lines += ruleset("canonical", "http_request_dynamic_redirect", _redirect_rules(plan))
    lines += ruleset("cache", "http_request_cache_settings", _cache_rules(plan))
    lines += ruleset("staff", "http_request_firewall_custom", _staff_rules(plan))
    lines += ruleset("floods", "http_ratelimit", _flood_rules(plan))
    return "\n".join(lines) + "\n"


def _flood_rules(plan: Plan) -> list[str]:
    return [*reason(plan.of(FLOOD), "    "), *cloudflare_rules(plan.floods)] if plan.floods else []


def _header_rules(plan: Plan) -> list[str]:
    lines: list[str] = []
    for kind, (name, value) in HEADERS.items():
        mends = plan.of(kind)
        if kind == HSTS or not mends:  # a setting of the zone
            continue
        sets = f'"{name}" = {{ operation = "set", value = {hcl(value)} }}'
        lines += _header_rule(mends, kind, f"{name}: {mends[0].why}", _hosts(mends), sets)
    if mends := plan.of(VERSION):
        # Server is Cloudflare's own word already.
        takes = ", ".join(f'"{name}" = {{ operation = "remove" }}' for name in TELLING if name != "Server")
        lines += _header_rule(mends, VERSION, f"no versions: {mends[0].why}", _hosts(mends), takes)
    for mend in plan.of(LOADED):
        tests = " or ".join(f'starts_with(http.request.uri.path, "{path}")' for path in mend.paths)
        sets = f'"{CORP[0]}" = {{ operation = "set", value = "{CORP[1]}" }}'
        at = f"{of_host(mend.host)} and ({tests})"
        lines += _header_rule((mend,), f"{LOADED}_{label(mend.host)}", f"{CORP[0]}: {mend.why}", at, sets)
    return lines


def _header_rule(mends: tuple[Mend, ...], ref: str, words: str, at: str, headers: str) -> list[str]:
    return [
        *reason(mends, "    "),
        *([f"    # careful: {CAREFUL[ref]}"] if ref in CAREFUL else []),
        "    {",
        f'      ref         = "header_{ref}"',
        f"      description = {hcl(words[:500])}",
        f"      expression  = {hcl(at)}",
        '      action      = "rewrite"',
        "      enabled     = true",
        "      action_parameters = {",
        f"        headers = {{ {headers} }}",
        "      }",
        "    },",
    ]


def _forged_rules(plan: Plan) -> list[str]:
    """What a stranger may claim of where they come from is taken off before the product is asked."""
    lines: list[str] = []
    for mend in plan.of(FORGED):
        # Cloudflare writes X-Forwarded-Proto itself, and lets nobody take it off.
        names = [name for name in dropped(plan, mend.host) if name != "X-Forwarded-Proto"]
        if names:
            takes = ", ".join(f'"{name}" = {{ operation = "remove" }}' for name in names)
            lines += _header_rule((mend,), f"{FORGED}_{label(mend.host)}", mend.why, of_host(mend.host), takes)
    return lines


def _packed_rules(plan: Plan) -> list[str]:
    lines: list[str] = []
    for mend in plan.of(PACKED):
        endings = sorted({path.rpartition(".")[2].lower() for path in mend.paths if "." in path.rpartition("/")[2]})
        ended = f" and http.request.uri.path.extension in {{{' '.join(map(json.dumps, endings))}}}" if endings else ""
        lines += [
            *reason((mend,), "    "),
            "    {",
            f'      ref         = "packed_{label(mend.host)}"',
            '      description = "Texts travel compressed"',
            f"      expression  = {hcl(of_host(mend.host) + ended)}",
            '      action      = "compress_response"',
            "      enabled     = true",
            "      action_parameters = {",
            '        algorithms = [{ name = "auto" }]',
            "      }",
            "    },",
        ]
    return lines


def _redirect_rules(plan: Plan) -> list[str]:
    aliases = dict(plan.aliases)
    lines: list[str] = []
    for mend in plan.of(CANONICAL):
        if mend.host not in aliases:
            continue
        target = f'concat("https://{aliases[mend.host]}", http.request.uri.path)'
        lines += [
            *reason((mend,), "    "),
            "    {",
            f'      ref         = "canonical_{label(mend.host)}"',
            f"      description = {hcl(f'{mend.host} goes to {aliases[mend.host]}')}",
            f"      expression  = {hcl(of_host(mend.host))}",
            '      action      = "redirect"',
            "      enabled     = true",
            "      action_parameters = {",
            "        from_value = {",
            "          status_code           = 308",
            f"          target_url            = {{ expression = {hcl(target)} }}",
            "          preserve_query_string = true",
            "        }",
            "      }",
            "    },",
        ]
    return lines


def _cache_rules(plan: Plan) -> list[str]:
    """Assets first: the rules that keep what is private out come last, and win."""
    lines: list[str] = []
    for mend in plan.of(ASSETS):
        folders = [path.rstrip("/") for path in mend.paths if path.strip("/")]
        if not folders:
            lines += [
                *reason((mend,), "    "),
                f"    # not here: the files of {mend.host} lie beside its pages, and a rule cannot tell them apart on every plan: let the",
                "    # build write them into a folder of their own.",
            ]
            continue
        tests = " or ".join(f'starts_with(http.request.uri.path, "{folder}/")' for folder in folders)
        endings = " ".join(map(json.dumps, ENDINGS))
        tests = f"({tests}) and http.request.uri.path.extension in {{{endings}}}"
        lines += [
            *reason((mend,), "    "),
            "    # (all files in these folders: their names have to change with their content)",
            "    {",
            f'      ref         = "assets_{label(mend.host)}"',
            '      description = "Files whose names change with their content are kept for a year"',
            f"      expression  = {hcl(f'{of_host(mend.host)} and {tests}')}",
            '      action      = "set_cache_settings"',
            "      enabled     = true",
            "      action_parameters = {",
            "        cache       = true",
            f'        edge_ttl    = {{ mode = "override_origin", default = {YEAR}, status_code_ttl = [{NOT_THERE}] }}',
            f'        browser_ttl = {{ mode = "override_origin", default = {YEAR} }}',
            "        cache_key   = { cache_deception_armor = true }",
            "      }",
            "    },",
        ]
    mends = plan.of(PRIVATE)
    if mends and plan.private:
        by_host: dict[str, list[str]] = {}
        for host, path in plan.private:
            by_host.setdefault(host, []).append(path)
        parts = []
        for host, paths in by_host.items():
            whole = "*" in paths
            tests = " or ".join(f'starts_with(http.request.uri.path, "{path}")' for path in paths)
            parts.append(f"({of_host(host)})" if whole else f"({of_host(host)} and ({tests}))")
        lines += [
            *reason(mends, "    "),
            "    {",
            '      ref         = "private"',
            '      description = "What belongs to one user is never kept, whatever its path ends with"',
            f"      expression  = {hcl(' or '.join(parts))}",
            '      action      = "set_cache_settings"',
            "      enabled     = true",
            "      action_parameters = {",
            "        cache = false",
            "      }",
            "    },",
        ]
    count, allowed = lines.count("    {"), CACHE_RULES.get(plan.cloudflare_plan or "free", CACHE_RULES["free"])
    if count > allowed:
        raise ValueError(f"{count} cache rules are needed, and the plan has {allowed}: declare fewer folders of assets")
    return lines


def _staff_rules(plan: Plan) -> list[str]:
    lines: list[str] = []
    for mend in plan.of(ADMIN):
        tests = " or ".join(
            f"http.request.uri.path wildcard {json.dumps(path.replace('…', '*') + '*')}" for path in mend.paths
        )
        lines += [
            *reason((mend,), "    "),
            "    # (or use Access in its place; the app has to ask who they are as well)",
            "    {",
            f'      ref         = "staff_{label(mend.host)}"',
            '      description = "Pages of the staff are for the staff"',
            f"      expression  = {hcl(f'{of_host(mend.host)} and ({tests}) and not ip.src in {{{ASKED}}}').replace(ASKED, STAFF_LIST)}",
            '      action      = "block"',
            "      enabled     = true",
            "    },",
        ]
    return lines


def _hosts(mends: tuple[Mend, ...]) -> str:
    names = " ".join(json.dumps(one.host) for one in mends)
    return f"http.host in {{{names}}}"
