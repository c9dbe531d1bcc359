import asyncio
import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guard.tests.driving import Answer, Echo, ask
from launchready_guard.asgi import Receive, Scope, Send
from launchready_guard.bodies import Bodies, Bound, not_plain

JSON = {"content-type": "application/json"}
BOUNDS = [
    Bound(("POST /files",), most_bytes=20, types=("text/plain", "image/png")),
    Bound(("POST /raw",), types=("*/*",)),
]


def sent(
    body: bytes | list[bytes], headers: Mapping[str, str] = JSON, asked: str = "POST /orders", echo: Echo | None = None
) -> Answer:
    app = Bodies(echo or Echo(), usual=Bound(most_bytes=100, deepest=3), bounds=BOUNDS)
    return asyncio.run(ask(app, asked, headers, body))


def test_what_is_sound_arrives_byte_for_byte() -> None:
    echo = Echo()

    for body in (b'{"a": [1, {"b": "[[[[[["}]}', [b'{"a"', b": 1}"]):
        assert sent(body, echo=echo).status == 200

    assert echo.bodies == [b'{"a": [1, {"b": "[[[[[["}]}', b'{"a": 1}']


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "APPLICATION/JSON"])
def test_a_type_is_told_without_its_parameters(kind: str) -> None:
    assert sent(b"{}", {"content-type": kind}).status == 200


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"x" * 101, JSON, 413),
        ([b"x" * 60, b"x" * 60], {**JSON, "transfer-encoding": "chunked"}, 413),
        (b"{}", {**JSON, "content-length": "1000000000000"}, 413),
        (b"{}", {**JSON, "content-length": "-1"}, 413),
        (b"{}", {**JSON, "content-length": "\u00b2"}, 413),
        (b"{}", {**JSON, "content-length": "9" * 5000}, 413),
        (b"{}", {"content-type": "text/xml"}, 415),
        (b"{}", {}, 415),
        (b'[[[["deep"]]]]', JSON, 400),
        (b'{"a": "\xff"}', JSON, 400),
        (b'{"a": "\\ud800"}', JSON, 400),
        (b'{"a": "\\udc00\\ud800"}', JSON, 400),
    ],
)
def test_what_is_not_stays_out(body: bytes | list[bytes], headers: Mapping[str, str], status: int) -> None:
    echo = Echo()

    assert sent(body, headers, echo=echo).status == status
    assert echo.bodies == []


@pytest.mark.parametrize("body", [b'{"a": "\\ud83d\\ude00"}', b'{"a": "\\\\ud800"}', '{"a": "\U0001f600"}'.encode()])
def test_whole_characters_come_in(body: bytes) -> None:
    assert sent(body).status == 200


def test_some_routes_have_bounds_of_their_own() -> None:
    assert sent(b"a picture", {"content-type": "image/png"}, "POST /files").status == 200
    assert sent(b"{}", JSON, "POST /files").status == 415
    assert sent(b"{}", JSON, "POST /files/").status == 415
    assert sent(b"anything", {}, "POST /raw").status == 200


def test_a_body_that_flows_is_cut_off_where_it_goes_beyond() -> None:
    echo = Echo()
    chunked = {"content-type": "text/plain", "transfer-encoding": "chunked"}

    found = sent([b"x" * 15, b"x" * 15, b"x" * 15], chunked, "POST /files", echo)

    assert found.status == 413
    assert echo.bodies == [b"x" * 15]


def test_an_app_that_breaks_when_it_is_cut_off_is_answered_for_and_its_own_bugs_are_not_hidden() -> None:
    async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] == "http.request":
            pass
        raise ConnectionError("gone")

    chunked = {"content-type": "text/plain", "transfer-encoding": "chunked"}
    app = Bodies(breaks, bounds=BOUNDS)

    assert asyncio.run(ask(app, "POST /files", chunked, [b"x" * 15, b"x" * 15])).status == 413
    with pytest.raises(ConnectionError):
        asyncio.run(ask(app, "POST /files", chunked, [b"x"]))


@pytest.mark.parametrize("asked", ["GET /", "DELETE /orders/1", "POST /orders/1/pay"])
def test_what_has_no_body_needs_no_type(asked: str) -> None:
    assert sent(b"", {}, asked).status == 200


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet='ab[{\\"'), inner, max_size=3),
    max_leaves=12,
)


def deepness(value: object) -> int:
    if isinstance(value, list):
        return 1 + max(map(deepness, value), default=0)
    if isinstance(value, dict):
        return 1 + max(map(deepness, value.values()), default=0)
    return 0


@given(VALUES, st.booleans())
def test_depth_is_counted_as_a_reader_counts_it(value: object, ascii_only: bool) -> None:
    body = json.dumps(value, ensure_ascii=ascii_only).encode()
    deep = deepness(value)

    assert not_plain(body, max(1, deep)) is None
    if deep > 1:
        assert not_plain(body, deep - 1) == f"nested deeper than {deep - 1}"


@given(st.binary(max_size=300))
def test_whatever_comes_is_told_without_a_crash(body: bytes) -> None:
    assert not_plain(body, 3) in {
        None,
        "JSON is written in UTF-8",
        "half a character is no text",
        "nested deeper than 3",
    }


@pytest.mark.parametrize("body", ["NaN", "[1, -Infinity]", '{"a": 1e999}', "1" * 5000 + "e999", "[" + "9" * 401 + "]"])
def test_numbers_without_end_are_refused(body: str) -> None:
    assert not_plain(body.encode(), 32) == "a number here has an end"


@pytest.mark.parametrize(
    "body",
    ['"NaN"', '{"Infinity": "1e999"}', "1e308", "1e-999", "[1e007]", "9" * 300, '"' + "9" * 5000 + '\\" 1e999"', "NaX"],
)
def test_all_other_numbers_and_texts_are_not(body: str) -> None:
    assert not_plain(body.encode(), 32) is None
