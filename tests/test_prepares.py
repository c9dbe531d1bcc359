"""What needs time to pass begins beside all others, and what goes wrong there ends nothing."""

from launchready.check import Prepares
from launchready.registry import checks


def test_only_checks_that_run_apart_begin_early() -> None:
    early = [one for one in checks() if isinstance(one, Prepares)]

    assert [one.id() for one in early] == ["boundaries.unused-reset-link-lives-on"]
    assert all(one.alone for one in early)
