"""The ledger says of every operation and principal what was tried, with what outcome and effect, or why not."""

from pathlib import Path

from launchready.declare.model import ApiSurface, Call, Consent, Declaration, Principal, Product
from launchready.events import MADE_FOR_OTHERS, AccessLedger, Cell, Proved
from launchready.ledger import Course, KnownApi, draw
from launchready.observe.api.objects import NotPlanted, Planting
from launchready.observe.api.openapi import ApiFacts, Operation
from launchready.observe.api.schema import Field
from launchready.observe.record import Sent
from launchready.verdict import Touch

A_WROTE, B_WROTE = "lrc" + "a" * 24, "lrc" + "b" * 24
NOTE = Field(("note",), required=True, type="string")
ID = "/orders/{order_id}"
OPERATIONS = (
    Operation("GET", "/orders", secured=True),
    Operation("POST", "/orders", body=(NOTE,), body_kind="json", secured=True),
    Operation("GET", "/orders/mine", secured=True),
    Operation("GET", ID, secured=True),
    Operation("PATCH", ID, body=(NOTE,), body_kind="json", secured=True),
    Operation("DELETE", ID, secured=True),
    Operation("GET", "/reports/{year}", secured=True),
    Operation("GET", "/health"),
)


def people(*names: str) -> tuple[Principal, ...]:
    return tuple(Principal(name, "buyer", 9, sign_in=Call("POST", "/login")) for name in names)


def declared(touch: Touch = Touch.WRITE) -> Declaration:
    surface = ApiSurface("api", None, "production", "https://api.shop.test", 3)
    return Declaration(
        Path("launch.toml"),
        Product("Shop", "shop.test"),
        Consent(("*.shop.test",), touch),
        surfaces=(surface,),
        principals=people("ann", "bob"),
    )


def sent(method: str, path: str, who: str, outcome: int | str, **more: tuple[str, ...]) -> Sent:
    by = None if who == "nobody" or " " in who else who
    return Sent(0.0, "boundaries.x", method, f"https://api.shop.test{path}", by, str(outcome), 1.0, who, **more)


def ledger(*lines: Sent, planting: Planting | None = None, **course: object) -> AccessLedger:
    facts = ApiFacts("api", "https://api.shop.test/openapi.json", "Shop", OPERATIONS)
    whole = {"declaration": declared(), "sent": lines, **course}
    return draw(KnownApi(facts, planting), Course(**whole))  # type: ignore[arg-type]  # the fields of a Course


def cell(of: AccessLedger, operation: str, who: str) -> Cell:
    row = next(row for row in of.rows if row.operation == operation)
    return next(one for one in row.cells if one.who == who)


def test_requests_are_counted_by_operation_principal_and_outcome() -> None:
    drawn = ledger(
        sent("GET", "/orders/1", "ann", 200),
        sent("GET", "/orders/1?full=1", "ann", 200),
        sent("GET", "/orders/1/", "bob", 404),
        sent("GET", "/orders/1", "nobody", "timed out"),
        sent("GET", "/orders/2", "ann", 500),
    )

    assert cell(drawn, f"GET {ID}", "ann") == Cell("ann", (("2xx", 2), ("5xx", 1)), (), ("boundaries.x",))
    assert cell(drawn, f"GET {ID}", "bob").outcomes == (("4xx", 1),)
    assert cell(drawn, f"GET {ID}", "nobody").outcomes == (("no answer", 1),)


def test_a_path_that_leaves_nothing_open_comes_before_one_that_does() -> None:
    drawn = ledger(sent("GET", "/orders/mine", "ann", 200))

    assert cell(drawn, "GET /orders/mine", "ann").tried == 1
    assert cell(drawn, f"GET {ID}", "ann").tried == 0


def test_what_no_document_names_is_counted_and_other_hosts_are_not() -> None:
    drawn = ledger(
        sent("GET", "/internal/users", "nobody", 200),
        sent("PURGE", "/orders", "nobody", 405),
        Sent(0.0, "x", "GET", "https://www.shop.test/", None, "200", 1.0, "nobody"),
    )

    assert drawn.undocumented == 2


def test_a_canary_that_comes_back_is_an_effect_of_its_reader_and_of_its_writer() -> None:
    drawn = ledger(
        sent("POST", "/orders", "ann", 201, carried=(A_WROTE,)),
        sent("GET", "/orders/1", "ann", 200, shown=(A_WROTE,)),
        sent("GET", "/orders/1", "bob", 200, shown=(A_WROTE,)),
        sent("PATCH", "/orders/1", "bob", 204, carried=(B_WROTE,)),
        sent("GET", "/orders/1", "ann", 200, shown=(B_WROTE,)),
    )

    assert cell(drawn, f"GET {ID}", "bob").effects == ("reads what ann wrote",)
    assert cell(drawn, f"PATCH {ID}", "bob").effects == ("ann reads it",)
    assert cell(drawn, "POST /orders", "ann").effects == ("is kept", "bob reads it")
    assert cell(drawn, f"GET {ID}", "ann").effects == ("reads its own", "reads what bob wrote")


def test_what_a_check_proved_without_a_canary_stands_there_as_well() -> None:
    drawn = ledger(
        sent("DELETE", "/orders/1", "bob", 204),
        proved=(Proved("DELETE", "https://api.shop.test/orders/1", "bob", "deletes it"),),
    )

    assert cell(drawn, f"DELETE {ID}", "bob").effects == ("deletes it",)


def test_credentials_that_a_check_made_have_a_column_and_owe_no_reason() -> None:
    drawn = ledger(sent("GET", "/orders", "a forged token", 401))

    assert drawn.principals == ("nobody", "ann", "bob", "a forged token")
    assert cell(drawn, "GET /orders", "a forged token").outcomes == (("4xx", 1),)
    assert cell(drawn, "GET /health", "a forged token").not_tried == MADE_FOR_OTHERS


def test_what_was_not_tried_has_the_nearest_reason() -> None:
    missing = Planting("ann", "bob", (), (NotPlanted("/orders", "no order could be made: 422", forbidden=False),))

    assert cell(ledger(planting=missing), f"GET {ID}", "bob").not_tried == "no order could be made: 422"
    assert cell(ledger(), "GET /health", "ann").not_tried == "no check had a reason to ask it so"
    assert "fit its path" in cell(ledger(), "GET /reports/{year}", "ann").not_tried
    assert cell(ledger(only=("exposure",)), "GET /health", "ann").not_tried == "only exposure was looked at"
    spent = "the budget of 5 requests was spent"
    assert cell(ledger(spent=spent, only=("exposure",)), f"GET {ID}", "bob").not_tried == spent
    probing, reading = declared(Touch.PROBE), declared(Touch.READ)
    assert cell(ledger(declaration=probing), f"DELETE {ID}", "ann").not_tried.startswith("consent.touch is probe")
    assert cell(ledger(declaration=reading), "GET /orders", "ann").not_tried.startswith("consent.touch is read")
    assert not cell(ledger(declaration=reading), "GET /health", "nobody").not_tried.startswith("consent")
