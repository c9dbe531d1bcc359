"""What a reader is told of the address that handed a message over: its name in DNS, and whether it leads back."""

import pytest

from launchready.observe.mail.reset_mail import ResetMail
from launchready.observe.mail.route import Handover
from launchready.stages.s3_deploy._mail import told_spf


def came_from(names: tuple[str, ...], *, confirmed: bool | None, spf: str = "pass") -> ResetMail:
    handover = Handover(
        "8.8.4.4", "out", "shop.test", spf, "it matches", aligned=True, names=names, confirmed=confirmed
    )
    return ResetMail(
        "POST /reset -> 202", "curl", True, 0.1, "shop.test", "shop.test", (), False, "shop.test", handover
    )


@pytest.mark.parametrize(
    ("names", "confirmed", "told"),
    [
        (("out.shop.test",), True, " (out.shop.test)"),
        (("out.shop.test",), False, " (out.shop.test, which does not lead back to it)"),
        (("out.shop.test",), None, " (out.shop.test, whether it leads back is not known)"),
        ((), False, " (it has no name in DNS, and many receivers want one)"),
        ((), None, ""),
    ],
)
def test_the_name_of_the_address_is_told(names: tuple[str, ...], told: str, *, confirmed: bool | None) -> None:
    assert told_spf(came_from(names, confirmed=confirmed)) == f"SPF says pass of 8.8.4.4{told} for shop.test"


def test_what_is_not_known_of_spf_is_told() -> None:
    assert told_spf(came_from((), confirmed=None, spf="")) == "SPF is not known: it matches"
