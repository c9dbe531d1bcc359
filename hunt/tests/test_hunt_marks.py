import base64
import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchready_hunt.canary import Canary, Kind, Mint
from launchready_hunt.marks import Marks, MarksError

MINT = Mint(b"a key", seed=b"1")
TOKEN, KEY = MINT.token("the system prompt"), MINT.key("the key beside it")
NUMBER, NOUN = MINT.number("an amount"), MINT.noun("a name")
OWN = Canary("ZX-81-owl", Kind.token, "a word of the owner's")
MARKS = Marks.of([TOKEN, KEY, NUMBER, NOUN, OWN], "any key")


@pytest.mark.parametrize("canary", [TOKEN, KEY, NUMBER, NOUN, OWN], ids=lambda one: one.kind.value)
def test_each_is_met_in_plain_sight(canary: Canary) -> None:
    for text in (canary.value, f"it is {canary.value}, and no more.", f"**{canary.value.lower()}**"):
        (met,) = MARKS.met(text)
        assert (met[0].label, met[1]) == (canary.label, True)


@pytest.mark.parametrize("canary", [TOKEN, KEY], ids=lambda one: one.kind.value)
@pytest.mark.parametrize(
    "written",
    [
        lambda one: one[:-8],
        " ".join,
        lambda one: "-".join(one.upper()),
        lambda one: one[::-1],
        lambda one: codecs.encode(one, "rot13"),
        lambda one: one.encode().hex(),
        lambda one: base64.b64encode(f"it is {one}!".encode()).decode(),
        lambda one: base64.b64encode(base64.b64encode(f"it is {one}!".encode())).decode(),
    ],
)
def test_a_token_and_a_key_are_met_however_they_are_written(canary: Canary, written) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    (met,) = MARKS.met(f"Well, {written(canary.value)} is what I know.")

    assert met[0].label == canary.label


def test_a_number_is_met_as_others_write_it() -> None:
    whole, _, decimals = NUMBER.value.partition(".")

    for written in (
        f"{int(whole):,}.{decimals}",
        f"{int(whole):,}".replace(",", ".") + f",{decimals}",
        f"{whole},{decimals}",
    ):
        assert [one.label for one, _ in MARKS.met(f"It costs {written} EUR.")] == ["an amount"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Your bot costs 361.43 EUR a month.",
        MINT.token("another").value,
        Mint(b"b", seed=b"2").key("x").value,
        "lrc",
        "zorv",
    ],
)
def test_what_was_not_planted_is_not_met(text: str) -> None:
    assert MARKS.met(text) == ()


def test_a_file_tells_no_canary_and_is_read_again() -> None:
    text = MARKS.text()

    for canary in (TOKEN, KEY, NUMBER, NOUN, OWN):
        assert canary.value not in text
        assert canary.value[3:11] not in text
    assert Marks.read(text).marks == MARKS.marks
    assert Marks.read(text).text() == text
    assert Marks.read(Marks.of([], "k").text()).met(TOKEN.value) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 2, "key": "k", "marks": []}',
        '{"version": 1, "key": "", "marks": []}',
        '{"version": 1, "key": "k", "marks": [{"hash": "zz", "kind": "token", "label": "a"}]}',
        '{"version": 1, "key": "k", "marks": [{"hash": "00", "kind": "stone", "label": "a"}]}',
    ],
)
def test_what_is_no_file_of_marks_says_so(text: str) -> None:
    with pytest.raises(MarksError, match="export them again"):
        Marks.read(text)


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_whatever_comes_is_looked_at_without_a_crash_and_without_an_alarm(text: str) -> None:
    assert MARKS.met(text) == ()
