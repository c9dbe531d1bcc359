"""The hunt: places, borders, streams, and the limits that it states."""

import base64
import gzip
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchready_hunt.canary import Canary, Kind, Mint
from launchready_hunt.engine import EngineName
from launchready_hunt.hunt import Budget, Hunter

MINT = Mint(b"hunt", seed="hunt")
TOKEN, KEY, NUMBER, NOUN = (MINT.mint(kind, kind.value) for kind in Kind)
AMOUNT = Canary("217.43", Kind.number, "odd")
HUNTER = Hunter([TOKEN, KEY, NUMBER, NOUN])
NAME = Canary("Zorvantik", Kind.noun, "invented")


@pytest.fixture(params=["hyperscan", "re"])
def engine(request: pytest.FixtureRequest) -> EngineName:
    return "hyperscan" if request.param == "hyperscan" else "re"


def test_plain_finds_each_with_its_place(engine: EngineName) -> None:
    text = f"né {TOKEN.value.upper()}, {KEY.value}; {NUMBER.value} {NOUN.value}"

    sightings = Hunter([TOKEN, KEY, NUMBER, NOUN], engine=engine).plain(text)

    assert [(one.canary.kind, text[one.at : one.at + 4].lower()) for one in sightings] == [
        (canary.kind, canary.value[:4].lower()) for canary in (TOKEN, KEY, NUMBER, NOUN)
    ]


def test_thousands_at_once(engine: EngineName) -> None:
    canaries = [MINT.mint(kind, str(n)) for kind in Kind for n in range(1_000)]

    sightings = Hunter(canaries, engine=engine).plain("\n".join(canary.value for canary in canaries))

    assert canaries == [one.canary for one in sightings]


@pytest.mark.parametrize(
    "text",
    [
        "it is 217.43.",
        "(217.43)",
        "USD217.43",
        "$217.43",
        "217.43 EUR",
        "total=217.43,",
        "217.43kg",
        '"217.43"',
        "217,43",
        "-217.43",
    ],
)
def test_a_number_with_its_borders_is_seen(text: str) -> None:
    assert {AMOUNT} == Hunter([AMOUNT]).find(text).canaries


@pytest.mark.parametrize(
    "text",
    [
        "1217.43",
        "217.431",
        "217.43.1",
        "0.217.43",
        "v217.43",
        "1,217.43",
        "217.43-beta",
        "a217.43",
        "217.43seconds",
        "21743",
    ],
)
def test_a_number_in_something_longer_is_not(text: str) -> None:
    assert frozenset() == Hunter([AMOUNT]).find(text).canaries


@pytest.mark.parametrize(
    "text", ["Zorvantiks", "zorvantik's", "ZORVANTIK", "the Zorvantikin shop", "Zor-van-tik", "Zorvan-\ntik"]
)
def test_a_noun_is_seen(text: str) -> None:
    assert {NAME} == Hunter([NAME]).find(text).canaries


@pytest.mark.parametrize("text", ["aZorvantik", "Zorvantikistan", "fizz or van tikka", "Zorvanti"])
def test_a_noun_inside_a_word_or_across_words_is_not(text: str) -> None:
    assert frozenset() == Hunter([NAME]).find(text).canaries


def test_the_view_says_how_to_read_it() -> None:
    hidden = base64.b64encode(gzip.compress(TOKEN.value[::-1].encode())).decode()
    text = f"Here you are: {hidden}!"

    found = Hunter([TOKEN]).find(text)

    assert [one.view for one in found.sightings] == [("base64-text", "gzip", "reverse")]
    assert text.index(hidden) == found.sightings[0].at
    assert hidden[:30] in found.sightings[0].excerpt


def test_a_part_is_a_sighting_and_says_which_part() -> None:
    found = Hunter([TOKEN]).find(f"it starts with {TOKEN.value[:13]}…")

    assert [(TOKEN, (), TOKEN.value[:13])] == [(one.canary, one.view, one.part) for one in found.sightings]


def test_eleven_characters_are_not_enough() -> None:
    assert Hunter([TOKEN]).find(f"it starts with {TOKEN.value[:11]}…").sightings == ()


def test_deeper_than_the_budget_is_not_looked_at() -> None:
    hidden = base64.b64encode(base64.b64encode(base64.b64encode(TOKEN.value.encode())))

    assert frozenset() == Hunter([TOKEN]).find(hidden).canaries
    assert {TOKEN} == Hunter([TOKEN], budget=Budget(depth=3)).find(hidden).canaries
    assert frozenset() == Hunter([TOKEN], budget=Budget(depth=0)).find(base64.b64encode(TOKEN.value.encode())).canaries


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_bomb_is_refused_and_said(pack: "type[bytes]") -> None:
    bomb = pack(bytes(64 << 20))

    found = Hunter([TOKEN], budget=Budget(unpacked=1 << 20)).find(b"x " + bomb)

    assert not found.complete
    assert "at 2: a bomb, or too large" in found.left_out[0]


