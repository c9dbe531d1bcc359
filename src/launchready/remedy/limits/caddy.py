"""Says what Caddy can do about floods: stock Caddy counts nothing, so it bounds sizes and leaves the counts to the app."""

from launchready.remedy.limits._bounds import Plan, often

SMALL = ("sign-in", "sign-up", "reset", "reset-confirm")


def render(plan: Plan) -> str:
    """A snippet that stock Caddy loads; the bounds stand in comments."""
    small = plan.of(*SMALL)
    lines = [
        *plan.head(),
        "#",
        "# Stock Caddy has no rate limiter, so no directive below counts. Keep the counts in the app",
        "# (`launchready export limits --for app`), or build Caddy with a module that counts and write these bounds for it:",
        *(f"#   {one.route.name}: {often(one)} by {one.by}{plan.note(one.route)}" for one in plan.bounds),
        *(["#", *plan.told_of_shared("#")] if plan.shared() else []),
        "#",
        "# What stock Caddy does: it refuses large bodies where only a name and a password belong. Import it in your site:",
        "#   import launchready_limits",
        "",
        "(launchready_limits) {",
    ]
    if small:
        paths = " ".join(dict.fromkeys(_glob(one.path) for one in small))
        lines += [
            "\t@launchready_small {",
            f"\t\tmethod {' '.join(dict.fromkeys(one.method for one in small))}",
            f"\t\tpath {paths}",
            "\t}",
            "\trequest_body @launchready_small {",
            "\t\tmax_size 16KB",
            "\t}",
        ]
    return "\n".join([*lines, "}"]) + "\n"


def _glob(path: str) -> str:
    parts = ["*" if part.startswith("{") else part for part in path.rstrip("/").split("/")]
    return "/".join(parts)
