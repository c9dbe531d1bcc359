from dataclasses import replace

from launchready.observe.net.agreement import Agreement, Copy, Differing
from launchready.observe.net.authority import Server
from launchready.stages.s3_deploy.name_servers_disagree import NameServersDisagree, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

ONE = Copy(Server("ns1.shop.example", "192.0.2.1", 53), "7", "ns1.shop.example")
TWO = Copy(Server("ns2.shop.example", "192.0.2.2", 53), "7", "ns1.shop.example")
LAME = replace(TWO, serial="", primary="", lame="the server refused to answer")
SILENT = replace(TWO, serial="", primary="", silence="timed out")
MX = Differing(
    "shop.example", "MX", (("ns1.shop.example", "10 a.example"), ("ns2.shop.example", "the name has no such record"))
)
SAME = Agreement("shop.example", (ONE, TWO), (), 12, (), ())


def seen(found: Agreement) -> Seen:
    return Seen(found, tuple((one.server.name, f"dig @{one.server.address}") for one in found.copies))


EXAMPLES = (
    (seen(SAME), Pass),
    # A copy that is on its way, and addresses that are steered, are no disagreement.
    (seen(replace(SAME, copies=(ONE, replace(TWO, serial="6")), steered=("shop.example A",))), Pass),
    (seen(replace(SAME, differing=(MX,))), Fail),
    (seen(replace(SAME, copies=(ONE, LAME))), Fail),
    (seen(replace(SAME, copies=(ONE, LAME, SILENT))), Fail),
    (seen(replace(SAME, copies=(ONE, SILENT))), Unknown),
    # Where nobody speaks with authority, something on the way answers in their place.
    (seen(replace(SAME, copies=(LAME, LAME))), Unknown),
    (seen(replace(SAME, copies=(ONE, TWO), lost=("ns3.shop.example: the name does not exist",))), Unknown),
    (seen(replace(SAME, compared=0)), Unknown),
    (seen(Agreement("", (), ("no NS record at or above shop.example",), 0, (), ())), Unknown),
    (seen(replace(SAME, copies=(ONE,), compared=0)), NotApplicable),
)


def test_the_finding_tells_each_server_s_word_and_the_control() -> None:
    verdict = NameServersDisagree().judge(seen(replace(SAME, differing=(MX,))))

    assert isinstance(verdict, Fail)
    assert verdict.evidence[0].shown == "ns1.shop.example: 10 a.example\nns2.shop.example: the name has no such record"
    assert verdict.evidence[-1].what == "ns1.shop.example answers for shop.example"
