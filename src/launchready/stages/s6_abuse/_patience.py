"""How long a check may talk that says as many attacks as the owner allows."""

from launchready.declare.model import ChatSurface
from launchready.observe.talk.trying import seconds_of

BESIDE = 90.0
"""Seconds for what is said beside the attacks: controls, and what is put into carriers."""


def patience(at: ChatSurface) -> float:
    """Seconds for the turns of a chat."""
    return BESIDE + seconds_of(at.turns)
