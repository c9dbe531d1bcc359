"""Chooses what makers of objects, and new accounts, tried to set although it is the product's own to say."""

import ast
from dataclasses import dataclass

from launchready.declare.model import Json
from launchready.observe.access.assign import FieldSet, FieldsSeen, ObjectFields
from launchready.observe.access.field_tries import ProfileSeen
from launchready.observe.access.profile import OwnRole
from launchready.observe.access.reserved_fields import OWNER
from launchready.observe.api.naming import snake
from launchready.testset.making import Making
from launchready.testset.tries import Tries


@dataclass(frozen=True, slots=True)
class Setting:
    """A field of an object that its maker must not set."""

    kind: str
    method: str
    path: str
    """Of the change; empty where it is set as the object is made."""
    field: str
    wanted: Json
    """None stands for the other customer: what their own object has there, or their own id."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How a user sees and changes themselves, and what they must not set."""

    read: str
    method: str
    path: str
    harmless: str
    reserved: tuple[tuple[str, Json], ...]


def settings(tries: Tries, makings: tuple[Making, ...]) -> tuple[Setting, ...]:
    """What a run tried to set in objects, as they are made and as they are changed."""
    seen = tries.answer(ObjectFields(tries.facts.surface))
    found: dict[Setting, None] = {}
    for one in seen.tried if isinstance(seen, FieldsSeen) else ():
        made = next((making for making in makings if making.name == one.kind and making.shown_by), None)
        method, _, path = one.operation.partition(" ")
        if made is None or made.sort != "json" or "#" in path or made.kind.create is None:
            continue
        is_made = one.operation == made.kind.create.name
        update = made.kind.update
        if not is_made and (update is None or one.operation != update.name or len(update.places) > len(made.ids)):
            continue
        is_owner, wanted = _wanted(one)
        if is_owner or wanted is not None:
            found[Setting(one.kind, method, "" if is_made else path, one.field, wanted)] = None
    return tuple(found)


def _wanted(one: FieldSet) -> tuple[bool, Json]:
    """Whether it names an owner, and else the value, where it is a plain one."""
    if OWNER.fullmatch(snake(one.field)):
        return True, None
    try:
        value = ast.literal_eval(one.wanted)
    except (ValueError, SyntaxError):
        return False, None
    return False, value if isinstance(value, str | int | float) else None


def granted(tries: Tries) -> tuple[tuple[str, Json], ...]:
    """The fields that a run tried to set in a new account, which its profile shows."""
    seen = tries.answer(OwnRole(tries.facts.surface))
    if not isinstance(seen, ProfileSeen) or not seen.sign_up or "#" in seen.sign_up:
        return ()
    tried = [one for one in seen.tried if one.operation == seen.sign_up and one.before != "None"]
    return tuple(dict.fromkeys((one.field, ast.literal_eval(one.wanted)) for one in tried))


def profile(tries: Tries) -> Profile | None:
    """The profile in which a run tried to set what is reserved, where something harmless could be set."""
    seen = tries.answer(OwnRole(tries.facts.surface))
    if not isinstance(seen, ProfileSeen):
        return None
    for update, control in seen.harmless:
        method, path = update.split(" ", 1)
        tried = [one for one in seen.tried if one.operation == update and one.before != "None"]
        if tried and "{" not in path:
            reserved = tuple((one.field, ast.literal_eval(one.wanted)) for one in tried)
            return Profile(path, method, path, control, reserved)
    return None
