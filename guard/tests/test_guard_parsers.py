"""Whatever a stranger sends, each reader of it answers within its rule, and none breaks."""

import asyncio
import ipaddress
import json
import re
import tomllib
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.tests.driving import Echo, ask
from launchready_guard.address import Proxies, network_of
from launchready_guard.asgi import Scope
from launchready_guard.bodies import Bodies, Bound
from launchready_guard.cors import Cors
from launchready_guard.egress import Egress, NotAllowed
from launchready_guard.hosts import Hosts
from launchready_guard.limits_file import FileError, LimitsFile, read
from launchready_guard.paths import Route, Routes, plain
from launchready_guard.request_ids import CURRENT, RequestIds, Trace
from launchready_guard.sign_in import SignInThrottle
from launchready_guard.webhooks import GitHub, Refused, Scheme, Slack, StandardWebhooks, Stripe, Webhooks
from launchready_guard.window import Memory

KEY = b"sixteen bytes of key"
SECRET = "whsec_c2l4dGVlbiBieXRlcyBvZiBrZXk="
HEADER = st.text(st.characters(max_codepoint=255), max_size=120)
HEX = st.text("0123456789abcdefABCDEF", max_size=40)
PARENT = st.one_of(
    HEADER,
    st.builds("-".join, st.lists(HEX, max_size=6)),
    st.builds(
        lambda version, trace, parent, flags, more: f"{version}-{trace}-{parent}-{flags}{more}",
        st.sampled_from(["00", "01", "ff", "0", "GG"]),
        st.text("0123456789abcdef", min_size=31, max_size=33) | st.just("0" * 32),
        st.text("0123456789abcdef", min_size=15, max_size=17) | st.just("0" * 16),
        st.sampled_from(["00", "01", "ff", "0", "zz"]),
        st.sampled_from(["", "-more", "x", " "]),
    ),
)
VALID = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]")


@given(PARENT, HEADER)
def test_a_trace_goes_on_or_begins_anew_and_is_always_well_formed(parent: str, name: str) -> None:
    seen: list[Trace | None] = []

    async def app(scope: Scope, receive: Any, send: Any) -> None:
        seen.append(CURRENT.get())
        await Echo()(scope, receive, send)

    found = asyncio.run(ask(RequestIds(app), "GET /", [("traceparent", parent), ("x-request-id", name)]))

    (trace,) = seen
    assert trace is not None
    assert VALID.fullmatch(trace.traceparent)
    assert trace.trace_id in parent or not re.fullmatch(
        r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}", parent
    )
    assert re.fullmatch(r"req_[0-9a-f]{16}", found["x-request-id"] or "")


