import pytest

from launchready.declare.limits import maybe_seconds
from launchready.observe.auth.expiry import Aged
from launchready.stages.s2_boundaries.unused_reset_link_lives_on import UnusedResetLinkLivesOn
from launchready.verdict import Fail, Pass, Unknown

WAY = "POST /auth/reset/confirm"


def aged(*, sets: bool | None = False, young: bool = True) -> Aged:
    return Aged(
        6, 7.9, sets, young, WAY, f"POST https://shop.example/auth/reset/confirm -> {204 if sets else 400}", "curl x"
    )


EXAMPLES = (
    (aged(), Pass),
    (aged(sets=True), Fail),
    (aged(sets=True, young=False), Fail),  # a late one that works is its own control
    (aged(young=False), Unknown),
    (aged(sets=None), Unknown),
)


def test_a_finding_says_how_old_it_was() -> None:
    said = UnusedResetLinkLivesOn().judge(aged(sets=True))

    assert isinstance(said, Fail)
    assert said.because == "a reset that may be used for 6 seconds set a password after 8"
    assert said.places == (WAY,)


@pytest.mark.parametrize(
    ("text", "seconds"), [("30 minutes", 1800), ("1 hour", 3600), ("6 seconds", 6), ("2days", 172_800), (None, None)]
)
def test_a_life_is_read(text: str | None, seconds: int | None) -> None:
    assert maybe_seconds(text) == seconds
