import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import dkim
import httpx2
import jwt
import pytest
from openapi_spec_validator import validate

from bazaar.tests.app_product import CANARIES, PASSWORDS, PEOPLE, SIGNING_KEY, Product, dkim_record, open_product


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with open_product(tmp_path_factory.mktemp("bazaar")) as running:
        yield running


def test_health_says_what_the_database_and_the_release_are(product: Product) -> None:
    answer = product.by(None).get("/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok", "release": "r1"})
    assert answer.headers["X-Request-Id"] in product.log()


def test_the_openapi_document_is_valid_and_marks_what_needs_a_session(product: Product) -> None:
    document = product.by(None).get("/openapi.json").json()

    validate(document)
    public = {
        f"{method.upper()} {path}"
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if not operation.get("security")
    }
    assert public == {
        "POST /auth/signup",
        "POST /auth/login",
        "POST /auth/reset",
        "POST /auth/reset/confirm",
        "GET /listings",
        "GET /listings/{listing_id}",
        "GET /health",
        "POST /webhooks/payments",
    }
    assert {"bearer", "cookie"} == set(document["components"]["securitySchemes"])
    assert not re.search(r"/internal|/api/v1|/debug", json.dumps(document))


def test_every_marked_operation_asks_for_a_session(product: Product) -> None:
    document = product.by(None).get("/openapi.json").json()

    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation.get("security"):
                answer = product.by(None).request(method.upper(), re.sub(r"\{\w+\}", "x", path), json={"note": "x"})
                assert (path, method, answer.status_code) in {(path, method, 401), (path, method, 422)}


def test_a_new_account_signs_in_and_out(product: Product) -> None:
    nobody, given = product.by(None), {"email": "New@Example.test", "password": "a long password", "name": "New"}

    assert nobody.post("/auth/signup", json=given).status_code == 202
    answer = nobody.post("/auth/login", json={k: given[k] for k in ("email", "password")})
    token = answer.json()["access_token"]
    me = product.host("api.bazaar.test", Authorization=f"Bearer {token}")

    assert me.get("/me").json()["role"] == "buyer"
    assert {"__Host-session", "HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(
        re.split(r"=lrx|; |(?<=session)=", answer.headers["set-cookie"])
    )
    assert me.post("/auth/logout").status_code == 204
    assert me.get("/me").status_code == 401


def test_sign_up_and_reset_tell_no_stranger_who_has_an_account(product: Product) -> None:
    nobody = product.by(None)
    known = nobody.post("/auth/signup", json={"email": "b@bazaar.test", "password": "x" * 12, "name": "B"})
    fresh = nobody.post("/auth/signup", json={"email": "fresh@bazaar.test", "password": "x" * 12, "name": "B"})

    assert (known.status_code, known.json()) == (fresh.status_code, fresh.json())
    assert "already" in str(product.mailbox.to("b@bazaar.test")["Subject"])
    assert nobody.post("/auth/login", json={"email": "b@bazaar.test", "password": "x" * 12}).status_code == 401


@pytest.mark.parametrize("key", ["wrong" * 8, "secret" * 6])
def test_a_token_signed_with_another_key_is_refused(product: Product, key: str) -> None:
    good = product.token("a")
    claims = jwt.decode(good, SIGNING_KEY, algorithms=["HS256"], audience="bazaar-api")

    forged = jwt.encode(claims, key, algorithm="HS256")

    assert product.host("api.bazaar.test", Authorization=f"Bearer {good}").get("/me").status_code == 200
    assert product.host("api.bazaar.test", Authorization=f"Bearer {forged}").get("/me").status_code == 401


def test_a_token_past_its_end_is_refused(product: Product) -> None:
    good = product.token("a")
    claims = jwt.decode(good, SIGNING_KEY, algorithms=["HS256"], audience="bazaar-api")

    old = jwt.encode(claims | {"exp": int(time.time()) - 1}, SIGNING_KEY, algorithm="HS256")

    assert product.host("api.bazaar.test", Authorization=f"Bearer {old}").get("/me").status_code == 401


def test_a_new_password_comes_by_signed_mail_and_ends_older_sessions(tmp_path: Path) -> None:
    with open_product(tmp_path) as product:
        before = product.by("a")

        assert product.by(None).post("/auth/reset", json={"email": "a@bazaar.test"}).status_code == 202
        mail = product.mailbox.to("a@bazaar.test")
        token = re.search(r"https://bazaar\.test/reset\?token=(\S+)", mail.get_content())
        assert token is not None
        given = {"token": token[1], "password": "another long password"}
        envelope = product.mailbox.came[0]

        assert product.by(None).post("/auth/reset/confirm", json=given).status_code == 204
        assert product.by(None).post("/auth/reset/confirm", json=given).status_code == 400
        assert before.get("/me").status_code == 401
        assert envelope.mail_from == "bounce@bazaar.test"
        assert isinstance(envelope.content, bytes)
        assert dkim.verify(envelope.content, dnsfunc=lambda *_, **__: dkim_record())


