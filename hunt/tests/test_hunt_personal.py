"""Personal data: found where it is, not where it only looks like it."""

import pytest

from launchready_hunt.personal import find_personal


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("mail bob.smith+shop@mail.bazaar.test now", "email", "bob.smith+shop@mail.bazaar.test"),
        ('{"email":"zoe@example.com"}', "email", "zoe@example.com"),
        ("user=a@b.co, next", "email", "a@b.co"),
        ("call +49 170 1234567 today", "phone", "+49 170 1234567"),
        ("(415) 555-2671", "phone", "(415) 555-2671"),
        ("+14155552671", "phone", "+14155552671"),
        ('"phone": "0170 1234567"', "phone", "0170 1234567"),
        ("card 4111 1111 1111 1111.", "card", "4111 1111 1111 1111"),
        ("5500-0000-0000-0004", "card", "5500-0000-0000-0004"),
        ("378282246310005", "card", "378282246310005"),
        ("3782 822463 10005", "card", "3782 822463 10005"),
        ("pay to DE89 3704 0044 0532 0130 00 please", "iban", "DE89 3704 0044 0532 0130 00"),
        ("GB82WEST12345698765432", "iban", "GB82WEST12345698765432"),
    ],
)
def test_personal_data_is_found(text: str, kind: str, found: str) -> None:
    assert [(kind, found)] == [(one.kind, text[one.start : one.end]) for one in find_personal(text)]


@pytest.mark.parametrize(
    "text",
    [
        "version 1.2.3.4",
        "127.0.0.1:8000 and 10.0.0.255",
        "2026-11-24T10:00:00.123456+0000",
        "icon@2x.png",
        "git@github.com:owner/repo",
        "https://user:word@host.example/path",
        "x = weights@layer.shape",
        "@app.get",
        "trace_id=4111111111111111",
        "order 4111111111111112",
        "9223372036854775807",
        "0000 0000 0000 0000",
        "4242.4242.4242.4242",
        "3.14159265358979",
        "+1",
        "a+12345678901",
        "diff +1234 -5678",
        "DE89 3704 0044 0532 0130 01",
        "uuid 123e4567-e89b-12d3-a456-426614174000",
        "sha 4111111111111111abcdef",
        "port 5432, pid 12345, 2026/11/24",
        "(200) 100-2000",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert find_personal(text) == ()


@pytest.mark.parametrize("unit", ["a@", "a.", "+1 ", "4111 ", "DE89 ", "1", "a@a.", "("])
def test_a_hostile_text_takes_no_longer_than_its_length(unit: str) -> None:
    assert isinstance(find_personal(unit * (100_000 // len(unit))), tuple)
