"""Cloudflare's API on loopback, for tests: takes a request only as the SDK's own types allow it, answers with its models."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web
from cloudflare.types import dns, page_rules, zones
from cloudflare.types.firewall import AccessRuleListParams, AccessRuleListResponse
from cloudflare.types.rulesets import Phase, PhaseGetResponse
from cloudflare.types.zones import SettingGetResponse, Zone
from pydantic import TypeAdapter
from typing_extensions import TypedDict

TOKEN = "t0ken-of-the-owner"
WHEN = "2026-01-05T09:00:00Z"
NUMBER = "3f1c9a5be27d40688c2d9b7f10e4a6d3"
ZONE: Mapping[str, object] = {
    "id": NUMBER,
    "name": "shop.test",
    "account": {"id": "a1"},
    "owner": {"id": "a1"},
    "meta": {},
    "plan": {"id": "p1", "legacy_id": "free"},
    "status": "active",
    "paused": False,
    "type": "full",
    "development_mode": 0,
    "name_servers": ["ada.ns.test", "bob.ns.test"],
    "created_on": WHEN,
    "modified_on": WHEN,
}


class Paged(TypedDict, total=False):
    """What the SDK's paginators add."""

    page: int
    per_page: int


@dataclass
class Cloudflare:
    """What the owner set, and what was asked."""

    zone: Mapping[str, object] = field(default_factory=lambda: ZONE)
    settings: Mapping[str, object] = field(default_factory=dict)
    records: list[Mapping[str, object]] = field(default_factory=list)
    rules: Mapping[str, list[Mapping[str, object]]] = field(default_factory=dict)
    """By phase."""
    pages: list[Mapping[str, object]] = field(default_factory=list)
    access: list[Mapping[str, object]] = field(default_factory=list)
    """IP access rules."""
    hidden: tuple[str, ...] = ()
    """Parts of paths that the token may not read."""
    asked: list[str] = field(default_factory=list)

    def app(self) -> web.Application:
        """The API."""
        made = web.Application(middlewares=[self._door])
        at = f"/client/v4/zones/{NUMBER}"
        made.router.add_get("/client/v4/zones", self._zones)
        made.router.add_get(at, self._zone)
        made.router.add_get(f"{at}/settings/{{name}}", self._setting)
        made.router.add_get(f"{at}/dns_records", self._records)
        made.router.add_get(f"{at}/rulesets/phases/{{phase}}/entrypoint", self._rules)
        made.router.add_get(f"{at}/pagerules", self._pages)
        made.router.add_get(f"{at}/firewall/access_rules/rules", self._access)
        return made

    @web.middleware
    async def _door(self, request: web.Request, handler: object) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        assert callable(handler)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return refused(403, "Authentication error")
        if any(one in request.path for one in self.hidden):
            return refused(403, "Unauthorized to access requested resource")
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _zones(self, request: web.Request) -> web.Response:
        query = TypeAdapter(zones.ZoneListParams).validate_python(dict(request.query))
        return told([shown(Zone, self.zone)] if query["name"] == self.zone["name"] else [])

    async def _zone(self, _: web.Request) -> web.Response:
        return told(shown(Zone, self.zone))

    async def _setting(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self.settings:
            return refused(400, "Undefined zone setting")
        return told(shown(SettingGetResponse, {"id": name, "value": self.settings[name]}))

    async def _records(self, request: web.Request) -> web.Response:
        page = TypeAdapter(Paged).validate_python(dict(request.query), strict=False)
        query = {key: value for key, value in request.query.items() if key not in Paged.__annotations__}
        TypeAdapter(dns.RecordListParams).validate_python({"zone_id": NUMBER, **query})
        first = (page["page"] - 1) * page["per_page"]
        several = self.records[first : first + page["per_page"]]
        common = {
            "ttl": 1,
            "proxiable": True,
            "settings": {},
            "meta": {},
            "tags": [],
            "created_on": WHEN,
            "modified_on": WHEN,
        }
        return told([shown(dns.RecordResponse, {"id": "r", **common, **one}) for one in several])

    async def _rules(self, request: web.Request) -> web.Response:
        phase = TypeAdapter(Phase).validate_python(request.match_info["phase"])
        if phase not in self.rules:
            return refused(404, "could not find entrypoint ruleset")
        common = {"version": "1", "last_updated": WHEN}
        rules = [
            {"id": str(number), "ref": str(number), "enabled": True, **common, **rule}
            for number, rule in enumerate(self.rules[phase])
        ]
        ruleset = {"id": "s", "kind": "zone", "name": "default", "phase": phase, "rules": rules, **common}
        return told(shown(PhaseGetResponse, ruleset))

    async def _pages(self, request: web.Request) -> web.Response:
        query = {"zone_id": NUMBER, **request.query}
        TypeAdapter(page_rules.PageRuleListParams).validate_python(query)
        return told([shown(page_rules.PageRule, one) for one in self.pages])

    async def _access(self, request: web.Request) -> web.Response:
        query = TypeAdapter(AccessRuleListParams).validate_python({"zone_id": NUMBER, **request.query})
        fits = [one for one in self.access if one["mode"] == query.get("mode", one["mode"])]
        return told([shown(AccessRuleListResponse, {"id": "a", "allowed_modes": [], **one}) for one in fits])


def shown(kind: object, value: Mapping[str, object]) -> object:
    """A value as the SDK's model of it writes it."""
    adapter: TypeAdapter[object] = TypeAdapter(kind)
    return adapter.dump_python(adapter.validate_python(value), mode="json", exclude_unset=True)


def told(result: object) -> web.Response:
    """An answer."""
    return web.json_response({"success": True, "errors": [], "messages": [], "result": result})


def refused(status: int, why: str) -> web.Response:
    """A refusal."""
    errors = [{"code": 1000, "message": why}]
    return web.json_response({"success": False, "errors": errors, "messages": [], "result": None}, status=status)
