"""Examples and traps of boundaries.login-has-no-limit."""

from launchready.observe.bursts import LoginBurst, Try
from launchready.stages.s2_boundaries.login_has_no_limit import LoginHasNoLimit, Seen
from launchready.verdict import Fail, Pass, Unknown


def wrong(count: int, status: int = 401) -> tuple[Try, ...]:
    return (Try(status, 20.0, limited=False),) * count


LIMIT = Try(429, 5.0, limited=True)


def seen(*tries: Try, real: bool = True, works_after: bool = True) -> Seen:
    return Seen(
        LoginBurst("an account", real, real, tries, works_after, (), limited_after=False, curl="curl …", header_curl="")
    )


EXAMPLES = (
    (seen(*wrong(5), LIMIT, works_after=False), Pass),
    (seen(*wrong(15)), Fail),
    (seen(*wrong(15), real=False, works_after=False), Unknown),
    (seen(*wrong(14), Try(0, 0.0, limited=False)), Unknown),
    (seen(*wrong(15, status=503)), Unknown),
    (seen(*wrong(5), LIMIT, real=False), Pass),
)


def test_a_silent_lock_is_a_limit_too() -> None:
    assert isinstance(LoginHasNoLimit().judge(seen(*wrong(15), works_after=False)), Pass)


def test_answers_that_are_made_slow_are_a_limit_too() -> None:
    slow = tuple(Try(401, 100.0 * number * number, limited=False) for number in range(1, 16))

    assert isinstance(LoginHasNoLimit().judge(seen(*slow)), Pass)


def test_a_slow_machine_is_no_limit() -> None:
    busy = tuple(Try(401, 2500.0 if number % 2 else 1800.0, limited=False) for number in range(15))

    assert isinstance(LoginHasNoLimit().judge(seen(*busy)), Fail)
