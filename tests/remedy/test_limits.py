"""The rules that are written for each keeper of limits, read by what reads them: TOML, HCL, Caddy, and nginx's grammar."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import hcl2
import pytest
from click.testing import CliRunner

from launchready import store
from launchready.cli import main
from launchready.declare.model import Call, Json
from launchready.declare.read import read_text
from launchready.events import Answered
from launchready.observe.api.openapi import Api
from launchready.observe.api.operation import ApiFacts, Operation
from launchready.observe.api.schema import Field
from launchready.remedy.limits import app, caddy, cloudflare, nginx
from launchready.remedy.limits._bounds import Plan, Route, inside, plan
from launchready_guard import limits_file
from launchready_guard.rate_limits import By, RateLimits
from launchready_guard.window import Limit
from tests.declare.base import BASE, TODAY

HOST = "api.example.com"
KINDS = ("sign-in", "sign-up", "reset", "reset-confirm", "chat", "upload", "webhook", "search", "costly")
ROUTES = (
    Route("chat", "POST", "/rooms/{room.id}/messages", HOST, "launch.toml"),
    Route("sign-in", "POST", "/v1/session", HOST, "launch.toml"),
    Route("sign-in", "POST", "/login", "example.com", "launch.toml"),
    Route("sign-up", "POST", "/v1/users", HOST, "the document"),
    Route("reset", "POST", "/v1/password/forgot", HOST, "the document"),
    Route("upload", "POST", "/v1/files", HOST, "the document"),
    Route("webhook", "POST", "/hooks/in", HOST, "launch.toml"),
    Route("search", "GET", "/v1/search", HOST, "the document"),
    Route("costly", "POST", '/v1/a+b/{id}/"pdf"', HOST, "the document"),
)
NGINX = ("set_real_ip_from", "real_ip_header", "real_ip_recursive", "limit_req_status", "limit_req_zone", "limit_req")


def made(more: str = "", product: str = "", broken: frozenset[str] = frozenset()) -> Plan:
    text = BASE.replace('domain = "example.com"', f'domain = "example.com"\n{product}') + more
    return plan(read_text(text, Path("launch.toml"), TODAY), ROUTES, "2026-01-01", broken)


PROMISED = made(
    '[limits]\n"POST /v1/session" = "7/minute"\n"PUT /odd" = "4/day"\n', broken=frozenset({"POST /v1/files"})
)


def test_the_app_gets_a_bound_a_key_and_a_reason_for_each_route() -> None:
    text = app.render(PROMISED)
    read = tomllib.loads(text)
    of = {(one["route"], one["key"]): (one["most"], one["window"]) for one in read["limit"]}

    assert read["version"] == 1
    assert of["POST /v1/session", "account"] == (7, 60)
    assert of["POST /v1/session", "address"] == (30, 60)
    assert of["PUT /odd", "user"] == (4, 86_400)
    assert {route for route, _ in of} == {f"{one.method} {one.path}" for one in ROUTES} | {"PUT /odd"}
    assert all(one["why"] and one["most"] > 0 and one["window"] > 0 for one in read["limit"])
    assert text.count("THE LAST RUN MET NO LIMIT HERE") == 1
    assert "promised in launch.toml, line" in text


def test_the_guard_keeps_to_what_the_app_gets() -> None:
    read = limits_file.read(app.render(PROMISED))
    by_route = {(rule.routes[0], rule.by): rule.limit for rule in read.rules}

    RateLimits(nothing, rules=read.rules, account=lambda _scope: None)
    assert by_route["POST /v1/session", By.ADDRESS] == Limit(30, 60)
    assert by_route["PUT /odd", By.ACCOUNT] == Limit(4, 86_400)
    assert read.by_account["POST /v1/session"] == Limit(7, 60)
    assert read.left == ()
    assert len(limits_file.read(app.render(graphql("free"))).left) >= 1


async def nothing(scope: object, receive: object, send: object) -> None:
    """An app that is never asked."""


@pytest.mark.parametrize(
    ("tier", "rules", "period"),
    [("free", 1, 10), ("pro", 2, 60), ("business", 5, 60), ("enterprise", 5, 60), ("", 1, 10)],
)
def test_cloudflare_gets_as_many_rules_as_the_plan_has(tier: str, rules: int, period: int) -> None:
    text = cloudflare.render(made(product=f'cloudflare_plan = "{tier}"' if tier else ""))
    (resource,) = hcl2.loads(text)["resource"]
    ruleset = next(iter(next(iter(resource.values())).values()))
    found = ruleset["rules"]

    assert "http_ratelimit" in ruleset["phase"]
    assert len(found) == rules
    for rule in found:
        assert [one.strip('"') for one in rule["ratelimit"]["characteristics"]] == ["cf.colo.id", "ip.src"]
        assert rule["ratelimit"]["period"] == period
        assert rule["ratelimit"]["requests_per_period"] >= 5
    seen = " ".join(rule["expression"] for rule in found)
    assert ("http.request.method" in seen) is (rules == 5)
    assert ("http.host" in seen) is (rules > 1)
    assert ("merged into accounts: POST /v1/session, POST /login, POST /v1/users" in text) is True
    assert ("left out, limited in the app alone" in text) is (rules < 5)


def test_a_path_with_a_parameter_becomes_a_wildcard() -> None:
    text = cloudflare.render(made(product='cloudflare_plan = "pro"'))

    assert r"http.request.uri.path wildcard \"/rooms/*/messages\"" in text


@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not here")
def test_terraform_takes_the_form(tmp_path: Path) -> None:
    path = tmp_path / "limits.tf"
    path.write_text(cloudflare.render(PROMISED), encoding="utf-8")

    done = subprocess.run(
        ["terraform", "fmt", "-check", "-diff", str(path)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_stock_caddy_loads_the_snippet_and_it_promises_no_counts(tmp_path: Path) -> None:
    text = caddy.render(PROMISED)
    site = tmp_path / "Caddyfile"
    site.write_text(f"{text}\n:8080 {{\n\timport launchready_limits\n\trespond ok\n}}\n", encoding="utf-8")
    binary = shutil.which("caddy") or str(Path(sys.executable).parent / "caddy")

    done = subprocess.run([binary, "adapt", "--config", str(site)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert '"max_size":16000' in done.stdout
    assert "rate_limit" not in done.stdout
    assert "Stock Caddy has no rate limiter" in text
    assert all(line.startswith("#") for line in text.split("(launchready_limits)")[0].splitlines() if line)


def directives(text: str) -> Iterator[tuple[str, str]]:
    """The directives of an nginx file, with their arguments; fails where its grammar does."""
    bare = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    position = 0
    token = re.compile(
        r'\s*(?:map "(?P<of>[^"]*)" \$(?P<name>\w+) \{(?P<body>(?:[^"{}]|"[^"]*")*)\}|(?P<line>\w+ (?:[^;{}"]|"[^"]*")*);)'
    )
    while bare[position:].strip():
        found = token.match(bare, position)
        assert found, bare[position : position + 80]
        position = found.end()
        if found["line"]:
            yield found["line"].split(" ", 1)[0], found["line"].split(" ", 1)[1]
        else:
            yield "map", f"{found['name']} {found['body']}"


def test_nginx_gets_stock_directives_that_name_each_other() -> None:
    text = nginx.render(PROMISED)
    found = list(directives(text))
    maps = [rest.split(" ", 1)[0] for name, rest in found if name == "map"]
    zones = [
        re.findall(r"^\$(\w+) zone=(\w+):10m rate=(\d+)r/m$", rest) for name, rest in found if name == "limit_req_zone"
    ]
    used = [re.findall(r"^zone=(\w+) burst=\d+ nodelay$", rest) for name, rest in found if name == "limit_req"]

    assert {name for name, _ in found} <= {*NGINX, "map"}
    assert [one[0][0] for one in zones] == maps
    assert [one[0][1] for one in zones] == [one[0] for one in used] == maps
    assert all(int(one[0][2]) > 0 for one in zones)
    assert len(maps) == len({one.route.kind for one in PROMISED.bounds})


def test_nginx_counts_what_means_the_same_as_one() -> None:
    text = nginx.render(PROMISED)
    patterns = [
        re.compile(one.replace('\\"', '"'), re.IGNORECASE) for one in re.findall(r'"~\*((?:[^"\\]|\\.)*)"', text)
    ]

    def is_counted(line: str) -> bool:
        return any(pattern.search(line) for pattern in patterns)

    assert is_counted("POST /v1/session")
    assert is_counted("POST /V1/Session/")
    assert is_counted("POST /rooms/42/messages")
    assert is_counted('POST /v1/a+b/7/"pdf"')
    assert not is_counted("GET /v1/session")
    assert not is_counted("POST /v1/session/more")
    assert not is_counted("POST /v1/aab/7/pdf")


def test_the_edge_of_the_declaration_is_believed() -> None:
    text = nginx.render(made('[edge]\naddresses = ["203.0.113.0/24"]\n'))

    assert "set_real_ip_from 203.0.113.0/24;" in text


def test_a_promise_keeps_the_edge_far_above_it() -> None:
    wide = made('[limits]\n"POST /v1/files" = "100/minute"\n')

    assert wide.at_the_edge(wide.of("upload")) == 500


GRAPHQL = (
    Route("chat", "POST", "/graphql", HOST, "launch.toml", "sendMessage"),
    Route("sign-in", "POST", "/graphql", HOST, "the document", "login"),
    Route("upload", "POST", "/v1/files", HOST, "the document"),
)


def graphql(tier: str) -> Plan:
    text = BASE.replace('domain = "example.com"', f'domain = "example.com"\ncloudflare_plan = "{tier}"')
    promised = '[limits]\n"POST /graphql" = "12/minute"\n'
    return plan(read_text(text + promised, Path("launch.toml"), TODAY), GRAPHQL, "2026-01-01", frozenset())


@pytest.mark.parametrize(
    ("tier", "rules", "most", "reads_body"),
    [("free", 1, 400, False), ("pro", 2, 1200, False), ("business", 2, 1200, False), ("enterprise", 2, 120, True)],
)
def test_an_address_that_carries_every_operation_is_not_counted_as_the_chat(
    tier: str, rules: int, most: int, *, reads_body: bool
) -> None:
    text = cloudflare.render(graphql(tier))
    (resource,) = hcl2.loads(text)["resource"]
    found = next(iter(next(iter(resource.values())).values()))["rules"]
    shared = found[-1]

    assert len(found) == rules
    assert "/graphql" in shared["expression"]
    assert shared["ratelimit"]["requests_per_period"] == most
    assert ("http.request.body.raw contains" in shared["expression"]) is reads_body
    assert ("sendMessage" in shared["expression"]) is reads_body
    assert "login (sign-in: 5 a minute by account), sendMessage (chat: 12 a minute by user)" in text
    assert ("the body is not read here" in text) is not reads_body
    assert ("left out, limited in the app alone: POST /v1/files (upload)" in text) == (tier == "free")


def test_nginx_and_caddy_say_what_they_cannot_tell_apart() -> None:
    text = nginx.render(graphql("free"))

    assert re.findall(r"zone=launchready_(\w+):10m rate=(\d+)r/m", text) == [("upload", "60"), ("shared", "1200")]
    assert text.count("~*^POST /graphql/?$") == 1
    assert "Left to the app, which reads the body: login (sign-in" in text
    assert "POST /graphql (login): 5 a minute by account" in caddy.render(graphql("free"))
    assert "the body is not read here" in caddy.render(graphql("free"))


def test_the_app_is_told_which_operation_in_the_body_counts() -> None:
    found = tomllib.loads(app.render(graphql("free")))["limit"]

    assert {(one["route"], one.get("operation")) for one in found} == {
        ("POST /graphql", "sendMessage"),
        ("POST /graphql", "login"),
        ("POST /v1/files", None),
    }


@pytest.mark.parametrize(
    ("json", "field"),
    [
        ({"query": "mutation Say($t: String!) { sendMessage(text: $t) { answer } }"}, "sendMessage"),
        ({"query": 'mutation{ said: sendMessage(text: "{text}") { answer } }'}, "sendMessage"),
        ({"query": "{text}"}, ""),
        ({"query": "query the docs for {text}"}, ""),
        ({"text": "{text}"}, ""),
        (None, ""),
    ],
)
def test_a_call_in_the_language_of_graphql_names_its_operation(json: Json, field: str) -> None:
    assert inside(Call("POST", "/graphql", json=json)) == field


def project(folder: Path, *, with_run: bool) -> Path:
    (folder / "launch.toml").write_text(BASE, encoding="utf-8")
    if with_run:
        email = Field(("email",), "string", required=True)
        password = Field(("password",), "string", required=True)
        facts = ApiFacts(
            "api",
            "https://api.example.com/openapi.json",
            "t",
            (
                Operation("POST", "/auth/login", body=(email, password), body_kind="json"),
                Operation("POST", "/register", body=(email, password), body_kind="json"),
                Operation("GET", "/things"),
                Operation("POST", "/admin/report"),
            ),
        )
        run = store.Run.create(folder, "2026-01-01T00-00-00-aaaa", BASE)
        run.append(Answered(store.key_of(Api("api")), store.to_text(facts, ApiFacts)))
    return folder


def test_the_command_reads_what_the_run_saw(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["export", "limits", "--root", str(project(tmp_path, with_run=True))])
    routes = {one["route"] for one in tomllib.loads(done.output)["limit"]}

    assert done.exit_code == 0, done.output
    assert routes == {"POST /auth/login", "POST /register"}
    assert "the run 2026-01-01T00-00-00-aaaa saw" in done.output


def test_an_operation_behind_a_shared_address_is_named_as_it_is_sent(tmp_path: Path) -> None:
    email, password = (Field((name,), "string", required=True) for name in ("email", "password"))
    login = Operation("POST", "/graphql#/login", body=(email, password), body_kind="json", id="login")
    ask = Operation("POST", "/graphql#/chats/{id}/messages", id="sendMessage")
    facts = ApiFacts("api", "https://api.example.com/graphql", "t", (login, ask))
    (tmp_path / "launch.toml").write_text(BASE, encoding="utf-8")
    run = store.Run.create(tmp_path, "2026-01-01T00-00-00-aaaa", BASE)
    run.append(Answered(store.key_of(Api("api")), store.to_text(facts, ApiFacts)))

    done = CliRunner().invoke(main, ["export", "limits", "--for", "nginx", "--root", str(tmp_path)])

    assert done.exit_code == 0, done.output
    assert re.findall(r'"~\*\^(.+)" \$binary', done.output) == ["POST /graphql/?$"]
    assert "login (sign-in" in done.output
    assert "sendMessage (chat" in done.output


def test_the_command_writes_a_file_and_says_what_is_missing(tmp_path: Path) -> None:
    root = project(tmp_path, with_run=False)
    nothing = CliRunner().invoke(main, ["export", "limits", "--root", str(root)])
    (root / "launch.toml").write_text(BASE + '[limits]\n"POST /a" = "5/minute"\n', encoding="utf-8")
    out = tmp_path / "deep" / "limits.conf"

    done = CliRunner().invoke(main, ["export", "limits", "--for", "nginx", "--root", str(root), "--out", str(out)])

    assert nothing.exit_code == 2
    assert "worth flooding" in nothing.output
    assert done.exit_code == 0, done.output
    assert "No run is stored" in done.output
    assert "limit_req zone=launchready_costly" in out.read_text(encoding="utf-8")
