"""A target that does not exist is a finding; a page only where its words fit, and have an effect and a control."""

from dataclasses import replace

from launchready.check import Fail, Pass, Unknown
from launchready.observe.net.dns import State
from launchready.observe.net.providers import Claim
from launchready.observe.net.takeover import Lead
from launchready.stages.s1_exposure.subdomain_dangles import Seen, SubdomainDangles

FINE = Lead("docs.shop.test", "shop.host.example", State.FOUND)
GONE = Lead("help.shop.test", "shop-help.desk.example", State.NXDOMAIN, lapsed="desk.example")
PARTNERS = replace(GONE, target="db.partner.example", lapsed="")
LATE = replace(GONE, state=State.TIMED_OUT, lapsed="")
EMPTY = replace(GONE, state=State.NO_DATA, lapsed="")
CHOSEN = Lead("app.shop.test", "shop.azurewebsites.net", State.NXDOMAIN, provider="Azure", claim=Claim.ANYONE)
MADE_UP = Lead("lb.shop.test", "lb-1.elb.amazonaws.com", State.NXDOMAIN, provider="ELB", claim=Claim.GIVEN)
UNSURE = Lead("cdn.shop.test", "x.cdn.example", State.NXDOMAIN, provider="CDN", claim=Claim.UNCLEAR)
OWN = Lead("a.shop.test", "b.shop.test", State.NXDOMAIN, inside=True)
CLAIMED = Lead(
    "blog.shop.test",
    "shop.github.io",
    State.FOUND,
    provider="GitHub Pages",
    claim=Claim.ANYONE,
    asked=True,
    line="GET https://blog.shop.test/ -> 200",
    status=200,
    curls=("curl",),
)
WORDS = replace(CLAIMED, line="GET https://blog.shop.test/ -> 404", status=404, fits=True, made_up="-> 404")
FREE = replace(WORDS, made_up_fits=True, control="shop.test, the product's own", control_fits=False)
EVERYWHERE = replace(FREE, control_fits=True)
ALONE = replace(FREE, control="", control_fits=None)
UNREAD = replace(CLAIMED, status=0, line="timed out")
DEPENDS = replace(FREE, claim=Claim.UNCLEAR)


def seen(*leads: Lead, silent: tuple[str, ...] = (), names: int = 9, wildcard: bool = False) -> Seen:
    return Seen(names, leads, silent, wildcard, tuple(f"dig {one.name} CNAME" for one in leads), "2026-11-25")


EXAMPLES = (
    (seen(), Pass),
    (seen(FINE), Pass),
    (seen(EMPTY), Pass),
    (seen(FINE, wildcard=True), Pass),
    (seen(CLAIMED), Pass),
    (seen(MADE_UP), Pass),
    (seen(OWN), Pass),
    (seen(GONE), Fail),
    (seen(CHOSEN), Fail),
    (seen(FREE), Fail),
    (seen(LATE, GONE), Fail),
    (seen(LATE), Unknown),
    (seen(PARTNERS), Unknown),  # a host of a partner's that is gone: nobody else can have it
    (seen(UNSURE), Unknown),
    (seen(WORDS), Unknown),
    (seen(EVERYWHERE), Unknown),
    (seen(ALONE), Unknown),
    (seen(UNREAD), Unknown),
    (seen(DEPENDS), Unknown),
    (seen(FINE, silent=("www.shop.test",)), Unknown),
    (seen(names=0), Unknown),
)


def test_only_the_free_ones_are_named() -> None:
    verdict = SubdomainDangles().judge(seen(FINE, GONE, EVERYWHERE))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("help.shop.test",)
    assert verdict.reproduce == ("dig help.shop.test CNAME",)


def test_what_leads_to_nothing_and_is_nobodys_to_have_is_told() -> None:
    verdict = SubdomainDangles().judge(seen(MADE_UP))

    assert isinstance(verdict, Pass)
    assert "lb.shop.test leads to nothing" in verdict.because
