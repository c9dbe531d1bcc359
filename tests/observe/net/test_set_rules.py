"""Rules at Cloudflare are read as its SDK describes them, and tried at the addresses that they speak of."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import CloudflareZone, Edge, Network, Secret, WebSurface
from launchready.observe.net.edge_rules import CACHE, HEADERS, REDIRECTS
from launchready.observe.net.in_force import SettingsSeen
from launchready.observe.net.set_rules import FIREWALL, MOST_SPOTS, RATES, REWRITES
from launchready.stages.s4_edge.setting_contradicts_answer import Seen, SettingContradictsAnswer
from launchready.verdict import Fail, Pass, Verdict
from tests.observe.net.cloudflare_api import NUMBER, TOKEN, Cloudflare
from tests.observe.net.test_tls import a_certificate
from tests.observe.small_world import declared, site, visited, zone

RECORDS = """
shop.test. IN A 127.0.0.1
shop.test. IN NS ada.ns.test.
"""
PROXIED = {"name": "shop.test", "type": "A", "content": "198.51.100.7", "proxied": True}
Rule = Mapping[str, object]
Rules = Mapping[str, list[Rule]]
Answers = Mapping[str, tuple[int, Mapping[str, str]]]
"""What the edge answers at a path: 200 without more where it is not named."""


def judged(folder: Path, rules: Rules, answers: Answers, cloudflare: Cloudflare | None = None) -> Verdict:
    """The whole way: what is set is read from the API, what is met is fetched over TLS."""
    (folder / "token").write_text(TOKEN)
    asked: list[str] = []

    async def page(request: web.Request) -> web.Response:
        asked.append(f"{request.method} {request.path}")
        status, headers = answers.get(request.path, (200, {}))
        return web.Response(status=status, text="here", headers=headers)

    async def go() -> Verdict:
        app = web.Application()
        app.router.add_get("/{path:.*}", page)
        pem = a_certificate(folder, "shop.test")
        api = replace(cloudflare or Cloudflare(), rules=rules, records=[PROXIED])
        async with AsyncExitStack() as running:
            port = await running.enter_async_context(site(app, pem))
            at = await running.enter_async_context(site(api.app()))
            network = Network(running.enter_context(zone(RECORDS)), ((443, port),), pem)
            surface = WebSurface("web", None, "production", "https://shop.test", 1)
            edge = Edge(cloudflare=CloudflareZone(Secret("file:token"), NUMBER, f"http://127.0.0.1:{at}/client/v4"))
            declaration = replace(declared(folder, surface, network=network), edge=edge)
            world = await running.enter_async_context(visited(declaration))
            return SettingContradictsAnswer().judge(Seen("free", await world.ask(SettingsSeen())))

    verdict = asyncio.run(go())
    assert all(one.startswith("GET ") for one in asked)
    return verdict


def stops(expression: str, action: str = "block", **more: object) -> Rule:
    return {"action": action, "expression": expression, **more}


def sets(expression: str, **headers: str) -> Rule:
    told = {name.replace("_", "-"): {"operation": "set", "value": value} for name, value in headers.items()}
    return {"action": "rewrite", "expression": expression, "action_parameters": {"headers": told}}


def sends(expression: str, to: str) -> Rule:
    told = {"from_value": {"status_code": 301, "target_url": {"value": to}, "preserve_query_string": True}}
    return {"action": "redirect", "expression": expression, "action_parameters": told}


def keeps(expression: str, *, kept: bool) -> Rule:
    return {"action": "set_cache_settings", "expression": expression, "action_parameters": {"cache": kept}}


IS_X = 'http.request.uri.path eq "/x"'
BELOW_X = '(http.host eq "shop.test" and starts_with(http.request.uri.path, "/x"))'
SKIPS = {"action": "skip", "expression": "ip.src in {192.0.2.1}", "action_parameters": {"ruleset": "current"}}
CHALLENGE = (403, {"cf-mitigated": "challenge"})
FOUND, REFUSED, GONE = (200, {}), (403, {}), (404, {})


@pytest.mark.parametrize(
    ("rules", "answer", "kind", "says"),
    [
        # Who is to be stopped
        ({FIREWALL: [stops(IS_X)]}, FOUND, Fail, "stops whoever asks for /x (block), yet GET https://shop.test/x"),
        ({FIREWALL: [stops(BELOW_X, "managed_challenge")]}, FOUND, Fail, "stops whoever asks for /x (managed_"),
        ({FIREWALL: [stops(IS_X)]}, REFUSED, Pass, "http_request_firewall_custom at shop.test/x"),
        ({FIREWALL: [stops(BELOW_X, "managed_challenge")]}, CHALLENGE, Pass, "firewall_custom at shop.test/x"),
        ({FIREWALL: [stops(IS_X)]}, CHALLENGE, Pass, "firewall_custom at shop.test/x"),
        ({FIREWALL: [stops(IS_X)]}, GONE, Pass, "not compared: 1 rules"),  # the product may say so itself
        ({FIREWALL: [stops(BELOW_X, "managed_challenge")]}, REFUSED, Pass, "not compared: 1 rules"),
        ({FIREWALL: [stops(IS_X, enabled=False)]}, FOUND, Pass, ""),
        ({FIREWALL: [stops(IS_X, "log")]}, FOUND, Pass, "not compared: 1 rules"),
        ({FIREWALL: [SKIPS, stops(IS_X)]}, FOUND, Pass, "not compared: 1 rules"),  # we may be among them
        ({FIREWALL: [stops(f"{IS_X} and not ip.src in $staff")]}, FOUND, Pass, "not compared: 1 rules"),
        ({FIREWALL: [stops(f'{IS_X} and http.request.method eq "POST"')]}, FOUND, Pass, "not compared: 1 rules"),
        ({FIREWALL: [stops(IS_X)], REWRITES: [sets("true")]}, FOUND, Pass, "not compared: 1 rules"),
        ({FIREWALL: [stops(IS_X), stops("ip.src in $bad")]}, FOUND, Fail, "rule 1 of http_request_firewall_custom"),
        # Headers
        ({HEADERS: [sets(IS_X, X_Frame_Options="DENY")]}, FOUND, Fail, "sets X-Frame-Options: DENY at /x, yet"),
        ({HEADERS: [sets(IS_X, X_A="1")]}, (200, {"X-A": "2"}), Fail, "X-A: 2"),
        ({HEADERS: [sets(IS_X, X_A="1")]}, (200, {"X-A": "1"}), Pass, "transform X-A at shop.test/x"),
        ({HEADERS: [sets(IS_X, X_A="1"), sets(BELOW_X, X_A="2")]}, (200, {"x-a": "2"}), Pass, "X-A at shop.test/x"),
        ({HEADERS: [sets(IS_X, X_A="1"), sets("ip.src in $us", X_A="2")]}, FOUND, Pass, "not compared: 2 rules"),
        ({HEADERS: [sets(IS_X, X_A="1")]}, (302, {"Location": "/login"}), Pass, "not compared: 1 rules"),
        ({HEADERS: [sets(IS_X, X_A="1")], FIREWALL: [stops(IS_X)]}, REFUSED, Pass, "not compared: 1 rules"),
        # Redirects
        ({REDIRECTS: [sends(IS_X, "https://shop.test/y")]}, FOUND, Fail, "on to https://shop.test/y, yet GET"),
        ({REDIRECTS: [sends(IS_X, "https://shop.test/y")]}, (301, {"Location": "/z"}), Fail, "-> 301"),
        ({REDIRECTS: [sends(IS_X, "https://shop.test/y")]}, (301, {"Location": "/y"}), Pass, "redirect at shop.test/x"),
        ({REDIRECTS: [sends(IS_X, "https://shop.test/y")]}, REFUSED, Pass, "not compared: 1 rules"),
        (
            {REDIRECTS: [sends("ip.src in $us", "https://a.test/"), sends(IS_X, "https://shop.test/y")]},
            FOUND,
            Pass,
            "not compared: 2 rules",
        ),
        # The cache
        ({CACHE: [keeps(BELOW_X, kept=False)]}, (200, {"CF-Cache-Status": "HIT"}), Fail, "keeps out of the cache"),
        ({CACHE: [keeps(BELOW_X, kept=False)]}, (200, {"CF-Cache-Status": "DYNAMIC"}), Pass, "settings at shop.test/x"),
        ({CACHE: [keeps(IS_X, kept=True)]}, (200, {"CF-Cache-Status": "DYNAMIC"}), Fail, "lets the cache keep"),
        ({CACHE: [keeps(IS_X, kept=True)]}, (200, {"CF-Cache-Status": "BYPASS"}), Pass, "settings at shop.test/x"),
        ({CACHE: [keeps(IS_X, kept=True)]}, FOUND, Pass, "not compared: 1 rules"),  # it says nothing
        (
            {CACHE: [keeps(BELOW_X, kept=False), keeps(IS_X, kept=True)]},
            (200, {"CF-Cache-Status": "HIT"}),
            Pass,
            "settings at shop.test/x",
        ),
        # Rates
        (
            {
                RATES: [
                    stops(
                        IS_X,
                        ratelimit={"characteristics": ["ip.src", "cf.colo.id"], "period": 10, "requests_per_period": 5},
                    )
                ]
            },
            FOUND,
            Pass,
            "1 rules of rates: what a flood met of them is told by edge.flood-meets-no-rule",
        ),
    ],
)
def test_a_rule_is_held_against_what_comes_at_its_address(
    tmp_path: Path, rules: Rules, answer: tuple[int, Mapping[str, str]], kind: type[Verdict], says: str
) -> None:
    verdict = judged(tmp_path, rules, {"/x": answer})

    assert isinstance(verdict, kind), verdict
    assert says in verdict.because


@pytest.mark.parametrize(
    ("cloudflare", "says"),
    [
        (
            Cloudflare(
                access=[{"mode": "whitelist", "configuration": {"target": "ip", "value": "192.0.2.7"}}],
            ),
            "rules that stop visitors: IP access rules let some by (192.0.2.7), and we may be among them",
        ),
        (Cloudflare(hidden=("access_rules",)), "whether IP access rules let our address by could not be read"),
    ],
)
def test_who_may_be_let_by_is_no_proof_that_a_rule_does_not_hold(
    tmp_path: Path, cloudflare: Cloudflare, says: str
) -> None:
    verdict = judged(tmp_path, {FIREWALL: [stops(IS_X)]}, {}, cloudflare)

    assert isinstance(verdict, Pass), verdict
    assert says in verdict.because


def test_a_rule_that_challenges_somebody_keeps_no_address_from_being_blocked(tmp_path: Path) -> None:
    blocked = [{"mode": "block", "configuration": {"target": "ip", "value": "192.0.2.7"}}]

    verdict = judged(tmp_path, {FIREWALL: [stops(IS_X)]}, {}, Cloudflare(access=blocked))

    assert isinstance(verdict, Fail), verdict
    assert verdict.places == ("http_request_firewall_custom at shop.test/x",)
    assert any("https://shop.test/x" in one for one in verdict.reproduce)


def test_addresses_beyond_what_is_asked_for_are_named(tmp_path: Path) -> None:
    several = " ".join(f'"/{number}"' for number in range(MOST_SPOTS + 3))

    verdict = judged(
        tmp_path,
        {HEADERS: [sets(f"http.request.uri.path in {{{several}}}", X_A="1")]},
        {f"/{number}": (200, {"X-A": "1"}) for number in range(MOST_SPOTS)},
    )

    assert isinstance(verdict, Pass), verdict
    assert f"3 addresses of rules (shop.test/{MOST_SPOTS}" in verdict.because


def test_while_the_cache_is_switched_off_nothing_is_said_of_what_it_should_keep(tmp_path: Path) -> None:
    developing = Cloudflare(zone={**Cloudflare().zone, "development_mode": 3600})

    verdict = judged(
        tmp_path, {CACHE: [keeps(IS_X, kept=True)]}, {"/x": (200, {"CF-Cache-Status": "DYNAMIC"})}, developing
    )

    assert isinstance(verdict, Pass), verdict
