"""What is written for each edge, read by what reads it: Terraform's grammar and Cloudflare's own types, Caddy, nginx's braces."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import hcl2
import pytest
from cloudflare.types.bot_management.bot_management_update_params import (
    BotFightModeConfiguration,
    SuperBotFightModeDefinitelyConfiguration,
    SuperBotFightModeLikelyConfiguration,
)
from cloudflare.types.dns.a_record_param import ARecordParam
from cloudflare.types.dns.aaaa_record_param import AAAARecordParam
from cloudflare.types.origin_tls_client_auth.setting_update_params import SettingUpdateParams
from cloudflare.types.origin_tls_client_auth.zone_certificate_create_params import ZoneCertificateCreateParams
from cloudflare.types.rulesets.phase_update_params import PhaseUpdateParams
from cloudflare.types.zones import SSL, TLS1_3, AlwaysUseHTTPS, MinTLSVersion, SecurityHeaders
from pydantic import BaseModel, TypeAdapter

from launchready.declare.read import read_text
from launchready.events import Judged, Waived
from launchready.remedy.edge import caddy, cloudflare, nginx
from launchready.remedy.edge._plan import KINDS, ORDER, Plan, plan
from launchready.verdict import Evidence, Fail, Impact, Pass, Touch, Verdict
from tests.declare.base import BASE, TODAY

MORE = """[edge]
addresses = ["203.0.113.0/24"]
origin = ["198.51.100.7"]
[surface.web]
kind = "web"
url = "https://example.com"
private_pages = ["/account"]
aliases = ["www.example.com"]
[surface.chat]
kind = "chat"
url = "https://chat.example.com"
say = { post = "/rooms/{room}/messages", json = { text = "{text}" } }
[surface.staging]
kind = "web"
environment = "staging"
url = "https://staging.example.com"
"""
TAKES = TypeAdapter(PhaseUpdateParams)  # what it gives is read lazily, and needs it alive
PLACES: dict[str, tuple[str, tuple[str, ...]]] = {
    "edge.hsts-is-missing": ("surface.web", ("https://example.com/", "https://api.example.com/health")),
    "edge.csp-is-missing": ("surface.web", ("https://example.com/", "error page")),
    "edge.page-can-be-framed": ("surface.web", ("https://example.com/",)),
    "edge.sniffing-is-allowed": ("surface.web", ("https://api.example.com/health",)),
    "deploy.http-is-not-redirected": ("host.example.com", ("http://example.com/",)),
    "deploy.two-hosts-answer": ("surface.web", ("www.example.com",)),
    "deploy.old-tls-is-offered": ("host.api.example.com", ("TLS 1.0",)),
    "edge.asset-is-not-cached": (
        "surface.web",
        (
            "https://example.com/assets",
            "https://example.com/logo.svg (not compressed)",
            "https://example.com/app.js (its name stays)",
        ),
    ),
    "edge.preload-would-be-refused": ("surface.web", ("example.com",)),
    "edge.referrer-tells-address": ("surface.web", ("https://example.com/", "error page")),
    "edge.page-gives-powers-away": ("surface.web", ("https://example.com/",)),
    "edge.server-tells-version": ("surface.web", ("https://example.com/", "https://www.example.com/")),
    "edge.failure-drops-headers": (
        "surface.web",
        ("example.com without Strict-Transport-Security", "example.com without Server"),
    ),
    "edge.other-site-loads-private-page": ("surface.web", ("/account",)),
    "edge.cache-serves-private-answer": ("surface.api", ("GET /me",)),
    "edge.cache-is-poisoned": ("product", ("https://example.com/ by X-Host", "https://example.com/ by utm_source")),
    "edge.cache-serves-private-page": ("surface.web", ("/account",)),
    "edge.cache-is-deceived": ("surface.web", ("/account",)),
    "edge.host-is-not-proxied": ("host.api.example.com", ("api.example.com",)),
    "edge.origin-answers-directly": ("product", ("198.51.100.7 as example.com",)),
    "edge.admin-hides-by-path": ("surface.web", ("https://example.com/back…stage",)),
    "edge.flood-meets-no-rule": ("product", ("POST /auth/login", "POST /rooms/{room}/messages")),
}


def judged(check: str, verdict: Verdict | None = None, waived: Waived | None = None) -> Judged:
    target, places = PLACES[check]
    found = verdict or Fail("it was seen ${so}", (Evidence("a", "b"),), ("curl x",), places)
    return Judged(
        check, target, 4, "A title", "A risk.", Impact.SHOULD_FIX, (), (), Touch.READ, None, 1, found, waived=waived
    )


def made(*results: Judged, tier: str = "pro", more: str = MORE) -> Plan:
    text = BASE.replace('domain = "example.com"', f'domain = "example.com"\ncloudflare_plan = "{tier}"') + more
    return plan(read_text(text, Path("launch.toml"), TODAY), results or map(judged, PLACES), "2026-01-01")


def test_every_finding_that_an_edge_can_mend_is_known_here() -> None:
    assert set(PLACES) == set(KINDS)
    assert {one.kind for one in made().mends} == set(ORDER)


def test_what_is_sound_or_waived_asks_nothing() -> None:
    waived = Waived("because", "ann", "2026-02-01")

    assert (
        made(
            judged("edge.csp-is-missing", Pass("fine", "control")), judged("edge.hsts-is-missing", waived=waived)
        ).mends
        == ()
    )


def test_a_mend_is_where_the_finding_is() -> None:
    hosts = {(one.kind, one.host) for one in made().mends}

    assert {host for kind, host in hosts if kind == "hsts"} == {"example.com", "api.example.com"}
    assert {host for kind, host in hosts if kind == "nosniff"} == {"api.example.com"}
    assert ("canonical", "www.example.com") in hosts
    assert ("tls", "api.example.com") in hosts
    assert "staging.example.com" not in made().hosts


@pytest.mark.parametrize("form", [caddy, cloudflare, nginx])
def test_every_rule_stands_under_the_finding_that_asks_for_it(form: object) -> None:
    text: str = form.render(made())  # type: ignore[attr-defined]

    missing = {check for check in KINDS if f"({check})" not in text}
    assert missing <= {"deploy.old-tls-is-offered", "deploy.http-is-not-redirected"}  # nginx has one line for all
    assert "example.com/account: a page that belongs to one user" in text
    assert "careful" in text


def test_stock_caddy_takes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "Caddyfile"
    path.write_text(caddy.render(made()), encoding="utf-8")
    binary = shutil.which("caddy") or str(Path(sys.executable).parent / "caddy")

    done = subprocess.run(
        [binary, "adapt", "--config", str(path)],
        capture_output=True,
        text=True,
        check=False,
        env={"ORIGIN": "https://127.0.0.1:1", "HOME": str(tmp_path)},
    )

    assert done.returncode == 0, done.stderr
    sites = [one["match"][0]["host"] for one in json.loads(done.stdout)["apps"]["http"]["servers"]["srv0"]["routes"]]
    assert sorted(host for site in sites for host in site) == sorted(made().hosts)


def plain(value: object) -> object:
    """What hcl2 gives, with its strings unquoted."""
    if isinstance(value, dict):
        return {plain(key): plain(one) for key, one in value.items() if not str(key).startswith("__")}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == '"':
        return json.loads(value)
    return value


def rulesets(text: str) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for resource in hcl2.loads(text)["resource"]:
        read = plain(resource)
        assert isinstance(read, dict)
        (kind,) = read
        ((name, body),) = read[kind].items()
        if kind == "cloudflare_ruleset":
            found[name] = body["rules"]
            assert body["zone_id"] in {"${var.zone_id}", "var.zone_id"}
    return found


def resources(text: str) -> dict[str, dict[str, dict[str, object]]]:
    found: dict[str, dict[str, dict[str, object]]] = {}
    for resource in hcl2.loads(text)["resource"]:
        read = plain(resource)
        assert isinstance(read, dict)
        for kind, named in read.items():
            found.setdefault(kind, {}).update(named)
    return found


def test_cloudflare_s_own_types_take_every_rule() -> None:
    found = rulesets(cloudflare.render(made()))

    assert set(found) == {"headers", "forged", "packed", "canonical", "cache", "staff", "floods"}
    for rules in found.values():
        params = TAKES.validate_python({"zone_id": "z", "rules": rules})
        taken = list(params["rules"])
        assert len(taken) == len(rules)
        for rule, given in zip(taken, rules, strict=True):
            assert dict(rule).keys() == given.keys()  # nothing that the types do not know
            if "action_parameters" in given:
                assert set(dict(rule["action_parameters"])) == set(given["action_parameters"])  # type: ignore[typeddict-item, call-overload]


@pytest.mark.parametrize("tier", ["free", "pro", "business", "enterprise"])
def test_cloudflare_s_own_types_take_the_settings_for_bots_of_the_plan(tier: str) -> None:
    found = resources(cloudflare.render(made(judged("edge.flood-meets-no-rule"), tier=tier)))
    body = found["cloudflare_bot_management"]["bots"]
    kinds = {"free": BotFightModeConfiguration, "pro": SuperBotFightModeDefinitelyConfiguration}
    takes = kinds.get(tier, SuperBotFightModeLikelyConfiguration)
    assert body.get("fight_mode") in {None, "${var.bot_fight_mode}", "var.bot_fight_mode"}  # the owner's to decide
    given = {**body, "zone_id": "z", **({"fight_mode": True} if "fight_mode" in body else {})}

    assert TypeAdapter(takes).validate_python(given) == given
    assert ("fight_mode" in body) == (tier == "free")
    assert ("sbfm_likely_automated" in body) == (tier in {"business", "enterprise"})


SETTINGS: dict[str, type[BaseModel]] = {
    "always_use_https": AlwaysUseHTTPS,
    "min_tls_version": MinTLSVersion,
    "tls_1_3": TLS1_3,
    "security_header": SecurityHeaders,
    "ssl": SSL,
}


def test_cloudflare_s_own_models_take_the_settings_of_the_zone() -> None:
    found = resources(cloudflare.render(made()))["cloudflare_zone_setting"]

    assert set(found) == set(SETTINGS)
    for name, body in found.items():
        assert body["setting_id"] == name
        given = {"id": body["setting_id"], "value": body["value"]}
        assert strictly(SETTINGS[name], given) == given


def test_cloudflare_s_own_types_take_records_and_origin_pulls() -> None:
    found = resources(cloudflare.render(made()))

    for kind, one, takes in (
        ("cloudflare_dns_record", "api_example_com", ARecordParam),
        ("cloudflare_authenticated_origin_pulls_certificate", "own", ZoneCertificateCreateParams),
        ("cloudflare_authenticated_origin_pulls_settings", "own", SettingUpdateParams),
    ):
        given = {name: value for name, value in found[kind][one].items() if name != "depends_on"}
        own = given if kind != "cloudflare_dns_record" else {k: v for k, v in given.items() if k != "zone_id"}
        assert TypeAdapter(takes).validate_python(own) == own
    six = resources(cloudflare.render(made(more=MORE.replace("198.51.100.7", "2001:db8::7"))))
    record = {name: one for name, one in six["cloudflare_dns_record"]["api_example_com"].items() if name != "zone_id"}
    assert TypeAdapter(AAAARecordParam).validate_python(record) == record


def strictly(model: type[BaseModel], given: dict[str, object]) -> object:
    """What a model of the SDK's makes of a body: what it does not know, or may not be there, would show or be refused."""
    return model.model_validate(given).model_dump(mode="json", exclude_unset=True)


