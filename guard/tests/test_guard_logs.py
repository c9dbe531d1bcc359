import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready_guard.cleaning import LEFT_OUT, Cleaner
from launchready_guard.logs import CleanEvents, CleanFormatter
from launchready_guard.request_ids import CURRENT, Trace
from launchready_guard.sentry import Scrubber
from launchready_hunt.canary import Kind, Mint

KEY = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
CLEANER = Cleaner(b"a key", secrets=["correct horse battery"], fields=["diagnosis"])
CANARY = Mint(b"k").mint(Kind.token, "prompt").value


@pytest.fixture
def named() -> Iterator[Trace]:
    trace = Trace("req_1", "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", sampled=False)
    token = CURRENT.set(trace)
    yield trace
    CURRENT.reset(token)


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        (f"charged with {KEY}", KEY),
        ("it is correct horse battery.", "correct horse battery"),
        ("mail to ada@shop.example failed", "ada@shop.example"),
        ("call +49 30 901820 now", "901820"),
        ("paid by 4242 4242 4242 4242", "4242"),
        ("to DE89 3704 0044 0532 0130 00", "3704"),
        ("Authorization: Bearer abcdefgh12345678", "abcdefgh12345678"),
        ("Cookie: session=abcdef123456; theme=dark", "abcdef123456"),
        ("POST /login password=hunter2&user=ada", "hunter2"),
        ("""{"reset_token": "9f8e", "n": 1}""", "9f8e"),
        ("""{'prompt': 'my \\'odd\\' illness', 'n': 1}""", "illness"),
        ("api-key=abc123 sent", "abc123"),
        ("diagnosis: 'gout' kept", "gout"),
    ],
)
def test_what_must_not_stand_in_a_line_does_not(line: str, gone: str) -> None:
    assert gone not in CLEANER.text(line)
    assert CLEANER.text(CLEANER.text(line)) == CLEANER.text(line)


@pytest.mark.parametrize(
    "line",
    [
        "tokens=512 in 1.2 s",
        "GET /orders/1234567890123 200 12ms",
        "released 10.4.3.12 at 2026-11-25T10:00:00Z",
        "the token was refused",
        "password: None",
        "session ended",
        'File "app.py", line 3, in <module>',
        "answer took 3 s",
    ],
)
def test_an_ordinary_line_stays_as_it_is(line: str) -> None:
    assert CLEANER.text(line) == line


def test_a_canary_stays() -> None:
    assert CLEANER.text(f"token={CANARY} seen") == f"token={CANARY} seen"


def test_the_same_value_has_the_same_mark_and_another_key_another() -> None:
    first, second = CLEANER.text("ada@shop.example"), CLEANER.text("from Ada@Shop.Example")

    assert first in second
    assert Cleaner(b"other").text("ada@shop.example") != first


def test_fields_are_left_out_by_their_names() -> None:
    found = CLEANER.value(
        {
            "user": "usr_1",
            "newPassword": "a",
            "X-Api-Key": "b",
            "prompt": ["c"],
            "diagnosis": {"d": 1},
            "tokens": 12,
            "token": 12,
            "pin": 1234,
            "password": None,
            "nested": [{"refresh_token": "e"}, ("Cookie", "f=g")],
            "email": "ada@shop.example",
        }
    )

    assert found == {
        "user": "usr_1",
        "newPassword": LEFT_OUT,
        "X-Api-Key": LEFT_OUT,
        "prompt": LEFT_OUT,
        "diagnosis": LEFT_OUT,
        "tokens": 12,
        "token": 12,
        "pin": LEFT_OUT,
        "password": None,
        "nested": [{"refresh_token": LEFT_OUT}, ["Cookie", LEFT_OUT]],
        "email": LEFT_OUT,
    }


def test_what_the_owner_keeps_stays() -> None:
    assert Cleaner(b"k", keeps=["answer"]).value({"answer": "yes"}) == {"answer": "yes"}


def test_what_has_no_end_is_cut() -> None:
    ring: list[object] = []
    ring.append(ring)

    assert LEFT_OUT in str(CLEANER.value(ring))


def logged(formatter: logging.Formatter, message: object, *args: object, **more: object) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logger = logging.getLogger("guard.test")
    logger.propagate, logger.handlers = False, [handler]
    logger.warning(message, *args, **more)  # type: ignore[arg-type]
    return stream.getvalue().rstrip("\n")


