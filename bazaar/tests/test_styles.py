"""The styles of the API: each is whole, spelt as it says, and hides how the product spells it."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from bazaar.styles.ids import KINDS, Numbers, Uuids
from bazaar.tests.app_product import PEOPLE, Product, open_product, signed


@pytest.fixture(scope="module")
def express(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with open_product(tmp_path_factory.mktemp("express"), style="express") as running:
        yield running


@pytest.fixture(scope="module")
def django(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with open_product(tmp_path_factory.mktemp("django"), style="django") as running:
        yield running


def caller(product: Product, person: str, path: str, token: str, scheme: str) -> httpx2.Client:
    """Somebody signed in, in the style's own way."""
    email, password = PEOPLE[person]
    answer = product.by(None).post(path, json={"email": email, "password": password})
    found: Any = answer.json()
    for part in token.split("."):
        found = found[part]
    return product.host("api.bazaar.test", Authorization=f"{scheme} {found}")


def on_express(product: Product, person: str) -> httpx2.Client:
    return caller(product, person, "/api/v2/auth/login", "data.accessToken", "Bearer")


def on_django(product: Product, person: str) -> httpx2.Client:
    return caller(product, person, "/api/token/login/", "auth_token", "Token")


@pytest.mark.parametrize("ids", [Numbers(), Uuids()])
def test_ids_are_a_bijection(ids: Numbers | Uuids) -> None:
    own = [f"{kind}_{at:024x}" for kind in KINDS.values() for at in (0, 1, 16**24 - 1)]

    spelt = {(one[:3], ids.outward(one)) for one in own}

    assert {ids.inward(outer, kind) for kind, outer in spelt} == set(own)
    assert ids.outward("no id") == "no id"
    assert ids.inward("'", "ord") == "'"


def test_uuids_of_one_kind_are_none_of_another() -> None:
    shown = Uuids().outward("ord_0123456789abcdef01234567")

    assert UUID(str(shown)).version == 4
    assert Uuids().inward(shown, "lst") == shown


@pytest.mark.parametrize("style", ["express", "django"])
def test_the_document_is_openapi_and_speaks_the_style_alone(style: str, request: pytest.FixtureRequest) -> None:
    product: Product = request.getfixturevalue(style)
    place = {"express": "/api/v2/openapi.json", "django": "/api/schema/"}[style]

    document = product.by(None).get(place).json()

    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert "listing_id" not in str(document)
    assert product.by(None).get("/openapi.json").status_code == 404
    assert product.by(None).get("/listings").status_code == 404


def test_express_has_envelopes_numbers_and_camel_case(express: Product) -> None:
    ada = on_express(express, "a")
    listing = ada.get("/api/v2/listings").json()["data"][0]["id"]

    made = ada.post("/api/v2/orders", json={"listingId": listing, "note": "soon"})

    assert made.status_code == 201
    assert made.json()["success"] is True
    order = made.json()["data"]
    assert isinstance(order["id"], int)
    assert order["listingId"] == listing
    assert ada.get(f"/api/v2/orders/{order['id']}").json()["data"] == order


def test_express_says_404_where_others_say_403(express: Product) -> None:
    denied = on_express(express, "a").get("/api/v2/admin/users")

    assert (denied.status_code, denied.json()) == (404, {"success": False, "message": "Not found"})
    assert len(on_express(express, "admin").get("/api/v2/admin/users").json()["data"]) == 4


def test_express_names_what_is_not_valid(express: Product) -> None:
    refused = on_express(express, "a").post("/api/v2/conversations", json={"listingId": 1})

    assert refused.status_code == 400
    assert refused.json() == {"success": False, "message": "Validation failed: title"}


def test_django_wants_slashes_and_its_own_scheme(django: Product) -> None:
    ada = on_django(django, "a")

    assert ada.get("/api/orders/").status_code == 200
    assert ada.get("/api/orders").status_code == 404
    bearer = {"Authorization": ada.headers["Authorization"].replace("Token", "Bearer")}
    assert django.by(None).get("/api/orders/", headers=bearer).status_code == 401


def test_django_pages_end_with_the_newest(django: Product) -> None:
    bo = on_django(django, "b")
    listing = bo.get("/api/listings/").json()["results"][0]["id"]
    made = [bo.post("/api/orders/", json={"listing": listing, "note": str(at)}).json() for at in range(5)]

    first = bo.get("/api/orders/").json()
    last = bo.get(first["next"].removeprefix("https://api.bazaar.test")).json()

    assert first["count"] == 5
    assert first["previous"] is None
    assert [one["note"] for one in (*first["results"], *last["results"])] == ["0", "1", "2", "3", "4"]
    assert last["results"][-1] == made[-1]
    assert last["next"] is None
    assert bo.get("/api/orders/?page=9").status_code == 404


def test_django_changes_whole_objects_and_looks_past_what_it_does_not_know(django: Product) -> None:
    ada = on_django(django, "a")
    listing = ada.get("/api/listings/").json()["results"][0]["id"]
    made = ada.post("/api/conversations/", json={"listing": listing, "title": "One", "colour": "red"}).json()
    place = f"/api/conversations/{made['id']}/"

    part = ada.put(place, json={"title": "Two"})
    whole = ada.put(place, json={"listing": listing, "title": "Two"})

    assert (part.status_code, list(part.json())) == (400, ["listing"])
    assert whole.json() == {**made, "title": "Two"}
    assert ada.patch(place, json={"title": "Three"}).status_code == 405
    assert ada.put("/api/users/me/", json={"name": "Ada", "role": "admin"}).json()["role"] == "buyer"


def test_django_wants_the_csrf_token_of_who_comes_by_the_cookie(django: Product) -> None:
    email, password = PEOPLE["a"]
    signed_in = django.by(None).post("/api/token/login/", json={"email": email, "password": password})
    cookies = dict(one.split(";")[0].split("=", 1) for one in signed_in.headers.get_list("set-cookie"))
    listing = django.by(None).get("/api/listings/").json()["results"][0]["id"]
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    order = {"listing": listing}

    without = django.by(None).post("/api/orders/", json=order, headers=cookie)
    wrong = django.by(None).post("/api/orders/", json=order, headers={**cookie, "X-CSRFToken": "x"})
    right = django.by(None).post("/api/orders/", json=order, headers={**cookie, "X-CSRFToken": cookies["csrftoken"]})

    assert (without.status_code, wrong.status_code, right.status_code) == (403, 403, 201)


def test_a_payment_is_believed_in_the_style_that_signed_it(express: Product) -> None:
    ada = on_express(express, "a")
    ada.get("/api/v2/listings")  # what was shown once has its number
    order = ada.post("/api/v2/orders", json={"listingId": 1}).json()["data"]["id"]
    body = f'{{"id":"evt_1","type":"payment.succeeded","data":{{"orderId":{order}}}}}'
    place = "/api/v2/webhooks/payments"

    forged = express.by(None).post(place, content=body, headers=signed(body, secret="another"))
    assert forged.status_code == 401
    assert ada.get(f"/api/v2/orders/{order}").json()["data"]["state"] == "created"

    assert express.by(None).post(place, content=body, headers=signed(body)).status_code == 200
    assert ada.get(f"/api/v2/orders/{order}").json()["data"]["state"] == "paid"


def test_pages_stay_as_they_are_and_read_the_api_in_its_style(express: Product) -> None:
    page = express.host("bazaar.test").get("/")

    script = re.search(r"/assets/app\.\w+\.js", page.text)
    assert script is not None
    assert "/api/v2/listings" in express.host("bazaar.test").get(script[0]).text