PROVIDER_5 = {
    "cloudflare_zone_setting": {"zone_id", "setting_id", "value"},
    "cloudflare_dns_record": {"zone_id", "name", "type", "content", "ttl", "proxied"},
    "cloudflare_authenticated_origin_pulls_certificate": {"zone_id", "certificate", "private_key"},
    "cloudflare_authenticated_origin_pulls_settings": {"zone_id", "enabled"},
    "cloudflare_bot_management": {
        *("zone_id", "enable_js", "fight_mode", "sbfm_definitely_automated", "sbfm_likely_automated"),
        *("sbfm_verified_bots", "sbfm_static_resource_protection"),
    },
    "cloudflare_ruleset": {"zone_id", "name", "kind", "phase", "rules"},
}
"""Resources of the provider's version 5 and those of their arguments that are written here, read in its schema (5.14)."""


@pytest.mark.parametrize("tier", ["free", "business"])
def test_every_resource_and_argument_is_one_of_version_five(tier: str) -> None:
    text = cloudflare.render(made(tier=tier))
    found = resources(text)

    assert 'source = "cloudflare/cloudflare", version = "~> 5.0"' in text
    assert found.keys() == PROVIDER_5.keys()
    for kind, named in found.items():
        for body in named.values():
            assert body.keys() - {"depends_on"} <= PROVIDER_5[kind]


