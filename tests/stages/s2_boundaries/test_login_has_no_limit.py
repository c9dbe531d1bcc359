"""Examples and traps of boundaries.login-has-no-limit."""

from launchready.observe.limits.burst import Burst, Try
from launchready.observe.limits.bursts import LoginBurst
from launchready.stages.s2_boundaries.login_has_no_limit import LoginHasNoLimit, Seen
from launchready.verdict import Fail, Pass, Unknown
from tests.stages.s2_boundaries.bursts_seen import LIMIT, LOST, burst, login, tries

TOO_SLOW = Burst((), "10/minute", 22, 0.0, 60, "at 0.1 requests a second, 22 take longer than 60 seconds")

EXAMPLES = (
    (Seen(login(*tries(5, 401), LIMIT, works_after=False)), Pass),
    (Seen(login(*tries(15, 401))), Fail),
    (Seen(login(*tries(15, 401), real=False, works_after=False)), Unknown),
    (Seen(login(*tries(14, 401), LOST)), Unknown),
    (Seen(login(*tries(15, 503))), Unknown),
    (Seen(login(*tries(5, 401), LIMIT, real=False)), Pass),
    (Seen(login(LIMIT, real=False)), Unknown),
    (Seen(login(*tries(9, 401), aim=15)), Unknown),
    (Seen(LoginBurst("an account", True, TOO_SLOW, True, (), False, (), 0.0, "", "")), Unknown),
)


def test_a_silent_lock_is_a_limit_too() -> None:
    assert isinstance(LoginHasNoLimit().judge(Seen(login(*tries(15, 401), works_after=False))), Pass)


def test_a_closed_door_is_a_limit_where_the_host_answers_others() -> None:
    shut = (*tries(4, 401), LOST, LOST, LOST)
    dead = LoginBurst("an account", True, burst(*shut, aim=15, alive=False), False, (), False, (), 0.0, "", "")

    assert isinstance(LoginHasNoLimit().judge(Seen(login(*shut, aim=15, works_after=False))), Pass)
    assert isinstance(LoginHasNoLimit().judge(Seen(dead)), Unknown)


def test_answers_that_are_made_slow_are_a_limit_too() -> None:
    slow = tuple(Try(401, 100.0 * number * number, limited=False) for number in range(1, 16))

    assert isinstance(LoginHasNoLimit().judge(Seen(login(*slow))), Pass)


def test_a_slow_machine_is_no_limit() -> None:
    busy = tuple(Try(401, 2500.0 if number % 2 else 1800.0, limited=False) for number in range(15))

    assert isinstance(LoginHasNoLimit().judge(Seen(login(*busy))), Fail)


def test_the_finding_names_the_promise() -> None:
    told = LoginBurst("an account", True, burst(*tries(22, 401), bound="10/minute"), True, (), False, (), 0.0, "c", "c")
    verdict = LoginHasNoLimit().judge(Seen(told))

    assert isinstance(verdict, Fail)
    assert "launch.toml promises 10/minute" in verdict.because
