"""Examples and traps of boundaries.answer-holds-too-much."""

import json

import pytest

from launchready.observe.excess import Excess, Read, excess_in
from launchready.stages.s2_boundaries.answer_holds_too_much import Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

HASH = Excess("GET /shops/{id}", "nobody", "a password hash", "$argon2id$… (97 characters)", "curl …")

EXAMPLES = (
    (Seen(Read((), 12, 4)), Pass),
    (Seen(Read((HASH,), 12, 4)), Fail),
    (Seen(Read((), 0, 4)), Unknown),
    (Seen(Read((), 12, 1)), NotApplicable),
)


@pytest.mark.parametrize(
    "body",
    [
        {"password_hash": "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$" + "a" * 43},
        {"pw": "$2b$12$" + "a" * 53},
        {"p": "pbkdf2_sha256$600000$salt$" + "b" * 44},
        {"hashedPassword": "5f4dcc3b5aa765d61d8327deb882cf99"},
    ],
)
def test_a_hash_is_found_and_not_shown(body: dict[str, str]) -> None:
    found = excess_in(json.dumps(body), set())

    assert len(found) == 1
    assert next(iter(body.values())) not in found[0][1]


def test_ones_own_address_and_a_longer_one_are_no_finding() -> None:
    body = json.dumps({"email": "me@shop.example", "contact": "notseller@shop.example", "note": "price $2 and $10"})

    assert excess_in(body, {"seller@shop.example"}) == ()


def test_another_users_address_is_found_and_cut_short() -> None:
    found = excess_in('{"owner": {"email": "Seller@shop.example"}}', {"seller@shop.example"})

    assert found == (("another user's e-mail address", "s…@shop.example"),)
