"""Tells of answers that give accounts away, for the checks of them."""

from launchready.observe.auth.existence import Pair
from launchready.verdict import Evidence, Fail


def as_fail(told: list[Pair]) -> Fail:
    """The finding."""
    return Fail(
        "; ".join(f"{one.operation} answers known and unknown addresses differently" for one in told),
        tuple(
            evidence
            for one in told[:2]
            for evidence in (
                Evidence(f"{one.operation} for an address with an account", one.known),
                Evidence(f"{one.operation} for one without", one.unknown),
            )
        ),
        tuple(one.curl for one in told),
        tuple(one.operation for one in told),
    )


def in_the_way(pairs: tuple[Pair, ...]) -> str:
    """Why nothing can be told of some place; empty where all can."""
    if refused := [one for one in pairs if one.refused]:
        return f"{refused[0].operation} asked to slow down before the answers could be compared"
    if unsteady := [one for one in pairs if not one.steady]:
        return f"{unsteady[0].operation} answers like addresses differently each time, so a difference says nothing"
    return ""
