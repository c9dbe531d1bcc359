"""What an answer holds too much, and what only looks so."""

import json

import pytest

from launchready.observe.access.surplus import Reader, private_in, surplus_in

BOB = Reader(
    frozenset({"bob@shop.example", "42", "bob"}),
    frozenset({"ann@shop.example"}),
    private=(("+49 30 5550123", "phone number"),),
)
NOBODY = Reader(emails=frozenset({"ann@shop.example"}))


def kinds(value: object, reader: Reader = BOB) -> list[str]:
    return [what for what, _ in surplus_in(json.dumps(value), reader)]


@pytest.mark.parametrize(
    "value",
    [
        {"data": {"user": {"id": 42, "passwordHash": "$2b$12$" + "a" * 53}}},  # also one's own
        {"items": [{"by": {"pw": "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$" + "a" * 43}}]},
        [{"x": "pbkdf2_sha256$600000$salt$" + "b" * 44}],
        {"hash": "pbkdf2:sha256:260000$salt$" + "c" * 40},
        {"p": "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E"},
    ],
)
def test_a_hash_is_found_wherever_it_stands(value: object) -> None:
    assert kinds(value) == ["a password hash"]


@pytest.mark.parametrize("value", ["5f4dcc3b5aa765d61d8327deb882cf99", "pass1", "Tr0ub4dor&3"])
@pytest.mark.parametrize("key", ["password", "hashedPassword", "user_pwd", "password_digest"])
def test_what_stands_under_a_passwords_name_is_found(key: str, value: str) -> None:
    assert kinds([{"username": "ann", key: value}]) == ["a password or its hash"]


@pytest.mark.parametrize(
    "value",
    [
        {"password": "********"},
        {"password": None},
        {"password": ""},
        {"password": "required"},
        {"password": "must have ten characters"},
        {"password": "/auth/reset"},
        {"errors": {"password": "invalid"}},
        {"etag": "5f4dcc3b5aa765d61d8327deb882cf99"},
        {"password_changed": "2026-01-01T00:00:00Z"},
        {"api_key": "k-8f3a99", "email": "bob@shop.example"},  # one's own
        {"user_id": 42, "refresh_token": "r-8f3a99"},
        {"user": {"id": 42, "email": "bob@shop.example", "settings": {"api_key": "k-8f3a99"}}},
        {"stripe_key": "pk_test_1", "access_token": "pk.map-tiles"},  # nobody's in particular
        {"next_token": "b2Zmc2V0", "csrf_token": "8f3a99"},
        {"note": "price $2 and $10, 1$2$3"},
        {"contact": "notann@shop.example"},
        {"phone": "+49 30 55501234"},
    ],
    ids=json.dumps,
)
def test_what_is_no_surplus(value: object) -> None:
    assert kinds(value) == []


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ({"data": [{"email": "eve@shop.example", "resetToken": "a8f3a99c"}]}, "another user's reset_token"),
        ([{"username": "eve", "profile": {"otp": 482913}}], "another user's otp"),
        ({"owner": {"email": "eve@shop.example", "api_key": "k-8f3a99"}}, "another user's api_key"),
        ({"userId": 7, "mfaSecret": "JBSWY3DPEHPK3PXP"}, "another user's mfa_secret"),
        ({"order": {"buyer": {"mail": "Ann@shop.example"}}}, "another user's e-mail address"),
        ({"members": ["…", {"tel": "+49 30 5550123"}]}, "another user's phone number"),
    ],
)
def test_what_is_somebody_elses_is_found_and_cut_short(value: object, what: str) -> None:
    found = surplus_in(json.dumps(value), BOB)

    assert [one for one, _ in found] == [what]
    assert "…" in found[0][1]


def test_without_an_id_of_ones_own_another_id_may_be_ones_own() -> None:
    reader = Reader(frozenset({"bob@shop.example"}), knows_id=False)

    assert kinds({"user_id": 7, "api_key": "k-8f3a99"}, reader) == []
    assert kinds({"email": "eve@shop.example", "api_key": "k-8f3a99"}, reader) == ["another user's api_key"]
    assert kinds({"user_id": 7, "api_key": "k-8f3a99"}, NOBODY) == ["another user's api_key"]


def test_a_page_that_is_no_json_is_searched_for_hashes() -> None:
    assert [what for what, _ in surplus_in("<td>$2y$10$" + "q" * 53 + "</td>", NOBODY)] == ["a password hash"]


def test_private_values_are_read_out_of_a_profile() -> None:
    profile = {"data": {"displayName": "Ann", "phone": "+49 30 5550123", "homeAddress": "Lane 5, Town", "mobile": ""}}

    assert private_in(json.loads(json.dumps(profile))) == {
        "+49 30 5550123": "phone number",
        "Lane 5, Town": "home address",
    }
