"""A page is judged by what it shows of the inside."""

import json

import pytest

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.inputs.dumps import shows_state
from launchready.observe.net.served import Search, Served

DUMP = Served(
    "/debug", "the inner state of the process", ("environ", "cwd"), "GET https://api.shop.test/debug -> 200", "curl"
)
CONTROL = "404: nothing known; 404: nothing known"


def seen(*served: Served, silent: str = "", control: str = CONTROL, away: bool = False) -> Search:
    return Search("api.shop.test", served, 9, 9, silent, control, away)


EXAMPLES = (
    (seen(), Pass),
    (seen(DUMP), Fail),
    (seen(silent="GET https://api.shop.test/metrics -> timed out"), Unknown),
    (seen(control=""), Unknown),
    (seen(away=True), NotApplicable),
)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (json.dumps({"environment": {"PATH": "/bin"}, "cwd": "/srv", "pid": 7}), "the inner state of the process"),
        (
            json.dumps({"app": {"python_version": "3.11", "settings": {}, "database_url": "x"}}),
            "the inner state of the process",
        ),
        ('{"cmdline": [], "memstats": {"Alloc": 1}}', "Go's variables (expvar)"),
        (
            '{"activeProfiles": [], "propertySources": [{"name": "systemEnvironment"}]}',
            "the environment of a Spring application",
        ),
        ("<title>PHP 8.3.1 - phpinfo()</title>", "a page of phpinfo()"),
        ("Traceback (most recent call last):\n  File x", "a stack trace"),
    ],
)
def test_the_inside_is_known_by_its_content(body: str, what: str) -> None:
    assert shows_state(body)[0] == what


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<!doctype html><title>Shop</title><p>debug your settings and config",
        json.dumps({"error": {"code": "not_found", "message": "no such page", "request_id": "r1"}}),
        json.dumps({"status": "ok", "database": "ok", "release": "1.4.2"}),
        json.dumps({"status": "ok", "uptime": 12, "database": "ok"}),
        json.dumps([{"id": 1, "config": {}, "settings": {}, "env": "x"}]),
        "404 page not found",
    ],
)
def test_an_ordinary_answer_is_nothing(body: str) -> None:
    assert shows_state(body) == ("", ())
