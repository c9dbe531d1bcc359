"""The statistic that decides whether two series of times differ."""

import random

import pytest

from launchready.observe.auth.timing import BY_CHANCE, difference, mann_whitney


def test_the_likelihood_is_the_exact_one() -> None:
    # All orders of 3 and 3 values: 20; the two extreme ones are 10 %.
    assert mann_whitney((1, 2, 3), (4, 5, 6)) == pytest.approx(0.1)
    # Mann and Whitney's table for 8 and 8: U = 13 is the last below 5 % of both sides.
    one, other = (1, 2, 3, 4, 5, 6, 9, 14), (7, 8, 10, 11, 12, 13, 15, 16)
    assert mann_whitney(one, other) < 0.05
    assert mann_whitney((1, 3, 5, 7), (2, 4, 6, 8)) > 0.5


def test_ties_are_counted_against_a_difference() -> None:
    assert mann_whitney((5.0,) * 12, (5.0,) * 12) == 1.0


def test_noise_does_not_pass() -> None:
    chance = random.Random(20261125)
    noisy = [tuple(chance.lognormvariate(3.4, 0.8) for _ in range(12)) for _ in range(4000)]

    alarms = [
        found for one, other in zip(noisy[::2], noisy[1::2], strict=True) if (found := difference(one, other)).is_real
    ]

    assert len(alarms) <= 2


def test_a_skipped_hash_is_seen_through_some_noise() -> None:
    chance = random.Random(7)
    hashed = tuple(20 + 4 + chance.expovariate(0.3) for _ in range(12))
    skipped = tuple(4 + chance.expovariate(0.3) for _ in range(12))

    found = difference(hashed, skipped)

    assert found.is_real
    assert found.likelihood < BY_CHANCE