def test_a_bomb_does_not_hide_what_stands_beside_it() -> None:
    text = gzip.compress(bytes(64 << 20)) + b" " + TOKEN.value.encode()

    assert {TOKEN} == Hunter([TOKEN], budget=Budget(unpacked=1 << 20)).find(text).canaries


def test_more_streams_than_the_budget_are_said() -> None:
    found = Hunter([TOKEN], budget=Budget(archives=2)).find(b" ".join(gzip.compress(b"%d" % n) for n in range(4)))

    assert ("gzip at" in found.left_out[0], "more compressed streams" in found.left_out[0]) == (True, True)


def test_a_spent_budget_is_said() -> None:
    found = Hunter([TOKEN], budget=Budget(decoded=100)).find("aGVsbG8gd29ybGQ= " * 50)

    assert not found.complete
    assert "100 decoded bytes" in found.left_out[0]


def test_a_stream_cut_off_is_said() -> None:
    found = Hunter([TOKEN]).find(gzip.compress("".join(map(str, range(2000))).encode())[:-40])

    assert "cut off" in found.left_out[0]


@pytest.mark.parametrize("size", [1, 7, 100])
def test_an_encoded_canary_split_over_chunks_is_found(size: int) -> None:
    text = b"word " * 50 + base64.b64encode(TOKEN.value.encode()) + b" word" * 50
    stream = Hunter([TOKEN]).stream(every=256)

    sightings = [one for at in range(0, len(text), size) for one in stream.feed(text[at : at + size])] + stream.close()

    assert [(one.canary, one.view, one.at) for one in sightings] == [(TOKEN, ("base64-text",), 250)]


def test_a_stream_tells_a_plain_canary_with_the_chunk_that_completes_it() -> None:
    stream = Hunter([TOKEN]).stream()

    assert stream.feed(b"see " + TOKEN.value[:20].encode()) == []
    assert [one.at for one in stream.feed(TOKEN.value[20:].encode())] == [4]
    assert stream.feed(b" and no more") == []
    assert stream.close() == []


def test_a_number_at_the_end_of_a_chunk_waits_for_its_border() -> None:
    stream = Hunter([AMOUNT]).stream()

    assert stream.feed(b"217.4") == []
    assert stream.feed(b"3") == []
    assert stream.feed(b"9 and more") == []
    assert stream.close() == []


def test_a_text_longer_than_a_block_is_looked_at_whole() -> None:
    budget = Budget(block=4096, overlap=512)
    places = [0, 4080, 9000, 20_000]
    text = bytearray(b"." * 20_100)
    for at in places:
        hidden = base64.b64encode(TOKEN.value.encode())
        text[at : at + len(hidden)] = hidden

    found = Hunter([TOKEN], budget=budget).find(bytes(text))

    assert places == [one.at for one in found.sightings]


def test_a_closed_stream_takes_no_more() -> None:
    stream = Hunter([TOKEN]).stream()
    stream.close()

    with pytest.raises(ValueError, match="closed"):
        stream.feed(b"x")


@pytest.mark.parametrize(
    "text", ["", b"", "\ud800", b"\xff\xfe\x00", "\x00" * 50, "\U0010ffff" * 40, b"%" * 100, "&#9999999999;" * 9]
)
def test_odd_input_is_looked_at(text: str | bytes, engine: EngineName) -> None:
    assert Hunter([TOKEN, NUMBER], engine=engine).find(text).sightings == ()


def test_no_canaries_find_nothing(engine: EngineName) -> None:
    assert Hunter([], engine=engine).find("anything at all").sightings == ()


@pytest.mark.parametrize("figures", [{"depth": -1}, {"block": 10, "overlap": 10}])
def test_a_budget_that_makes_no_sense_is_refused(figures: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"negative|longer"):
        Budget(**figures)


@pytest.mark.parametrize(
    "unit",
    ["A", "a1", "%41", "\\u0041", "&#65;", "0 1 ", "65, ", "=41", "a\n", "- . ", "ABCD ", "zero ", "thousand one ", "é", "\u200b",
     "I....", "lrx_live_", "xn--a-", '"a" + ', "1.\n", "&amp;", "%25", "⠁", "a=\n", "Zor", "PK\x03\x04", "x\x9c"],
)  # fmt: skip
def test_a_hostile_text_takes_no_longer_than_its_length(unit: str) -> None:
    assert Hunter([TOKEN, NUMBER, NOUN]).find(unit * (60_000 // len(unit))).sightings == ()


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.binary(max_size=400), st.text(max_size=200)))
def test_any_input_is_looked_at(text: bytes | str) -> None:
    assert HUNTER.find(text).sightings == ()
