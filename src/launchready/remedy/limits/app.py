"""Writes the limits for the application itself: a plain TOML file that launchready-guard reads, or whatever else counts there."""

from launchready.declare.toml import toml
from launchready.remedy.limits._bounds import ACCOUNT, ADDRESS, USER, Plan, often

COUNTS = {
    ACCOUNT: "the account that is named in the request, without blanks, in small letters",
    USER: "the signed-in user; the client's address where there is none",
    ADDRESS: "the client's address: of the connection, or as your own edge writes it, never as the client claims it",
}


def render(plan: Plan) -> str:
    """The file."""
    lines = [
        *plan.head(),
        "#",
        "# Count before the work is done, answer 429 with Retry-After, and keep the counts where all processes see them.",
        "# launchready_guard.limits_file reads this file; or keep to it by whatever you mount.",
        *(f'# key = "{key}": {words}.' for key, words in COUNTS.items()),
        "",
        "version = 1",
    ]
    for one in plan.bounds:
        route = one.route
        source = f"promised in launch.toml, line {one.declared}" if one.declared else f"usual for {route.kind}"
        lines += [
            "",
            "[[limit]]",
            f"route = {toml(f'{route.method} {route.path}')}",
            *(
                [f"operation = {toml(route.inside)}  # in the body; count it and not its neighbours"]
                if route.inside
                else []
            ),
            *([f"host = {toml(route.host)}"] if route.host else []),
            f'key = "{one.by}"',
            f"most = {one.most}",
            f"window = {one.seconds}  # seconds: {often(one)}, {source}",
            f"why = {toml(one.why)}",
        ]
        if note := plan.note(route):
            lines.append(f"# {note.removeprefix('; ')}")
    return "\n".join(lines) + "\n"
