"""The marks by which a page can be known to be somebody's own: what they sign in with."""

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import Call, Json
from launchready.observe.secret import SCHEMES
from launchready.observe.who.people import EMAIL, email_of

if TYPE_CHECKING:
    from launchready.observe.world import World

SHORTEST = 6
"""Characters of a user name below which it may stand in a page by chance."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What names one principal and no other."""

    principal: str
    values: tuple[str, ...]

    def found_in(self, body: str) -> str | None:
        """The first mark that a page shows, or None."""
        text = html.unescape(body)
        for value in self.values:
            whole = rf"(?<![\w.+-]){re.escape(value)}(?![\w-])"
            if re.search(whole, text, re.IGNORECASE) or re.search(whole, body, re.IGNORECASE):
                return value
        return None


def marks_of(world: "World", principal: str) -> Marks:
    """The e-mail addresses and names that a principal alone signs in with."""
    own, others = set(_names(world, principal)), set()
    for other in world.declaration.principals:
        if other.name != principal:
            others |= set(_names(world, other.name))
    return Marks(principal, tuple(sorted(own - others)))


def _names(world: "World", principal: str) -> list[str]:
    who = world.declaration.principal(principal)
    if who is None:
        return []
    calls = [call for call in (who.sign_in, *(call for _, call in who.sign_in_at)) if call is not None]
    own = [text for text in (email_of(world, principal), who.username) if text and "{" not in text]
    return own + [text for call in calls for text in _told(call) if EMAIL.fullmatch(text) or len(text) >= SHORTEST]


def _told(call: Call) -> list[str]:
    """The values of a sign-in that are no references to secrets."""
    return [text for text in [*_leaves(call.json), *(value for _, value in call.form)] if not text.startswith(SCHEMES)]


def _leaves(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _leaves(one)]
