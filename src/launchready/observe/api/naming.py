"""What the names in an API say: the words of paths and fields, which are verbs, and what a field refers to."""

import re

WORD = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Za-z][a-z]*|[0-9]+")
VERSION = re.compile(r"[vV]\d+(?:[._]\d+)*(?:alpha|beta)?\d*")
"""A part of a path that says the API's version."""
CREATE, LIST, READ, UPDATE, DELETE = "create", "list", "read", "update", "delete"
_SPOKEN = {
    CREATE: "create new add upload make insert store save",
    LIST: "list all search index query mine filter browse",
    READ: "get read show view fetch find retrieve load detail details info lookup download export preview raw content "
    "open display describe",
    UPDATE: "update edit modify change set patch rename replace",
    DELETE: "delete remove destroy erase discard trash",
}
VERBS = {word: verb for verb, spoken in _SPOKEN.items() for word in spoken.split()}
"""Words of paths and operation ids that say what is done, and what that is."""
_ASKING = (
    "get read show view open display describe fetch find retrieve load detail details info lookup list search query"
)
ASKING = frozenset(_ASKING.split())
"""Verbs that only ask, also in a POST."""
MAKING_WORDS = frozenset(word for word, verb in VERBS.items() if verb == CREATE)
PASSWORD = re.compile(
    r"(?i:passw|pass_?(?:phrase|code|key)|pwd)|(?<![Bb]y)(?<![Cc]om)(?<!sur)(?<!tres)[Pp]ass(?![a-z])|(?<!BY)(?<!COM)PASS(?![A-Z])"
)
FILLERS = frozenset({"my", "all", "by", "id", "the", "one", "single", "own", "of", "for", "with"})
PEOPLE = frozenset(
    {"user", "account", "customer", "member", "person", "profile", "buyer", "owner", "author", "client", "me"}
)
"""Nouns that name the one who asks, or another like them."""
PARTNERS = frozenset(
    {"recipient", "receiver", "addressee", "assignee", "participant", "invitee", "friend", "contact", "reviewer"}
    | {"approver", "sender", "creator", "manager"}
)
"""Nouns that name whom something is for or from; who makes it may well stand there."""
PERSON_NAMES = frozenset({"username", "login", "email", "user", "owner", "author", "handle", "uid", "customer"})
"""Parameters that name a person by themselves."""
ID_NAMES = frozenset({"id", "_id", "uuid", "guid", "pk", "key", "slug", "ref", "oid", "objectid", "identifier"})
"""Parameters that name the object that the path speaks of."""


def words(text: str) -> tuple[str, ...]:
    """The words of a path, a camelCase or a snake_case name, in lower case; parameters' names left out."""
    return tuple(word.lower() for word in WORD.findall(re.sub(r"\{[^}]*\}", " ", text)))


def is_password(name: str) -> bool:
    """Whether a name is of a password: `newPassword` and `userpass` are, `BYPASS_CACHE` and `passengers` are not."""
    return PASSWORD.search(name) is not None


def last_word(path: str) -> str:
    """The last word of a path that is no parameter and no version."""
    found = words("/".join(part for part in path.split("/") if not VERSION.fullmatch(part)))
    return found[-1] if found else ""


def singular(word: str) -> str:
    """A plural's singular, for the plurals that paths are made of."""
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - `ties` stays `tie`
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word in {"people", "persons"}:
        return "person"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def refers_to(field: str) -> str | None:
    """The kind that a field refers to by its name: `listing` of `listing_id`, `listingId`, `X-Listing-Id`; None for none."""
    plain = re.sub(r"^[Xx]-", "", field).replace("-", "_")
    match = re.fullmatch(r"(.+?)(?:_(?:[Ii][Dd]s?|[Uu]uid|UUID|guid|pk|ref|Ref|key|Key)|Ids?|ID|Uuid|Guid)", plain)
    return "_".join(word.lower() for word in WORD.findall(match[1])) or None if match else None


def noun_of(spoken: tuple[str, ...]) -> str:
    """A noun in the singular, of its words: `chat_room` of `chat`, `rooms`; fillers left out."""
    own = [word for word in spoken if word not in FILLERS] or list(spoken)
    return "_".join((*own[:-1], singular(own[-1]))) if own else ""


def plain(name: str) -> str:
    """A name without case, dashes and underscores, to compare it by."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def snake(name: str) -> str:
    """A name in lower case, its words joined by `_`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()


def is_person(name: str) -> bool:
    """Whether a parameter or a noun names a person: `user_id`, `username`, `customers`."""
    stem = refers_to(name) or name
    bare = plain(stem)
    return bare in PERSON_NAMES or singular(bare) in PEOPLE or singular(stem.rpartition("_")[2]) in PEOPLE


def is_partner(field: str) -> bool:
    """Whether a field of a body refers to a person: the one who makes it, or whom it is for."""
    stem = refers_to(field) or field
    return is_person(field) or singular(stem.rpartition("_")[2]) in PARTNERS


def split(segment: str) -> tuple[str, tuple[str, ...]]:
    """What a part of a path says is done, and to what: `create`, (`note`) of `createNote`, `note_create` or `note.create`."""
    spoken = words(segment)
    if not spoken:
        return "", ()
    if all(word in VERBS or word in FILLERS for word in spoken):
        return next((VERBS[word] for word in spoken if word in VERBS), LIST if "all" in spoken else ""), ()
    if len(spoken) > 1 and spoken[0] in VERBS:
        return VERBS[spoken[0]], spoken[1:]
    if len(spoken) > 1 and spoken[-1] in VERBS:
        return VERBS[spoken[-1]], spoken[:-1]
    return "", spoken
