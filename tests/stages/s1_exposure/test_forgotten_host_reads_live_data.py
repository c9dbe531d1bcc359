"""Live data on a host that nobody declared is a finding; another name of production, a parking page and silence are not."""

from dataclasses import replace

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.forgotten import Forgotten, Other
from launchready.stages.s1_exposure.forgotten_host_reads_live_data import ForgottenHostReadsLiveData

NOW, THEN = "app.1a2b3c.js", "app.9f8e7d.js"
OLD = Other("old.shop.test", THEN, "GET /orders/{id}", shows=True, line="GET /orders/1: 200", curl="curl old")
MUTE = Other("old.shop.test", "", "GET /orders/{id}", shows=True, line="GET /orders/1: 200", curl="curl old")
ALIAS = Other("beta.shop.test", NOW, "GET /orders/{id}", shows=True, line="GET /orders/1: 200", curl="curl beta")
PARKED = Other("sale.shop.test", "", "GET /orders/{id}", shows=False, line="GET /orders/1: 404", curl="curl sale")
AWAY = Other("help.shop.test", "", "", shows=False, line="it stands at desk.example, outside the domain", curl="")


def seen(*others: Other, answered: int = 2, why: str = "") -> Forgotten:
    return Forgotten(9, answered, NOW, "" if why else "order of buyer_a's", why, others)


EXAMPLES = (
    (seen(), Pass),
    (seen(PARKED), Pass),
    (seen(ALIAS), Pass),
    (seen(OLD), Fail),
    (seen(MUTE), Fail),
    (seen(ALIAS, PARKED, AWAY, OLD), Fail),
    (seen(PARKED, AWAY), Unknown),
    (seen(PARKED, why="nobody can sign in"), Unknown),
    (seen(answered=0), Unknown),
    (replace(seen(PARKED), passed_over=("x.shop.test",)), Unknown),
    (replace(seen(OLD), passed_over=("x.shop.test",)), Fail),
    (Forgotten(0, 0, "", "", "", ()), NotApplicable),
)


def test_the_evidence_says_which_release_each_serves() -> None:
    verdict = ForgottenHostReadsLiveData().judge(seen(ALIAS, OLD))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("old.shop.test",)
    assert "it serves app.9f8e7d.js; production serves app.1a2b3c.js" in verdict.evidence[0].shown