def test_what_belongs_to_a_is_not_found_by_b(product: Product) -> None:
    talk, file, order = product.talk("a"), product.upload("a", "mine"), product.order("a")
    b = product.by("b")

    for path in (f"/conversations/{talk}", f"/conversations/{talk}/messages", f"/files/{file}", f"/orders/{order}"):
        assert product.by("a").get(path).status_code == 200, path
        assert b.get(path).status_code == 404, path
        assert product.by("admin").get(path).status_code == 404, path
    assert b.patch(f"/conversations/{talk}", json={"title": "B's"}).status_code == 404
    assert b.post(f"/conversations/{talk}/messages", json={"content": "hi"}).status_code == 404
    assert b.delete(f"/conversations/{talk}").status_code == 404
    assert b.delete(f"/files/{file}").status_code == 404
    assert b.post(f"/orders/{order}/checkout").status_code == 404
    for path in ("/conversations", "/files", "/orders"):
        assert not {talk, file, order} & {item["id"] for item in b.get(path).json()}


def test_search_finds_ones_own_and_what_is_public(product: Product) -> None:
    product.upload("a", "the word zorvantik is here")
    product.talk("a", title="About zorvantik")

    assert {"file", "conversation"} == {f["kind"] for f in product.by("a").get("/search?q=zorvantik").json()}
    assert product.by("b").get("/search?q=zorvantik").json() == []
    assert product.by("b").get("/search?q=rental contracts").json()[0]["kind"] == "listing"


def test_what_is_deleted_is_gone_from_search_too(product: Product) -> None:
    talk, file = product.talk("a", title="About quorbik"), product.upload("a", "quorbik")

    assert product.by("a").delete(f"/conversations/{talk}").status_code == 204
    assert product.by("a").delete(f"/files/{file}").status_code == 204

    assert product.by("a").get(f"/files/{file}").status_code == 404
    assert product.by("a").get("/search?q=quorbik").json() == []


def test_roles_hold(product: Product) -> None:
    listing = {"title": "New", "description": "A chatbot", "price": 5, "instructions": "quiet"}

    assert product.by("a").post("/listings", json=listing).status_code == 403
    made = product.by("seller").post("/listings", json=listing).json()
    assert product.by("a").patch(f"/listings/{made['id']}", json={"price": 1}).status_code == 403
    assert product.by("seller").patch(f"/listings/{made['id']}", json={"price": 6}).json()["price"] == 6
    assert product.by("seller").get(f"/listings/{made['id']}").json()["instructions"] == "quiet"
    assert product.by("a").get(f"/listings/{made['id']}").json()["instructions"] is None
    for person in ("a", "seller"):
        assert product.by(person).get("/admin/users").status_code == 403
        assert product.by(person).post(f"/admin/listings/{made['id']}/suspend").status_code == 403
    assert product.by("admin").post(f"/admin/listings/{made['id']}/suspend").json()["state"] == "suspended"
    assert product.by(None).get(f"/listings/{made['id']}").status_code == 404


def test_nobody_gives_themselves_a_role(product: Product) -> None:
    me = product.by("b")

    assert me.patch("/me", json={"name": "Bo", "role": "admin"}).status_code == 422
    assert me.patch("/me", json={"name": "Bobby"}).json()["name"] == "Bobby"
    assert me.get("/me").json()["role"] == "buyer"


@pytest.mark.parametrize(
    ("origin", "trusted"),
    [
        ("https://bazaar.test", True),
        ("https://evil.test", False),
        ("null", False),
        ("https://bazaar.test.evil.test", False),
    ],
)
def test_cors_trusts_our_pages_alone(product: Product, origin: str, *, trusted: bool) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}

    answers = [
        product.by("a", Origin=origin).get("/me"),
        product.by(None, **asked).options("/me"),
        product.by(None, Origin=origin).get("/listings"),
    ]

    for answer in answers:
        assert (answer.headers.get("access-control-allow-origin") == origin) is trusted
        assert ("access-control-allow-credentials" in answer.headers) is trusted


def test_a_cookie_counts_only_from_our_own_pages(product: Product) -> None:
    email, password = PEOPLE["a"]
    signed_in = product.host("bazaar.test").post("/login", data={"email": email, "password": password})
    cookie = signed_in.headers["set-cookie"].partition(";")[0]

    page = product.host("bazaar.test", Cookie=cookie).get("/account")
    own = product.host("api.bazaar.test", Cookie=cookie, Origin="https://bazaar.test").patch(
        "/me", json={"name": "Ada"}
    )
    other = product.host("api.bazaar.test", Cookie=cookie, Origin="https://evil.test").patch("/me", json={"name": "E"})

    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/account")
    assert "a@bazaar.test" in page.text
    assert page.headers["cache-control"] == "private, no-store"
    assert (own.status_code, other.status_code) == (200, 401)


