"""Writes what mends a run's findings as Terraform for Cloudflare (provider version 5), within what the plan allows."""

import json

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
    HTTPS,
    LOADED,
    ORIGIN,
    PACKED,
    PRIVATE,
    PROXY,
    TELLING,
    TLS,
    VERSION,
    YEAR,
    Mend,
    Plan,
    dropped,
    left,
    reason,
)

PROVIDER = "cloudflare"
NOT_THERE = "{ status_code_range = { from = 400, to = 599 }, value = -1 }"
"""What is refused is not remembered for a year."""
CACHE_RULES = {"free": 10, "pro": 25, "business": 50, "enterprise": 300}


def render(plan: Plan) -> str:
    """The file: zone settings, records and rulesets, each with its reason."""
    lines = [
        *plan.head(PROVIDER),
        "#",
        "# A zone has one ruleset of each phase: if you have one already, move the rules into it. Rate limits of all risky routes are",
        "# a file of their own, `launchready export limits --for cloudflare`: take that in the place of `floods` here, where there is one.",
        "# Kept out of the cache (EDG-7):",
        *(f"#   {one}" for one in plan.uncached()),
        *left(plan),
        "",
        'variable "zone_id" {',
        "  type        = string",
        f'  description = "The zone of {plan.domain}"',
        "}",
    ]
    lines += [*_settings(plan), *_records(plan), *_origin(plan), *_bots(plan)]
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


def _settings(plan: Plan) -> list[str]:
    lines: list[str] = []
    for kind, setting, value in (
        (HTTPS, "always_use_https", '"on"'),
        (TLS, "min_tls_version", '"1.2"'),
        (TLS, "tls_1_3", '"on"'),
    ):
        lines += _setting(plan.of(kind), setting, value)
    hsts = (
        "{\n    strict_transport_security = {\n      enabled            = true\n"
        f"      max_age            = {YEAR}\n      include_subdomains = false\n      preload            = false\n"
        "      nosniff            = false\n    }\n  }"
    )
    lines += _setting(plan.of(HSTS), "security_header", hsts, CAREFUL[HSTS])
    if plan.of(PROXY, ORIGIN):
        lines += _setting(
            plan.of(PROXY, ORIGIN), "ssl", '"strict"', "the origin needs a certificate that is valid for the name"
        )
    return lines


def _setting(mends: tuple[Mend, ...], setting: str, value: str, careful: str = "") -> list[str]:
    if not mends:
        return []
    return [
        "",
        *reason(mends),
        *([f"# careful: {careful}"] if careful else []),
        f'resource "cloudflare_zone_setting" "{setting}" {{',
        "  zone_id    = var.zone_id",
        f'  setting_id = "{setting}"',
        f"  value      = {value}",
        "}",
    ]


def _records(plan: Plan) -> list[str]:
    lines: list[str] = []
    for mend in plan.of(PROXY):
        label = _label(mend.host)
        lines += [
            "",
            *reason((mend,)),
            "# (import the record first, so that it is changed and not made a second time)",
            f'resource "cloudflare_dns_record" "{label}" {{',
            "  zone_id = var.zone_id",
            f"  name    = {hcl(mend.host)}",
            f'  type    = "{"AAAA" if plan.origin and ":" in plan.origin[0] else "A"}"',
            f"  content = {hcl(plan.origin[0] if plan.origin else '203.0.113.7')}",
            "  ttl     = 1",
            "  proxied = true",
            "}",
        ]
    return lines


def _origin(plan: Plan) -> list[str]:
    """A client certificate of the zone's own: the one that all customers of the edge share proves nothing."""
    mends = plan.of(ORIGIN)
    if not mends:
        return []
    return [
        "",
        *reason(mends),
        "# The origin has to demand this certificate (nginx: ssl_verify_client on; Caddy: client_auth require_and_verify).",
        'variable "origin_pull_certificate" {',
        "  type        = string",
        '  description = "A client certificate that you made, in PEM"',
        "}",
        'variable "origin_pull_key" {',
        "  type      = string",
        "  sensitive = true",
        "}",
        'resource "cloudflare_authenticated_origin_pulls_certificate" "own" {',
        "  zone_id     = var.zone_id",
        "  certificate = var.origin_pull_certificate",
        "  private_key = var.origin_pull_key",
        "}",
        'resource "cloudflare_authenticated_origin_pulls_settings" "own" {',
        "  zone_id = var.zone_id",
        "  enabled = true",
        "}",
    ]


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
        lines += _header_rule((mend,), f"{LOADED}_{_label(mend.host)}", f"{CORP[0]}: {mend.why}", at, sets)
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
            lines += _header_rule((mend,), f"{FORGED}_{_label(mend.host)}", mend.why, of_host(mend.host), takes)
    return lines


