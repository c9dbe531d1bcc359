"""Judges bursts, for the checks of limits."""

from launchready.observe.limits.burst import Burst
from launchready.verdict import Pass, Unknown

SUCCESS = range(200, 300)


def promised(burst: Burst) -> str:
    """What launch.toml promises, as the end of a sentence."""
    return f", though launch.toml promises {burst.bound}" if burst.bound else ""


def first_is(burst: Burst, right: range, words: str = "") -> Unknown | None:
    """Why the burst has no control: its first attempt did not work; None where it did."""
    if burst.too_slow:
        return Unknown(burst.too_slow)
    if not burst.tries or burst.tries[0].status == 0:
        return Unknown("the first attempt was not answered")
    if burst.tries[0].limited:
        return Unknown(f"the very first attempt was refused ({burst.tries[0].status}): a limit was reached before")
    if burst.tries[0].status not in right:
        return Unknown(f"the first attempt did not work ({words or burst.tries[0].status}), so no limit could be seen")
    return None


def bounded(burst: Burst, control: str) -> Pass | Unknown | None:
    """A Pass where something stopped the burst, Unknown where it proves nothing, None where nothing stopped it."""
    if burst.stopped:
        return Pass(f"{burst.stopped}{f' (launch.toml promises {burst.bound})' if burst.bound else ''}", control)
    if burst.unclear:
        return Unknown(burst.unclear)
    failed = [one for one in burst.tries if one.status >= 500]  # noqa: PLR2004 - HTTP's failures
    if failed:
        return Unknown(
            f"{len(failed)} of {len(burst.tries)} attempts failed ({failed[0].status}) without naming a limit"
        )
    return None


def statuses(burst: Burst) -> str:
    """How the attempts were answered, in short: `200 (30 times)`."""
    found: dict[int, int] = {}
    for one in burst.tries:
        found[one.status] = found.get(one.status, 0) + 1
    return ", ".join(f"{status} ({count} times)" for status, count in found.items())
