"""What a cache may do with a route is judged from what was seen of it, and written as each edge reads it."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import hcl2
import pytest

from launchready.remedy.cache import caddy, cloudflare, markdown, nginx
from launchready.remedy.cache._plan import Plan, pattern, plan, spoken
from launchready.remedy.cache._routes import Fetched, Route, Rule

PUBLIC = (("Cache-Control", "public, max-age=60"), ("X-Cache", "MISS"))
NOBODY = Fetched("nobody", "u", 200, content="aa", terms=PUBLIC)
ANN = replace(NOBODY, by="ann")
BOB = replace(NOBODY, by="bob")
REFUSED = Fetched("nobody", "u", 401)
HASHED = "/assets/app.3f9c2b1d.js"


def route(*fetches: Fetched, path: str = "/x", kind: str = "page", declared: bool = False) -> Route:
    return Route("shop.test", path, kind, fetches, declared)


def terms(*told: tuple[str, str]) -> Fetched:
    return replace(NOBODY, terms=told)


@pytest.mark.parametrize(
    ("seen", "rule", "because"),
    [
        (route(NOBODY, ANN), Rule.MAY, "it is the same for ann and nobody, and the product allows it"),
        (route(NOBODY, replace(ANN, own=True)), Rule.OUT, "ann sees what is their own"),
        (route(replace(BOB, others="ann")), Rule.OUT, "bob asked and was given what is ann's"),
        (route(NOBODY, ANN, declared=True), Rule.OUT, "launch.toml calls it private"),
        (route(REFUSED, ANN, BOB), Rule.OUT, "ann and bob are answered, and nobody is not (401)"),
        (
            route(NOBODY, replace(NOBODY, content="bb"), ANN),
            Rule.OUT,
            "it was not the same twice, so that who it is for",
        ),
        (route(NOBODY, replace(ANN, content="bb")), Rule.OUT, "ann and nobody are each answered otherwise"),
        (route(terms(("Set-Cookie", "(set)")), ANN), Rule.OUT, "its answer sets a cookie"),
        (route(terms(("Cache-Control", "private")), ANN), Rule.OUT, "the product says so itself (private)"),
        (route(terms(("Cache-Control", "no-store")), ANN), Rule.OUT, "the product says so itself (no-store)"),
        (route(terms(("Vary", "Accept, Cookie")), ANN), Rule.OUT, "(Vary: Cookie)"),
        (route(terms(("Vary", "Accept-Encoding, Origin")), replace(ANN, terms=())), Rule.MAY, "names no time"),
        (route(terms(("Cache-Control", "no-cache")), replace(ANN, terms=())), Rule.MAY, "asked each time"),
        (route(NOBODY), Rule.UNSEEN, "only nobody was answered"),
        (route(ANN), Rule.UNSEEN, "only ann was answered"),
        # What the cache gave everybody is its own copy: what the product would have answered Ann was not seen.
        (route(NOBODY, replace(ANN, kept=True)), Rule.UNSEEN, "only ann and nobody was answered"),
        (route(replace(NOBODY, status=404)), Rule.UNSEEN, "never answered with success (404)"),
        (route(), Rule.UNSEEN, "nothing asked"),
        (route(NOBODY, kind="file", path=HASHED), Rule.MAY, "its name changes with its content"),
        (route(terms(), kind="file", path=HASHED), Rule.UNSEEN, "only nobody was answered"),
        (replace(route(NOBODY, ANN), forged="X-Host"), Rule.OUT, "follows what a stranger sends in X-Host"),
        # At another address another object may stand.
        (route(NOBODY, replace(ANN, address="v", content="bb")), Rule.UNSEEN, "only ann and nobody was answered"),
    ],
)
def test_the_gravest_reason_that_was_seen_decides(seen: Route, rule: Rule, because: str) -> None:
    judged = seen.judge()

    assert (rule, True) == (judged.rule, because in judged.because), judged.because


def test_a_shared_cache_s_own_time_goes_before_the_browser_s() -> None:
    both = (("Cache-Control", "public, max-age=60, s-maxage=600"),)

    assert route(replace(NOBODY, terms=both), replace(ANN, terms=both)).judge().seconds == 600
    assert [spoken(one) for one in (45, 60, 7200, 86_400, 31_536_000)] == [
        "45 seconds",
        "a minute",
        "2 hours",
        "a day",
        "365 days",
    ]


def made(*more: Route) -> Plan:
    routes = (
        route(NOBODY, ANN, path="/"),
        route(REFUSED, ANN, path="/account"),
        route(replace(ANN, own=True), path="/orders/{order_id}", kind="answer"),
        route(NOBODY, path=HASHED, kind="file"),
        route(NOBODY, path="/half | seen"),
        *more,
    )
    return plan("Shop", "2026-01-01", routes, 7, "free")


def test_people_read_each_route_with_its_reason() -> None:
    text = markdown.render(made())

    assert "2 routes are kept out, 2 may be kept, 1 were not seen well enough to tell. 7 operations" in text
    assert "| `shop.test/account` | ann is answered, and nobody is not (401) | ann (200), nobody (401) |" in text
    assert "| `shop.test/` | a minute | it is the same for ann and nobody" in text
    assert "X-Cache: MISS (2 times)" in text
    assert "- `shop.test/half | seen`: only nobody was answered" in text


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("shop.test/", True),
        ("shop.test/?utm=1", True),
        ("shop.test/assets/app.77777777.js", True),  # the next release
        ("shop.test/account", False),
        ("shop.test/account/x.css", False),
        ("shop.test/assets/..%2faccount", False),
        ("shop.test/assets/x/../../account", False),
        ("shop.test/account%2f..%2fassets%2fapp.3f9c2b1d.js", False),
        ("other.test/", False),
    ],
)
def test_nginx_keeps_what_is_named_and_nothing_else(address: str, *, kept: bool) -> None:
    rules = re.findall(r'^ +"~(.+)" 0;$', nginx.render(made()), re.MULTILINE)

    assert kept is any(re.search(one, address) for one in rules)


def test_caddy_takes_the_file_and_keeps_out_what_is_hung_on_an_address(tmp_path: Path) -> None:
    snippet = caddy.render(made())
    path = tmp_path / "Caddyfile"
    path.write_text(
        f"{snippet}\nhttp://shop.test {{\n\timport launchready_cache_1\n\trespond ok\n}}\n", encoding="utf-8"
    )
    binary = shutil.which("caddy") or str(Path(sys.executable).parent / "caddy")

    done = subprocess.run(
        [binary, "adapt", "--config", str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(tmp_path)},
    )

    assert done.returncode == 0, done.stderr
    found = re.findall(r'"path_regexp":\s*\{[^}]*"pattern":\s*("(?:[^"\\]|\\.)*")', done.stdout)
    one = json.loads(found[0])
    assert [
        bool(re.search(one, path)) for path in ("/account", "/account/x.css", "/account;x.css", "/account.css")
    ] == [True] * 4
    assert [bool(re.search(one, path)) for path in ("/", HASHED, "/accounting", "/orders/7")] == [False] * 3 + [True]


def test_cloudflare_keeps_out_last_so_that_it_wins() -> None:
    text = cloudflare.render(made())
    body = hcl2.loads(text)["resource"][0]

    rules = next(iter(next(iter(body.values())).values()))["rules"]
    assert [one["ref"].strip('"') for one in rules] == ["may_be_kept_1", "kept_out_1"]
    assert 'wildcard \\"/account*\\"' in text
    assert 'wildcard \\"/orders/*' in text
    assert 'wildcard \\"/assets/*\\"' in text


def test_more_rules_than_the_plan_has_are_an_error() -> None:
    many = [route(REFUSED, ANN, path=f"/{number}-{'x' * 400}") for number in range(120)]

    with pytest.raises(ValueError, match="cache rules are needed"):
        cloudflare.render(made(*many))


def test_an_address_that_would_end_a_rule_is_in_none() -> None:
    evil = route(NOBODY, ANN, path='/x" 0;\n"~.*')

    assert made(evil).routes == made().routes


def test_a_parameter_is_one_plain_word() -> None:
    assert re.fullmatch(pattern("/a/{id}"), "/a/7-x")
    assert not re.fullmatch(pattern("/a/{id}"), "/a/7%2f..")
    assert not re.fullmatch(pattern("/a.b/{id}"), "/axb/7")
