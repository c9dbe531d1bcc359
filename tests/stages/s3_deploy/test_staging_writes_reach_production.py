"""A canary of staging's in production's answer is a finding, and so is its account let in; an address in common is none."""

from dataclasses import replace

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.secrets.shared_data import View
from launchready.observe.secrets.written_elsewhere import ACCOUNT, CUSTOMER, NOBODY, WrittenThere
from launchready.stages.s3_deploy.staging_writes_reach_production import Seen, StagingWritesReachProduction

HIDDEN = View(CUSTOMER, "GET https://api.shop.test/notes as ann -> 200", 200, shows=False, curl="curl")
SHOWN = replace(HIDDEN, shows=True)
SILENT = View(NOBODY, "timed out", 0, shows=False, curl="curl")
APART = WrittenThere(
    "staging",
    "staging",
    "an account that was made there a moment ago",
    "",
    "note",
    "ann reads what they make in production by GET /notes",
    "POST https://api.shop.test/login -> 401",
    is_known=False,
    views=(HIDDEN,),
)


def seen(*others: WrittenThere) -> Seen:
    return Seen(others)


EXAMPLES = (
    (seen(), NotApplicable),
    (seen(APART), Pass),
    (seen(replace(APART, shared=("192.0.2.1",))), Pass),
    (seen(replace(APART, account="", is_known=None)), Pass),
    (seen(replace(APART, views=(HIDDEN, SHOWN))), Fail),
    (seen(replace(APART, views=(replace(SHOWN, by=ACCOUNT),), is_known=True)), Fail),
    (seen(replace(APART, is_known=True)), Fail),
    (seen(APART, replace(APART, views=(SHOWN,))), Fail),
    (seen(WrittenThere("staging", "staging", "", "no account could be made there")), Unknown),
    (seen(replace(APART, is_known=None)), Unknown),
    (seen(replace(APART, views=(SILENT,))), Unknown),
)


def test_an_address_in_common_is_told_as_a_fact() -> None:
    verdict = StagingWritesReachProduction().judge(seen(replace(APART, shared=("192.0.2.1",))))

    assert isinstance(verdict, Pass)
    assert "192.0.2.1, which is a fact and no finding" in verdict.because
