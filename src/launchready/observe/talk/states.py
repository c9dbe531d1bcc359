"""What a product says of a tool's call: attempted, blocked, waiting, approved or executed. Only a sink tells whether it is so."""

import re
from collections.abc import Iterable
from enum import StrEnum

from launchready.observe.talk.turns import ToolCall

PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


class State(StrEnum):
    """How far a call has come, in the product's own words."""

    ATTEMPTED = "attempted"
    """The call is named, and nothing is said of what became of it."""
    BLOCKED = "blocked"
    WAITING = "waiting for approval"
    APPROVED = "approved"
    EXECUTED = "executed"
    """Or on its way there: queued, running."""


BLOCKED = """
block blocked refuse refused reject rejected deny denied decline declined forbid forbidden disallowed cancel cancelled canceled fail
failed failure error expired invalid
"""
WAITING = """
pend pending wait waiting await awaiting approval approve confirm confirmation unconfirmed unapproved propose proposed proposal draft
drafted review require required requires needs hold held suspended interrupted input
"""
APPROVED = "approved confirmed granted allowed"
EXECUTED = """
execute executed executing do done run ran running success successful succeeded complete completed sent finish finished ok applied
queued scheduled submitted accepted progress
"""
GROUPS = tuple(
    (state, frozenset(words.split()))
    for state, words in (
        (State.BLOCKED, BLOCKED),
        (State.WAITING, WAITING),
        (State.APPROVED, APPROVED),
        (State.EXECUTED, EXECUTED),
    )
)
"""The first group of which a word stands in a state counts: `approval_denied` is blocked, `pending_execution` waits."""
_FURTHEST = (State.EXECUTED, State.APPROVED, State.WAITING, State.ATTEMPTED, State.BLOCKED)


def state_in(told: str) -> State:
    """What one state says."""
    words = {one.lower() for one in PARTS.findall(told)}
    return next((state for state, group in GROUPS if words & group), State.ATTEMPTED)


def state_of(tools: Iterable[ToolCall]) -> State | None:
    """How far the furthest of several calls has come; None where no tool was called."""
    states = {state_in(one.state) for one in tools}
    return next((one for one in _FURTHEST if one in states), None)
