"""The values of the secrets that launch.toml refers to: where one of them lies in the open, no pattern is needed."""

from dataclasses import fields
from typing import TYPE_CHECKING

from launchready.declare.model import Call, Json, Secret
from launchready.observe.errors import CannotLook
from launchready.observe.secret import SCHEMES

if TYPE_CHECKING:
    from launchready.observe.world import World


def declared_secrets(world: "World") -> frozenset[str]:
    """Every declared secret that can be had here; one that cannot is reported where it is needed."""
    declared = (*world.declaration.surfaces, *world.declaration.principals)
    refs = {ref for one in declared for ref in _refs(one)}
    values: set[str] = set()
    for ref in refs:
        try:
            values.add(world.secrets.resolve(Secret(ref)))
        except CannotLook:
            continue
    return frozenset(values)


def _refs(one: object) -> set[str]:
    """The references in a declared thing, whatever its type."""
    if isinstance(one, Secret):
        return {one.ref}
    if isinstance(one, Call):
        return _in_json(one.json).union(*(_in_json(value) for _, value in one.form))
    if isinstance(one, tuple):
        return {ref for item in one for ref in _refs(item)}
    if hasattr(one, "__dataclass_fields__"):
        return {ref for field in fields(one) for ref in _refs(getattr(one, field.name))}  # type: ignore[arg-type]  # it has fields
    return set()


def _in_json(value: Json) -> set[str]:
    if isinstance(value, str):
        return {value} if value.startswith(SCHEMES) else set()
    if isinstance(value, dict):
        return {ref for item in value.values() for ref in _in_json(item)}
    if isinstance(value, list):
        return {ref for item in value for ref in _in_json(item)}
    return set()
