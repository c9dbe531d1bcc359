"""A target that does not exist, or that a provider says nobody claimed, is a finding; a time-out is not."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.net.discovery import Alias
from launchready.observe.net.dns import State
from launchready.stages.s1_exposure.subdomain_dangles import Seen, SubdomainDangles

FINE = Alias("docs.shop.test", "shop.pages.example", State.FOUND, "")
GONE = Alias("help.shop.test", "shop-help.desk.example", State.NXDOMAIN, "")
UNCLAIMED = Alias("blog.shop.test", "shop.pages.example", State.FOUND, "There isn't a GitHub Pages site here")
LATE = Alias("help.shop.test", "shop-help.desk.example", State.TIMED_OUT, "")
EMPTY = Alias("help.shop.test", "shop-help.desk.example", State.NO_DATA, "")


def seen(*aliases: Alias, silent: tuple[str, ...] = (), names: int = 9, wildcard: bool = False) -> Seen:
    return Seen(names, aliases, silent, wildcard, tuple(f"dig {one.name} CNAME" for one in aliases))


EXAMPLES = (
    (seen(), Pass),
    (seen(FINE), Pass),
    (seen(EMPTY), Pass),
    (seen(FINE, wildcard=True), Pass),
    (seen(GONE), Fail),
    (seen(UNCLAIMED), Fail),
    (seen(LATE, GONE), Fail),
    (seen(LATE), Unknown),
    (seen(FINE, silent=("www.shop.test",)), Unknown),
    (seen(names=0), Unknown),
)


def test_only_the_open_ones_are_named() -> None:
    verdict = SubdomainDangles().judge(seen(FINE, GONE))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("help.shop.test",)
    assert verdict.reproduce == ("dig help.shop.test CNAME",)
