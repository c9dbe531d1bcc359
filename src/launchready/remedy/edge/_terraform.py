"""What every Terraform file is written from: texts, hosts, and rulesets of a phase."""

import json


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


def of_host(host: str) -> str:
    """What a rule says of a host."""
    return f'http.host eq "{host}"'


def hcl(text: str) -> str:
    """A text as Terraform writes it."""
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def label(host: str) -> str:
    """A host as the name of a resource."""
    return host.replace(".", "_").replace("-", "_")
