"""Examples and traps of exposure.api-is-shadowed."""

from launchready.observe.access.shadow import ROUTE, Hit, ShadowSeen, guesses
from launchready.observe.access.shadow_verbs import VerbsSeen
from launchready.observe.api.kinds import Kind
from launchready.observe.api.openapi import ApiFacts, Operation
from launchready.stages.s1_exposure.api_is_shadowed import Seen
from launchready.verdict import Fail, Pass, Unknown

CONTROL = "GET /orders/{id}"
HIT = Hit("/internal/customers", "nobody", 200, '{"email": "a@shop.example"}', "curl …")

NO_VERBS = VerbsSeen((), 6, 0, ())
VERB = Hit("PUT /orders/{id}", "bob", 204, "its owner then read: …", "curl …")

EXAMPLES = (
    (Seen(ShadowSeen((), 40, 2, CONTROL, 0), NO_VERBS), Pass),
    (Seen(ShadowSeen((HIT,), 40, 2, CONTROL, 0), NO_VERBS), Fail),
    (Seen(ShadowSeen((), 40, 2, CONTROL, 0), VerbsSeen((VERB,), 6, 0, ())), Fail),
    (Seen(ShadowSeen((), 40, 2, CONTROL, 0), VerbsSeen((), 0, 0, ("/orders: none could be made",))), Unknown),
    (Seen(ShadowSeen((), 40, 2, CONTROL, 0), VerbsSeen((), 6, 1, ())), Unknown),
    (Seen(ShadowSeen((), 40, 2, "", 0), NO_VERBS), Unknown),
    (Seen(ShadowSeen((), 0, 0, CONTROL, 0), NO_VERBS), Unknown),
    (Seen(ShadowSeen((), 40, 2, CONTROL, 3), NO_VERBS), Unknown),
)


def test_documented_paths_are_no_shadows() -> None:
    collection = "/api/v1/orders"
    operations = (
        Operation("POST", collection),
        Operation("GET", collection),
        Operation("GET", f"{collection}/{{id}}"),
        Operation("GET", "/internal/orders"),
    )
    guessed = guesses(ApiFacts("api", "", "", operations))

    assert collection not in guessed
    assert "/internal/orders" not in guessed
    assert {"/orders", "/v1/orders", "/internal/users"} <= set(guessed)
    assert Kind(collection).name == "order"


def test_routes_are_read_out_of_scripts() -> None:
    script = 'fetch("/api/v2/users?limit=5");const a=`/internal/report`;b="/assets/app.js"'

    assert ROUTE.findall(script) == ["/api/v2/users", "/internal/report"]