@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not here")
@pytest.mark.parametrize("tier", ["free", "business"])
def test_terraform_takes_the_form(tmp_path: Path, tier: str) -> None:
    path = tmp_path / "edge.tf"
    path.write_text(cloudflare.render(made(tier=tier)), encoding="utf-8")

    command = ["terraform", "fmt", "-check", "-diff", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_nothing_made_up_is_applied() -> None:
    """What launch.toml does not say Terraform asks for."""
    without = made(more=MORE.replace('origin = ["198.51.100.7"]\n', ""))
    text = cloudflare.render(without)
    asked = set(re.findall(r'^variable "(\w+)"', text, re.MULTILINE))

    assert resources(text)["cloudflare_dns_record"]["api_example_com"]["content"] in {
        "${var.origin_address}",
        "var.origin_address",
    }
    assert asked == {
        *("zone_id", "staff_addresses", "origin_address", "origin_pull_certificate", "origin_pull_key"),
    }
    assert set(re.findall(r"var\.(\w+)", text)) == asked
    assert "203.0.113.7" not in text
    assert "made up" in nginx.render(without)


@pytest.mark.parametrize(("form", "ours"), [(caddy, False), (nginx, False), (cloudflare, True)])
def test_a_finding_at_a_host_that_nobody_declares_is_told_and_mended_where_the_edge_can(
    form: object, *, ours: bool
) -> None:
    places = ("https://example.com/", "https://static.example.com/a.js", "https://cdn.example.net/b.js")
    fail = Fail("seen", (Evidence("a", "b"),), ("curl x",), places)

    text: str = form.render(made(judged("edge.sniffing-is-allowed", fail)))  # type: ignore[attr-defined]

    told = set(re.findall(r"^#   (\S+) is (?:no production host|not in the zone)", text, re.MULTILINE))
    assert told == ({"cdn.example.net"} if ours else {"cdn.example.net", "static.example.com"})
    rules = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    assert "cdn.example.net" not in rules
    assert ("static.example.com" in rules) is ours


def test_an_origin_of_version_six_gets_a_record_of_its_kind() -> None:
    six = MORE.replace("198.51.100.7", "2001:db8::7")

    record = resources(cloudflare.render(made(more=six)))["cloudflare_dns_record"]["api_example_com"]

    assert (record["type"], record["content"], record["proxied"]) == ("AAAA", "2001:db8::7", True)
    assert "server [2001:db8::7]:443;" in nginx.render(made(more=six))


def test_a_file_whose_name_stays_is_kept_by_no_rule_for_a_year() -> None:
    stays = Fail("seen", (Evidence("a", "b"),), ("curl x",), ("https://example.com/app.js (its name stays)",))
    only = made(judged("edge.asset-is-not-cached", stays))

    for form in (caddy, cloudflare, nginx):
        text = form.render(only)
        assert "immutable" not in text
        assert "31536000" not in text
        assert "/app.js: let the build write a hash of the content into the name" in text


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/assets/app.3f9c2b1d.js", True),
        ("/assets/chunks/vendor-4bd1b696.css", True),
        ("/assets/bootstrap-datepicker.js", False),  # a long word is no checksum
        ("/assets/app.js", False),
        ("/assets/report.3f9c2b1d.html", False),
        ("/other/app.3f9c2b1d.js", False),
    ],
)
def test_nginx_keeps_files_by_their_names(path: str, *, kept: bool) -> None:
    (rule,) = re.findall(r'location ~ "(\^/assets[^"]+)"', nginx.render(made()))

    assert kept is bool(re.search(rule, path))


