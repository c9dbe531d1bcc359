"""Infers from an API's operations what kinds of object it keeps, and which operation makes, lists, reads or changes each."""

from dataclasses import dataclass, replace
from functools import lru_cache

from launchready.observe.api.deeds import BODY, HEADER, PATH, PERSON, QUERY, Slot, Use, uses_of
from launchready.observe.api.linking import fed_by_answer
from launchready.observe.api.naming import (
    CREATE,
    DELETE,
    LIST,
    READ,
    UPDATE,
    is_password,
    last_word,
    plain,
    refers_to,
    singular,
    split,
    words,
)
from launchready.observe.api.openapi import ApiFacts, Operation

__all__ = ["Kind", "Use", "is_admin", "is_private", "kind_of", "kinds", "last_word", "refers_to", "singular", "words"]

_DOES_MORE = (
    "auth login logout signin signout signup register registration session sessions token tokens oauth sso password "
    "passwords reset webhook webhooks hook hooks callback admin internal debug test health metrics checkout pay charge "
    "charges refund refunds payout payouts invite invites invitation invitations support escalation escalations contact "
    "feedback email emails mail sms notify notification notifications broadcast approval approvals impersonate"
)
NOT_OBJECTS = frozenset(_DOES_MORE.split())
"""Words of paths behind which a POST does more than keep an object: it signs in, pays, or writes to people."""
_PRIVATE = (
    "conversation chat message transcript prompt output generation completion file upload document attachment note "
    "draft order invoice payment purchase booking receipt subscription cart ticket address card account profile "
    "secret key export report memo journal diary reminder wallet transaction statement vault"
)
ONESELF = frozenset({"me", "self", "whoami", "profile", "account"})
"""Last words of paths behind which there is one thing for each user: nobody makes a second."""
PRIVATE = frozenset(_PRIVATE.split())
"""Kinds that are one customer's own: no list makes them shared by design, however many may call it."""
ADMIN_WORDS = frozenset({"admin", "admins", "administrator", "backoffice", "staff", "superuser", "moderation"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of object, named by the path of its collection."""

    collection: str
    """`/projects/{project_id}/tasks`."""
    create: Operation | None = None
    listing: Operation | None = None
    read: Operation | None = None
    """The GET that names the object in its url."""
    update: Operation | None = None
    delete: Operation | None = None
    subs: tuple[Operation, ...] = ()
    """GETs below one object that are no kind of their own."""
    making: Use | None = None
    """What `create` does."""
    uses: tuple[Use, ...] = ()
    """Everything that lists, reads, changes or deletes such objects, the plainest first."""

    @property
    def name(self) -> str:
        """The kind in a word: the last word of its path, in the singular."""
        return singular(last_word(self.collection))

    @property
    def is_nested(self) -> bool:
        """Whether its collection belongs to an object of another kind."""
        return "{" in self.collection

    @property
    def parent(self) -> str:
        """The collection of the object that a nested kind belongs to; empty where it belongs to none."""
        return self.collection.rsplit("/{", 1)[0] if self.is_nested else ""

    @property
    def is_guessed(self) -> bool:
        """Whether nothing but a word says that such objects are kept: no request names one, and only lists at other places
        speak of them, as `GET /analytics/messages` does of what `POST /v1/messages` is sent.
        """
        place = self.making.prefix if self.making else ""
        return not any(use.own is not None or use.prefix == place for use in self.uses)

    def all(self, *verbs: str) -> tuple[Use, ...]:
        """The uses of these verbs."""
        return tuple(one for one in self.uses if one.verb in verbs)


@lru_cache(maxsize=16)
def kinds(facts: ApiFacts) -> tuple[Kind, ...]:
    """Every kind that can be created by the API, those that others belong to first."""
    uses = [use for one in facts.operations if not is_admin(one) for use in uses_of(one)]
    groups: dict[tuple[str, str], list[Use]] = {}
    for use in uses:
        groups.setdefault((use.prefix, use.noun), []).append(use)
    made = {key: making for key, group in groups.items() if (making := _making(group)) is not None}
    own = {key: making for key, making in made.items() if not _is_made_elsewhere(key, making, made)}
    found = [_kind(key, making, groups, own) for key, making in own.items()]
    ready = [kind for kind in found if any(use.verb in {READ, LIST} for use in kind.uses)]
    claimed = {use.operation.name: kind.collection for kind in ready for use in kind.uses}
    whole = [_with_subs(kind, facts, claimed) for kind in ready]
    whole.sort(key=lambda kind: (kind.collection.count("{"), len(kind.create.body) if kind.create else 0))
    return tuple(_after_what_they_need(whole))


def _after_what_they_need(waiting: list[Kind]) -> list[Kind]:
    """The kinds in an order in which each can be made of those before it; what needs itself in a circle comes last."""
    ready: list[Kind] = []
    while waiting:
        names = {plain(kind.name) for kind in waiting}
        free = [kind for kind in waiting if not (_needs(kind) & names) - {plain(kind.name)}]
        ready += free or waiting
        waiting = [kind for kind in waiting if kind not in ready]
    return ready


def _needs(kind: Kind) -> set[str]:
    """The names of the kinds that an object of this one is made inside of, or refers to."""
    parents = [slot.stem for slot in kind.making.parents] if kind.making else []
    fields = kind.create.body if kind.create else ()
    stems = [*parents, *(stem for one in fields if one.required and (stem := one.refers_to))]
    return {plain(singular(stem.rpartition("_")[2])) for stem in stems}


def kind_of(collection: str, create: Operation, *others: Operation | None) -> Kind:
    """A kind of named operations, whosever they are: the staff's own, for one."""
    making = next(iter(uses_of(create)))
    making = replace(making, verb=CREATE, own=making.own if create.method == "PUT" else None)
    uses = [use for one in others if one is not None for use in uses_of(one) if use.verb != CREATE]
    return replace(_assembled(making, uses), collection=collection)


def is_admin(operation: Operation) -> bool:
    """Whether an operation is the staff's by its path, tags, scopes, roles or id."""
    named = (
        *words(operation.path),
        *(word for tag in (*operation.tags, *operation.scopes, *operation.roles) for word in words(tag)),
    )
    return bool(ADMIN_WORDS & {*named, *words(operation.id)})


def is_private(collection: str) -> bool:
    """Whether a kind is one customer's own by its name."""
    return singular(last_word(collection)) in PRIVATE


def _making(group: list[Use]) -> Use | None:
    """The operation that makes such objects: a POST before a PUT; none that makes an account or does more."""
    ready = [use for use in group if use.verb == CREATE and _makes_objects(use.operation)]
    if not ready and any(use.verb == READ for use in group):
        ready = [use for use in group if use.operation.method == "PUT" and use.by_url and _makes_objects(use.operation)]
    return min(ready, key=lambda use: (use.operation.method != "POST", len(use.operation.path)), default=None)


def _makes_objects(operation: Operation) -> bool:
    is_account = any(is_password(field.name) for field in operation.body) or last_word(operation.path) in ONESELF
    return not is_account and not set(words(operation.path)) & NOT_OBJECTS


def _kind(
    key: tuple[str, str], making: Use, groups: dict[tuple[str, str], list[Use]], own: dict[tuple[str, str], Use]
) -> Kind:
    prefix, noun = key
    uses = [use for use in groups[key] if _is_use(use, making)]
    resolved = _resolved(making)
    for (elsewhere, other), group in groups.items():
        if other == noun and elsewhere != prefix and (elsewhere, other) not in own:
            uses += [use for use in group if _is_use(use, making) and {slot.stem for slot in use.parents} <= resolved]
    elsewhere_made = {use.operation.name for group in own for use in groups[group]}
    named = {use.operation.name for use in uses}
    for use in (one for group in groups.values() for one in group):
        param = fed_by_answer(making.operation, use.operation)
        if param and use.operation.name not in {*named, *elsewhere_made} and _is_use(use, making):
            uses.append(_linked(use, making, param))
            named.add(use.operation.name)
    return _assembled(making, uses)


def _is_made_elsewhere(key: tuple[str, str], making: Use, made: dict[tuple[str, str], Use]) -> bool:
    """Whether a PUT only changes what a POST at another path makes: the same noun, with all that its places name."""
    stems = {slot.stem for slot in making.parents}
    return making.operation.method == "PUT" and any(
        other[1] == key[1] and other != key and one.operation.method == "POST" and stems <= _resolved(one)
        for other, one in made.items()
    )


def _resolved(making: Use) -> set[str]:
    """The nouns of which an object's making tells the ids."""
    return {*(slot.stem for slot in making.parents), PERSON, *_references(making.operation)}


def _linked(use: Use, making: Use, param: str) -> Use:
    """A use by another noun as one of the kind, because the document links what the creation answers to its parameter."""
    own = Slot(PATH if param in use.operation.places else QUERY, param, making.noun)
    verb = READ if use.verb == LIST else use.verb
    parents = tuple(slot for slot in use.parents if slot.name != param)
    return replace(use, verb=verb, noun=making.noun, prefix=making.prefix, parents=parents, own=own)


def _assembled(making: Use, uses: list[Use]) -> Kind:
    prefix = making.prefix
    uses.sort(key=lambda use: (use.prefix != prefix, not use.by_url, use.operation.method != "GET"))
    near = next((use.collection for use in uses if use.prefix == prefix and use.by_url), None)
    near = near or next((use.collection for use in uses if use.prefix == prefix and use.verb == LIST), None)

    def first(verb: str, *methods: str) -> Operation | None:
        wanted = [use for use in uses if use.verb == verb and (use.by_url or verb == LIST)]
        if verb == LIST:
            stems = {slot.stem for slot in making.parents}
            wanted = [
                use for use in wanted if all(s.where not in {BODY, HEADER} and s.stem in stems for s in use.parents)
            ]
        return next((use.operation for m in methods for use in wanted if use.operation.method == m), None)

    return Kind(
        near or making.collection,
        create=making.operation,
        listing=first(LIST, "GET"),
        read=first(READ, "GET"),
        update=first(UPDATE, "PATCH", "PUT", "POST"),
        delete=first(DELETE, "DELETE", "POST"),
        making=making,
        uses=tuple(uses),
    )


def _is_use(use: Use, making: Use) -> bool:
    """Whether a use of the same noun may be tried on objects of the kind; what makes and what does more may not."""
    if use.verb == CREATE or (use.changes and set(words(use.operation.path)) & NOT_OBJECTS):
        return False
    return use.operation != making.operation or use.verb == UPDATE


def _references(operation: Operation) -> set[str]:
    """The nouns that the fields of a creation refer to."""
    return {stem for field in operation.body if (stem := field.refers_to)}


def _with_subs(kind: Kind, facts: ApiFacts, claimed: dict[str, str]) -> Kind:
    base = next((use.operation for use in kind.uses if use.own is not None and use.operation.path.endswith("}")), None)
    base = kind.read or base
    if base is None or not base.path.rstrip("/").endswith("}"):
        return kind
    start = base.path.rstrip("/") + "/"
    subs = tuple(
        one
        for one in facts.operations
        if one.method == "GET"
        and one.path.startswith(start)
        and "{" not in one.path[len(start) :]
        and claimed.get(one.name, kind.collection) == kind.collection
        and split(one.path.rstrip("/").rpartition("/")[2])[0] in {"", READ, LIST}
        and not is_admin(one)
    )
    return replace(kind, subs=subs)


def same_noun(one: str, other: str) -> bool:
    """Whether two nouns name the same, their words run together or the last word alone."""
    return plain(one) == plain(other) or plain(one.rpartition("_")[2]) == plain(other.rpartition("_")[2])
