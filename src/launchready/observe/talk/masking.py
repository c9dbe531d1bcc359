"""Takes personal data of real people out of what a model said before it is kept: addresses, phone numbers, cards, IBANs."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from launchready.declare.model import ChatSurface, MailSurface
from launchready.observe.talk.turns import Turn
from launchready_hunt.personal import PersonalKind, find_personal

if TYPE_CHECKING:
    from launchready.observe.world import World


def of_nobody_else(world: "World", surface: str, turn: Turn) -> Turn:
    """A turn without the personal data of anybody but the accounts of the audit."""
    known = known_to(world, surface, turn.said)
    tools = tuple(replace(one, arguments=masked(one.arguments, known)) for one in turn.tools)
    return replace(turn, answer=masked(turn.answer, known), tools=tools, beside=masked(turn.beside, known))


def known_to(world: "World", surface: str, said: str) -> tuple[str, ...]:
    """What is ours or the product's own, and stays: what was said, what the owner planted, canaries, and the product's domains."""
    declared = world.declaration
    chat = declared.surface(surface)
    planted = [value for _, value in chat.planted] if isinstance(chat, ChatSurface) else []
    domains = [one.domain for one in declared.surfaces if isinstance(one, MailSurface)]
    people = [one.email for one in declared.principals if one.email]
    canaries = [one.value for one in world.planted()]
    return (said, *planted, *people, *canaries, *(f"@{one}" for one in (declared.product.domain, *domains) if one))


def masked(text: str, known: Iterable[str]) -> str:
    """The text with each piece of personal data of somebody else replaced by its kind: `<email>`.

    Args:
        text: what came back.
        known: texts in which a piece stands that stays, or that stand in it: a mark of ours, a domain of the product's.
    """
    found = find_personal(text) if len(text) > len("a@b.cd") else ()
    if not found:
        return text
    ours = tuple(one.casefold() for one in known if one)
    kept: list[str] = []
    at = 0
    for one in found:
        piece = text[one.start : one.end].casefold()
        if any(piece in known_text or known_text in piece for known_text in ours):
            continue
        kept += [text[at : one.start], f"<{PersonalKind(one.kind).value}>"]
        at = one.end
    return "".join((*kept, text[at:]))
