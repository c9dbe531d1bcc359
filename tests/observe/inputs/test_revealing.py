"""What an answer tells of its server: frames of traces, words of databases, folders; and what only looks like it."""

import json

import pytest

from launchready.observe.inputs.revealing import insides_in, trace_in

TRACES = [
    'Traceback (most recent call last):\n  File "app.py", line 3, in f\n',
    '{"trace": ["  File \\"/srv/app.py\\", line 42, in wrapped\\n"]}',
    "<pre>  File &quot;/srv/app.py&quot;, line 42, in &lt;module&gt;</pre>",
    "TypeError: x is undefined\n    at Object.<anonymous> (/srv/app/index.js:10:15)",
    '{"stack": "Error: no\\n    at async find (file:///srv/app/dist/notes.mjs:3:9)"}',
    "<pre>TypeError: no<br> &nbsp; &nbsp;at /srv/app/routes.js:3:9</pre>",
    "at webpackInternal:///(rsc)/./app/page.tsx\n at Page (webpack-internal:///./app/page.tsx:14:11)",
    "java.lang.NullPointerException\n\tat com.shop.Orders.find(Orders.java:42)",
    '{"trace":"org.x.BadException: no\\r\\n\\tat org.x.Find.by(Find.java:42)"}',
    "\tat jdk.internal.reflect.GeneratedMethodAccessor5.invoke(Unknown Source)",
    "System.NullReferenceException: Object reference not set.\r\n   at Shop.Orders.Find(String id) in C:\\src\\Orders.cs:line 12",
    "System.FormatException: Input string was not in a correct format.\n   at System.Number.ThrowOverflowOrFormatException()",
    "#0 /var/www/html/index.php(12): find(Array)\n#1 {main}",
    "<b>Warning</b>:  Undefined array key in <b>/var/www/html/x.php</b> on line <b>12</b><br />",
    '{"exception":"TypeError","file":"\\/var\\/www\\/app\\/Http\\/Kernel.php","line":123,"trace":[]}',
    "/srv/app/models/order.rb:12:in `find'",
    "app/models/order.rb:12:in 'Order#find'",
    "panic: oh\n\ngoroutine 17 [running]:",
    "main.find(...)\n\t/srv/app/main.go:42 +0x1d",
    "thread 'main' panicked at src/main.rs:12:5:\nno",
    "(phoenix 1.7.10) lib/phoenix/router.ex:432: Phoenix.Router.__call__/5",
    "Can't locate object method at /srv/cgi/notes.pl line 12.",
]
ORDINARY = [
    '{"error": {"code": "invalid_input", "message": "not valid: title", "request_id": "req_1"}}',
    '{"detail": [{"loc": ["body", "title"], "msg": "Field required", "type": "missing"}]}',
    "The shop closes at 18:00 (local time: 19:00).",
    "Error at line 3 column 7 of your document.",
    "We explain Traceback (most recent call last) and other exceptions, at any time (see below: 12:30).",
    "Unexpected token } in JSON at position 12",
    "Expecting value: line 1 column 1 (char 0)",
    "Please select one from the list where the type is set; update it or delete from it what you like.",
    "Select a seat from those where price = lowest.",
    '<html><script src="/app/main.js"></script><a href="/srv/shop/login.php">sign in</a></html>',
    "No route GET /app/notes/7 (at your service).",
    "Whitelabel Error Page: This application has no explicit mapping for /error",
    "cloudflare Ray ID: 8a1b2c3d. Error 1020 at 2030-01-15 12:00:01 UTC",
    "java.lang is a package; NullPointerException is a class.",
    "insert into the box",
    "Doors open at noon (today: 12:30:00) and close at night (23:59:59).",
]


@pytest.mark.parametrize("body", TRACES)
def test_traces_of_the_usual_languages_are_recognised(body: str) -> None:
    assert trace_in(500, body)
    assert trace_in(500, json.dumps({"detail": body}))


@pytest.mark.parametrize("body", ORDINARY)
def test_ordinary_refusals_tell_nothing(body: str) -> None:
    assert trace_in(400, body) == ""
    assert insides_in(400, body) == ""


@pytest.mark.parametrize(
    "body",
    [
        "SQLSTATE[42000]: Syntax error",
        'ERROR: syntax error at or near "x"',
        "You have an error in your SQL syntax; check the manual",
        '(sqlite3.OperationalError) unrecognized token: "\'"',
        "failed: SELECT o.id, o.total FROM orders o WHERE o.id = $1",
        "insert into notes (title, stars) values (?, ?)",
        "Npgsql.PostgresException: 22P02",
        'Cast to ObjectId failed for value "x" (type string)',
        "You're seeing this error because you have <code>DEBUG = True</code> in your settings",
        "no such file: /srv/shop/releases/12/app/models/order.py",
        "ENOENT: /app/node_modules/sharp/build/x",
        "C:\\inetpub\\shop\\Controllers\\Orders.cs",
    ],
)
def test_insides_are_recognised(body: str) -> None:
    assert insides_in(500, body)
    assert insides_in(400, json.dumps({"detail": body}))


def test_what_was_found_by_a_search_is_no_error() -> None:
    assert trace_in(200, json.dumps([{"title": TRACES[0]}])) == ""
    assert trace_in(200, json.dumps({"errors": [{"message": "no", "stack": TRACES[3]}]}))


def test_what_a_good_answer_shows_too_tells_nothing() -> None:
    assert trace_in(404, TRACES[0], usual=f"<h1>{TRACES[0]}</h1>") == ""


def test_an_echo_tells_nothing() -> None:
    path = "/srv/shop/app/order.py"

    assert insides_in(404, f"nothing at {path}", sent=f"GET {path}") == ""
    assert insides_in(404, f"nothing at {path}", sent="GET /x")
