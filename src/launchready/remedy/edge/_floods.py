"""What turns away the floods that a run found unhindered: the routes as the writers of limits take them."""

from dataclasses import replace

from launchready.declare.model import ApiSurface, ChatSurface, Declaration, Surface
from launchready.remedy.limits import cloudflare, nginx
from launchready.remedy.limits._bounds import Plan, Route, inside, plan

CHAT, SIGN_IN = "chat", "sign-in"


def flooded(declaration: Declaration, places: tuple[str, ...]) -> tuple[Route, ...]:
    """The operations that a finding names, `POST /auth/login`, with their kinds and hosts."""
    found: list[Route] = []
    api = next((one for one in declaration.surfaces if isinstance(one, ApiSurface) and one.host), None)
    for place in places:
        method, _, path = place.partition(" ")
        chats = [one for one in declaration.surfaces if isinstance(one, ChatSurface) and one.say is not None]
        chat = next(
            (one for one in chats if one.say is not None and (one.say.method, one.say.path) == (method, path)), None
        )
        if chat is not None:
            field = inside(chat.say) if chat.say is not None else ""
            found.append(Route(CHAT, method, path, _host(chat, declaration), "the run", field))
            continue
        calls = [who.sign_in for who in declaration.principals if who.sign_in is not None and who.sign_in.path == path]
        at = next((declaration.surface(one.on) for one in calls if one.on), None)
        field = next((inside(call) for call in calls), "")
        found.append(Route(SIGN_IN, method, path, _host(at or api, declaration), "the run", field))
    return tuple(found)


def _host(surface: Surface | None, declaration: Declaration) -> str:
    return (surface.host if surface else None) or declaration.product.domain


def bounds(declaration: Declaration, routes: tuple[Route, ...], run: str) -> Plan:
    """The bounds of these routes alone."""
    kept = tuple(one for one in declaration.limits if any(one.is_of(route.method, route.path) for route in routes))
    return plan(replace(declaration, limits=kept), routes, run, frozenset())


def cloudflare_rules(made: Plan) -> list[str]:
    """A rule a kind, or one for all where the plan has but one; says what was merged."""
    tier = cloudflare.TIERS.get(made.cloudflare_plan or cloudflare.FREE, cloudflare.TIERS[cloudflare.BUSINESS])
    groups = [(kind.replace("-", "_"), made.of(kind)) for kind in (SIGN_IN, CHAT) if made.of(kind)]
    groups += [(cloudflare.SHARED, made.shared())] if made.shared() else []
    lines: list[str] = []
    if len(groups) > tier.rules:
        names = ", ".join(name for name, _ in groups)
        lines.append(
            f"    # The plan has {tier.rules} rule for rates: {names} are merged into it and counted together."
        )
        groups = [("floods", made.routes())]
    for name, routes in groups:
        lines += cloudflare.rule(made, tier, name, routes)
    return lines


def nginx_zones(made: Plan) -> list[str]:
    """Zones of the http block, which every server takes over."""
    return ["limit_req_status 429;", *nginx.zones(made)]


def caddy_words(made: Plan) -> list[str]:
    """What stock Caddy cannot do, as comments."""
    named = ", ".join(f"{one.name} ({made.at_the_edge((one,))} a minute)" for one in made.routes())
    return [
        f"# not here: {named} by address: stock Caddy counts nothing. Build it with a module that counts,",
        "#   or let the app count by address before it does any work (`launchready export limits --for app`).",
        *(made.told_of_shared("#") if made.shared() else []),
    ]