def test_files_beside_the_pages_take_no_page_along() -> None:
    top = Fail("seen", (Evidence("a", "b"),), ("curl x",), ("https://example.com",))
    only = made(judged("edge.asset-is-not-cached", top))
    (rule,) = re.findall(r'location ~ "([^"]+)"', nginx.render(only))

    assert re.search(rule, "/app.3f9c2b1d.js")
    assert not re.search(rule, "/account/app.3f9c2b1d.js")
    assert "cloudflare_ruleset" not in cloudflare.render(only)
    assert "into a folder of their own" not in nginx.render(only)


def test_what_is_private_is_the_last_word_on_the_cache() -> None:
    cache = rulesets(cloudflare.render(made()))["cache"]

    assert [one["ref"] for one in cache] == ["assets_example_com", "private"]
    assert cache[-1]["action_parameters"] == {"cache": False}
    assert 'http.host eq "api.example.com"' in str(cache[-1]["expression"])


def test_a_finding_s_words_cannot_run_in_terraform() -> None:
    text = cloudflare.render(made())

    assert not re.search(
        r"(?<!\$)\$\{so\}", "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    )


def test_more_cache_rules_than_the_plan_has_are_refused() -> None:
    many = tuple(f"https://h{at}.example.com/assets" for at in range(12))
    results = [judged("edge.asset-is-not-cached", Fail("seen", (Evidence("a", "b"),), ("curl x",), many))]

    with pytest.raises(ValueError, match="12 cache rules are needed, and the plan has 10"):
        cloudflare.render(made(*results, tier="free"))


def test_nginx_gets_one_server_a_name_and_balanced_braces(tmp_path: Path) -> None:
    text = nginx.render(made())
    bare = re.sub(r'"[^"]*"|#.*', "", text)

    assert bare.count("{") == bare.count("}")
    assert text.count("server_name example.com;") == 1
    assert text.count("return 308 https://example.com$request_uri;") == 1
    assert re.findall(r"^\s*\w[^{}#]*[^{};#\s]\s*$", text, re.MULTILINE) == []  # every directive ends
    if nginx_program := shutil.which("nginx"):
        bare = (
            re.sub(r"\n\s+ssl_certificate[^\n]*", "", text)
            .replace("443 ssl http2;", "4443;")
            .replace("listen 80;", "listen 8080;")
        )
        path = tmp_path / "nginx.conf"
        head = f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\n"
        path.write_text(f"{head}http {{\naccess_log off;\n{bare}\n}}\n", encoding="utf-8")
        command = [nginx_program, "-t", "-c", str(path), "-p", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("tier", "refs"),
    [
        ("free", ["rate_limit_floods"]),
        ("pro", ["rate_limit_sign_in", "rate_limit_chat"]),
        ("business", ["rate_limit_sign_in", "rate_limit_chat"]),
    ],
)
def test_floods_get_the_rules_that_the_plan_has(tier: str, refs: list[str]) -> None:
    text = cloudflare.render(made(judged("edge.flood-meets-no-rule"), tier=tier))
    rules = rulesets(text)["floods"]

    assert refs == [one["ref"] for one in rules]
    assert ("are merged into it and counted together" in text) == (tier == "free")
    assert "/auth/login" in str(rules[0]["expression"])
    assert "/rooms/*/messages" in str(rules[-1]["expression"])
    assert ("chat.example.com" in str(rules[-1]["expression"])) == (tier != "free")


def test_a_flood_at_one_door_gets_one_rule() -> None:
    fail = Fail("seen", (Evidence("a", "b"),), ("curl x",), ("POST /auth/login",))

    plan_of_one = made(judged("edge.flood-meets-no-rule", fail), tier="free")

    assert [one["ref"] for one in rulesets(cloudflare.render(plan_of_one))["floods"]] == ["rate_limit_sign_in"]
    assert "merged" not in cloudflare.render(plan_of_one)
    assert nginx.render(plan_of_one).count("limit_req_zone ") == 1
    assert "stock Caddy counts nothing" in caddy.render(plan_of_one)
