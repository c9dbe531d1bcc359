"""The provider of the edge, as far as its customers see it: an API that tells what they set (Cloudflare's, version 4)."""

import hmac

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bazaar.town import names
from bazaar.town.zone import Zone

ZONE = "3f1c9a5be27d40688c2d9b7f10e4a6d3"
WHEN = "2026-01-05T09:00:00Z"
HSTS_AGE = 31_536_000


def create_edge_api(zone: Zone, token: str, faults: frozenset[str]) -> Starlette:
    """Tells of the zone to who shows the token; there is nothing to change.

    Args:
        zone: what DNS serves; a name that leads to the edge is proxied.
        token: what the customer shows.
        faults: the faults that are switched on: what the customer did not set is not told as set.
    """
    records = [_record(number, one.name, one.kind, one.data) for number, one in enumerate(zone.records)]
    settings = _settings(faults)

    def zones(request: Request) -> JSONResponse:
        fits = request.query_params.get("name", names.DOMAIN) == names.DOMAIN
        return _told(request, token, [_zone(zone)] if fits else [])

    def one_zone(request: Request) -> JSONResponse:
        return _told(request, token, _zone(zone))

    def setting(request: Request) -> JSONResponse:
        name = request.path_params["name"]
        if name not in settings:
            return _refused(400, "Undefined zone setting")
        value = {"id": name, "value": settings[name], "editable": True, "modified_on": WHEN}
        return _told(request, token, value)

    def listed(request: Request) -> JSONResponse:
        page, size = int(request.query_params.get("page", 1)), int(request.query_params.get("per_page", 100))
        return _told(request, token, records[(page - 1) * size : page * size])

    def rules(request: Request) -> JSONResponse:
        return _refused(404, f"could not find entrypoint ruleset in the {request.path_params['phase']} phase")

    def pages(request: Request) -> JSONResponse:
        return _told(request, token, [])

    at = f"/client/v4/zones/{ZONE}"
    return Starlette(
        routes=[
            Route("/client/v4/zones", zones),
            Route(at, one_zone),
            Route(f"{at}/settings/{{name}}", setting),
            Route(f"{at}/dns_records", listed),
            Route(f"{at}/rulesets/phases/{{phase}}/entrypoint", rules),
            Route(f"{at}/pagerules", pages),
        ]
    )


def _settings(faults: frozenset[str]) -> dict[str, object]:
    hsts = {
        "enabled": not faults & {"edg-header-hsts", "edg-header-lax"},  # set at the web app's own server then
        "max_age": HSTS_AGE,
        "include_subdomains": True,
        "preload": False,
        "nosniff": False,
    }
    old = "1.0" if "dep-old-tls" in faults else "1.2"
    return {
        "ssl": "strict",
        "always_use_https": "off" if "dep-no-https-redirect" in faults else "on",
        "min_tls_version": "1.3" if "edg-setting-not-in-force" in faults else old,
        "tls_1_3": "on",
        "security_header": {"strict_transport_security": hsts},
        "tls_client_auth": "off",
    }


def _zone(zone: Zone) -> dict[str, object]:
    return {
        "id": ZONE,
        "name": zone.apex,
        "account": {"id": "a1", "name": "Bazaar"},
        "owner": {"id": "a1", "type": "organization", "name": "Bazaar"},
        "meta": {"cdn_only": False, "dns_only": False, "phishing_detected": False, "page_rule_quota": 3, "step": 2},
        "plan": {"id": "p1", "name": "Free Website", "legacy_id": "free", "price": 0, "currency": "USD"},
        "status": "active",
        "paused": False,
        "type": "full",
        "development_mode": 0,
        "name_servers": [one.data for one in zone.records if one.kind == "NS" and one.name == zone.apex],
        "created_on": WHEN,
        "modified_on": WHEN,
        "activated_on": WHEN,
    }


def _record(number: int, name: str, kind: str, data: str) -> dict[str, object]:
    proxied = kind == "A" and data == names.EDGE_ADDRESS and name != names.NAMESERVER
    priority, _, host = data.partition(" ") if kind == "MX" else ("", "", data)
    content = names.ORIGIN_ADDRESS if proxied else f'"{data}"' if kind == "TXT" else host
    told = {"id": f"r{number}", "name": name, "type": kind, "content": content, "proxied": proxied, "ttl": 1}
    return told | ({"priority": int(priority)} if priority else {})


def _told(request: Request, token: str, result: object) -> JSONResponse:
    shown = request.headers.get("authorization", "")
    if not hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
        return _refused(403, "Authentication error", 10_000)
    return JSONResponse({"success": True, "errors": [], "messages": [], "result": result})


def _refused(status: int, why: str, code: int = 1_000) -> JSONResponse:
    body = {"success": False, "errors": [{"code": code, "message": why}], "messages": [], "result": None}
    return JSONResponse(body, status)
