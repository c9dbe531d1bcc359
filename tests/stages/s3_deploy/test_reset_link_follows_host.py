"""A made-up host in the link is a finding; without an ordinary message afterwards nothing is proved."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.mail.reset_host import Followed, ResetHost

LINE = "POST https://api.shop.test/auth/reset -> 202, 2 characters"
FORGED = Followed("X-Forwarded-Host", "abc.example.com", LINE, "curl")


def seen(
    *followed: Followed,
    arrived: bool = True,
    host: str = "shop.test",
    silent: tuple[str, ...] = (),
    codes: bool = False,
) -> ResetHost:
    return ResetHost(LINE, host if arrived else "", arrived, followed, ("Host: not sent",), silent, codes)


EXAMPLES = (
    (seen(), Pass),
    (seen(silent=("Host",)), Pass),
    (seen(FORGED), Fail),
    (seen(FORGED, arrived=False), Fail),
    (seen(arrived=False), Unknown),
    (seen(host="", codes=True), NotApplicable),
)
