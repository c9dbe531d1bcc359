"""Chooses the less usual attempts: ids in bodies, second ids in paths, addresses that no document names, tokens of elsewhere."""

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from launchready.declare.model import Json
from launchready.observe.access.reaches import BodyReaches, Reaches, SecondIds
from launchready.observe.access.reaching import ADDS, CHANGES, DELETES, READS, TAKES, Reach
from launchready.observe.access.shadow import PREFIXES, guesses, undocumented
from launchready.observe.access.shadow_verbs import VERBS as OMITTED
from launchready.observe.access.sights import OWNER
from launchready.observe.api.kinds import refers_to, singular
from launchready.observe.api.operation import Operation
from launchready.observe.graphql.endpoint import Graphql, GraphqlFacts
from launchready.observe.graphql.operations import GraphqlOperation
from launchready.testset.making import Making
from launchready.testset.people import variable
from launchready.testset.setting import Setting, granted, settings
from launchready.testset.tries import Tries

LINE = 90
"""Characters of a document in one line of the file."""
PARAMETER = re.compile(r"\{([^{}/]+)\}")


@dataclass(frozen=True, slots=True)
class Taking:
    """A kind that is made of another's object, which a field of the body names."""

    kind: str
    field: str
    other: str


@dataclass(frozen=True, slots=True)
class Behind:
    """A read of an object behind the ids of what it belongs to."""

    kind: str
    path: str
    """With the names of kinds for its parameters."""


@dataclass(frozen=True, slots=True)
class ChangedBehind:
    """A change or a deletion of an object behind the ids of what it belongs to."""

    kind: str
    method: str
    path: str
    """With the names of kinds for its parameters."""
    body: Json
    """By its sort: `{"json": {…}}`; empty for a deletion."""


@dataclass(frozen=True, slots=True)
class Verbs:
    """The verbs that the document omits where a kind is read."""

    kind: str
    verbs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A genuine token of another time or another purpose."""

    who: str
    what: str
    env: str


@dataclass(frozen=True, slots=True)
class Named:
    """An operation of GraphQL, and how its request is made of a path and a body."""

    operation: GraphqlOperation

    def written(self) -> dict[str, Json]:
        """As the file has it."""
        one = self.operation
        opens: list[Json] = list(one.opens)
        places: dict[str, Json] = {bound.param: list(bound.into) for bound in one.bound}
        found: dict[str, Json] = {
            "method": one.operation.method,
            "path": one.operation.path.partition("#")[2],
            "document": [*textwrap.wrap(one.document, LINE, break_long_words=False, break_on_hyphens=False)],
            "field": one.field,
        }
        more: dict[str, Json] = {
            "opens": opens,
            "input": one.input,
            "args": list(one.args),
            "places": places,
            "whole": [bound.param for bound in one.bound if bound.whole],
            "is_item": bool(one.bound) and one.operation.method == "GET",
        }
        return found | {key: value for key, value in more.items() if value}


@dataclass(frozen=True, slots=True)
class Beyond:
    """All of them."""

    takings: tuple[Taking, ...] = ()
    behinds: tuple[Behind, ...] = ()
    changed_behind: tuple[ChangedBehind, ...] = ()
    verbs: tuple[Verbs, ...] = ()
    seen: tuple[tuple[str, str], ...] = ()
    """Kinds, and where their owner alone sees an object: the control of what comes next."""
    shadows: tuple[str, ...] = ()
    """Addresses that the document does not name."""
    prefixes: tuple[str, ...] = ()
    """Behind which one object might be shown as well."""
    samples: tuple[Sample, ...] = ()
    graphql: tuple[Named, ...] = ()
    settings: tuple[Setting, ...] = ()
    granted: tuple[tuple[str, Json], ...] = ()
    """Fields of a new account that its sign-up must not set."""


def beyond(tries: Tries, makings: tuple[Making, ...], shared: frozenset[str], *, forges: bool) -> Beyond:
    """Chooses them; `forges` says whether it is known how a believed token looks."""
    own = tuple(one for one in makings if one.name not in shared and one.shown_by)
    return Beyond(
        takings(tries, makings),
        behinds(tries, makings),
        changed_behind(tries, makings),
        verbs(tries, makings),
        tuple((one.name, one.shown_by[0]) for one in own),
        _guesses(tries, makings, shared) if own else (),
        prefixes(tries, own),
        samples(tries) if forges else (),
        named(tries),
        settings(tries, makings),
        granted(tries),
    )


def _guesses(tries: Tries, makings: tuple[Making, ...], shared: frozenset[str]) -> tuple[str, ...]:
    paths = guesses(tries.facts, frozenset(one.kind.collection for one in makings if one.name in shared))
    return tuple(path for path in paths if "#" not in path)


def named(tries: Tries) -> tuple[Named, ...]:
    """The operations of GraphQL that were asked, which the file has to ask again."""
    seen = tries.answer(Graphql(tries.facts.surface))
    asked = {tries.name(one) for one in tries.sent}
    operations = seen.operations if isinstance(seen, GraphqlFacts) else ()
    return tuple(Named(one) for one in operations if one.operation.name in asked)


def takings(tries: Tries, makings: tuple[Making, ...]) -> tuple[Taking, ...]:
    """What the run's customers could make of what they own."""
    seen = tries.answer(BodyReaches(tries.facts.surface))
    found: dict[Taking, None] = {}
    for one in seen.by(OWNER) if isinstance(seen, Reaches) else ():
        if not one.done or one.what not in {TAKES, ADDS} or not one.place.startswith("body: "):
            continue
        field = one.place.removeprefix("body: ")
        made = next((kind for kind in makings if kind.kind.create and kind.kind.create.name == one.operation), None)
        other = next((kind for kind in makings if kind.kind.collection == one.collection), None)
        if made and other and isinstance(made.body, dict) and field in made.body and not other.parent:
            found[Taking(made.name, field, other.name)] = None
    return tuple(found)