def test_pages_of_the_web(product: Product) -> None:
    web = product.host("bazaar.test")
    home = web.get("/")
    script, style = (re.search(rf"/assets/app\.[0-9a-f]{{12}}\.{e}", home.text) for e in ("js", "css"))
    assert script is not None
    assert style is not None

    for asset in (script[0], style[0]):
        answer = web.get(asset)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
        assert not re.search(r"sk_live|internal|/api/v1|sourceMappingURL", answer.text)
    assert web.get(f"{script[0]}.map").status_code == 404
    assert web.get("/account").headers["location"] == "/login"
    for path in (
        "/account/x.css",
        "/.env",
        "/.git/config",
        "/backstage",
        "/me",
        "/openapi.json",
        "/debug",
        "/assets/../x",
    ):
        assert web.get(path).status_code == 404, path
    assert product.by(None).get("/login").status_code == 404
    assert product.host("elsewhere.test").get("/").status_code == 400


def test_the_admins_page_is_for_admins(product: Product) -> None:
    assert product.host("admin.bazaar.test").get("/").headers["location"] == "/login"
    for person, status in (("a", 403), ("seller", 403), ("admin", 200)):
        token = product.by(person).headers["Authorization"]
        answer = product.host("admin.bazaar.test", Authorization=token).get("/")
        assert (person, answer.status_code, "a@bazaar.test" in answer.text) == (person, status, status == 200)


def test_an_order_goes_to_payment_and_is_paid_once(product: Product) -> None:
    order = product.order("a")
    handed = product.by("a").post(f"/orders/{order}/checkout")
    path = handed.headers["location"].removeprefix("https://bazaar.test")

    assert handed.status_code == 303
    assert product.host("bazaar.test").get(path).status_code == 200
    assert product.host("bazaar.test").get("/pay/pay_unknown").status_code == 404
    assert product.pay(order, secret=None).status_code == 401
    assert product.pay(order, secret="wrong").status_code == 401
    assert product.pay(order, at=int(time.time()) - 600).status_code == 401
    assert product.by("a").get(f"/orders/{order}").json()["state"] == "checkout"
    assert product.pay(order).status_code == 200
    assert product.pay(order).status_code == 409
    assert product.by("a").get(f"/orders/{order}").json()["state"] == "paid"


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("POST", "/auth/login", {"content": b"{"}),
        ("POST", "/auth/login", {"content": b"[" * 100_000}),
        ("POST", "/auth/login", {"json": {"email": ["x"], "password": None}}),
        ("GET", "/conversations/%00", {}),
        ("GET", "/conversations/' or 1=1 --", {}),
        ("GET", "/conversations/%ed%a0%80", {}),
        ("GET", "/orders/-1", {}),
        ("GET", "/search?q=%22%20OR%20*", {}),
        ("GET", "/search?q=%ed%a0%80%22", {}),
        ("POST", "/conversations", {"content": b'{"listing_id": "\\ud800", "title": "x"}'}),
        ("POST", "/conversations", {"json": {"listing_id": "x", "title": "x" * 100_000}}),
        ("POST", "/orders", {"json": {"listing_id": {"$ne": 1}}}),
        ("PATCH", "/me", {"content": b'{"name": "\\u0000"}'}),
        (
            "POST",
            "/files",
            {"content": b"--x\r\nbroken", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        ),
        ("POST", "/files", {"data": {"file": "text"}}),
        ("POST", "/webhooks/payments", {"content": b"\xff", "headers": {"Bazaar-Signature": "t=1,v1=0"}}),
    ],
)
def test_bad_input_is_a_plain_refusal(product: Product, method: str, path: str, sent: dict[str, object]) -> None:
    answer = product.by("a").request(method, path, **sent)  # type: ignore[arg-type] # the table's own arguments

    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert {"code", "message", "request_id"} == set(answer.json()["error"])
    assert not re.search(r"Traceback|pydantic|sqlite|\.py", answer.text)


def test_too_large_a_body_is_refused(product: Product) -> None:
    answer = product.by("a").post("/files", files={"file": ("a.txt", b"x" * 1_100_000)})
    unannounced = product.by("a").post("/me", content=(b"x" * 100_000 for _ in range(12)))

    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert unannounced.status_code in (405, 413)


@pytest.mark.parametrize(
    ("name", "content"), [("page.html", b"<b>"), ("a.txt", b"\xff\xfe"), ("a.txt", b"a\0b"), ("x", b"x")]
)
def test_only_texts_are_taken(product: Product, name: str, content: bytes) -> None:
    assert product.by("seller").post("/files", files={"file": (name, content)}).status_code == 415


