"""A stranger's certificate with a stranger's content is a finding; one of the two alone is none."""

from dataclasses import replace

from launchready.check import Fail, Pass, Unknown
from launchready.observe.net.strangers import Answered, Answering
from launchready.stages.s1_exposure.name_is_answered_by_stranger import NameIsAnsweredByStranger, Seen

OWN = Answering("shop.test", "192.0.2.1", ("shop.test",), ours=True, line="")
OTHER = Answering(
    "promo.shop.test",
    "192.0.2.9",
    ("otters.example", "www.otters.example"),
    ours=False,
    line="GET https://promo.shop.test/ -> 200, 900 characters",
    says=("www.otters.example",),
    curl="curl promo",
)
MUTE = replace(OTHER, says=())
DISAGREES = replace(OTHER, says=("elsewhere.example",))
NONE = Answering("promo.shop.test", "192.0.2.9", (), ours=False, line="")


def seen(*answering: Answering, own: str = "shop.test at 192.0.2.1: shop.test") -> Seen:
    return Seen(Answered(9, own, answering), tuple(f"dig {one.name}" for one in answering))


EXAMPLES = (
    (seen(OWN), Pass),
    (seen(OWN, NONE), Pass),
    (seen(OWN, replace(OTHER, known=True)), Pass),
    (seen(OWN, replace(OTHER, speaks_of_us=True)), Pass),
    (seen(OWN, OTHER), Fail),
    (seen(OWN, MUTE, OTHER), Fail),
    (seen(OWN, MUTE), Unknown),
    (seen(OWN, DISAGREES), Unknown),
    (seen(OTHER, own=""), Unknown),
    (seen(own=""), Unknown),
)


def test_the_evidence_names_both_and_the_control() -> None:
    verdict = NameIsAnsweredByStranger().judge(seen(OWN, OTHER))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("promo.shop.test",)
    assert ["otters.example" in one.shown for one in verdict.evidence] == [True, True, False]