def behinds(tries: Tries, makings: tuple[Making, ...]) -> tuple[Behind, ...]:
    """Where the run's owners read something behind the id of what it belongs to."""
    found = [Behind(made.name, path) for made, one, path in _behind(tries, makings) if one.what == READS]
    return tuple(dict.fromkeys(found))


def changed_behind(tries: Tries, makings: tuple[Making, ...]) -> tuple[ChangedBehind, ...]:
    """Where the run's owners changed or deleted something behind the id of what it belongs to."""
    found: list[ChangedBehind] = []
    for made, one, path in _behind(tries, makings):
        method, _, template = one.operation.partition(" ")
        operation = tries.facts.operation(method, template)
        body = _changing(tries, made, operation) if one.what == CHANGES and operation else {}
        if one.what == DELETES or body:
            found.append(ChangedBehind(made.name, method, path, body))
    unique = {(one.kind, one.method, one.path): one for one in found}
    return tuple(unique.values())


def _changing(tries: Tries, made: Making, operation: Operation) -> Json:
    """The body of a change that its owner saw, by its sort; empty where there was none."""
    for one in tries.asking(operation):
        kept = any(one.who in tries.kept.get(canary, ()) for canary in one.carried)
        if one.who == made.by and one.outcome.startswith("2") and kept and one.body:
            sort = "files" if operation.body_kind == "multipart" else operation.body_kind or "json"
            return {sort: made.template(one)[0]}
    return {}


def _behind(tries: Tries, makings: tuple[Making, ...]) -> Iterator[tuple[Making, Reach, str]]:
    """What the run's owners did to an object behind what it belongs to, and its path with kinds for its parameters."""
    seen = tries.answer(SecondIds(tries.facts.surface))
    known = {one.name for one in makings if not one.parent}
    for one in seen.by(OWNER) if isinstance(seen, Reaches) else ():
        made = next((kind for kind in makings if kind.kind.collection == one.collection), None)
        method, _, template = one.operation.partition(" ")
        if made is None or not one.done or (one.what == READS) != (method == "GET"):
            continue
        own = one.place.partition(" behind ")[0]
        path = PARAMETER.sub(_kinds_for(own, made.name), template)
        if {*PARAMETER.findall(path)} <= known | {made.name}:
            yield made, one, path


def verbs(tries: Tries, makings: tuple[Making, ...]) -> tuple[Verbs, ...]:
    """The verbs that the document omits at the paths by which the run's owners read their objects."""
    found: list[Verbs] = []
    for one in makings:
        read = one.kind.read
        if read is None or not read.places or "#" in read.path or read.path not in one.shown_by:
            continue
        changes = one.sort == "json" and bool(one.marks)
        omitted = [verb for verb in OMITTED if tries.facts.operation(verb, read.path) is None]
        tried = tuple(verb for verb in omitted if verb == "DELETE" or changes)
        if tried:
            found.append(Verbs(one.name, tried))
    return tuple(found)


def _kinds_for(own: str, kind: str) -> Callable[[re.Match[str]], str]:
    """Puts the name of the kind in the place of each parameter."""

    def named(match: re.Match[str]) -> str:
        if match[1] == own:
            return f"{{{kind}}}"
        return f"{{{singular((refers_to(match[1]) or match[1]).rpartition('_')[2])}}}"

    return named


def prefixes(tries: Tries, makings: tuple[Making, ...]) -> tuple[str, ...]:
    """What may stand before the reads of single objects without being documented."""
    paths = [one.kind.read.path for one in makings if one.kind.read is not None and "#" not in one.kind.read.path]
    if not paths:
        return ()
    found = [prefix for prefix in PREFIXES if not any(path.startswith(f"{prefix}/") for path in paths)]
    return tuple(
        prefix for prefix in found if len(undocumented(tries.facts, [prefix + path for path in paths])) == len(paths)
    )


def samples(tries: Tries) -> tuple[Sample, ...]:
    """The declared tokens that must not be believed."""
    return tuple(
        Sample(who.name, what, variable(secret.ref, who.name, what.replace(" ", "_")))
        for who in tries.declaration.principals
        for what, secret in (("expired", who.expired_token), ("of another audience", who.foreign_token))
        if secret is not None
    )
