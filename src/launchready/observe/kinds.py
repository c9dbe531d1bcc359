"""Infers from an API's operations what kinds of object it keeps, and which operation makes, lists, reads or changes each."""

import re
from dataclasses import dataclass

from launchready.observe.openapi import ApiFacts, Operation

WORD = re.compile(r"[A-Za-z][a-z]*|[0-9]+")
MAKING_WORDS = frozenset({"create", "new", "add", "upload"})
_DOES_MORE = (
    "auth login logout signin signout signup register registration session sessions token tokens oauth sso password "
    "passwords reset webhook webhooks hook hooks callback admin internal debug test health metrics checkout pay charge "
    "charges refund refunds payout payouts invite invites invitation invitations support escalation escalations contact "
    "feedback email emails mail sms notify notification notifications broadcast approval approvals impersonate"
)
NOT_OBJECTS = frozenset(_DOES_MORE.split())
"""Words of paths behind which a POST does more than keep an object: it signs in, pays, or writes to people."""
PRIVATE = frozenset(
    {
        *("conversation", "chat", "message", "transcript", "prompt", "output", "generation", "completion"),
        *("file", "upload", "document", "attachment", "note", "draft", "order", "invoice", "payment", "purchase"),
        *(
            "booking",
            "receipt",
            "subscription",
            "cart",
            "ticket",
            "address",
            "card",
            "account",
            "profile",
            "secret",
            "key",
        ),
    }
)
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
    update: Operation | None = None
    delete: Operation | None = None
    subs: tuple[Operation, ...] = ()
    """GETs below one object that are no kind of their own."""

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


def kinds(facts: ApiFacts) -> tuple[Kind, ...]:
    """Every kind that can be created by the API, those that others belong to first."""
    found: dict[str, Kind] = {}
    for operation in facts.operations:
        collection = _collection_of(operation)
        if collection is None or collection in found or set(words(collection)) & NOT_OBJECTS:
            continue
        kind = _kind(facts, collection)
        if kind.create is not None and (kind.read or kind.listing):
            found[collection] = kind
    own = set(found)
    ready = [_with_subs(kind, facts, own) for kind in found.values()]
    return tuple(
        sorted(ready, key=lambda kind: (kind.collection.count("{"), len(kind.create.body) if kind.create else 0))
    )


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


def words(text: str) -> tuple[str, ...]:
    """The words of a path, a camelCase or a snake_case name, in lower case; parameters' names left out."""
    return tuple(word.lower() for word in WORD.findall(re.sub(r"\{[^}]*\}", " ", text)))


def last_word(path: str) -> str:
    """The last word of a path that is no parameter."""
    found = words(path)
    return found[-1] if found else ""


def singular(word: str) -> str:
    """A plural's singular, for the plurals that paths are made of."""
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - `ties` stays `tie`
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def refers_to(field: str) -> str | None:
    """The kind that a field refers to by its name: `listing` of `listing_id`, `listingId`, `listing`; None for none."""
    match = re.fullmatch(r"(.+?)(?:_ids?|_uuid|Ids?|ID|Uuid|_ref|_key)", field)
    return "_".join(word.lower() for word in WORD.findall(match[1])) if match else None


def _collection_of(operation: Operation) -> str | None:
    path = operation.path.rstrip("/")
    head, _, tail = path.rpartition("/")
    if tail.startswith("{"):
        return head or None
    if operation.method == "POST" and tail.lower() in MAKING_WORDS:
        return head or None
    return path if operation.method == "POST" else None


def _kind(facts: ApiFacts, collection: str) -> Kind:
    items = [one for one in facts.operations if _is_item(one.path, collection)]

    def item(*methods: str) -> Operation | None:
        return next((one for method in methods for one in items if one.method == method), None)

    read = item("GET")
    return Kind(
        collection,
        create=_maker(facts, collection) or (item("PUT") if read else None),
        listing=facts.operation("GET", collection) or facts.operation("GET", f"{collection}/list"),
        read=read,
        update=item("PATCH", "PUT"),
        delete=item("DELETE"),
    )


def _maker(facts: ApiFacts, collection: str) -> Operation | None:
    head, _, last = collection.rpartition("/")
    other = singular(last) if singular(last) != last else f"{last}s"
    places = [collection, *(f"{collection}/{word}" for word in sorted(MAKING_WORDS)), f"{head}/{other}"]
    found = next((one for place in places if (one := facts.operation("POST", place))), None)
    return found or facts.operation("PUT", collection)


def _is_item(path: str, collection: str) -> bool:
    head, _, tail = path.rstrip("/").rpartition("/")
    return head == collection and tail.startswith("{")


def _with_subs(kind: Kind, facts: ApiFacts, own: set[str]) -> Kind:
    if kind.read is None:
        return kind
    start = kind.read.path.rstrip("/") + "/"
    subs = tuple(
        one
        for one in facts.operations
        if one.method == "GET"
        and one.path.startswith(start)
        and "{" not in one.path[len(start) :]
        and one.path.rstrip("/") not in own
    )
    return Kind(kind.collection, kind.create, kind.listing, kind.read, kind.update, kind.delete, subs)
