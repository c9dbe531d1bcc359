"""What every Terraform file is written from: texts, hosts, and rulesets of a phase."""

import json

PROVIDER_VERSION = "~> 5.0"


def opening(domain: str) -> list[str]:
    """What a folder of Terraform needs once: whose provider, and the zone."""
    return [
        "",
        "# Once a folder: leave these two blocks out where it has them already.",
        "terraform {",
        "  required_providers {",
        f'    cloudflare = {{ source = "cloudflare/cloudflare", version = "{PROVIDER_VERSION}" }}',
        "  }",
        "}",
        *variable("zone_id", "string", f"The zone of {domain}"),
    ]


def variable(name: str, kind: str, words: str, *, secret: bool = False) -> list[str]:
    """What the owner alone knows: Terraform asks for it, so that nothing made up is applied."""
    return [
        "",
        f'variable "{name}" {{',
        f"  type        = {kind}",
        f"  description = {hcl(words)}",
        *(["  sensitive   = true"] if secret else []),
        "}",
    ]


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


def aligned(values: list[str]) -> list[str]:
    """The values of a resource, as `terraform fmt` writes them."""
    pairs = [one.partition(" = ") for one in values]
    width = max(len(name) for name, _, _ in pairs)
    return [f"  {name:{width}} = {value}" for name, _, value in pairs]


def of_host(host: str) -> str:
    """What a rule says of a host."""
    return f'http.host eq "{host}"'


def hcl(text: str) -> str:
    """A text as Terraform writes it."""
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def label(host: str) -> str:
    """A host as the name of a resource."""
    return host.replace(".", "_").replace("-", "_")
