"""A request that made something becomes a recipe: what must be fresh is left open, and the rest stays."""

import pytest

from launchready.observe.record import Sent
from launchready.testset.making import query_of, template

MARK, OTHER = "lrc" + "a" * 24, "lrc" + "b" * 24
KNOWN = {"lst_1": ("listing",), "42": ("project",), "8": ("order", "listing")}
LISTS = {"listing": "/listings", "project": "/projects", "plan": "/plans"}


def sent(body: str, *carried: str) -> Sent:
    return Sent(0.0, "x", "POST", "https://api.shop.test/orders", "ann", "201", 1.0, "ann", carried, (), body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"note": "' + MARK + '"}', {"note": "{mark1}"}),
        ('{"a": "' + MARK + '", "b": ["x ' + OTHER + '"]}', {"a": "{mark1}", "b": ["x {mark2}"]}),
        ('{"listing_id": "lst_1"}', {"listing_id": "{listing}"}),
        ('{"listing_id": "lst_9"}', {"listing_id": "{any listing}"}),
        ('{"projectId": 42, "rooms": 42}', {"projectId": "{project}", "rooms": 42}),
        (
            '{"listingId": 8, "orderId": "8", "floor": "8", "planId": 8}',
            {"listingId": "{listing}", "orderId": "{order}", "floor": "8", "planId": "{any plan}"},
        ),
        (
            '{"planId": 7, "price": 7.5, "gift": true, "who": null}',
            {"planId": "{any plan}", "price": 7.5, "gift": True, "who": None},
        ),
        ('{"email": "audit-0a1b2c3d4e@example.com"}', {"email": "audit-{unique}@example.com"}),
        ("note=" + MARK + "&count=2", {"note": "{mark1}", "count": "2"}),
    ],
)
def test_what_must_be_fresh_is_left_open(body: str, expected: object) -> None:
    assert template(sent(body, MARK, OTHER), KNOWN, LISTS)[0] == expected


def test_a_file_keeps_its_name_and_content() -> None:
    head = f'Content-Disposition: form-data; name="file"; filename="{MARK}.txt"\r\nContent-Type: text/plain'
    body = f'--xy\r\n{head}\r\n\r\n{MARK}\r\n--xy\r\nContent-Disposition: form-data; name="folder"\r\n\r\nmine\r\n--xy--\r\n'

    made, marks = template(sent(body, MARK), KNOWN, LISTS)

    assert made == {"file": ["{mark1}.txt", "{mark1}"], "folder": "mine"}
    assert marks == 1


def test_a_query_behind_the_name_of_a_graphql_operation_is_kept() -> None:
    read = Sent(0.0, "x", "GET", f"https://a.test/graphql#/search?q={MARK}", "ann", "200", 1.0, "ann", (), (MARK,), "")

    assert query_of(read, sent("{}", MARK)) == "?q={mark1}"
