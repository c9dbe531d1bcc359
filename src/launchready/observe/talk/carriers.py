"""Finds the carriers that an attack needs among those that launch.toml declares, and tells why it has none."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import Call, ChatSurface
from launchready.declare.packs.library import chosen
from launchready.declare.packs.model import ANY, DIRECT, Goal, Variant
from launchready.observe.api.naming import singular, words
from launchready.observe.chat import askers, reader_beside
from launchready.observe.talk.documents import NO_TEXT

if TYPE_CHECKING:
    from launchready.observe.world import World

FILE = "file"
FILES = frozenset({"file", "document", "upload", "attachment", "pdf"})
"""What a carrier is called that holds a customer's own files."""
LISTING = "listing"
LISTINGS = frozenset(
    """
    listing product item offer article post ad advert advertisement auction lot sku service gig job event property room course recipe
    menu catalog catalogue shop store review comment rating question answer thread topic page
    """.split()  # noqa: SIM905 - as a reader scans it
)
"""What a carrier is called that holds what one user shows to others."""
NAME_WORDS = frozenset({"name", "username", "user", "profile", "nickname", "nick", "author", "alias", "handle"})
"""What a carrier is called that holds a user's name."""


@dataclass(frozen=True, slots=True)
class Sending:
    """An attack and the carrier that it goes in."""

    id: str
    variant: Variant
    carrier: str = ""
    """Its name in launch.toml; empty where the customer says it."""


@dataclass(frozen=True, slots=True)
class Untried:
    """An attack that was not sent."""

    attack: str
    because: str


def carrier_of(chat: ChatSurface, wanted: str) -> tuple[str, Call | None]:
    """The carrier of a name; of files, and of what users show to others, under any name that such have."""
    declared = dict(chat.carriers)
    if wanted in declared or wanted not in {FILE, LISTING}:
        return wanted, declared.get(wanted)
    if wanted == FILE:
        fitting = [one for one in chat.carriers if is_called(one[0], FILES)]
        fitting += [one for one in chat.carriers if one[1].upload is not None]
    else:
        fitting = [one for one in chat.carriers if is_called(one[0], LISTINGS)]
        fitting += [one for one in chat.carriers if one[1].upload is None and not is_called(one[0], FILES | NAME_WORDS)]
    return next(iter(fitting), (wanted, None))


def is_called(name: str, kind: frozenset[str]) -> bool:
    """Whether a carrier is called as those of a kind are, in the singular or the plural."""
    return bool(kind & {form for word in words(name) for form in (word, singular(word))})


def sendings(chat: ChatSurface, goal: Goal) -> tuple[tuple[Sending, ...], tuple[Untried, ...]]:
    """What the owner chose of a goal, in each carrier that it fits, and what fits none."""
    ready: list[Sending] = []
    untried: list[Untried] = []
    for variant in chosen(goal, chat.packs, chat.own_packs):
        wanted = variant.attack.carrier
        if wanted == DIRECT:
            ready.append(Sending(variant.id, variant))
            continue
        anywhere = [name for name, _ in chat.carriers if not is_called(name, NAME_WORDS)]
        names = anywhere if wanted == ANY else [carrier_of(chat, wanted)[0]]
        found = [(name, why_not(chat, variant, name)) for name in names] or [("", "launch.toml declares no carrier")]
        fitting = [name for name, why in found if not why]
        ready += [
            Sending(f"{variant.id} in {name}" if wanted == ANY else variant.id, variant, name) for name in fitting
        ]
        if not fitting:
            untried.append(Untried(variant.id, found[0][1]))
    return tuple(ready), tuple(untried)


def held_by(chat: ChatSurface, goal: Goal, carrier: str) -> tuple[tuple[Sending, ...], tuple[Untried, ...]]:
    """What the owner chose of a goal that one carrier can hold, and what of it this one cannot."""
    ready: list[Sending] = []
    untried: list[Untried] = []
    for variant in chosen(goal, chat.packs, chat.own_packs):
        wanted = variant.attack.carrier
        if wanted != ANY and (wanted == DIRECT or carrier_of(chat, wanted)[0] != carrier):
            continue
        if why := why_not(chat, variant, carrier):
            untried.append(Untried(variant.id, why))
        else:
            ready.append(Sending(variant.id, variant, carrier))
    return tuple(ready), tuple(untried)


def why_not(chat: ChatSurface, variant: Variant, carrier: str) -> str:
    """Why a carrier cannot hold an attack; empty where it can."""
    call = dict(chat.carriers).get(carrier)
    if call is None:
        return f"launch.toml declares no carrier `{carrier}`"
    if variant.attack.file in NO_TEXT and call.upload is None:
        return f"the carrier `{carrier}` takes text and no files (`upload`)"
    return ""


def not_tried(untried: tuple[Untried, ...]) -> str:
    """Which attacks were not sent and why, as the end of a sentence; empty where all were."""
    by_reason: dict[str, list[str]] = {}
    for one in untried:
        by_reason.setdefault(one.because, []).append(one.attack)
    told = [
        f"; not tried, as {why}: {', '.join(several[:3])}{f' and {len(several) - 3} more' if len(several) > 3 else ''}"  # noqa: PLR2004
        for why, several in by_reason.items()
    ]
    return "".join(told)


async def reader(world: "World", surface: str, carrier: str) -> str:
    """The customer who reads what a carrier holds: who placed it, where that is a customer; another one, where it is shown to others.

    Raises:
        CannotLook: fewer than two customers are declared.
    """
    customers = askers(world)
    chat = world.declaration.surface(surface)
    call = dict(chat.carriers).get(carrier) if isinstance(chat, ChatSurface) else None
    if call is None or call.by not in customers:
        return await reader_beside(world, surface, None)
    return await reader_beside(world, surface, call.by) if is_called(carrier, LISTINGS) else call.by