WORD = st.one_of(
    st.sampled_from(
        [
            "10.0.0.1",
            "10.9.9.9",
            "198.51.100.7",
            "[2001:db8::1]:80",
            "2001:db8::1",
            "::ffff:10.0.0.1",
            "1.2.3.4:55",
            "unknown",
            '"',
            "",
        ]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
)
OURS = Proxies(["10.0.0.0/8", "fd00::/8"])


def client(forwarded: list[str], peer: str) -> str:
    headers = [(b"x-forwarded-for", one.encode("latin-1")) for one in forwarded]
    return OURS.client({"type": "http", "client": (peer, 1), "headers": headers})


@given(st.lists(st.lists(WORD, max_size=5).map(", ".join), max_size=3))
def test_what_a_client_claims_counts_only_from_a_proxy_of_ours(forwarded: list[str]) -> None:
    assert client(forwarded, "203.0.113.9") == "203.0.113.9"
    told = client([*forwarded, "198.51.100.7"], "10.0.0.1")
    assert told == "198.51.100.7"
    at = client(forwarded, "10.0.0.1")
    assert at == "10.0.0.1" or str(ipaddress.ip_address(at)) == at
    assert network_of(at)


@given(st.lists(HEADER, max_size=3))
def test_any_forwarded_header_names_an_address(forwarded: list[str]) -> None:
    assert str(ipaddress.ip_address(client(forwarded, "10.0.0.1")))


LIST = ["https://shop.example", "http://localhost:3000"]
ORIGIN = st.one_of(
    HEADER,
    st.builds(
        lambda a, b, c: a + b + c,
        st.sampled_from(["", "x", "https://", "."]),
        st.sampled_from(LIST),
        st.sampled_from(["", ".", "/", ":443", " ", ".evil.example", "\u00e9"]),
    ),
    st.sampled_from([*LIST, "null", "*", "HTTPS://SHOP.EXAMPLE"]),
)


@given(ORIGIN, st.sampled_from(["GET", "OPTIONS"]))
def test_an_origin_is_of_the_list_letter_for_letter_or_nobody_s(origin: str, method: str) -> None:
    headers = [("origin", origin), ("access-control-request-method", "PUT")]
    found = asyncio.run(ask(Cors(Echo(), origins=LIST, credentials=True), f"{method} /", headers))

    assert found["access-control-allow-origin"] == (origin if origin in LIST else None)
    assert bool(found["access-control-allow-credentials"]) is (origin in LIST)
    assert "Origin" in (found["vary"] or "")


@given(HEADER, HEADER)
def test_a_host_is_one_of_ours_or_refused(host: str, forwarded: str) -> None:
    echo = Echo()
    guarded = Hosts(echo, names=["shop.example"])
    found = asyncio.run(ask(guarded, "GET /", [("host", host), ("x-forwarded-host", forwarded)]))

    assert found.status == 421 or (host.strip().lower().partition(":")[0].rstrip(".") == "shop.example" and echo.asked)
    assert not any(name == b"x-forwarded-host" for scope in echo.asked for name, _ in scope["headers"])


@given(HEADER, HEADER, st.binary(max_size=80))
def test_whatever_type_and_length_a_body_claims_is_answered(kind: str, length: str, body: bytes) -> None:
    headers = [("content-type", kind), ("content-length", length)]
    types = ("application/json", "multipart/form-data")
    found = asyncio.run(ask(Bodies(Echo(), usual=Bound(most_bytes=40, types=types)), "POST /", headers, body))

    assert found.status in {200, 400, 413, 415}
    assert found.status != 200 or len(body) <= 40 or length == "0"


@given(st.binary(max_size=400), st.integers(1, 30))
def test_a_form_of_parts_flows_as_it_is_and_no_further_than_its_bound(body: bytes, size: int) -> None:
    echo = Echo()
    pieces = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
    headers = {"content-type": 'multipart/form-data; boundary="x', "transfer-encoding": "chunked"}
    app = Bodies(echo, usual=Bound(most_bytes=200, types=("multipart/form-data",)))
    found = asyncio.run(ask(app, "POST /", headers, pieces))

    assert found.status == (200 if len(body) <= 200 else 413)
    assert all(len(held) <= 200 and body.startswith(held) for held in echo.bodies)


SCHEMES: list[Scheme] = [Stripe(SECRET), GitHub("secret"), Slack("secret"), StandardWebhooks(SECRET)]
NAMES = (
    "stripe-signature",
    "x-hub-signature-256",
    "x-slack-signature",
    "x-slack-request-timestamp",
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
)
SIGNED = st.one_of(
    HEADER,
    st.builds(
        lambda parts: ",".join(f"{name}={value}" for name, value in parts),
        st.lists(
            st.tuples(st.sampled_from(["t", "v1", "v0", "sha256", ""]), HEX | st.text("0123456789", max_size=20)),
            max_size=5,
        ),
    ),
)


@given(st.dictionaries(st.sampled_from(NAMES), SIGNED), st.binary(max_size=60), st.sampled_from(SCHEMES))
def test_no_made_up_signature_is_believed(said: dict[str, str], body: bytes, scheme: Scheme) -> None:
    webhooks = Webhooks(scheme, Memory(), clock=lambda: 1_700_000_000.0)

    with pytest.raises(Refused):
        asyncio.run(webhooks.believe(((name.encode(), value.encode("latin-1")) for name, value in said.items()), body))


SCALAR = st.one_of(
    st.booleans(),
    st.integers(-10, 10**7),
    st.floats(allow_nan=False),
    st.text(max_size=12),
    st.sampled_from(["POST /a", "/b/{c}", "user", "address", "account"]),
)
ROW = st.dictionaries(st.sampled_from(["route", "operation", "host", "key", "most", "window", "why", "other"]), SCALAR)


def written(rows: list[dict[str, object]]) -> str:
    lines = ["version = 1"]
    for row in rows:
        lines += ["[[limit]]", *(f"{name} = {json.dumps(value)}" for name, value in row.items())]
    return "\n".join(lines)


@given(st.lists(ROW, max_size=3))
def test_a_file_of_limits_is_kept_whole_or_says_why_not(rows: list[dict[str, object]]) -> None:
    text = written(rows)
    try:
        tomllib.loads(text)
        found = read(text)
    except (FileError, tomllib.TOMLDecodeError):
        return
    assert isinstance(found, LimitsFile)
    assert len(found.rules) + len(found.by_account) + len(found.left) <= len(rows)


@given(st.text(max_size=200))
def test_any_text_is_a_file_of_limits_or_says_why_not(text: str) -> None:
    with suppress(FileError):
        read(text)


COOKIE = st.one_of(st.text(max_size=120), st.builds(".".join, st.lists(HEX, min_size=3, max_size=5)))


@given(COOKIE, st.text(max_size=30), HEADER)
def test_no_made_up_cookie_is_a_device(cookie: str, account: str, address: str) -> None:
    attempt = asyncio.run(SignInThrottle(KEY).attempt(account, address, cookie))

    assert attempt.keys[0].startswith("sign-in account ")


@given(st.integers(0, 200), st.text("0123456789abcdef.x", min_size=1, max_size=3))
def test_a_cookie_that_was_bent_is_nobody_s(at: int, instead: str) -> None:
    throttle = SignInThrottle(KEY)

    async def go() -> tuple[str, str]:
        cookie = await throttle.succeeded(await throttle.attempt("ada", "198.51.100.1"))
        bent = cookie[:at] + instead + cookie[at + len(instead) :]
        return cookie, "" if bent == cookie else (await throttle.attempt("ada", "198.51.100.1", bent)).keys[0]

    _, key = asyncio.run(go())

    assert not key.startswith("sign-in device")


@given(st.text("/ab{}.%", max_size=20), st.sampled_from(["GET", "HEAD", "POST", ""]))
def test_a_path_falls_under_one_rule_however_its_slashes_stand(path: str, method: str) -> None:
    rules = Routes([(Route.read("GET /a/{b}"), 1), (Route.read("/a"), 2), (Route.read("/{rest:path}"), 3)])

    assert plain(plain(path)) == plain(path)
    found = rules.find(method, "/" + path)
    assert found == rules.find(method, plain("/" + path)) == rules.find(method, "/" + path + "/")
    assert found is not None


URL = st.one_of(
    st.text(max_size=60),
    st.builds(
        lambda scheme, user, host, port, path: f"{scheme}{user}{host}{port}{path}",
        st.sampled_from(["https://", "http://", "https:/", "//", "HTTPS://", "ftp://", "https:\\\\"]),
        st.sampled_from(["", "a@", "a:b@", "hooks.example@", "hooks.example\\@"]),
        st.sampled_from(
            [
                "hooks.example",
                "127.0.0.1",
                "[::1]",
                "0x7f.1",
                "2130706433",
                "hooks.example.",
                "evil.example",
                "\u24d7ooks.example",
                "169.254.169.254",
                "localhost",
            ]
        ),
        st.sampled_from(["", ":443", ":80", ":0", ":99999", ":x"]),
        st.sampled_from(["", "/", "/a?b#c", "/\u00e9", "/\t", "?@hooks.example"]),
    ),
)


@given(URL)
def test_any_address_leads_to_the_list_or_nowhere(url: str) -> None:
    async def resolve(name: str) -> list[str]:
        return ["203.0.113.7"] if name != "hooks.example" else ["93.184.215.14"]

    try:
        pinned = asyncio.run(Egress(hosts=["hooks.example"], resolve=resolve).pin(url))
    except NotAllowed:
        return
    assert (pinned.host, pinned.address, pinned.port) == ("hooks.example", "93.184.215.14", 443)
