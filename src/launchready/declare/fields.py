"""Finds, for a place in the file, the shape and the field that describe it."""

from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from launchready.declare.calls import Shape
from launchready.declare.mistakes import Loc
from launchready.declare.shape import FileShape


@dataclass(frozen=True, slots=True)
class Field:
    """What is known of a place."""

    loc: Loc
    """The place without the marks that pydantic adds: the kind of a surface, `[key]`."""
    shape: type[Shape] | None
    """The table that the place stands in."""
    info: FieldInfo | None
    """The key that the place is, or is inside of; None for a key that the table does not have."""
    name: str
    """The name of that key."""

    @property
    def example(self) -> object:
        """A value that would be right, or None."""
        return self.info.examples[0] if self.info and self.info.examples else None


def keys(shape: type[Shape]) -> dict[str, FieldInfo]:
    """The keys of a table as the file writes them."""
    return {info.alias or name: info for name, info in shape.model_fields.items()}


def find(loc: Loc, root: type[Shape] = FileShape) -> Field:
    """What is known of the place of a pydantic error; `root` is the shape of the whole file."""
    plain: Loc = ()
    shape: type[Shape] | None = None
    info: FieldInfo | None = None
    name = ""
    current: object = root
    for part in loc:
        current = _bare(current)
        if part == "[key]":
            break
        if choices := _choices(current):
            current = next((one for one in choices if _kind(one) == part), None)
            continue
        plain = (*plain, part)
        if isinstance(current, type) and issubclass(current, Shape):
            shape, name = current, str(part)
            info = keys(current).get(name)
            current = info.annotation if info else None
        else:
            current = get_args(current)[-1] if get_args(current) else None
    return Field(plain, shape, info, name)


def _bare(annotation: object) -> object:
    """The annotation without what Annotated and `| None` add."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        real = [one for one in get_args(annotation) if one is not type(None)]
        if len(real) == 1:
            return _bare(real[0])
    return annotation


def _choices(annotation: object) -> tuple[type[Shape], ...]:
    return get_args(annotation) if get_origin(annotation) in {Union, UnionType} else ()


def _kind(shape: type[Shape]) -> str:
    return str(get_args(shape.model_fields["kind"].annotation)[0])
