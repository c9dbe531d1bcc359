"""Canaries: what they look like, and that nobody else's string is one."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchready_hunt.canary import Kind, Mint, looks_minted

MINT = Mint(b"a key")


@pytest.mark.parametrize("kind", Kind)
def test_a_mint_knows_its_own(kind: Kind) -> None:
    canaries = [MINT.mint(kind, "label") for _ in range(300)]

    assert all(MINT.is_ours(canary.value) for canary in canaries)
    assert len({canary.value for canary in canaries}) == 300


@pytest.mark.parametrize(("kind", "most"), [(Kind.token, 0), (Kind.key, 0), (Kind.number, 30), (Kind.noun, 8)])
def test_another_mint_does_not(kind: Kind, most: int) -> None:
    strangers = [Mint(b"another key").mint(kind, "label") for _ in range(500)]

    assert sum(MINT.is_ours(canary.value) for canary in strangers) <= most


@given(
    text=st.text(alphabet=string.ascii_lowercase + "234567", min_size=16, max_size=24),
    prefix=st.sampled_from(["lrc", "lrx_live_"]),
)
def test_a_string_of_the_right_form_is_not_ours(text: str, prefix: str) -> None:
    assert not MINT.is_ours(prefix + text)


@settings(max_examples=40)
@given(place=st.integers(0, 23), kind=st.sampled_from([Kind.token, Kind.key]))
def test_one_changed_character_breaks_the_check(place: int, kind: Kind) -> None:
    value = MINT.mint(kind, "label").value
    at = len(value) - 24 + place
    changed = value[:at] + ("a" if value[at] != "a" else "b") + value[at + 1 :]

    assert not MINT.is_ours(changed)


@pytest.mark.parametrize("kind", [Kind.token, Kind.key])
def test_a_token_cut_short_still_proves_itself(kind: Kind) -> None:
    value = MINT.mint(kind, "label").value

    assert [MINT.is_ours(value[: len(value) - cut]) for cut in range(9)] == [True] * 9
    assert not MINT.is_ours(value[:-9])


def test_a_token_is_safe_everywhere() -> None:
    value = MINT.token("label").value

    assert value.isalnum()
    assert value.islower()
    assert len(value) == 27
    assert MINT.is_ours(value.upper())


def test_a_key_is_in_no_vendor_format() -> None:
    value = MINT.key("label").value

    assert value.startswith("lrx_live_")
    assert not any(part in value for part in ("sk_", "rk_", "pk_", "key_", "AKIA", "ghp_", "xox", "sk-"))
    assert looks_minted(value)


def test_a_number_begins_like_no_date_and_keeps_its_decimals() -> None:
    numbers = [MINT.number("label").value for _ in range(300)]

    assert all(number[0] in "3456789" and not number.endswith("0") and float(number) > 0 for number in numbers)


def test_a_noun_is_one_capitalised_word() -> None:
    nouns = [MINT.noun("label").value for _ in range(100)]

    assert all(noun.isalpha() and noun == noun.capitalize() and len(noun) == 9 for noun in nouns)


def test_a_seed_makes_the_same_canaries_again_in_any_order() -> None:
    first, again = Mint(b"key", seed="run 7"), Mint(b"key", seed="run 7")

    assert [first.token("a"), first.noun("a"), first.token("a")] == [
        again.token("a"),
        again.noun("a"),
        again.token("a"),
    ]
    assert first.key("b") == Mint(b"key", seed="run 7").key("b")
    assert first.key("c") != Mint(b"key", seed="run 8").key("c")


def test_ours_in_finds_marks_of_earlier_runs() -> None:
    token, key = MINT.token("a").value, MINT.key("b").value

    assert (token, key.upper()) == Mint(b"a key").ours_in(
        f"see {token}, {key.upper()} and {Mint(b'x').token('c').value}"
    )


def test_the_strength_of_each_check_is_said() -> None:
    assert {Kind.token: 80, Kind.key: 80, Kind.number: 6, Kind.noun: 8} == {kind: int(kind.check_bits) for kind in Kind}


def test_a_mint_without_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a key"):
        Mint(b"")


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_sown_is_the_same_for_one_seed_in_any_order(kind: Kind) -> None:
    first, second = Mint(b"a key"), Mint(b"a key")
    second.mint(kind, "something before")

    sown = first.sown(kind, "topic", "apple")

    assert sown == first.sown(kind, "topic", "apple") == second.sown(kind, "topic", "apple")
    assert first.is_ours(sown.value)
    assert len({sown.value, *(first.sown(kind, *one).value for one in (("topic", "pear"), ("mark", "apple")))}) == 3
    assert sown != Mint(b"another key").sown(kind, "topic", "apple")
