"""What stands between the world and the app: redirects, headers, the door to the admins, the cache, the origin's own door."""

import base64
import json
import re

import pytest

from bazaar.tests.town_client import Town
from bazaar.town.cache import Asked, Cache
from bazaar.town.flood import RULES, Flood, told

ORIGIN = "127.0.0.2"


@pytest.mark.parametrize("host", ["bazaar.test", "api.bazaar.test", "admin.bazaar.test", "errors.bazaar.test"])
def test_plain_http_leads_to_https_at_the_same_place(sound: Town, host: str) -> None:
    answer = sound.ask(f"http://{host}/some/path?with=query")

    assert (308, f"https://{host}/some/path?with=query") == (answer.status, answer.headers["Location"])


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("alias", ["www.bazaar.test", "shop.bazaar.test"])
def test_an_alias_leads_to_the_one_name_in_one_hop(sound: Town, scheme: str, alias: str) -> None:
    answer = sound.ask(f"{scheme}://{alias}/some/path?with=query")

    assert (answer.status, answer.headers["Location"]) == (301, "https://bazaar.test/some/path?with=query")


def test_each_public_host_is_trusted_and_sends_the_headers_that_are_intended(sound: Town) -> None:
    for host in ("bazaar.test", "www.bazaar.test", "api.bazaar.test", "admin.bazaar.test", "staging.bazaar.test"):
        headers = sound.ask(f"https://{host}/").headers

        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload", host
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], host
        assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff"), host
        assert headers["Server"] is None, host


def test_the_origin_answers_the_edge_alone(sound: Town) -> None:
    known = {"X-Edge-Key": sound.secret("EDGE_KEY")}

    for host in ("bazaar.test", "api.bazaar.test", "admin.bazaar.test", "errors.bazaar.test", "staging.bazaar.test"):
        refused = sound.ask(f"https://{host}/", at=ORIGIN)
        wrong = sound.ask(f"https://{host}/", at=ORIGIN, headers={"X-Edge-Key": "guessed"})
        assert [(refused.status, refused.text), (wrong.status, wrong.text)] == [(403, ""), (403, "")], host
    assert sound.ask("https://bazaar.test/", at=ORIGIN, headers=known).status == 200


def test_a_host_that_is_not_ours_gets_nothing_from_edge_or_origin(sound: Town) -> None:
    answers = [sound.ask("https://bazaar.test/", at=at, headers={"Host": "evil.test"}) for at in ("127.0.0.1", ORIGIN)]

    assert [(answer.status, answer.text) for answer in answers] == [(404, ""), (403, "")]


def test_the_admins_door_opens_to_staff_alone_and_the_app_still_asks_who_it_is(sound: Town) -> None:
    basic = sound.secret("STAFF_PASSWORD")
    encoded = base64.b64encode(f"staff:{basic}".encode()).decode()

    closed = sound.ask("https://admin.bazaar.test/")
    opened = sound.ask("https://admin.bazaar.test/", headers={"Authorization": f"Basic {encoded}"})

    assert (closed.status, closed.text) == (401, "")
    assert (opened.status, opened.headers["Location"]) == (303, "/login")


def test_assets_and_public_pages_come_out_of_the_cache(sound: Town) -> None:
    sound.ask("https://bazaar.test/")
    page = sound.ask("https://bazaar.test/")
    asset = "https://bazaar.test" + re.findall(r'src="(/assets/app\.\w+\.js)"', page.text)[0]

    first, second = sound.ask(asset), sound.ask(asset, headers={"Cookie": "anything=1"})

    assert (page.headers["X-Cache"], second.headers["X-Cache"]) == ("HIT", "HIT")
    assert first.text == second.text
    assert "immutable" in second.headers["Cache-Control"]
    assert sound.ask(asset, headers={"If-None-Match": second.headers["ETag"]}).status == 304


@pytest.mark.parametrize(
    "variant", ["", "/x.css", "/%2e%2e/x.js", ";x.css", "%0ax.css", "/..%2fassets%2fa.js", "?x.css"]
)
def test_a_private_page_never_comes_out_of_the_cache(sound: Town, variant: str) -> None:
    path, cookie = f"https://bazaar.test/account{variant}", sound.cookie()

    mine = [sound.ask(path, headers={"Cookie": cookie}) for _ in range(2)]
    theirs = sound.ask(path)

    assert [answer.headers["X-Cache"] for answer in mine] == ["BYPASS", "BYPASS"]
    assert "Ada Buyer" not in theirs.text
    assert ("Ada Buyer" in mine[1].text) == (variant in {"", "?x.css"})


