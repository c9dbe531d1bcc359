"""Reads the links of an OpenAPI document: which operation's answer feeds which parameter, and what an answer gives for it."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from launchready.declare.model import Json
from launchready.observe.api.operation import Link, Operation
from launchready.observe.api.schema import Reader
from launchready.observe.http import Answer

WHERE = re.compile(r"^(?:path|query|header|cookie)\.")
"""What may stand before a parameter's name."""
REF = re.compile(r"#/paths/([^/]+)/([a-z]+)$")


@dataclass(frozen=True, slots=True)
class Names:
    """The operations of a document by what links call them."""

    by_id: dict[str, str]
    by_place: dict[tuple[str, str], str]
    """By method and path as the document spells them."""

    def of(self, raw: dict[str, Json]) -> str:
        """The name of the operation that a link leads to; empty where it leads nowhere that is known."""
        named, ref = raw.get("operationId"), raw.get("operationRef")
        if isinstance(named, str):
            return self.by_id.get(named, "")
        found = REF.search(ref) if isinstance(ref, str) and ref.startswith("#") else None
        if found is None:
            return ""
        path = unquote(found[1]).replace("~1", "/").replace("~0", "~")
        return self.by_place.get((found[2].upper(), path), "")


def links_of(reader: Reader, raw: dict[str, Json], names: Names) -> tuple[Link, ...]:
    """The links of an operation's answers of success."""
    found: list[Link] = []
    answers = raw.get("responses")
    for code, answer in sorted(answers.items()) if isinstance(answers, dict) else ():
        links = reader.resolve(answer).get("links") if str(code).startswith("2") else None
        for one in map(reader.resolve, links.values() if isinstance(links, dict) else ()):
            parameters = one.get("parameters")
            fed = parameters.items() if isinstance(parameters, dict) else ()
            told = tuple((WHERE.sub("", name), value) for name, value in fed if isinstance(value, str))
            to = names.of(one)
            if to and told:
                found.append(Link(to, told))
    return tuple(found)


def fed_by_answer(operation: Operation, target: Operation) -> str:
    """The parameter of a target that an operation's own answer feeds; the last one of its path before others. Empty for none."""
    named = [
        name
        for link in operation.links
        if link.to == target.name
        for name, expression in link.parameters
        if expression.startswith("$response.")
    ]
    last = target.places[-1:] or ("",)
    return last[0] if last[0] in named else next((one for one in named if one not in target.places), "")


def values_of(operation: Operation, target: Operation, answer: Answer, sent: Json) -> tuple[str, ...]:
    """What an operation's answer gives for the parameter of a target that names the object."""
    wanted = fed_by_answer(operation, target)
    expressions = [
        expression
        for link in operation.links
        if link.to == target.name
        for name, expression in link.parameters
        if wanted and name == wanted
    ]
    found = (_value(one, answer, sent) for one in expressions)
    return tuple(dict.fromkeys(one for one in found if one))


def _value(expression: str, answer: Answer, sent: Json) -> str:
    """The value of a runtime expression; empty where it gives none."""
    if expression.startswith("$response.header."):
        return answer.header(expression.removeprefix("$response.header.")) or ""
    source = answer.json() if expression.startswith("$response.body#") else sent
    if not expression.startswith(("$response.body#", "$request.body#")):
        return ""
    for part in expression.partition("#")[2].split("/")[1:]:
        step = part.replace("~1", "/").replace("~0", "~")
        if isinstance(source, dict):
            source = source.get(step)
        elif isinstance(source, list) and step.isdigit() and int(step) < len(source):
            source = source[int(step)]
        else:
            return ""
    return str(source) if isinstance(source, str | int) and not isinstance(source, bool) else ""
