"""What must not be served is known by its content; what merely resembles it is nothing."""

import json

import pytest

from launchready.observe.net.left_open import (
    BACKUP,
    CONSOLE,
    PATHS,
    PROOFS,
    REPOSITORY,
    SETTINGS,
    STATE,
    known,
    paths_of,
)

ZIP = "PK\x03\x04\x14\x00\x00\x00\x08\x00\ufffd\ufffd\ufffdZ\ufffd\x1c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0c\x00\x00\x00"


@pytest.mark.parametrize(
    ("family", "body", "what", "names"),
    [
        (
            SETTINGS,
            "DATABASE_URL=postgres://x\nSIGNING_KEY=abc\n",
            "an environment file",
            ("DATABASE_URL", "SIGNING_KEY"),
        ),
        (SETTINGS, "# settings\nexport STRIPE_KEY=abc\n\n", "an environment file", ("STRIPE_KEY",)),
        (SETTINGS, "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n", "a private key", ()),
        (
            SETTINGS,
            "[default]\naws_access_key_id = A\naws_secret_access_key = b\n",
            "the keys of a cloud account",
            ("default",),
        ),
        (SETTINGS, "//packages.shop.test/:_authToken=abc\n", "a package manager's token", ()),
        (SETTINGS, "admin:$apr1$x$y\n", "passwords in hashed form", ()),
        (SETTINGS, "https://bea:token@code.shop.test\n", "stored passwords of git", ()),
        (
            SETTINGS,
            "<?php\ndefine('DB_NAME', 'wp');\ndefine('DB_PASSWORD', 'x');\n",
            "the settings of a PHP site",
            ("DB_NAME", "DB_PASSWORD"),
        ),
        (
            SETTINGS,
            '{"version": 4, "terraform_version": "1.9", "serial": 3, "resources": [{"type": "db"}]}',
            "a state of Terraform",
            ("db",),
        ),
        (SETTINGS, "services:\n  web:\n    image: shop\n  db:\n    image: postgres\n", "a compose file", ("web", "db")),
        (
            SETTINGS,
            "production:\n  adapter: postgresql\n  database: shop\n",
            "the settings of a database",
            ("production",),
        ),
        (SETTINGS, '{"ConnectionStrings": {"Main": "Server=db;Password=x"}}', "connection strings", ("Main",)),
        (
            SETTINGS,
            json.dumps({"lockfileVersion": 3, "packages": {"a": {"resolved": "https://npm.corp.internal/a.tgz"}}}),
            "a list of packages that names the inside",
            ("npm.corp.internal",),
        ),
        (SETTINGS, "\x7fELF\x02\x01", "a core dump", ()),
        (REPOSITORY, "ref: refs/heads/main\n", "a git repository", ("ref: refs/heads/main",)),
        (
            REPOSITORY,
            '[core]\n\trepositoryformatversion = 0\n[remote "origin"]\n',
            "the settings of a git repository",
            ('remote "origin"',),
        ),
        (REPOSITORY, "revlogv1\nstore\nfncache\n"[9:] + "revlogv1\n", "a Mercurial repository", ()),
        (REPOSITORY, "\x00\x00\x00\x01Bud1\x00", "a folder's list of files (.DS_Store)", ()),
        (
            BACKUP,
            "-- PostgreSQL database dump\n\nSET x = 1;\nCREATE TABLE public.users (id int);\n",
            "a database dump",
            ("users",),
        ),
        (BACKUP, "SQLite format 3\x00...CREATE TABLE orders (id)", "a database", ("orders",)),
        (BACKUP, ZIP + "src/config/database.ymlxx", "an archive of code or data", ("src/config/database.ymlxx",)),
        (BACKUP, "\x1f\ufffd\x08\x00", "a compressed archive", ()),
        (
            CONSOLE,
            "<title>Login - Adminer</title><input name='auth[server]'>",
            "the sign-in of a database's console (Adminer)",
            (),
        ),
        (
            CONSOLE,
            '[{"id":7,"uid":"x","title":"Payments","uri":"db/p","type":"dash-db"}]',
            "the dashboards of Grafana",
            ("Payments",),
        ),
        (
            CONSOLE,
            '{"status":"success","data":{"yaml":"scrape_configs:\\n- job_name: api\\n"}}',
            "the settings of Prometheus",
            ("api",),
        ),
        (
            CONSOLE,
            '{"data":["checkout","users"],"total":2,"limit":0,"offset":0,"errors":null}',
            "the traces of Jaeger",
            ("checkout", "users"),
        ),
        (
            CONSOLE,
            '{"name":"n","cluster_name":"c","tagline" : "You Know, for Search"}',
            "a search engine (Elasticsearch)",
            (),
        ),
        (
            STATE,
            '{"_links":{"self":{},"health":{},"env":{"href":"x"},"heapdump":{"href":"y"}}}',
            "what a Spring application opens",
            ("heapdump", "env"),
        ),
        (
            STATE,
            '<script>var EVALEX = true, SECRET = "x";</script><title>Console // Werkzeug Debugger</title>',
            "a debugger in which code is run (Werkzeug)",
            (),
        ),
        (
            STATE,
            '# TYPE requests counter\nrequests{user_email="a@shop.test"} 4\n',
            "metrics that name customers or the inside",
            ("user_email (an e-mail address)",),
        ),
        (
            STATE,
            '# TYPE up gauge\nup{instance="10.2.3.4:9100"} 1\n',
            "metrics that name customers or the inside",
            ("instance (an address of the inside)",),
        ),
        (STATE, '{"cmdline": [], "memstats": {"Alloc": 1}}', "Go's variables (expvar)", ()),
    ],
)
def test_it_is_known_by_its_content(family: str, body: str, what: str, names: tuple[str, ...]) -> None:
    assert known(body, family) == (what, names)


