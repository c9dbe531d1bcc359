"""Reads one operation: what it does to which kind of object, and where its request names the object."""

from dataclasses import dataclass

from launchready.observe.api.naming import (
    ASKING,
    CREATE,
    DELETE,
    ID_NAMES,
    LIST,
    PERSON_NAMES,
    READ,
    UPDATE,
    VERBS,
    VERSION,
    is_person,
    noun_of,
    plain,
    refers_to,
    singular,
    split,
    words,
)
from launchready.observe.api.openapi import PLACE, Operation

PATH, QUERY, HEADER, BODY = "path", "query", "header", "body"
BY_METHOD = {"GET": READ, "PUT": UPDATE, "PATCH": UPDATE, "DELETE": DELETE, "POST": CREATE}
PERSON = "user"
"""The stem of whatever names the one who asks."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a request in which the id of an object stands."""

    where: str
    """PATH, QUERY, HEADER or BODY."""
    name: str
    """The parameter's name; in a body the names from the top down, joined by dots."""
    stem: str
    """The noun of what it names: `order`, or `user` for the one who asks."""

    @property
    def last(self) -> str:
        """Its own name."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Use:
    """What one operation does to one kind of object."""

    verb: str
    """CREATE, LIST, READ, UPDATE or DELETE."""
    operation: Operation
    noun: str
    """The kind in the singular: `chat_room`."""
    prefix: str
    """The path before the noun, its parameters as `{}`."""
    collection: str
    """The path up to the noun, verbs left out."""
    parents: tuple[Slot, ...] = ()
    own: Slot | None = None
    """Where the request names the object itself; None for a list or a creation."""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All places of ids."""
        return (*self.parents, self.own) if self.own else self.parents

    @property
    def name(self) -> str:
        """`GET /orders/{id}`, with the parameters of the query or a header that name the object behind it."""
        more = [slot for slot in self.slots if slot.where in {QUERY, HEADER}]
        by = "".join(f"{'?&'[at > 0]}{slot.name}" for at, slot in enumerate(s for s in more if s.where == QUERY))
        headers = "".join(f" with {slot.name}" for slot in more if slot.where == HEADER)
        return f"{self.operation.name}{by}{headers}"

    @property
    def by_url(self) -> bool:
        """Whether the request names the object in its url."""
        return self.own is not None and self.own.where in {PATH, QUERY}

    @property
    def names_apart(self) -> bool:
        """Whether the request names an object in its body or in a header."""
        return any(slot.where in {BODY, HEADER} for slot in self.slots)

    @property
    def changes(self) -> bool:
        """Whether it may change something."""
        return self.verb in {CREATE, UPDATE, DELETE}


def uses_of(operation: Operation) -> tuple[Use, ...]:
    """What an operation does, as far as its names tell: one use, or two where a list also takes one object's id."""
    place = _Placed.of(operation)
    if place is None:
        return ()
    return _Reading(operation, place).uses()


