"""Names the operations of a GraphQL schema like paths, so that whatever is proved of paths is proved of them.

`conversation(id)` is `GET /graphql#/conversations/{id}`, `renameConversation` is `PATCH` there, and what stands behind
the `#` is never sent: `graphql_wire` makes the real request of it.
"""

import re
from dataclasses import dataclass

from launchready.observe.api.kinds import ADMIN_WORDS, singular, words
from launchready.observe.api.openapi import Operation, Param
from launchready.observe.graphql.documents import PAGE_WORDS, Shape, document, leaves, shape_of
from launchready.observe.graphql.naming import (
    CREATE,
    DELETE,
    ID_TYPES,
    PLACE_OF,
    PLAIN,
    UPDATE,
    body_field,
    fits,
    is_id,
    plural,
)
from launchready.observe.graphql.schema import Arg, GraphqlField, Schema

LONGEST_TEXT = 600


@dataclass(frozen=True, slots=True)
class Bound:
    """Where a parameter of the named path goes."""

    param: str
    into: tuple[str, ...]
    """The names of the variables down to it."""
    whole: bool = False
    """Whether it is a whole number there."""


@dataclass(frozen=True, slots=True)
class GraphqlOperation:
    """One field of the query or the mutation."""

    operation: Operation
    field: str
    document: str
    bound: tuple[Bound, ...] = ()
    opens: tuple[str, ...] = ()
    """The names below the field down to the object; `[]` is each item of a list."""
    input: str = ""
    """The only argument that is an input object: the body's fields are its own, those that nobody knows too."""
    args: tuple[str, ...] = ()
    """The other arguments."""


def operations(schema: Schema, endpoint: str) -> tuple[GraphqlOperation, ...]:
    """Every operation of a schema, each path and method once."""
    return _Naming(schema, endpoint).all()


