"""Writes what a plan of Cloudflare has against machines, beside the counts of its rate limits."""

from launchready.remedy.edge._plan import FLOOD, Plan, reason
from launchready.remedy.edge._terraform import aligned, variable


def bots(plan: Plan) -> list[str]:
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
            f"#   {machines}.",
            *variable(
                "bot_fight_mode", "bool", "Whether browsers alone come to this zone, so that machines may be challenged"
            )[1:],
        ]
        values = ["fight_mode = var.bot_fight_mode"]
    else:
        words = [f"# careful: {machines}."]
        values = ['sbfm_definitely_automated = "managed_challenge"', 'sbfm_verified_bots = "allow"']
        if tier != "pro":
            values.insert(1, 'sbfm_likely_automated = "managed_challenge"')
        values.append("sbfm_static_resource_protection = false")
    return [
        *head,
        *words,
        'resource "cloudflare_bot_management" "bots" {',
        *aligned(["zone_id = var.zone_id", "enable_js = true", *values]),
        "}",
    ]
