"""The sound app does what its contract says."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import dkim
import jwt
import pytest
from openapi_spec_validator import validate

from bazaar.tests.app_product import PEOPLE, SIGNING_KEY, Product, dkim_record, open_product


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
                assert (path, method, answer.status_code) in {(path, method, status) for status in (401, 415, 422)}


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
    assert product.host("elsewhere.test").get("/").status_code == 421


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
    assert product.pay(order).status_code in {401, 409}  # the same signature, or one of the next second
    assert product.by("a").get(f"/orders/{order}").json()["state"] == "paid"