def _packed_rules(plan: Plan) -> list[str]:
    lines: list[str] = []
    for mend in plan.of(PACKED):
        endings = sorted({path.rpartition(".")[2].lower() for path in mend.paths if "." in path.rpartition("/")[2]})
        ended = f" and http.request.uri.path.extension in {{{' '.join(map(json.dumps, endings))}}}" if endings else ""
        lines += [
            *reason((mend,), "    "),
            "    {",
            f'      ref         = "packed_{_label(mend.host)}"',
            '      description = "Texts travel compressed"',
            f"      expression  = {hcl(of_host(mend.host) + ended)}",
            '      action      = "compress_response"',
            "      enabled     = true",
            '      action_parameters = { algorithms = [{ name = "auto" }] }',
            "    },",
        ]
    return lines


def _bots(plan: Plan) -> list[str]:
    """What the plan has against floods by machines, beside the counts of `floods`."""
    mends = plan.of(FLOOD)
    if not mends:
        return []
    tier = plan.cloudflare_plan or "free"
    head = ["", *reason(mends)]
    machines = (
        "an app on a phone, a partner's server, a webhook's sender and this audit are machines as well: look at Security > "
        "Events for a day after it is applied"
    )
    if tier == "free":
        words = [
            "# careful: Bot Fight Mode challenges every request of the zone that looks like a machine's, and no rule lets one pass:",
            f"#   {machines}. It stays off here: turn it on where browsers alone come.",
        ]
        values = ["  fight_mode         = false"]
    else:
        words = [f"# careful: {machines}."]
        values = ['  sbfm_definitely_automated = "managed_challenge"', '  sbfm_verified_bots        = "allow"']
        if tier != "pro":
            values.insert(1, '  sbfm_likely_automated     = "managed_challenge"')
        values.append("  sbfm_static_resource_protection = false")
    return [
        *head,
        *words,
        'resource "cloudflare_bot_management" "bots" {',
        "  zone_id = var.zone_id",
        "  enable_js = true",
        *values,
        "}",
    ]


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
            f'      ref         = "canonical_{_label(mend.host)}"',
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
            f'      ref         = "assets_{_label(mend.host)}"',
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
            "      action_parameters = { cache = false }",
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
            "    # Write the addresses of your staff, or use Access; the app has to ask who they are as well.",
            "    {",
            f'      ref         = "staff_{_label(mend.host)}"',
            '      description = "Pages of the staff are for the staff"',
            f"      expression  = {hcl(f'{of_host(mend.host)} and ({tests}) and not ip.src in {{203.0.113.20}}')}",
            '      action      = "block"',
            "      enabled     = true",
            "    },",
        ]
    return lines


def ruleset(name: str, phase: str, rules: list[str]) -> list[str]:
    """One ruleset of a phase; where it has no rules, what is said of them."""
    if "    {" not in rules:
        return ["", *(one.strip() for one in rules)] if rules else []
    return [
        "",
        f'resource "cloudflare_ruleset" "{name}" {{',
        "  zone_id = var.zone_id",
        f'  name    = "launchready: {name}"',
        '  kind    = "zone"',
        f'  phase   = "{phase}"',
        "",
        "  rules = [",
        *rules,
        "  ]",
        "}",
    ]


def _hosts(mends: tuple[Mend, ...]) -> str:
    names = " ".join(json.dumps(one.host) for one in mends)
    return f"http.host in {{{names}}}"


def of_host(host: str) -> str:
    """What a rule says of a host."""
    return f'http.host eq "{host}"'


def _label(host: str) -> str:
    """A host as the name of a resource."""
    return host.replace(".", "_").replace("-", "_")


def hcl(text: str) -> str:
    """A text as Terraform writes it."""
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
