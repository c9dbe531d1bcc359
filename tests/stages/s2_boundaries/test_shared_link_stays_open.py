"""Examples and traps of boundaries.shared-link-stays-open."""

from dataclasses import replace

from launchready.observe.access.sharing import Link, LinksSeen
from launchready.observe.auth.guessable import Strength
from launchready.stages.s2_boundaries.shared_link_stays_open import Seen, SharedLinkStaysOpen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

STRONG = Strength(4, 32, "letters, digits and signs", 192.0, ())
CLOSED = Link(
    "/boards", "POST /boards/{id}/share -> 201", "nobody, GET https://x/public/…", "DELETE /boards/{id}/share -> 204",
    204, still=False, after="404", kept=True, strength=STRONG, curl="curl …",
)  # fmt: skip
OPEN = replace(CLOSED, still=True, after="200")
ENDLESS = replace(CLOSED, withdrawn="", status=0, after="")


def seen(*links: Link, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(LinksSeen(links, missing))


EXAMPLES = (
    (seen(CLOSED), Pass),
    (seen(CLOSED, ENDLESS), Pass),
    (seen(replace(CLOSED, strength=replace(STRONG, samples=1, bits=20.0))), Pass),
    (seen(OPEN), Fail),
    (seen(CLOSED, OPEN), Fail),
    (seen(OPEN, missing=("POST /notes/{id}/share: refused",)), Fail),
    (seen(replace(ENDLESS, strength=replace(STRONG, patterns=("a number that is counted up (+1)",)))), Fail),
    (seen(replace(CLOSED, strength=replace(STRONG, length=4, bits=23.8))), Fail),
    # The withdrawal took the object away, or was refused: that is no proof either way.
    (seen(replace(CLOSED, kept=False)), Unknown),
    (seen(replace(OPEN, kept=False)), Unknown),
    (seen(replace(CLOSED, status=403)), Unknown),
    (seen(replace(CLOSED, opened="")), Unknown),
    (seen(missing=("POST /notes/{id}/share: refused",)), Unknown),
    (seen(ENDLESS), NotApplicable),
    (seen(), NotApplicable),
)


def test_the_finding_says_who_opened_it_and_how_it_was_taken_back() -> None:
    verdict = SharedLinkStaysOpen().judge(seen(OPEN))

    assert isinstance(verdict, Fail)
    assert verdict.because == "POST /boards/{id}/share: a link that its owner withdrew still opens"
    assert "opened by nobody" in verdict.evidence[0].what
