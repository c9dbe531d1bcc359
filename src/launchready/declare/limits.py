"""Bounds that the product promises: how often one asker may call an operation."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from launchready.declare.calls import Shape
from launchready.declare.refusal import quoted, refuse
from launchready.declare.values import METHODS, Name

WINDOWS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
KEY = re.compile(r"(\S+)\s+(\S+)")
BOUND = re.compile(r"([1-9]\d{0,6})/([a-z]+)")
LIFE = re.compile(r"([1-9]\d{0,6})\s*([a-z]+?)s?")
EXAMPLE = '"POST /auth/login" = "10/minute"'


def parse_limited(text: str) -> tuple[str, str]:
    """The method and the path of an operation.

    Raises:
        PydanticCustomError: it is none.
    """
    found = KEY.fullmatch(text.strip())
    if found is None:
        refuse(f"{quoted(text)} is not an operation", f"Write METHOD PATH: {EXAMPLE}")
    method, path = found.groups()
    if method not in METHODS:
        refuse(f"{quoted(method)} is not a method", f"Begin with one of {', '.join(METHODS)}: {EXAMPLE}")
    if not path.startswith("/"):
        refuse(f"{quoted(path)} is not a path", f"Begin the path with /: {EXAMPLE}")
    return method, path


def parse_bound(text: str) -> tuple[int, int]:
    """How often, and within how many seconds.

    Raises:
        PydanticCustomError: it is no bound.
    """
    found = BOUND.fullmatch(text)
    if found is None:
        refuse(f"{quoted(text)} is not a bound", f"Write how often, and within what: {EXAMPLE}")
    if found[2] not in WINDOWS:
        refuse(f"{quoted(found[2])} is no time that a bound is kept for", f"Use one of {', '.join(WINDOWS)}: {EXAMPLE}")
    return int(found[1]), WINDOWS[found[2]]


def maybe_seconds(text: str | None) -> int | None:
    """The seconds of a time such as `30 minutes`.

    Raises:
        PydanticCustomError: it is no time.
    """
    if text is None:
        return None
    found = LIFE.fullmatch(text.strip())
    if found is None or found[2] not in WINDOWS:
        refuse(f"{quoted(text)} is not a time", 'Write a number and a unit: "30 minutes"')
    return int(found[1]) * WINDOWS[found[2]]


def _life(text: str) -> str:
    maybe_seconds(text)
    return text


def _operation(text: str) -> str:
    parse_limited(text)
    return text


def _bound(text: str) -> str:
    parse_bound(text)
    return text


LimitedOperation = Annotated[
    str, AfterValidator(_operation), Field(json_schema_extra={"pattern": f"^\\s*({'|'.join(METHODS)})\\s+/\\S*\\s*$"})
]
Bound = Annotated[
    str, AfterValidator(_bound), Field(json_schema_extra={"pattern": f"^[1-9][0-9]{{0,6}}/({'|'.join(WINDOWS)})$"})
]
Life = Annotated[
    str, AfterValidator(_life), Field(json_schema_extra={"pattern": f"^[1-9][0-9]{{0,6}}\\s*({'|'.join(WINDOWS)})s?$"})
]


class SpikeShape(Shape):
    """The small rush of a launch day, which must leave times and errors where they were; sent where `touch` is `load`."""

    people: Annotated[int, Field(gt=0, le=10_000)] = Field(50, description="How many are there at once.", examples=[50])
    seconds: Annotated[int, Field(gt=0, le=600)] = Field(20, description="For how long.", examples=[20])
    flows: list[Name] = Field(
        [], description="What they do: names of flows; all of them where none is named.", examples=[["checkout"]]
    )


class SpendShape(Shape):
    """What one user may cost you in a day of the model's work; tried where `touch` is `load`, for as much money once a run."""

    per_user_day: Annotated[float, Field(gt=0)] = Field(
        description="The ceiling, in the currency of `product.price`, by its price of a thousand tokens.",
        examples=[0.5],
    )
    probe: Annotated[float, Field(gt=0)] | None = Field(
        None,
        description="The most that trying it may cost; twice the ceiling where it is not named.",
        examples=[1.0],
    )