def test_a_line_of_json_keeps_the_request_s_name_and_cleans_the_rest(named: Trace) -> None:
    said = logged(
        CleanFormatter(CLEANER), "order of %s", "ada@shop.example", extra={"prompt": "secret wish", "order": 7}
    )

    line = json.loads(said)
    assert line["message"].startswith("order of \u2039email ")
    assert (line["request_id"], line["trace_id"]) == ("req_1", named.trace_id)
    assert (line["prompt"], line["order"], line["level"], line["logger"]) == (LEFT_OUT, 7, "WARNING", "guard.test")


def test_exceptions_and_arguments_by_name_are_cleaned_under_any_formatter() -> None:
    formatter = CleanFormatter(CLEANER, logging.Formatter("%(levelname)s %(message)s"))
    try:
        int(f"bad key {KEY}")
    except ValueError:
        failed = logged(formatter, "failed", exc_info=sys.exc_info())

    assert failed.startswith("WARNING failed\nTraceback")
    assert KEY not in failed
    assert logged(formatter, "%(password)s of %(user)s", {"password": "hunter2", "user": "usr_1"}) == (
        f"WARNING {LEFT_OUT} of usr_1"
    )


class Broken:
    def __str__(self) -> str:
        raise RuntimeError("no words")


def test_a_record_that_cannot_be_cleaned_leaves_a_line_without_its_content(named: Trace) -> None:
    line = json.loads(logged(CleanFormatter(CLEANER), "a %s", Broken(), extra={"x": Broken()}))

    assert line["message"] == "left out: RuntimeError while cleaning"
    assert line["request_id"] == named.request_id


def test_the_record_itself_is_left_to_other_handlers_as_it_is() -> None:
    record = logging.makeLogRecord({"msg": "a", "prompt": "secret wish"})

    CleanFormatter(CLEANER).format(record)

    assert vars(record)["prompt"] == "secret wish"


def test_structlog_s_events_are_cleaned_and_named(named: Trace) -> None:
    clean = CleanEvents(CLEANER)

    assert clean(None, "info", {"event": f"used {KEY}", "prompt": "wish", "n": 1}) == {
        "event": CLEANER.text(f"used {KEY}"),
        "prompt": LEFT_OUT,
        "n": 1,
        "request_id": "req_1",
        "trace_id": named.trace_id,
    }
    assert clean(None, "info", {"event": "a", "x": Broken()})["event"] == "left out: RuntimeError while cleaning"


def test_an_event_for_a_tracker_is_cleaned_and_arrives(named: Trace) -> None:
    event = {
        "event_id": "a" * 32,
        "user": {"id": "usr_1", "email": "ada@shop.example", "ip_address": "203.0.113.9"},
        "request": {
            "url": "https://shop.example/?reset_token=abc123",
            "headers": {"Authorization": "Bearer abcdefgh12345678", "Accept": "*/*"},
            "data": {"wish": "a secret one"},
            "cookies": {"s": "1"},
        },
        "exception": {
            "values": [{"type": "ValueError", "value": KEY, "stacktrace": {"frames": [{"vars": {"prompt": "w"}}]}}]
        },
        "tags": {"region": "eu"},
    }

    found = Scrubber(CLEANER)(event, {})

    assert found["event_id"] == "a" * 32
    assert found["user"] == {"id": "usr_1"}
    assert found["request"]["headers"] == {"Authorization": LEFT_OUT, "Accept": "*/*"}
    assert (found["request"]["data"], found["request"]["cookies"]) == (LEFT_OUT, LEFT_OUT)
    assert "abc123" not in found["request"]["url"]
    assert found["exception"]["values"][0]["stacktrace"]["frames"] == [{"vars": {"prompt": LEFT_OUT}}]
    assert KEY not in str(found)
    assert found["tags"] == {"region": "eu", "request_id": "req_1"}


def test_an_event_that_cannot_be_cleaned_still_arrives() -> None:
    found = Scrubber(CLEANER)({"event_id": "a", "extra": {"x": Broken()}, "message": "secret wish"})

    assert found == {"event_id": "a", "message": "left out: RuntimeError while cleaning"}


@given(st.text())
def test_any_text_is_cleaned_without_a_crash_and_for_good(text: str) -> None:
    once = CLEANER.text(text)

    assert CLEANER.text(once) == once
