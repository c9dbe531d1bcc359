"""The other values that have a form of their own: references to secrets, picks, steps, windows."""

import re
from datetime import time
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from launchready.declare.model import Step
from launchready.declare.refusal import quoted, refuse

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
REFERENCE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|file:[^#\s][^#]*(#.+)?|cmd:.*\S.*", re.DOTALL)
REFERENCE_FORMS = '"env:NAME", "file:PATH", "file:PATH#KEY" or "cmd:COMMAND"'
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
STEP = re.compile(r"(?P<method>\S+)\s+(?P<path>\S+)(?:\s+as\s+(?P<by>\S+))?(?:\s*->\s*(?P<expect>[1-5]\d\d))?")
STEP_EXAMPLE = '"POST /orders as buyer_a -> 201"'
OPERATION_EXAMPLE = '"POST /listings" or "/admin/*"'
WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d) UTC")
PICK = re.compile(r"\$(\.[A-Za-z_][\w-]*|\[\d+\])*")
NOT_BODY = re.compile(r"(header|cookie):[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""Where a token stands, if not in the body of the answer."""
SEND = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+:\s*\S.*|\?[^\s=&]+=\S+")


def is_reference(value: str) -> bool:
    """Whether a text refers to a secret."""
    return REFERENCE.fullmatch(value) is not None


def parse_step(text: str) -> Step:
    """A step of a flow.

    Raises:
        PydanticCustomError: it is not one.
    """
    found = STEP.fullmatch(text.strip())
    if found is None:
        refuse(
            f"{quoted(text)} is not a step",
            f"Write it as METHOD PATH, then `as NAME` and `-> STATUS` if wanted: {STEP_EXAMPLE}",
        )
    method, path, by, expect = found.group("method", "path", "by", "expect")
    if method not in METHODS:
        refuse(f"{quoted(method)} is not a method", f"Begin the step with one of {', '.join(METHODS)}")
    if not path.startswith("/"):
        refuse(f"{quoted(path)} is not a path", f"Begin the path with /: {STEP_EXAMPLE}")
    return Step(method, path, by, int(expect) if expect else None)


def parse_operation(text: str) -> tuple[str, str]:
    """The method and the path of an operation; `*` stands for any method, and for anything in the path.

    Raises:
        PydanticCustomError: it is not one.
    """
    method, _, path = text.strip().rpartition(" ")
    method, path = method.strip() or "*", path.strip()
    if not path.startswith("/") and path != "*":
        refuse(
            f"{quoted(text)} is not an operation", f"Write a method and a path, or a path alone: {OPERATION_EXAMPLE}"
        )
    if method != "*" and method not in METHODS:
        refuse(f"{quoted(method)} is not a method", f"Use one of {', '.join(METHODS)}, or none for all of them")
    return method, path


def parse_window(text: str) -> tuple[time, time]:
    """The beginning and the end of a window, in UTC.

    Raises:
        PydanticCustomError: it is not one.
    """
    found = WINDOW.fullmatch(text)
    if found is None:
        refuse(f"{quoted(text)} is not a window", 'Write it with two UTC times of day: "22:00-06:00 UTC"')
    begin_hour, begin_minute, end_hour, end_minute = (int(part) for part in found.groups())
    return time(begin_hour, begin_minute), time(end_hour, end_minute)


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        refuse(f"{quoted(text)} cannot be a name", "Use letters, digits, - and _, beginning with a letter")
    return text


def _reference(text: str) -> str:
    if not is_reference(text):
        refuse("a secret must not stand in the file", f"Refer to it: {REFERENCE_FORMS}")
    return text


def _pick(text: str) -> str:
    if not (PICK.fullmatch(text) or NOT_BODY.fullmatch(text)):
        refuse("what is read from the answer must be a JSON path", 'Write it like "$.id" or "$.items[0].id"', "pick")
    return text


def _send(text: str) -> str:
    if text == "basic":
        return text
    if not SEND.fullmatch(text):
        refuse(
            "this does not say how a token is sent",
            'Write "Authorization: Bearer {token}", "X-Auth-Token: {token}", "?key={token}" or "basic"',
        )
    if "{token}" not in text:
        refuse("it does not say where the token stands", 'Put {token} there: "X-Auth-Token: {token}"')
    return text


def _step(text: str) -> str:
    parse_step(text)
    return text


def _operation(text: str) -> str:
    parse_operation(text)
    return text


def _window(text: str) -> str:
    parse_window(text)
    return text


Text = Annotated[str, Field(min_length=1)]
Name = Annotated[str, AfterValidator(_name), Field(json_schema_extra={"pattern": f"^{NAME.pattern}$"})]
Reference = Annotated[str, AfterValidator(_reference), Field(json_schema_extra={"pattern": "^(env|file|cmd):."})]
Pick = Annotated[str, AfterValidator(_pick), Field(json_schema_extra={"pattern": "^(\\$|header:|cookie:)"})]
Send = Annotated[str, AfterValidator(_send), Field(json_schema_extra={"pattern": "^basic$|\\{token\\}"})]
StepText = Annotated[
    str, AfterValidator(_step), Field(json_schema_extra={"pattern": f"^\\s*({'|'.join(METHODS)})\\s+/\\S*(\\s|$)"})
]
OperationText = Annotated[
    str, AfterValidator(_operation), Field(json_schema_extra={"pattern": f"^\\s*(({'|'.join(METHODS)}|\\*)\\s+)?[/*]"})
]
Window = Annotated[str, AfterValidator(_window), Field(json_schema_extra={"pattern": f"^{WINDOW.pattern}$"})]
Body = Annotated[object, WithJsonSchema({"type": ["object", "array"]})]
"""A JSON body; the cross-references look into it, since only they know the place of each part."""
