"""Gives a change of which nothing tells the body the fields that the making of such an object takes."""

from dataclasses import replace

from launchready.observe.api.bodies import takes_text
from launchready.observe.api.kinds import kinds
from launchready.observe.api.naming import UPDATE
from launchready.observe.api.operation import ApiFacts, Operation

CHANGES = frozenset({"PUT", "PATCH"})


def completed(facts: ApiFacts) -> ApiFacts:
    """The facts with a body for each change of an object that takes JSON of which nothing is told.

    A document may say `object` and no more, and source code may hand a body on as it came.
    """
    like: dict[str, Operation] = {}
    for kind in kinds(facts):
        for use in kind.all(UPDATE):
            one = use.operation
            if kind.create and use.own is not None and one.path.rstrip("/").endswith("}") and _tells_nothing(one):
                like[one.name] = kind.create
    if not like:
        return facts
    ready = tuple(replace(one, body=like[one.name].body) if one.name in like else one for one in facts.operations)
    return replace(facts, operations=ready)


def _tells_nothing(operation: Operation) -> bool:
    return (
        operation.method in CHANGES
        and operation.body_kind == "json"
        and not takes_text(operation)
        and not any(one.path for one in operation.body)
    )