def test_a_client_cannot_say_where_it_comes_from(sound: Town) -> None:
    claims = ("X-Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP")
    wrong = {"password": "a wrong password"}

    def attempt(number: int, source: str) -> int:
        headers = {"Content-Type": "application/json", **dict.fromkeys(claims, f"198.51.100.{number}")}
        body = json.dumps({"email": f"nobody-{number}@bazaar.test", **wrong})
        where = "https://api.bazaar.test/auth/login"
        return sound.ask(where, method="POST", body=body, headers=headers, source=source).status

    statuses = [attempt(number, "127.0.0.9") for number in range(62)]

    assert statuses == [401] * 60 + [429] * 2
    assert attempt(70, "127.0.0.10") == 401


def test_a_stream_comes_through(sound: Town) -> None:
    signed = {"Authorization": f"Bearer {sound.token()}"}
    listing = json.loads(sound.ask("https://api.bazaar.test/listings").text)[0]["id"]
    opened = sound.post("https://api.bazaar.test/conversations", {"listing_id": listing, "title": "Hello"}, **signed)
    where = f"https://api.bazaar.test/conversations/{json.loads(opened.text)['id']}/messages"

    answer = sound.post(where, {"content": "What can you do?"}, **signed, Accept="text/event-stream")

    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.text.startswith(("data:", "event:"))


def test_a_body_that_is_too_large_is_refused_by_the_app_through_the_edge(sound: Town) -> None:
    answer = sound.post("https://api.bazaar.test/auth/login", {"email": "a" * (1024 * 1024 + 1), "password": "x"})

    assert answer.status == 413


def test_floods_are_stopped_by_address_and_forgotten_after_a_minute() -> None:
    now = [0.0]
    flood = Flood(lambda: now[0])
    limit = RULES[0].per_minute

    waits = [flood.wait("POST", "/auth/login", "198.51.100.1") for _ in range(limit + 1)]

    assert [None] * limit + [60] == waits
    assert flood.wait("POST", "/auth/login", "198.51.100.2") is None
    assert flood.wait("GET", "/auth/login", "198.51.100.1") is None
    now[0] = 61
    assert flood.wait("POST", "/auth/login", "198.51.100.1") is None


@pytest.mark.parametrize(
    ("path", "body", "what"),
    [
        (
            "/graphql",
            b'{"query": "mutation Say($input: SendMessageInput!) { sendMessage(input: $input) { id } }"}',
            "#sendMessage",
        ),
        ("/graphql", b'{"query": "{ signIn: me { id } }"}', ""),
        ("/orders", b'{"query": "{ signIn(input: $input) }"}', ""),
    ],
)
def test_behind_one_address_for_everything_a_rule_goes_by_the_field(path: str, body: bytes, what: str) -> None:
    assert told(path, body) == path + what


@pytest.mark.parametrize(
    ("status", "headers", "kept"),
    [
        (200, {b"cache-control": b"public, max-age=60"}, 60),
        (200, {b"cache-control": b"public, s-maxage=5, max-age=60"}, 5),
        (200, {b"cache-control": b"public, max-age=60", b"set-cookie": b"a=b"}, 0),
        (200, {b"cache-control": b"public, max-age=60", b"vary": b"*"}, 0),
        (200, {b"cache-control": b"public, no-store, max-age=60"}, 0),
        (200, {b"cache-control": b"max-age=60"}, 0),
        (200, {}, 0),
        (404, {b"cache-control": b"public, max-age=60"}, 0),
    ],
)
def test_only_what_the_app_calls_public_is_kept(status: int, headers: dict[bytes, bytes], kept: int) -> None:
    asked = Asked("GET", "bazaar.test", "/", "", ())

    assert kept == Cache(frozenset()).seconds(asked, status, tuple(headers.items()))


def test_what_varies_by_a_header_is_kept_apart_and_grows_old() -> None:
    now = [0.0]
    cache = Cache(frozenset(), lambda: now[0])
    french, german = (Asked("GET", "h", "/", "", ((b"accept-language", one),)) for one in (b"fr", b"de"))

    cache.keep(french, 200, ((b"vary", b"Accept-Language"),), b"bonjour", 10)

    found = cache.find(french)
    assert found is not None
    assert found.body == b"bonjour"
    assert cache.find(german) is None
    now[0] = 11
    assert cache.find(french) is None