PAGE = "<!doctype html><title>Shop</title><p>phpMyAdmin, Adminer, Grafana and Kibana: how we run things\nNAME=value\n"


@pytest.mark.parametrize("family", PROOFS)
@pytest.mark.parametrize(
    "body",
    [
        "",
        PAGE,
        '{"error": {"code": "not_found"}}',
        "Not Found",
        "User-agent: *\nDisallow: /account\n",
        "To whom it may concern: CREATE a TABLE reservation.",
        "VITE_API=https://api.shop.test\nVITE_KEY=pk_live_x\n",
        '# TYPE http_requests_total counter\nhttp_requests_total{code="200",handler="/orders/{id}"} 4\n',
        '# TYPE logins counter\nlogins{user="anonymous"} 4\n',
        json.dumps({"lockfileVersion": 3, "packages": {"a": {"resolved": "https://packages.example/a.tgz"}}}),
        '{"_links":{"self":{"href":"x"},"health":{"href":"y"},"info":{"href":"z"}}}',
        "<title>Grafana</title><div class=login>Welcome to Grafana</div>",
        "<title>Jaeger UI</title><div id=root></div>",
        '{"data":[],"total":0,"limit":20,"offset":0}',
        '[{"id":7,"title":"A blue chair","type":"listing"}]',
        '{"status":"success","data":{"orders":[]}}',
        '{"repositories":[]}',
        "-----BEGIN CERTIFICATE-----\nMII\n",
        ZIP + "readme.txt\x00\x00",
    ],
)
def test_what_resembles_it_is_nothing(family: str, body: str) -> None:
    assert known(body, family) == ("", ())


def test_the_product_s_own_names_are_asked_for() -> None:
    assert {"/shop.sql", "/shop.example.zip"} <= set(paths_of(BACKUP, "shop.example"))


def test_nothing_is_asked_for_that_makes_the_server_work() -> None:
    assert not [path for paths in PATHS.values() for path in paths if "heapdump" in path or "shutdown" in path]
