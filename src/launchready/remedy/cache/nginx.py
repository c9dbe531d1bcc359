"""Writes which routes nginx may keep: two maps of the http block, and the lines that heed them where nginx has a cache."""

from launchready.remedy.cache._plan import Plan, pattern, spoken
from launchready.remedy.cache._routes import Rule

FORM = "nginx"


def render(plan: Plan) -> str:
    """The file, to be included in the http block: whatever is not named here is never kept."""
    lines = [
        *plan.head(FORM),
        "# Include it inside http { }. Where a location has a proxy_cache, write these two lines beside it:",
        "#   proxy_cache_bypass $launchready_out;",
        "#   proxy_no_cache $launchready_out;",
        "# The address is compared as it came, since two machines may read an encoded one in two ways.",
        "map $host$request_uri $launchready_out {",
        "    default 1;  # kept out: what is named below as such, what was not seen, and every address in disguise",
    ]
    for route, judged in plan.kept():
        host = route.host.partition(":")[0].replace(".", "\\.")
        lines += [
            f"    # {route.name}: {judged.because} ({spoken(judged.seconds)})",
            f'    "~^{host}{pattern(route.path)}(\\?.*)?$" 0;',
        ]
    lines += ["}", "# Kept out:"]
    lines += [f"#   {route.name}: {judged.because}" for route, judged in plan.out()]
    named = [route.name for route, judged in plan.of(Rule.MAY) if not judged.seconds]
    lines += [f"#   {name}: it may be kept, and the product names no time" for name in named]
    return "\n".join(lines) + "\n"
