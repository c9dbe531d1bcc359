"""One object that this run made, and how it is known again."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.api.calls import Named, address
from launchready.observe.api.naming import plain, refers_to
from launchready.observe.api.openapi import Operation
from launchready.observe.http import Answer, Reply

if TYPE_CHECKING:
    from launchready.observe.world import World


SHORTEST_NAME = 8
"""Characters of an id from which on it is no chance that an answer holds it."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One object that this run made."""

    collection: str
    """Its kind."""
    name: str
    """The kind in a word: `order`."""
    owner: str
    ids: tuple[str, ...]
    """The ids that fill the path of the object, its own last."""
    canaries: tuple[str, ...]
    shown: str
    """The operation by which its owner read a canary back; empty where none did."""
    curl: str
    """How it was made."""
    known: tuple[tuple[str, str], ...] = ()
    """The ids of what it belongs to or refers to, by the nouns that name them."""
    fields: tuple[str, ...] = ()
    """The fields that carry the canaries, one for each."""
    borrowed: str = ""
    """The kind whose canaries these are, where it has none of its own and was made of another object: an export, for one."""
    left_out: tuple[str, ...] = ()
    """Fields that the document has and the product takes from nobody, as its making showed."""

    @property
    def named(self) -> Named:
        """The object as requests name it."""
        return Named(self.owner, self.ids[-1] if self.ids else "", self.known)

    def url(self, world: "World", surface: str, operation: Operation) -> str:
        """The address of an operation on this object."""
        return address(world, surface, operation, self.ids)

    def ids_for(self, operation: Operation) -> tuple[str, ...]:
        """The ids that fill an operation's path; fewer than its places where one is not known.

        The object's own come last. Where the path names more than those, they are of what it belongs to.
        """
        places = operation.places
        if len(places) <= len(self.ids):
            return self.ids
        known = {plain(noun): one for noun, one in self.known}
        before = [known.get(plain(refers_to(place) or place)) for place in places[: len(places) - len(self.ids)]]
        return (*(one for one in before if one is not None), *self.ids)

    def in_(self, reply: Reply) -> bool:
        """Whether an answer shows a canary of the object that its request did not carry itself."""
        return bool(self.shown_in(reply))

    def shown_in(self, reply: Reply) -> tuple[str, ...]:
        """The canaries of the object that an answer shows; not those that its request carried, nor those that name the
        object: a title in the place of an id is told to whoever may know that the object is there.
        """
        if not isinstance(reply, Answer):
            return ()
        headers = "".join(value for _, value in reply.request.headers)
        carried = f"{reply.request.url} {reply.request.body or ''} {headers} {' '.join(self.ids)}"
        return tuple(canary for canary in self.canaries if canary in reply.body and canary not in carried)

    def named_in(self, reply: Reply) -> bool:
        """Whether an answer names the object by an id that nobody guesses and its request did not carry."""
        if not isinstance(reply, Answer) or not self.ids:
            return False
        own = self.ids[-1]
        return (
            len(own) >= SHORTEST_NAME and own in reply.body and own not in f"{reply.request.url} {reply.request.body}"
        )
