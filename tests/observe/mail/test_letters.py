"""Links and codes in messages as products write them."""

import pytest

from launchready.observe.mail.letters import opener_in

KEY = "cSw8Zk1-aKq93_Q4lH2d"


@pytest.mark.parametrize(
    ("text", "key", "who"),
    [
        (f"Go to https://shop.example/reset?token={KEY}.", KEY, ""),
        (f"https://shop.example/reset-password/{KEY}", KEY, ""),
        (f"https://shop.example/accounts/reset/MTY/{KEY}/", KEY, "MTY"),
        (f"https://shop.example/p?uid=42&key={KEY}&utm_source=mail", KEY, "42"),
        (f"https://shop.example/#/reset/{KEY}", KEY, ""),
        (f"https://shop.example/app#reset_token={KEY}&type=recovery", KEY, ""),
        (f"See https://shop.example/help and https://shop.example/u/{KEY} for a new password", KEY, ""),
        ("Your code is 493021. It is good for 10 minutes. (c) 2026 Shop", "493021", ""),
        ("<style>.a{width:600000px}</style><p>Code: <b>8F3K-22QX</b></p>", "8F3K-22QX", ""),
        ("Hello 2026! Visit https://shop.example/news and enter 7788", "7788", ""),
    ],
)
def test_the_secret_is_found(text: str, key: str, who: str) -> None:
    found = opener_in(text)

    assert found is not None
    assert (found.key, found.who) == (key, who)


@pytest.mark.parametrize(
    "text", ["Welcome to the shop, 2026", "https://shop.example/ and https://shop.example/v2/help"]
)
def test_a_message_without_one_has_none(text: str) -> None:
    assert opener_in(text) is None


def test_a_field_gets_the_part_of_its_name() -> None:
    found = opener_in(f"https://shop.example/p?uid=42&key={KEY}")

    assert found is not None
    assert [found.value(name) for name in ("key", "token", "uid", "user_id")] == [KEY, KEY, "42", "42"]
