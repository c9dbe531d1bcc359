"""What is written as TOML reads as the same value."""

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.declare.toml import pair, toml

TEXT = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.dates(min_value=date(1000, 1, 1))
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(key=TEXT, value=VALUES)
def test_a_value_survives_being_written(key: str, value: object) -> None:
    text = pair(key, value)

    assert tomllib.loads(text) == {key: value}
    assert "\n" not in text


def test_what_toml_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="TOML cannot hold NoneType"):
        toml([None])
