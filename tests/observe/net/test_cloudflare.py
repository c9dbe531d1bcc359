"""What is set at Cloudflare is read as its SDK describes the API; what may not be read is told."""

import asyncio
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import CloudflareZone, Edge, Secret
from launchready.observe.errors import CannotLook
from launchready.observe.net.cloudflare import SetRecord, SetZone, ZoneSet
from launchready.observe.net.edge_rules import SetHeader, SetRedirect, SetUncached
from launchready.observe.net.origin_proof import Proof, proofs
from launchready.remedy.edge.cloudflare import render
from tests.observe.net.cloudflare_api import NUMBER, TOKEN, ZONE, Cloudflare
from tests.observe.small_world import declared, site, visited
from tests.remedy.test_edge import made, rulesets

HSTS = {"strict_transport_security": {"enabled": True, "max_age": 31_536_000}}


def read(
    folder: Path, app: web.Application, *, zone: str | None = None, domain: str = "shop.test", token: str = TOKEN
) -> SetZone:
    (folder / "token").write_text(token)

    async def go() -> SetZone:
        async with site(app) as port:
            api = CloudflareZone(Secret("file:token"), zone, f"http://127.0.0.1:{port}/client/v4")
            product = replace(declared(folder, domain=domain), edge=Edge(cloudflare=api))
            async with visited(product) as world:
                return await world.ask(ZoneSet())

    return asyncio.run(go())


def rule(expression: str, headers: dict[str, object], **more: object) -> dict[str, object]:
    return {"action": "rewrite", "expression": expression, "action_parameters": {"headers": headers}, **more}


def fixed(value: str) -> dict[str, object]:
    return {"operation": "set", "value": value}


def test_the_zone_is_found_by_the_domain_that_lies_in_it(tmp_path: Path) -> None:
    cloudflare = Cloudflare()

    found = read(tmp_path, cloudflare.app(), domain="www.eu.shop.test")

    assert (found.id, found.name, found.kind, found.status, found.paused) == (
        NUMBER,
        "shop.test",
        "full",
        "active",
        False,
    )
    assert (found.plan, found.name_servers) == ("free", ("ada.ns.test", "bob.ns.test"))
    asked = [one for one in cloudflare.asked if "name=" in one]
    assert asked == [f"/client/v4/zones?name={name}" for name in ("www.eu.shop.test", "eu.shop.test", "shop.test")]


def test_settings_come_as_text_and_others_as_json(tmp_path: Path) -> None:
    settings = {"ssl": "flexible", "always_use_https": "on", "min_tls_version": "1.2", "security_header": HSTS}

    found = read(tmp_path, Cloudflare(settings=settings).app(), zone=NUMBER)

    assert found.setting("ssl") == "flexible"
    assert json.loads(found.setting("security_header") or "") == HSTS
    assert found.setting("tls_1_3") is None
    assert any("tls_1_3" in one and "Undefined zone setting" in one for one in found.unread)


def test_records_are_read_page_by_page(tmp_path: Path) -> None:
    many = [
        {"name": f"n{number}.shop.test", "type": "A", "content": "192.0.2.1", "proxied": True} for number in range(100)
    ]
    mail = {"name": "SHOP.test", "type": "MX", "content": "mail.shop.test", "priority": 10, "proxied": False}

    found = read(tmp_path, Cloudflare(records=[*many, mail]).app(), zone=NUMBER)

    assert len(found.records) == 101
    assert found.records[0] == SetRecord("n0.shop.test", "A", "192.0.2.1", None, proxied=True)
    assert found.records[-1] == SetRecord("shop.test", "MX", "mail.shop.test", 10, proxied=False)


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        ([rule("true", {"X-Frame-Options": fixed("DENY")})], (SetHeader("X-Frame-Options", "DENY"),)),
        ([rule("true", {"X-Frame-Options": fixed("DENY")}, enabled=False)], ()),
        ([rule('http.request.uri.path eq "/a"', {"X-Frame-Options": fixed("DENY")})], ()),
        (
            [rule('(http.host eq "A.test")', {"X-Frame-Options": fixed("DENY")})],
            (SetHeader("X-Frame-Options", "DENY", ("a.test",)),),
        ),
        (
            [rule('http.host in {"a.test" "b.test"}', {"X-A": fixed("1")})],
            (SetHeader("X-A", "1", ("a.test",)), SetHeader("X-A", "1", ("b.test",))),
        ),
        ([rule("true", {"Server": {"operation": "remove"}})], ()),
        (
            [rule("true", {"X-A": fixed("1")}), rule('http.host eq "a.test"', {"X-A": {"operation": "remove"}})],
            (SetHeader("X-A", "1", (), ("a.test",)),),
        ),
        ([rule("true", {"X-A": fixed("1")}), rule('http.host contains "a"', {"x-a": {"operation": "remove"}})], ()),
        ([rule('http.host eq "a.test"', {"X-A": fixed("1")}), rule("true", {"X-A": {"operation": "remove"}})], ()),
        (
            [rule("true", {"X-A": fixed("1"), "X-B": fixed("2")}), rule("true", {"x-a": fixed("3")})],
            (SetHeader("X-B", "2"), SetHeader("x-a", "3")),
        ),
    ],
)
def test_only_a_header_that_every_answer_of_a_host_must_carry_counts(
    tmp_path: Path, rules: list[dict[str, object]], wanted: tuple[SetHeader, ...]
) -> None:
    cloudflare = Cloudflare(rules={"http_response_headers_transform": rules})

    assert set(read(tmp_path, cloudflare.app(), zone=NUMBER).headers) == set(wanted)


