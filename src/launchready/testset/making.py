"""How an object is made again: the request that made it, with marks and other objects' ids left open."""

import json
import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from launchready.declare.model import Json
from launchready.observe.api.kinds import Kind, refers_to, singular
from launchready.observe.record import Sent
from launchready.testset.tries import Tries

UNIQUE = re.compile(r"audit-[0-9a-f]{6,}")
NAMED = re.compile(r'name="([^"]*)"(?:; filename="([^"]*)")?')


@dataclass(frozen=True, slots=True)
class Making:
    """One kind of object: how it is made, and where its owner sees it."""

    kind: Kind
    by: str
    sort: str
    """`json`, `form`, `files`, or nothing."""
    body: Json
    marks: int
    """How many marks are in it."""
    parent: str
    """The kind that it belongs to; empty for none."""
    chooses_id: bool
    shown_by: tuple[str, ...]
    """Paths at which its owner saw it, with a query where one was sent."""
    ids: tuple[str, ...]
    known: dict[str, tuple[str, ...]]
    """Ids of this run's objects, and the kinds of which one has such an id: numbers are often counted for each kind."""
    lists: dict[str, str]
    """Kinds of which any object of a list will do, and the lists."""

    @property
    def name(self) -> str:
        """The kind in a word."""
        return self.kind.name

    def template(self, sent: Sent) -> tuple[Json, int]:
        """A request's body with what must be fresh left open, and the number of marks in it."""
        return template(sent, self.known, self.lists)


def making_of(tries: Tries, kind: Kind, owners: tuple[str, ...], made: tuple[Making, ...]) -> Making | None:
    """How the run made objects of a kind, as the first of these principals who could; None where none did."""
    assert kind.create is not None
    asked = tries.asking(kind.create)
    for owner in owners:
        for one in asked:
            if one.who == owner and one.outcome.startswith("2") and one.body and _is_kept(tries, one):
                return _making(tries, kind, one, made)
    return None


def with_own(makings: tuple[Making, ...]) -> tuple[Making, ...]:
    """The makings with objects of their own instead of any from a list, where such an object needs no other itself."""
    plain = [one.name for one in makings if not one.parent and not _needs(one)]
    return tuple(replace(one, body=_own(one.body, plain)) for one in makings)


def _needs(making: Making) -> bool:
    return any(f"{{any {name}}}" in str(making.body) for name in making.lists) or any(
        f"{{{name}}}" in str(making.body) for names in making.known.values() for name in names
    )


def _own(value: Json, plain: list[str]) -> Json:
    if isinstance(value, dict):
        return {key: _own(one, plain) for key, one in value.items()}
    if isinstance(value, list):
        return [_own(one, plain) for one in value]
    if isinstance(value, str) and value.startswith("{any ") and value[5:-1] in plain:
        return f"{{{value[5:-1]}}}"
    return value


def _making(tries: Tries, kind: Kind, sent: Sent, made: tuple[Making, ...]) -> Making:
    assert kind.create is not None
    others = ((one, tuple(name for name in names if name != kind.name)) for one, names in _known_ids(tries).items())
    known = {one: names for one, names in others if names}  # what needs one of its own kind could never be made
    lists = {one.name: one.listing.path for one in tries.kinds if one.listing is not None and not one.is_nested}
    body, marks = template(sent, known, lists)
    shown, ids = _shown(tries, kind, sent)
    parent = next((one.name for one in made if one.kind.collection == kind.parent), "")
    chooses = len(kind.create.places) > kind.collection.count("{")
    sort = "files" if sent.body.startswith("--") else kind.create.body_kind or "json"
    return Making(kind, sent.who, sort, body, marks, parent, chooses, shown, ids, known, lists)


def template(sent: Sent, known: dict[str, tuple[str, ...]], lists: dict[str, str]) -> tuple[Json, int]:
    """A body with `{mark1}`, `{listing}` and the like where something must be fresh, and the number of marks."""
    marks = {canary: f"{{mark{number}}}" for number, canary in enumerate(dict.fromkeys(sent.carried), 1)}

    def opened(value: Json, key: str) -> Json:
        if isinstance(value, dict):
            return {name: opened(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [opened(one, key) for one in value]
        if isinstance(value, bool) or not isinstance(value, str | int):
            return value
        text = str(value)
        for canary, mark in marks.items():
            text = text.replace(canary, mark)
        stem = refers_to(key)
        refers = singular(stem.rpartition("_")[2]) if stem else ""
        kinds = known.get(text, ())
        if refers in kinds:
            return f"{{{refers}}}"
        is_told = isinstance(value, str) and not text.isdigit()
        if kinds and (is_told or (refers and refers not in lists)):
            return f"{{{kinds[0]}}}"
        if refers in lists and text:
            return f"{{any {refers}}}"
        text = UNIQUE.sub("audit-{unique}", text)
        return text if isinstance(value, str) else value

    return opened(_parsed(sent.body), ""), len(marks)


def _parsed(body: str) -> Json:
    if body.startswith("--"):
        return _parts(body)
    try:
        value: Json = json.loads(body)
    except ValueError:
        return dict(parse_qsl(body, keep_blank_values=True))
    return value


def _parts(body: str) -> Json:
    """A multipart body: fields as text, files as `[name, content]`."""
    found: dict[str, Json] = {}
    boundary = body.split("\r\n", 1)[0]
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.strip("\r\n").partition("\r\n\r\n")
        if match := NAMED.search(head):
            found[match[1]] = [match[2], content] if match[2] else content
    return found


def _is_kept(tries: Tries, sent: Sent) -> bool:
    return any(sent.who in tries.kept.get(canary, ()) for canary in sent.carried)


def _shown(tries: Tries, kind: Kind, sent: Sent) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Where its maker saw an object again, and its ids: the item itself first; not what other objects show of it."""
    mine = {one.name for one in (kind.read, kind.listing, *kind.subs) if one is not None}
    others = {one.listing.name for one in tries.kinds if one.listing is not None} - mine
    reads = [
        one
        for one in tries.sent
        if one.who == sent.who
        and set(one.shown) & set(sent.carried)
        and (tries.name(one) in mine or ("{" not in tries.name(one) and tries.name(one) not in others))
    ]
    values = [(one, tries.templates.values(one.method, one.url)) for one in reads]
    ids = max((found for _, found in values), key=len, default=())
    paths: dict[str, None] = {}
    for one, found in values:
        name = tries.name(one)
        if name.startswith("GET ") and found == ids[: len(found)]:
            paths[name.removeprefix("GET ") + query_of(one, sent)] = None
    own = kind.read.path if kind.read else ""
    return tuple(sorted(paths, key=lambda path: path != own)), ids


def query_of(read: Sent, sent: Sent) -> str:
    """The query of a read, with the marks of what it shows left open."""
    query = read.url.partition("?")[2]  # an operation of GraphQL is named behind a #
    for number, canary in enumerate(dict.fromkeys(sent.carried), 1):
        query = query.replace(canary, f"{{mark{number}}}")
    return f"?{query}" if query else ""


def _known_ids(tries: Tries) -> dict[str, tuple[str, ...]]:
    """The ids in the paths of what was read, and their kinds."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in tries.kinds:
        for one in tries.asking(kind.read) if kind.read else ():
            if one.shown and (values := tries.templates.values(one.method, one.url)):
                found[values[-1]] = tuple(dict.fromkeys((*found.get(values[-1], ()), kind.name)))
    return found
