"""Reads the GraphQL operations that a front end ships into as much of a schema as they tell."""

import json
import re
from urllib.parse import unquote

from launchready.observe.graphql.documents import LIST_FIELDS
from launchready.observe.graphql.schema import INPUT, OBJECT, Arg, GraphqlField, Ref, Schema, Type

OPERATION = re.compile(r"\b(query|mutation)\b\s*(\w*)\s*(\([^(){}]*\))?\s*\{")
VARIABLE = re.compile(r"\$(\w+)\s*:\s*(\[?\s*\w+\s*!?\s*\]?\s*!?)(\s*=\s*[^,$)]+)?")
FIELD = re.compile(r"\s*(?:(\w+)\s*:\s*)?(\w+)\s*(\([^()]*\))?\s*(\{)?")
GIVEN = re.compile(r"(\w+)\s*:\s*(\$\w+|\{[^{}]*\}|[^,\s]+)")
LONGEST = 20_000
MOST = 200


def schema_of(scripts: tuple[str, ...]) -> Schema:
    """The schema as far as shipped operations tell it: their fields, arguments and what they choose."""
    found = _Found()
    for script in scripts:
        for text in {script, unquote(script)}:
            plain = text.replace("\\n", " ").replace('\\"', '"')
            for match in list(OPERATION.finditer(plain))[:MOST]:
                variables = {name: _ref(kind) for name, kind, _ in VARIABLE.findall(match[3] or "")}
                found.operation(match[1], plain[match.end() : match.end() + LONGEST], variables)
    return found.schema()


class _Found:
    def __init__(self) -> None:
        self._roots: dict[str, dict[str, GraphqlField]] = {"query": {}, "mutation": {}}
        self._types: dict[str, Type] = {}

    def schema(self) -> Schema:
        for root, fields in self._roots.items():
            if fields:
                self._types[root] = Type(root, OBJECT, tuple(fields.values()))
        return Schema(self._types, "query", "mutation" if self._roots["mutation"] else "")

    def operation(self, root: str, text: str, variables: dict[str, Ref]) -> None:
        for name, args, inner in _fields(text):
            given = tuple(
                Arg(key, variables.get(value[1:], Ref("String", written="String")))
                for key, value in GIVEN.findall(args.strip("()"))
                if value.startswith("$")
            )
            for arg in given:
                self._input(arg)
            old = self._roots[root].get(name)
            kind = self._object(name, inner) if inner else Ref("String", written="String")
            if old is None or len(old.args) < len(given):
                self._roots[root][name] = GraphqlField(name, kind, given)

    def _input(self, arg: Arg) -> None:
        """A type that is no scalar by its name is an input of which nothing is known."""
        if re.search(r"Input$|Args$|Data$", arg.type.name):
            self._types.setdefault(arg.type.name, Type(arg.type.name, INPUT))

    def _object(self, name: str, inner: str) -> Ref:
        many = name.endswith("s") and not name.endswith("ss")
        base = name[:-3] + "y" if name.endswith("ies") else name[:-1] if many else name
        base = re.sub(r"^(?:get|all|my|list|create|update|delete|add|remove|start|rename)(?=[A-Z])", "", base)
        kind = base[:1].upper() + base[1:]
        chosen = _fields(inner)
        for one, _, below in chosen:
            if below and one in {*LIST_FIELDS, "edges"}:
                return self._page(kind, one, below)
            if below and not many and self._kind(one) == kind:
                return self._wrapped(f"{kind}Payload", GraphqlField(one, self._object(one, below)))
        text = Ref("String", written="String")
        parts = [GraphqlField(one, self._object(one, below) if below else text) for one, _, below in chosen]
        old = self._types.get(kind)
        known = {one.name: one for one in (*(old.fields if old else ()), *parts)}
        self._types[kind] = Type(kind, OBJECT, tuple(known.values()))
        return Ref(kind, many=many, written=f"[{kind}]" if many else kind)

    def _kind(self, name: str) -> str:
        return name[:1].upper() + name[1:]

    def _page(self, kind: str, name: str, inner: str) -> Ref:
        """A list in an envelope, or Relay's edges and nodes."""
        below = next((one for field, _, one in _fields(inner) if field == "node"), inner)
        own = self._object(kind[:1].lower() + kind[1:], below)
        if name != "edges":
            return self._wrapped(f"{kind}Page", GraphqlField(name, Ref(own.name, many=True, written=f"[{own.name}]")))
        edge = self._wrapped(f"{kind}Edge", GraphqlField("node", own))
        return self._wrapped(f"{kind}Page", GraphqlField(name, Ref(edge.name, many=True, written=f"[{edge.name}]")))

    def _wrapped(self, name: str, field: GraphqlField) -> Ref:
        self._types[name] = Type(name, OBJECT, (field,))
        return Ref(name, written=name)


def _fields(text: str) -> list[tuple[str, str, str]]:
    """The fields at the top of a selection: the name, the arguments, and the selection below."""
    found: list[tuple[str, str, str]] = []
    at = 0
    while at < len(text) and len(found) < MOST:
        match = FIELD.match(text, at)
        if match is None or text[at:].lstrip()[:1] == "}":
            break
        at = match.end()
        inner = ""
        if match[4]:
            end = _closing(text, at)
            inner, at = text[at:end], end + 1
        found.append((match[2], match[3] or "", inner))
    return found


def _closing(text: str, at: int) -> int:
    depth = 1
    for index in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if depth == 0:
            return index
    return len(text)


def _ref(written: str) -> Ref:
    plain = json.dumps(written)[1:-1].replace(" ", "")
    return Ref(plain.strip("[]!"), needed=plain.endswith("!"), many=plain.startswith("["), written=plain)
