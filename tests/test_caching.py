"""Routes, who was given what, and what caches did, are read from a stored run."""

from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from launchready.caching import seen
from launchready.cli import main
from launchready.declare.read import read_text
from launchready.events import Answered
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.net.cache import Aside, PagesThroughCache, PrivatePages
from launchready.observe.net.comparing import Compared, Fetch, PagesCompared
from launchready.observe.net.poison import NOT_KEPT, Poisoning, Poisonings, Spot
from launchready.observe.net.site import Site, SiteTold
from launchready.observe.net.views import View
from launchready.observe.record import Sent
from launchready.remedy.cache._routes import Rule
from launchready.store import Run, key_of, to_text
from tests.declare.base import BASE, TODAY

TOML = f"""{BASE}
[surface.web]
kind = "web"
url = "https://example.com"
pages = ["/", "/prices"]
private_pages = ["/account"]
"""
FILE = "https://example.com/assets/app.3f9c2b1d.js"
LONG = (("Cache-Control", "public, max-age=31536000"),)
GET_ORDER = Operation("GET", "/orders/{order_id}")


def view(by: str, shows: str = "", *, own: bool = False) -> View:
    return View(by, "https://example.com/account", 200, shows, own, "X-Cache: HIT; Age: 7", "line", "", "curl")


def sent(url: str, who: str, content: str = "aa", **more: object) -> Sent:
    return replace(Sent(0.0, "edge.x", "GET", url, who, "200", 1.0, who, content=content), **more)  # type: ignore[arg-type]


def stored(root: Path, *more: Sent, forged: tuple[str, ...] = ()) -> Run:
    run = Run.create(root, "2026-01-01", TOML)
    fetch = Fetch("nobody", 200, own=False, content="aa", terms=(("Cache-Control", "max-age=60"),))
    answers = {
        SiteTold("web"): Site((), True, (FILE,), ()),
        PagesCompared("web"): (Compared("/", "https://example.com/", (fetch, replace(fetch, by="buyer_a"))),),
        PagesThroughCache("web"): PrivatePages(
            "buyer_a",
            "buyer_b",
            (),
            (
                Aside(
                    "/account",
                    "https://example.com/account",
                    (view("buyer_a", "buyer_a", own=True), view("nobody", "buyer_a")),
                ),
            ),
        ),
        Poisonings("web"): Poisoning((Spot("https://example.com/", NOT_KEPT, "", 6, forged),), ()),
        Api("api"): ApiFacts("api", "/openapi.json", "Example", (GET_ORDER, Operation("POST", "/orders"))),
    }
    for question, answer in answers.items():
        run.append(
            Answered(
                key_of(question),
                to_text(answer, type(answer) if not isinstance(answer, tuple) else tuple[Compared, ...]),
            )
        )
    api = "https://api.example.com/orders"
    for one in (
        sent(FILE, "nobody", terms=LONG),
        sent(f"{api}/7", "nobody", outcome="401"),
        sent(f"{api}/7", "buyer_a"),
        sent(f"{api}/7", "a forged token"),
        sent("https://example.com/wp-admin", "nobody"),
        *more,
    ):
        run.record(one)
    run.close()
    return run


def test_each_route_is_told_from_what_was_seen_of_it(tmp_path: Path) -> None:
    found = seen(stored(tmp_path), read_text(TOML, Path("launch.toml"), TODAY))

    told = {one.name: (one.kind, one.judge()) for one in found.routes}
    assert {name: judged.rule for name, (_, judged) in told.items()} == {
        "example.com/": Rule.MAY,
        "example.com/prices": Rule.UNSEEN,
        "example.com/account": Rule.OUT,
        "example.com/assets/app.3f9c2b1d.js": Rule.MAY,
        "api.example.com/orders/{order_id}": Rule.OUT,
    }
    assert told["example.com/account"][1].because == "nobody asked and was given what is buyer_a's"
    assert "buyer_a is answered, and nobody is not (401)" in told["api.example.com/orders/{order_id}"][1].because
    assert found.changes == 1
    account = next(one for one in found.routes if one.path == "/account")
    assert account.says("X-Cache", "Age") == ("X-Cache: HIT", "Age: 7")


def test_who_is_nobody_of_launch_toml_proves_nothing(tmp_path: Path) -> None:
    run = stored(tmp_path, sent("https://example.com/prices", "a forged token"))

    found = seen(run, read_text(TOML, Path("launch.toml"), TODAY))

    assert [one.fetches for one in found.routes if one.path == "/prices"] == [()]


def test_the_command_writes_the_page_and_the_rules(tmp_path: Path) -> None:
    stored(tmp_path)

    page = CliRunner().invoke(main, ["export", "cache", "--root", str(tmp_path), "--out", str(tmp_path / "cache.md")])
    rules = CliRunner().invoke(main, ["export", "cache", "--root", str(tmp_path), "--for", "nginx"])

    assert "3 routes stay out of the cache, 2 may be kept." in page.output
    assert "## Not seen (1)\n\n- `example.com/prices`: nothing asked" in (tmp_path / "cache.md").read_text(
        encoding="utf-8"
    )
    assert '"~^example\\.com/(\\?.*)?$" 0;' in rules.output


def test_a_page_that_follows_a_stranger_s_header_is_kept_out(tmp_path: Path) -> None:
    declared = read_text(TOML, Path("launch.toml"), TODAY)
    rules = {}
    for name, forged in (("sound", ()), ("query", ("utm_source",)), ("header", ("utm_source", "X-Host"))):
        run = stored(tmp_path / name, forged=forged)
        (rules[name],) = [one.judge() for one in seen(run, declared).routes if one.name == "example.com/"]

    assert rules["sound"].rule is rules["query"].rule is Rule.MAY  # a query is a part of the key
    assert rules["header"].rule is Rule.OUT
    assert "X-Host" in rules["header"].because
