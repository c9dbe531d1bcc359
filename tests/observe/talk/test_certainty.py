"""Wilson's interval: known figures, and what holds of every share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchready.observe.talk.certainty import told, told_apart, wilson


@pytest.mark.parametrize(("tries", "upper"), [(1, 0.793), (10, 0.278), (30, 0.114), (50, 0.071), (100, 0.037)])
def test_the_bound_after_no_hit(tries: int, upper: float) -> None:
    low, high = wilson(0, tries)

    assert low == 0
    assert high == pytest.approx(upper, abs=0.0006)


def test_half_of_a_hundred() -> None:
    assert wilson(50, 100) == (pytest.approx(0.4038, abs=1e-4), pytest.approx(0.5962, abs=1e-4))
    assert told(50, 100) == "50 of 100 tries, so 40.4% to 59.6% with 95 % certainty"


@given(st.integers(1, 5000).flatmap(lambda tries: st.tuples(st.integers(0, tries), st.just(tries))))
def test_the_share_lies_in_its_interval(pair: tuple[int, int]) -> None:
    hits, tries = pair
    low, high = wilson(hits, tries)

    assert 0 <= low <= hits / tries <= high <= 1


@pytest.mark.parametrize(("hits", "tries"), [(0, 0), (2, 1), (-1, 3)])
def test_what_is_no_share_is_refused(hits: int, tries: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(hits, tries)


def test_each_family_has_an_interval_of_its_own() -> None:
    tries = [("extraction", False)] * 30 + [("persona", True), ("persona", False)]

    assert told_apart(tries[:30]) == told(0, 30)
    assert told_apart(tries) == f"extraction: {told(0, 30)}; persona: {told(1, 2)}"