def test_a_file_is_saved_and_never_shown(product: Product) -> None:
    file = product.upload("a", "<script>", "../../a b.txt")

    answer = product.by("a").get(f"/files/{file}")

    assert answer.text == "<script>"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''a%20b.txt"


def test_a_test_error_reaches_the_tracker_without_people(product: Product) -> None:
    note = f"mark-17 a@bazaar.test {product.by('admin').headers['Authorization']}"
    answer = product.by("admin").post("/admin/test-error", json={"note": note})
    events = product.events()
    tracker = httpx2.Client(base_url=f"http://127.0.0.1:{product.tracker_port}")

    assert answer.status_code == 500
    assert answer.json()["error"]["request_id"] == json.loads(events)[0]["request_id"]
    assert not re.search(r"@bazaar|eyJ|[Bb]earer", events)
    assert tracker.get("/api/events").status_code == 401
    assert tracker.post("/api/1/envelope", content=b"{}").status_code == 401
    tracker.close()


def test_the_log_knows_requests_and_no_people(product: Product) -> None:
    product.say("a", "a secret wish of mine, lrcabc")
    product.by("a").get("/search?q=hidden-words")
    lines = [json.loads(line) for line in product.log().splitlines()]

    assert all(line["request_id"] for line in lines if line["event"] == "request")
    assert not re.search(r"secret wish|hidden-words|eyJ|@bazaar|@example|password", product.log())
    assert PASSWORDS.admin not in product.log()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Product]:
    with open_product(tmp_path) as running:
        yield running


def test_passwords_cannot_be_guessed_without_end(fresh: Product) -> None:
    nobody, wrong = fresh.by(None), {"email": "a@bazaar.test", "password": "wrong"}

    statuses = [nobody.post("/auth/login", json=wrong).status_code for _ in range(6)]
    locked = nobody.post("/auth/login", json={"email": "a@bazaar.test", "password": PASSWORDS.buyer_a})
    other_address = fresh.by(None, **{"X-Forwarded-For": "10.9.8.7", "X-Real-IP": "10.9.8.7"}).post(
        "/auth/login", json=wrong
    )

    assert statuses == [401] * 5 + [429]
    assert (locked.status_code, other_address.status_code) == (429, 429)
    assert 0 < int(locked.headers["retry-after"]) <= 60
    assert fresh.by("b").get("/me").status_code == 200


def test_right_passwords_are_not_counted(fresh: Product) -> None:
    given = {"email": "a@bazaar.test", "password": PASSWORDS.buyer_a}

    assert {fresh.by(None).post("/auth/login", json=given).status_code for _ in range(8)} == {200}


def test_addresses_are_limited_over_all_accounts(fresh: Product) -> None:
    def guess(number: int) -> int:
        given = {"email": f"nobody{number}@bazaar.test", "password": "wrong"}
        return fresh.by(None, **{"X-Forwarded-For": f"10.0.0.{number}"}).post("/auth/login", json=given).status_code

    assert [guess(number) for number in range(31)] == [401] * 30 + [429]


def test_chat_upload_and_webhooks_are_limited(fresh: Product) -> None:
    talk, me = fresh.talk("a"), fresh.by("a")

    chat = [me.post(f"/conversations/{talk}/messages", json={"content": "hi"}).status_code for _ in range(21)]
    files = [me.post("/files", files={"file": ("a.txt", b"x")}).status_code for _ in range(11)]
    hooks = [fresh.by(None).post("/webhooks/payments", content=b"{}").status_code for _ in range(61)]

    assert chat == [201] * 20 + [429]
    assert files == [201] * 10 + [429]
    assert hooks == [401] * 60 + [429]
    assert fresh.say("b", "hi")["content"]


def test_the_origin_answers_the_edge_alone(tmp_path: Path) -> None:
    with open_product(tmp_path, edge_key="edge-secret") as product:
        turned_away = product.by(None).get("/health")
        let_in = product.by(None, **{"X-Edge-Key": "edge-secret"}).get("/health")

    assert (turned_away.status_code, turned_away.content) == (403, b"")
    assert let_in.status_code == 200


def test_in_staging_one_name_serves_pages_and_api(tmp_path: Path) -> None:
    url = "https://staging.bazaar.test"
    with open_product(tmp_path, environment="staging", web_url=url, api_url=url) as product:
        staging = product.host("staging.bazaar.test")

        assert staging.get("/").status_code == 200
        assert staging.get("/health").json()["status"] == "ok"
        assert product.by(None).get("/health").status_code == 400


def test_the_planted_marks_are_nowhere_in_public(product: Product) -> None:
    texts = [product.by(None).get(path).text for path in ("/openapi.json", "/listings", "/health")]

    assert not any(mark in text for mark in (CANARIES.system_prompt, CANARIES.key) for text in texts)
