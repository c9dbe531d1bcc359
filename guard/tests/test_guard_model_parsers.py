"""Whatever a model, a link or a form brings, each reader of it answers within its rule, and none breaks."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard.tests.driving import ask
from launchready_guard.model.answers import CannotDecideError
from launchready_guard.model.approvals import Answer, Approvals
from launchready_guard.model.arguments import WrongArgumentsError, bound, canonical
from launchready_guard.model.arguments import read as arguments
from launchready_guard.model.desk import ApprovalDesk

KEY = b"sixteen bytes of key"

VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    said=st.one_of(st.text(max_size=60), st.dictionaries(st.text(max_size=4), VALUE, max_size=4), VALUE.map(json.dumps))
)
def test_arguments_are_kept_as_they_are_or_say_why_not(tmp_path: Path, said: Any) -> None:
    try:
        wanted = arguments(said)
    except WrongArgumentsError:
        return
    assert json.loads(canonical(wanted)) == json.loads(canonical(arguments(canonical(wanted))))
    wish = Approvals(tmp_path / "a.db", KEY).ask("tool", wanted, "ada")
    assert bound("tool", wish.arguments, "ada", 1.0) == bound("tool", wanted, "ada", 1.0)


@pytest.mark.parametrize(
    "said",
    [
        '{"a": 1e999}',
        '{"a": -1e999}',
        '{"a": NaN}',
        '{"a": "\\ud800"}',
        '{"\\udc00": 1}',
        '{"a": 1, "a": 2}',
        "[" * 9000,
        '{"a": ' * 70 + "1" + "}" * 70,
        {"a": "\ud800"},
        {"a": float("inf")},
        {"a": object()},
        f'{{"a": {"9" * 5000}}}',
        "null",
        "{",
    ],
)
def test_arguments_that_no_reader_agrees_on_are_refused(said: Any) -> None:
    with pytest.raises(WrongArgumentsError):
        arguments(said)


@given(
    said=st.one_of(
        st.text(max_size=80),
        st.builds(
            lambda a, b: f"{a}.{b}",
            st.text("abcdefABCDEF0123_-", max_size=60),
            st.text("abcdefABCDEF0123_-", max_size=50),
        ),
    )
)
def test_no_made_up_link_or_code_opens_anything(tmp_path_factory: pytest.TempPathFactory, said: str) -> None:
    approvals = Approvals(tmp_path_factory.getbasetemp() / "links.db", KEY)

    with pytest.raises(CannotDecideError, match="not ours"):
        approvals.opened(said)
    with pytest.raises(CannotDecideError):
        approvals.spoken(said)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    body=st.binary(max_size=200)
    | st.builds(
        lambda a, b: f"answer={a}&mark={b}&code={b}".encode(), st.sampled_from(list(Answer)), st.text(max_size=20)
    ),
    path=st.sampled_from(["/", "/code", "/link/x.y", "/wish/x", "//", "/%00"]),
)
def test_any_form_is_answered_and_decides_nothing(tmp_path: Path, body: bytes, path: str) -> None:
    approvals = Approvals(tmp_path / "a.db", KEY)
    wish = approvals.ask("refund", {"amount": 29}, "ada")
    headers = {"content-type": "application/x-www-form-urlencoded"}
    for at in (path, f"/wish/{wish.id}"):
        found = asyncio.run(ask(ApprovalDesk(approvals), f"POST {at}", headers, body))
        assert found.status in {403, 404, 409}

    assert approvals.waiting()[-1].id == wish.id
