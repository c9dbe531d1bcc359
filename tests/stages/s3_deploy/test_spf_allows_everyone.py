"""A record that excludes nobody is a finding, however it says so."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.mail.records import Spf
from launchready.observe.net.dns import State
from launchready.stages.s3_deploy.spf_allows_everyone import Seen, SpfAllowsEveryone


def seen(last: str, *open_to: str, state: State = State.FOUND, records: tuple[str, ...] = ("v=spf1 a +all",)) -> Seen:
    return Seen(Spf("shop.test", state, records, last, open_to), "dig shop.test TXT")


EXAMPLES = (
    (seen("-"), Pass),
    (seen("~"), Pass),
    (seen("+"), Fail),
    (seen("?"), Fail),
    (seen(""), Fail),
    (seen("-", "ip4:0.0.0.0/0"), Fail),
    (seen("", state=State.TIMED_OUT, records=()), Unknown),
    (seen("", state=State.TIMED_OUT), Unknown),
    (seen("", records=()), NotApplicable),
    (seen("", records=("v=spf1 -all", "v=spf1 a")), NotApplicable),
)


def test_the_remedy_keeps_the_senders_and_closes_the_rest() -> None:
    remedy = SpfAllowsEveryone().remedy(seen("+", records=("v=spf1 include:mail.example a:out.shop.test +all",)))

    assert remedy.paste == 'shop.test. 300 IN TXT "v=spf1 include:mail.example a:out.shop.test -all"'
