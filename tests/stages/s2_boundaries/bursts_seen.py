"""Bursts as they were seen, for the examples of the checks of limits."""

from launchready.observe.limits.burst import Burst, Try
from launchready.observe.limits.bursts import LoginBurst
from launchready.observe.limits.spellings import ACCOUNT, Spelling

LIMIT = Try(429, 5.0, limited=True)
LOST = Try(0, 0.0, limited=False)


def tries(count: int, status: int = 200, milliseconds: float = 20.0) -> tuple[Try, ...]:
    """So many attempts that were answered alike."""
    return (Try(status, milliseconds, limited=False),) * count


def burst(*told: Try, aim: int = 0, seconds: float = 1.0, bound: str = "", alive: bool = True) -> Burst:
    """A burst that meant to make as many as it made, unless it is said."""
    return Burst(told, bound, aim or len(told), seconds, alive=alive)


def login(
    *told: Try,
    real: bool = True,
    works_after: bool = True,
    headers: tuple[Try, ...] = (),
    limited_after: bool = False,
    spellings: tuple[Spelling, ...] = (),
    aim: int = 0,
) -> LoginBurst:
    """Wrong passwords and what came of them."""
    return LoginBurst(
        "an account made for this" if real else "a made-up account",
        real,
        burst(*told, aim=aim),
        works_after,
        headers,
        limited_after,
        spellings,
        0.0,
        "curl …",
        "curl …",
    )


def spelling(how: str = "in capitals", *, signed_in: bool = False, limited_after: bool = True) -> Spelling:
    """The account written otherwise."""
    return Spelling(
        ACCOUNT, how, signed_in, signed_in, limited_after, 200 if signed_in else 429, "curl …" if signed_in else ""
    )
