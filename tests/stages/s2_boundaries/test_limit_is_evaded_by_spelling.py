"""Examples and traps of boundaries.limit-is-evaded-by-spelling."""

from launchready.stages.s2_boundaries.limit_is_evaded_by_spelling import LimitIsEvadedBySpelling, Seen
from launchready.verdict import Fail, Pass, Unknown
from tests.stages.s2_boundaries.bursts_seen import LIMIT, login, spelling, tries

STOPPED = (*tries(5, 401), LIMIT)

EXAMPLES = (
    (Seen(login(*STOPPED, works_after=False, spellings=(spelling(), spelling("with a blank before it")))), Pass),
    (Seen(login(*STOPPED, works_after=False, spellings=(spelling(signed_in=True),))), Fail),
    (Seen(login(*tries(15, 401), works_after=False, spellings=(spelling(signed_in=True),))), Fail),
    (Seen(login(*STOPPED, works_after=False, spellings=(spelling(signed_in=True, limited_after=False),))), Unknown),
    (Seen(login(*tries(15, 401))), Unknown),
    (Seen(login(*STOPPED, real=False)), Unknown),
    (Seen(login(*STOPPED)), Unknown),
)


def test_the_mend_is_where_the_evasion_is() -> None:
    seen = Seen(login(*STOPPED, works_after=False, spellings=(spelling(signed_in=True),)))

    assert "small letters" in LimitIsEvadedBySpelling().remedy(seen).do