def sends(expression: str, target: dict[str, str], **more: object) -> dict[str, object]:
    told = {"from_value": {"status_code": 308, "target_url": target, "preserve_query_string": True}}
    return {"action": "redirect", "expression": expression, "action_parameters": told, **more}


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        (
            [sends('http.host eq "www.a.test"', {"expression": 'concat("https://a.test", http.request.uri.path)'})],
            (SetRedirect("www.a.test", "a.test"),),
        ),
        (
            [sends('http.host eq "b.test"', {"value": "https://a.test/b"}, enabled=False)],
            (),
        ),
        (
            [sends('http.host eq "b.test"', {"expression": 'concat("https://www.", http.host)'})],
            (SetRedirect("b.test", ""),),
        ),
        ([sends('http.host eq "b.test" and not ssl', {"value": "https://a.test/"})], ()),
        ([sends("true", {"value": "https://a.test/"})], ()),
    ],
)
def test_a_host_whose_visitors_are_all_sent_on_is_known(
    tmp_path: Path, rules: list[dict[str, object]], wanted: tuple[SetRedirect, ...]
) -> None:
    cloudflare = Cloudflare(rules={"http_request_dynamic_redirect": rules})

    assert read(tmp_path, cloudflare.app(), zone=NUMBER).sent == wanted


def keeps(expression: str, *, kept: bool) -> dict[str, object]:
    return {"action": "set_cache_settings", "expression": expression, "action_parameters": {"cache": kept}}


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        ([keeps('http.host eq "api.test"', kept=False)], (SetUncached("api.test"),)),
        (
            [
                keeps('http.host eq "api.test"', kept=False),
                keeps('starts_with(http.request.uri.path, "/a")', kept=True),
            ],
            (),
        ),
        ([keeps('http.host eq "api.test"', kept=False), keeps('http.host eq "api.test"', kept=True)], ()),
        (
            [keeps('http.host eq "a.test" and ssl', kept=True), keeps('http.host eq "a.test"', kept=False)],
            (SetUncached("a.test"),),
        ),
    ],
)
def test_a_host_that_is_kept_out_of_the_cache_is_known_unless_a_later_rule_may_take_it_back(
    tmp_path: Path, rules: list[dict[str, object]], wanted: tuple[SetUncached, ...]
) -> None:
    cloudflare = Cloudflare(rules={"http_request_cache_settings": rules})

    assert read(tmp_path, cloudflare.app(), zone=NUMBER).uncached == wanted


def test_what_export_edge_writes_is_read_again(tmp_path: Path) -> None:
    """Its header rules and its redirects speak of whole hosts, so that they are compared once they are applied."""
    written = rulesets(render(made()))
    phases = {"http_response_headers_transform": "headers", "http_request_dynamic_redirect": "canonical"}

    found = read(
        tmp_path, Cloudflare(rules={phase: written[name] for phase, name in phases.items()}).app(), zone=NUMBER
    )

    assert SetHeader("X-Frame-Options", "SAMEORIGIN", ("example.com",)) in found.headers
    assert found.sent == (SetRedirect("www.example.com", "example.com"),)


def test_settings_that_rules_change_are_named(tmp_path: Path) -> None:
    config = [{"action": "set_config", "expression": 'http.host eq "a.test"', "action_parameters": {"ssl": "strict"}}]
    pages = [
        {
            "id": "p",
            "targets": [{"target": "url", "constraint": {"operator": "matches", "value": "http://a.test/*"}}],
            "actions": [{"id": "always_use_https"}],
            "priority": 1,
            "status": "active",
            "created_on": "2026-01-05T09:00:00Z",
            "modified_on": "2026-01-05T09:00:00Z",
        }
    ]

    known = read(tmp_path, Cloudflare(rules={"http_config_settings": config}, pages=pages).app(), zone=NUMBER)
    hidden = read(tmp_path, Cloudflare(hidden=("pagerules",)).app(), zone=NUMBER)

    assert known.changed == ("always_use_https", "ssl")
    assert hidden.changed is None
    assert any("Unauthorized to access" in one for one in hidden.unread)


def test_a_token_that_is_refused_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match=r"403.*: Authentication error"):
        read(tmp_path, Cloudflare().app(), token="another")


def test_a_zone_that_the_token_does_not_see_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match=re.escape("the token sees no zone of else.test")):
        read(tmp_path, Cloudflare(zone={**ZONE, "name": "other.test"}).app(), domain="else.test")


def test_what_is_no_answer_of_the_api_is_told(tmp_path: Path) -> None:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<html>")

    other = web.Application()
    other.router.add_get("/{path:.*}", page)

    with pytest.raises(CannotLook, match="not an answer of Cloudflare's API"):
        read(tmp_path, other, zone=NUMBER)


def test_a_proxied_record_shows_which_address_is_the_origin_s(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN)

    record = {"name": "n0.shop.test", "type": "A", "content": "192.0.2.1", "proxied": True}
    beside = {"name": "n0.shop.test", "type": "A", "content": "198.51.100.9", "proxied": False}

    async def go() -> tuple[Proof, ...]:
        async with site(Cloudflare(records=[record, beside]).app()) as port:
            api = CloudflareZone(Secret("file:token"), NUMBER, f"http://127.0.0.1:{port}/client/v4")
            async with visited(replace(declared(tmp_path), edge=Edge(cloudflare=api))) as world:
                addresses = ("192.0.2.1", "198.51.100.9")
                return await proofs(world, addresses, ("n0.shop.test",), frozenset())

    assert asyncio.run(go()) == (Proof("192.0.2.1", "Cloudflare's own record for n0.shop.test leads there"),)