@dataclass(frozen=True, slots=True)
class _Placed:
    """A path taken apart."""

    verb: str
    noun: str
    segment: str
    """The part of the path that holds the noun."""
    prefix: str
    collection: str
    parents: tuple[Slot, ...]
    own: Slot | None

    @classmethod
    def of(cls, operation: Operation) -> "_Placed | None":
        parts = operation.path.strip("/").split("/")
        literal = [at for at, part in enumerate(parts) if not PLACE.fullmatch(part) and not VERSION.fullmatch(part)]
        if not literal:
            return None
        verb, at = "", -1
        spoken: tuple[str, ...] = ()
        for index in reversed(literal):
            said, spoken = split(PLACE.sub("", parts[index]))
            verb = verb or said
            if spoken:
                at = index
                break
        if at < 0:  # verbs alone: `/search`, `/list/{id}`
            at, verb = literal[0], verb if len(literal) > 1 else ""
            spoken = words(parts[at])
        own_verb, _ = split(parts[at])
        if operation.method == "GET" and verb == CREATE and own_verb == CREATE:
            verb, own_verb, spoken = "", "", words(parts[at])  # `GET /new-arrivals`: nothing is made by a GET
        start = at
        if not verb and at > 0 and at - 1 in literal and split(parts[at - 1])[0] and not split(parts[at - 1])[1]:
            verb, start = split(parts[at - 1])[0], at - 1  # `/delete/note/{id}`
        noun = noun_of(spoken)
        before = parts[:start]
        segment = "_".join(spoken) if own_verb and spoken else parts[at]
        if at + 1 < len(parts) and VERSION.fullmatch(parts[at + 1]):
            segment = f"{segment}/{parts[at + 1]}"  # `/books/v1/{title}`
        behind = [PLACE.fullmatch(part) for part in parts[at + 1 :]]
        names = [match[1] for match in behind if match]
        parents = [*_parents(before), *(Slot(PATH, name, _stem(name, noun)) for name in names[:-1])]
        own = Slot(PATH, names[-1], noun) if names else None
        prefix = "/".join("{}" if PLACE.fullmatch(part) else part for part in before)
        collection = "/" + "/".join([*before, segment])
        return cls(verb, noun, segment, prefix, collection, tuple(parents), own)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One operation as it is being read."""

    operation: Operation
    at: _Placed

    def uses(self) -> tuple[Use, ...]:
        operation, method = self.operation, self.operation.method
        verb = DELETE if method == "DELETE" else self.at.verb
        own = self.at.own
        filtered = False
        if own is None and (verb != CREATE or method == "GET"):
            own = self._in(QUERY) or self._in(HEADER)
            is_needed = own is not None and any(one.name == own.name and one.required for one in operation.params)
            named_one = self.at.segment == singular(self.at.segment) or bool(verb)
            filtered = own is not None and method == "GET" and not is_needed and not (named_one and verb != LIST)
        if own is None and method != "GET" and verb != CREATE:
            spoken = words(operation.id)
            asked = verb or (VERBS.get(spoken[0], "") if spoken and spoken[0] in VERBS else "")
            wants = asked in {READ, UPDATE, DELETE} or method in {"PUT", "PATCH", "DELETE"}
            bare = asked in {READ, DELETE}
            own = self._in_body(needed=not wants, bare=bare) if wants or asked == LIST else None
            verb = asked if own is not None else verb
        if not verb:
            verb = BY_METHOD.get(method, READ)
            if verb == CREATE and own is not None:
                verb = UPDATE  # `POST /notes/{id}`
            elif verb == UPDATE and own is None:
                verb = CREATE if method == "PUT" else UPDATE
        if verb == READ and own is None:
            verb = LIST
        if verb == LIST and own is not None and not filtered:
            verb = READ
        if method == "POST" and verb in {READ, LIST} and not self._only_asks():
            return ()  # an export that is sent by mail is no read
        found = self._all(verb, own)
        return (*self._all(LIST, None), *found) if filtered and verb != LIST else found

    def _all(self, verb: str, own: Slot | None) -> tuple[Use, ...]:
        parents = [*self.at.parents, *self._needed_parents(own)]
        parents += self._parents_in_body() if verb == LIST and self.operation.method != "GET" else []
        one = Use(verb, self.operation, self.at.noun, self.at.prefix, self.at.collection, tuple(parents), own)
        if verb != LIST or own is not None or any(slot.stem == PERSON for slot in parents):
            return (one,)
        person = self._optional_person()
        if person is None:
            return (one,)
        theirs = Use(LIST, one.operation, one.noun, one.prefix, one.collection, (*one.parents, person))
        return (one, theirs)

    def _only_asks(self) -> bool:
        spoken = {*words(self.operation.path), *words(self.operation.id)[:1]}
        return bool(spoken & ASKING)

    def _in(self, where: str) -> Slot | None:
        for one in self.operation.params:
            if one.where == where and self._names_own(one.name):
                return Slot(where, one.name, self.at.noun)
        return None

    def _in_body(self, *, needed: bool, bare: bool) -> Slot | None:
        for field in self.operation.body:
            if needed and not field.required:
                continue
            parts = [part for part in field.path if part != "[]"]
            inside = len(parts) > 1 and self._is_noun(parts[-2])
            if (
                "[]" not in field.path
                and parts
                and (self._names_own(parts[-1], bare=bare) or (inside and parts[-1] in ID_NAMES))
            ):
                if len(parts) > 1 and not inside and parts[-1].lower() in ID_NAMES:
                    continue  # the id of something else inside
                return Slot(BODY, ".".join(parts), self.at.noun)
        return None

    def _names_own(self, name: str, *, bare: bool = True) -> bool:
        """Whether a name is of the object's id; the noun itself counts where nothing of that name is being written."""
        if name.lower() in ID_NAMES:
            return True
        stem = refers_to(name) or (name if bare else None)
        return stem is not None and self._is_noun(stem)

    def _is_noun(self, name: str) -> bool:
        noun = self.at.noun
        return plain(singular(name)) in {plain(noun), plain(noun.rpartition("_")[2])}

    def _needed_parents(self, own: Slot | None) -> list[Slot]:
        """Required parameters of the query or a header that name another object."""
        found = []
        for one in self.operation.params:
            stem = refers_to(one.name) or (one.name if one.name.lower() in PERSON_NAMES else None)
            if stem and one.required and one.where in {QUERY, HEADER} and (own is None or one.name != own.name):
                if one.where == HEADER and plain(stem) in {"api", "request", "correlation", "idempotency", "trace"}:
                    continue
                found.append(Slot(one.where, one.name, PERSON if is_person(one.name) else stem))
        return found

    def _parents_in_body(self) -> list[Slot]:
        """Required fields by which a list that is asked for with a body names another object."""
        return [
            Slot(BODY, one.name, PERSON if is_person(one.name) else stem)
            for one in self.operation.body
            if len(one.path) == 1 and one.required and (stem := refers_to(one.name)) and not self._is_noun(stem)
        ]

    def _optional_person(self) -> Slot | None:
        for one in self.operation.params:
            if one.where == QUERY and not one.required and is_person(one.name):
                return Slot(QUERY, one.name, PERSON)
        return None


def places_of(operation: Operation) -> tuple[Slot, ...]:
    """The places of an operation's path in their order, each with the noun of what it names."""
    return tuple(_parents(operation.path.strip("/").split("/")))


def _parents(before: list[str]) -> list[Slot]:
    found: list[Slot] = []
    noun = ""
    for part in before:
        spoken = () if VERSION.fullmatch(part) else words(PLACE.sub("", part))
        if PLACE.fullmatch(part) is None and spoken:
            noun = noun_of(spoken)
        found += [Slot(PATH, name, _stem(name, noun)) for name in PLACE.findall(part)]
    return found


def _stem(name: str, noun: str) -> str:
    """What a parameter of a path names: by its own name, or by the noun before it."""
    if is_person(name) or is_person(noun):
        return PERSON
    return noun or refers_to(name) or name
