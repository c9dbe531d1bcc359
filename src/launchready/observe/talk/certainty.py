"""What a number of tries proves about a bot that answers at random: Wilson's interval (E. B. Wilson, 1927)."""

from collections.abc import Iterable
from math import sqrt

Z = 1.959964
"""Standard deviations that hold 95 % of a normal distribution."""


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """The share of tries that succeed, with 95 % certainty: the lower and the upper bound, each from 0 to 1.

    Raises:
        ValueError: there were no tries, or more hits than tries.
    """
    if not 0 <= hits <= tries or tries == 0:
        raise ValueError(f"{hits} of {tries} is no share")
    share = hits / tries
    middle = share + Z * Z / (2 * tries)
    spread = Z * sqrt(share * (1 - share) / tries + Z * Z / (4 * tries * tries))
    whole = 1 + Z * Z / tries
    low, high = (middle - spread) / whole, (middle + spread) / whole
    return (0.0 if hits == 0 else low), (1.0 if hits == tries else high)


def told(hits: int, tries: int) -> str:
    """The interval in words: `0 of 30 tries, so fewer than 11.4 % with 95 % certainty`."""
    low, high = wilson(hits, tries)
    if hits == 0:
        return f"0 of {tries} tries, so fewer than {high:.1%} with 95 % certainty"
    return f"{hits} of {tries} tries, so {low:.1%} to {high:.1%} with 95 % certainty"


def told_apart(tries: Iterable[tuple[str, bool]]) -> str:
    """The interval of each family in words, or of all where there is one family: `extraction: 0 of 30 tries, …`.

    Args:
        tries: the family of each try, and whether it hit.
    """
    families: dict[str, list[bool]] = {}
    for family, hit in tries:
        families.setdefault(family, []).append(hit)
    if len(families) == 1:
        return next(told(sum(hits), len(hits)) for hits in families.values())
    return "; ".join(f"{family}: {told(sum(hits), len(hits))}" for family, hits in families.items())
