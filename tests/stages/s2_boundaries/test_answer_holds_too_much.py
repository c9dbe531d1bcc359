"""Examples and traps of boundaries.answer-holds-too-much."""

from launchready.observe.access.excess import Excess, Read
from launchready.stages.s2_boundaries.answer_holds_too_much import Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

HASH = Excess("GET /shops/{id}", "nobody", "a password hash", "$argon2id$… (97 characters)", "curl …")

EXAMPLES = (
    (Seen(Read((), 12, 4)), Pass),
    (Seen(Read((HASH,), 12, 4)), Fail),
    (Seen(Read((), 0, 4)), Unknown),
    (Seen(Read((), 12, 1)), NotApplicable),
)
