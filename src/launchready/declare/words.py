"""Says what pydantic found in plain words: what is wrong, what was expected, what to do."""

from datetime import date, datetime
from math import isfinite
from typing import get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from launchready.declare.calls import CallShape, Shape
from launchready.declare.fields import Field, find, keys
from launchready.declare.lines import Lines
from launchready.declare.mistakes import Mistake
from launchready.declare.refusal import did_you_mean, quoted
from launchready.declare.shape import FileShape
from launchready.declare.surfaces import KINDS
from launchready.declare.toml import pair

EXPECTED = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list in [ ]",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "finite_number": "a number",
    "string_too_short": "text that is not empty",
    "too_short": "a list that is not empty",
    "date_type": "a date without quotes and without a time",
    "date_from_datetime_inexact": "a date without quotes and without a time",
}
LIMITS = {
    "greater_than": ("must be more than {}", "gt"),
    "greater_than_equal": ("must not be less than {}", "ge"),
    "less_than_equal": ("must not be more than {}", "le"),
}


def mistakes_of(error: ValidationError, lines: Lines, root: type[Shape] = FileShape) -> list[Mistake]:
    """Every mistake that pydantic found; `root` is the shape of the whole file."""
    found = []
    for one in error.errors(include_url=False):
        field = find(one["loc"], root)
        wrong, do = _words(one, field)
        found.append(lines.mistake(field.loc, wrong, do))
    return found


def _words(error: ErrorDetails, field: Field) -> tuple[str, str]:
    kind = error["type"]
    context = error.get("ctx", {})
    if kind == "string_type" and field.shape is CallShape and field.info is None:
        kind = "extra_forbidden"  # whatever else a request holds is read from the answer, and is text
    match kind:
        case "launch":
            return str(context["wrong"]), str(context["do"])
        case "pick":
            return _wrong_pick(field, str(context["wrong"]), str(context["do"]))
        case "extra_forbidden":
            return unknown_key(str(field.loc[-1]), field.shape)
        case "missing":
            return _missing(field)
        case "union_tag_not_found":
            return "the surface does not say what kind it is", f'Add kind = "…" with one of {", ".join(KINDS)}'
        case "union_tag_invalid":
            return _choose(str(context["tag"]), KINDS, "kind of surface")
        case "literal_error":
            return _literal(error["input"], field)
    if kind in LIMITS:
        words, key = LIMITS[kind]
        return words.format(f"{context[key]:g}"), _show(field)
    return f"expected {EXPECTED.get(kind, 'something else')}, found {_called(error['input'])}", _show(field)


def unknown_key(key: str, shape: type[Shape] | None) -> tuple[str, str]:
    """The words for a key that a table does not have."""
    known = tuple(keys(shape)) if shape else ()
    wrong = f"there is no key {quoted(key)} here"
    if near := did_you_mean(key, known):
        return wrong, f"Write {quoted(near)}, if that was meant"
    return wrong, f"Take it out. The keys here are {', '.join(known)}"


def _wrong_pick(field: Field, wrong: str, do: str) -> tuple[str, str]:
    key = str(field.loc[-1])
    near = did_you_mean(key, tuple(keys(CallShape)))
    return wrong, f"{do}; or, if a key of the request was meant, write {quoted(near)}" if near else do


def _missing(field: Field) -> tuple[str, str]:
    key = str(field.loc[-1])
    if field.example is None:
        return f"[{key}] is missing", f"Add a table [{key}]: {field.info.description if field.info else ''}".rstrip(
            ". "
        )
    return f"{quoted(key)} is missing", f"Add {pair(key, field.example)}"


def _literal(value: object, field: Field) -> tuple[str, str]:
    allowed = _allowed(field)
    if isinstance(value, str):
        return _choose(value, allowed, str(field.loc[-1]))
    return f"expected one of {', '.join(allowed)}, found {_called(value)}", _show(field)


def _allowed(field: Field) -> tuple[str, ...]:
    annotation = field.info.annotation if field.info else None
    args = get_args(annotation)
    nested = [get_args(one) for one in args if get_args(one)]
    return tuple(str(one) for one in (nested[0] if nested else args) if one is not None)


def _choose(word: str, allowed: tuple[str, ...], what: str) -> tuple[str, str]:
    near = did_you_mean(word, allowed)
    do = f"Write {quoted(near)}" if near else "Use one of them"
    return f"{quoted(word)} is no {what}; it is one of {', '.join(allowed)}", do


def _show(field: Field) -> str:
    if field.example is None:
        return "Write it as docs/launch.md shows"
    return f"Write {pair(field.name, field.example)}"


def _called(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case "" | []:
            return "nothing"
        case str():
            return "text"
        case float() if not isfinite(value):
            return str(value)
        case int() | float():
            return "a number"
        case datetime():
            return "a date with a time"
        case date():
            return "a date"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "something else"