class _Naming:
    def __init__(self, schema: Schema, endpoint: str) -> None:
        self._schema, self._endpoint = schema, endpoint
        self._collections: dict[str, str] = {}
        """Where the objects of a type are: `conversations`, or `conversations/{conversationId}/messages`."""
        self._parents: dict[str, str] = {}
        """The type of the parent of what is kept inside another."""
        self._singletons: dict[str, str] = {}
        """Types that a field without arguments answers with: the signed-in user."""
        self._found: dict[tuple[str, str], GraphqlOperation] = {}
        self._alike: set[tuple[str, str]] = set()
        """Methods and paths, what their parameters are called left out."""

    def all(self) -> tuple[GraphqlOperation, ...]:
        """The queries first: they tell where things are."""
        query = self._schema.type(self._schema.query)
        reads = [(one, shape_of(self._schema, one.type)) for one in (query.fields if query else ())]
        for one, shape in reads:
            self._place(one, shape)
        for one, shape in reads:
            self._read(one, shape)
        mutation = self._schema.type(self._schema.mutation)
        for one in mutation.fields if mutation else ():
            self._change(one)
        self._inside()
        return tuple(self._found.values())

    def _place(self, one: GraphqlField, shape: Shape) -> None:
        needed = [arg for arg in one.args if arg.required and arg.name not in PAGE_WORDS]
        if not shape.name or ADMIN_WORDS & set(words(one.name)):
            return
        if shape.many and not needed and fits(one.name, shape.name):
            self._collections.setdefault(shape.name, plural(shape.name))
        elif not shape.many and not one.args:
            self._singletons.setdefault(shape.name, one.name)
        elif not shape.many and len(needed) == 1 and is_id(needed[0], shape.name) and one.name not in {"node", "nodes"}:
            self._collections.setdefault(shape.name, plural(shape.name))
        elif shape.many and len(needed) == 1 and (parent := self._refers(needed[0])):
            self._parents.setdefault(shape.name, parent)

    def _read(self, one: GraphqlField, shape: Shape) -> None:
        needed = [arg for arg in one.args if arg.required and arg.name not in PAGE_WORDS]
        own = needed[0] if len(needed) == 1 else None
        if one.name == "node" and own is not None:
            self._nodes(one, own)
        elif shape.name in self._collections and own is not None and not shape.many and is_id(own, shape.name):
            self._add("GET", f"{self._collections[shape.name]}/{{{own.name}}}", one, shape, ((own.name, (own.name,)),))
        elif (
            shape.many and not needed and self._collections.get(shape.name) and not self._has("GET", plural(shape.name))
        ):
            name = plural(shape.name) if fits(one.name, shape.name) else self._named(one.name)
            self._add("GET", name, one, shape)
        elif shape.many and own is not None and (parent := self._refers(own)) in self._collections:
            path = f"{self._collections[parent]}/{{{own.name}}}/{one.name}"
            self._add("GET", path, one, shape, ((own.name, (own.name,)),))
        else:
            self._add("GET", self._named(one.name), one, shape, query=tuple(needed))

    def _nodes(self, one: GraphqlField, own: Arg) -> None:
        """Relay's `node`: a second way to read each kind that has an id."""
        abstract = self._schema.type(one.type)
        for kind in abstract.possible if abstract else ():
            if kind in self._collections:
                path = f"{self._collections[kind]}/{{{own.name}}}/node"
                self._add("GET", path, one, Shape(kind, many=False), ((own.name, (own.name,)),), kind=kind)

    def _inside(self) -> None:
        """Lists that only show inside of an object: its messages."""
        for name, collection in tuple(self._collections.items()):
            read = self._reader(collection)
            found, query = self._schema.type(name), self._schema.type(self._schema.query)
            root = query.field(read.field) if read and query else None
            if read is None or found is None or root is None or root.type.name != name:
                continue
            for one in found.fields:
                shape = shape_of(self._schema, one.type)
                if shape.many and shape.name and not any(arg.required for arg in one.args):
                    text = document(self._schema, root, change=False, path=(one.name,))
                    path = f"{collection}/{{{read.bound[0].param}}}/{one.name}"
                    opens = (one.name, *shape.opens)
                    self._keep("GET", path, GraphqlOperation(Operation("GET", ""), read.field, text, read.bound, opens))

    def _reader(self, collection: str) -> GraphqlOperation | None:
        """What reads one object of a collection."""
        start = self._path(f"{collection}/{{")
        found = (one for (verb, path), one in self._found.items() if verb == "GET" and path.startswith(start))
        return next((one for one in found if one.operation.path.endswith("}") and len(one.bound) == 1), None)

    def _change(self, one: GraphqlField) -> None:
        spoken = [word for word in words(one.name) if word not in ADMIN_WORDS]
        verb, noun = (spoken[0], spoken[1:]) if spoken else ("", [])
        shape = shape_of(self._schema, one.type)
        kind = self._target(noun, shape.name, one)
        given = leaves(self._schema, one.args)
        own = next((leaf for leaf in given if kind and is_id(leaf[1], kind)), None) or next(
            (leaf for leaf in given if leaf[1].name == "id" and kind), None
        )
        prefix = "admin/" if ADMIN_WORDS & set(words(one.name)) else ""
        if own is not None and kind and verb not in CREATE:
            bound = ((own[1].name, own[0]),)
            path = f"{prefix}{self._collections[kind]}/{{{own[1].name}}}"
            if verb in DELETE:
                self._add("DELETE", path, one, shape, bound, change=True)
            elif verb in UPDATE:
                self._add("PATCH", path, one, shape, bound, change=True)
            else:
                self._add("POST", f"{path}/{verb}", one, shape, bound, change=True)
        elif verb in CREATE and kind and (parent := self._parents.get(kind)):
            leaf = next((leaf for leaf in given if self._refers(leaf[1]) == parent), None)
            root = self._nested(kind, parent)
            if leaf is not None and root:
                self._add("POST", root, one, shape, ((PLACE_OF.findall(root)[-1], leaf[0]),), change=True)
            else:
                self._add("POST", self._named(one.name), one, shape, change=True)
        elif verb in CREATE and kind:
            self._add("POST", prefix + self._collections[kind], one, shape, change=True)
        elif verb in UPDATE and (single := self._single(noun, shape.name)):
            self._add("PATCH", single, one, shape, change=True)
        else:
            self._add("POST", self._named(one.name), one, shape, change=True)

    def _target(self, noun: list[str], answered: str, one: GraphqlField) -> str:
        """The kind that a mutation acts on: by what it is called, then by what it answers, then by its argument."""
        known = {**self._collections, **self._parents}
        said = singular("".join(noun))
        by_name = next((kind for kind in known if kind.lower() == said), "")
        if by_name or answered in known:
            return by_name or answered
        return next((kind for _, arg, _ in leaves(self._schema, one.args) if (kind := self._refers(arg))), "")

    def _nested(self, kind: str, parent: str) -> str:
        """The path of the list of what is kept inside another."""
        start = self._path(f"{self._collections.get(parent, '?')}/")
        for (method, path), found in self._found.items():
            one = self._schema.type(self._schema.query)
            field = one.field(found.field) if one else None
            if method == "GET" and path.startswith(start) and field and shape_of(self._schema, field.type).name == kind:
                return path.partition("#/")[2]
        return ""

    def _single(self, noun: list[str], answered: str) -> str:
        said = "".join(noun)
        return next(
            (name for name in self._singletons.values() if name.lower() == said), self._singletons.get(answered, "")
        )

    def _refers(self, arg: Arg) -> str:
        """The type that an argument names by its own name: `conversationId`."""
        match = re.fullmatch(r"(.+?)_?(?:ID|Id|id|Uuid|uuid)", arg.name)
        said = match[1].replace("_", "").lower() if match and arg.type.name in ID_TYPES else ""
        return next((kind for kind in self._collections if kind.lower() == said), "")

    def _named(self, name: str) -> str:
        """A field as a path of its own: what is the staff's is told apart."""
        spoken = words(name)
        if len(spoken) > 1 and spoken[0] in ADMIN_WORDS:
            rest = name[len(spoken[0]) :].lstrip("_")
            return f"{spoken[0]}/{rest[:1].lower()}{rest[1:]}"
        return name

    def _has(self, method: str, path: str) -> bool:
        return (method, self._path(path)) in self._found

    def _path(self, path: str) -> str:
        return f"{self._endpoint}#/{path}"

    def _add(  # noqa: PLR0917 - all that one operation is made of
        self,
        method: str,
        path: str,
        one: GraphqlField,
        shape: Shape,
        bound: tuple[tuple[str, tuple[str, ...]], ...] = (),
        query: tuple[Arg, ...] = (),
        *,
        change: bool = False,
        kind: str = "",
    ) -> None:
        given = leaves(self._schema, one.args)
        taken = {into for _, into in bound} | {(arg.name,) for arg in query}
        whole = {leaf: arg.type.name in {"Int", "Long", "BigInt"} for leaf, arg, _ in given}
        bounds = [Bound(name, into, whole.get(into, False)) for name, into in bound]
        bounds += [Bound(arg.name, (arg.name,), whole.get((arg.name,), False)) for arg in query]
        inputs = [arg.name for arg in one.args if (found := self._schema.type(arg.type)) and found.inputs]
        only = inputs[0] if len(inputs) == 1 else ""
        body = [
            body_field(self._schema, leaf[1:] if leaf[0] == only else leaf, arg, required=needed)
            for leaf, arg, needed in given
            if leaf not in taken and leaf != (only,)
        ]
        is_staff = bool(ADMIN_WORDS & set(words(one.name)))
        params = [
            Param(name, "path", required=True, type="integer" if whole.get(into) else "string") for name, into in bound
        ]
        params += [Param(arg.name, "query", required=True, type=PLAIN.get(arg.type.name, "string")) for arg in query]
        operation = Operation(
            method=method,
            path=self._path(path),
            params=tuple(params),
            body=tuple(sorted(body, key=lambda field: not field.required)) if change else (),
            body_kind="json" if change and (body or only) else "",
            tags=("admin",) if is_staff else (),
            id=one.name,
            text=one.text[:LONGEST_TEXT],
        )
        text = document(self._schema, one, change=change, kind=kind)
        args = tuple(arg.name for arg in one.args if arg.name != only)
        made = GraphqlOperation(operation, one.name, text, tuple(bounds), shape.opens, only, args)
        self._keep(method, path, made, own=True)

    def _keep(self, method: str, path: str, found: GraphqlOperation, *, own: bool = False) -> None:
        if not own:
            params = tuple(Param(one.param, "path", required=True, type="string") for one in found.bound)
            operation = Operation(method=method, path=self._path(path), params=params, id=found.field)
            found = GraphqlOperation(operation, found.field, found.document, found.bound, found.opens)
        key = method, self._path(path)
        alike = method, PLACE_OF.sub("{}", key[1])
        if alike not in self._alike:
            self._alike.add(alike)
            self._found[key] = found
