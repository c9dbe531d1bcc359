"""Writes what holds for a whole zone of Cloudflare as Terraform: its settings, its records, and how it shows itself to the origin."""

from launchready.remedy.edge._plan import CAREFUL, HSTS, HTTPS, ORIGIN, PROXY, TLS, YEAR, Mend, Plan, reason
from launchready.remedy.edge._terraform import hcl, label, variable


def settings(plan: Plan) -> list[str]:
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
        f"  {'value' if value.startswith('{') else 'value     '} = {value}",
        "}",
    ]


def records(plan: Plan) -> list[str]:
    mends = plan.of(PROXY)
    asked = bool(mends) and not plan.origin
    lines = variable("origin_address", "string", "The IPv4 address where the product answers itself") if asked else []
    for mend in mends:
        name = label(mend.host)
        lines += [
            "",
            *reason((mend,)),
            "# (import the record first, so that it is changed and not made a second time)",
            f'resource "cloudflare_dns_record" "{name}" {{',
            "  zone_id = var.zone_id",
            f"  name    = {hcl(mend.host)}",
            f'  type    = "{"AAAA" if plan.origin and ":" in plan.origin[0] else "A"}"',
            f"  content = {hcl(plan.origin[0]) if plan.origin else 'var.origin_address'}",
            "  ttl     = 1",
            "  proxied = true",
            "}",
        ]
    return lines


def origin(plan: Plan) -> list[str]:
    """A client certificate of the zone's own: the one that all customers of the edge share proves nothing."""
    mends = plan.of(ORIGIN)
    if not mends:
        return []
    return [
        "",
        *reason(mends),
        "# The origin has to demand this certificate (nginx: ssl_verify_client on; Caddy: client_auth require_and_verify).",
        *variable("origin_pull_certificate", "string", "A client certificate that you made, in PEM")[1:],
        *variable("origin_pull_key", "string", "The key of that certificate, in PEM", secret=True)[1:],
        'resource "cloudflare_authenticated_origin_pulls_certificate" "own" {',
        "  zone_id     = var.zone_id",
        "  certificate = var.origin_pull_certificate",
        "  private_key = var.origin_pull_key",
        "}",
        'resource "cloudflare_authenticated_origin_pulls_settings" "own" {',
        "  zone_id = var.zone_id",
        "  enabled = true",
        "  # Without it the origin would be shown the certificate of all customers first.",
        "  depends_on = [cloudflare_authenticated_origin_pulls_certificate.own]",
        "}",
    ]
