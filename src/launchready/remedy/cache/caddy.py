"""Writes what Caddy tells the caches in front of it: stock Caddy keeps nothing itself."""

from launchready.remedy.cache._plan import Plan, glob, pattern, spoken
from launchready.remedy.cache._routes import Judged, Route

FORM = "caddy"


def render(plan: Plan) -> str:
    """Lines for each site: what is kept out is told so; what may be kept says so already."""
    lines = [
        *plan.head(FORM),
        "# Stock Caddy keeps nothing: these lines tell the caches in front of it, and browsers. Put each block into its site.",
    ]
    hosts = dict.fromkeys(route.host for route, _ in plan.routes)
    for number, host in enumerate(hosts, 1):
        out = [(route, judged) for route, judged in plan.out() if route.host == host]
        kept = [(route, judged) for route, judged in plan.kept() if route.host == host]
        lines += ["", f"(launchready_cache_{number}) {{", f"\t# {host}: import it in the site of this name"]
        lines += [f"\t# may be kept for {spoken(one.seconds)}: {route.path}: {one.because}" for route, one in kept]
        lines += [f"\t# kept out: {route.path}: {judged.because}" for route, judged in out]
        lines += [*_out(out), "}"]
    return "\n".join(lines) + "\n"


def _out(out: list[tuple[Route, Judged]]) -> list[str]:
    """One matcher for all that is kept out: the path, and whatever is hung on it to look like a file."""
    if not out:
        return []
    whole = [pattern(route.path, exact=False) for route, _ in out]
    ends = [
        f"{one}([/;].*|\\.[a-z0-9]+)?" if glob(route.path) != "/" else one
        for one, (route, _) in zip(whole, out, strict=True)
    ]
    return [
        f"\t@launchready_out path_regexp `^({'|'.join(ends)})$`",
        "\theader @launchready_out {",
        '\t\tCache-Control "private, no-store"',
        "\t\tdefer",
        "\t}",
    ]
