"""Chooses where answers are looked at by eyes that they are not for: other websites' pages, and readers with no use for them."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from launchready.observe.access.matrix import reserved_for
from launchready.observe.api.kinds import is_admin
from launchready.observe.api.objects import Planting
from launchready.observe.auth.cors import CHANGE, PREFLIGHT, Cors, Words
from launchready.observe.auth.origins import OWN, SUBDOMAIN, TAKEABLE
from launchready.testset.making import Making
from launchready.testset.tries import Tries

MADE_UP = re.compile(r"\b(lr)?[0-9a-f]{8}(?=[.\w])")
"""What a run made up in the name of an origin."""
MOST_READS = 40


@dataclass(frozen=True, slots=True)
class AnswersTried:
    """All of them."""

    private: str = ""
    """What belongs to one user, and is asked for as pages of other websites would; empty where none is known."""
    own_origin: str = ""
    """A website of the product's own that is let in."""
    origins: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    """Lists that customers or anybody may read, in which nothing of others must stand."""
    kinds: tuple[str, ...] = ()
    """Kinds whose objects are read for the same."""


def answers(tries: Tries, makings: tuple[Making, ...], planting: Planting) -> AnswersTried:
    """Chooses them."""
    private, own, origins = _origins(tries)
    readers = {planting.a, planting.b, "nobody"}
    reads = tuple(
        one.path
        for one in tries.facts.operations
        if one.method == "GET"
        and not one.places
        and not is_admin(one)
        and not any(param.required for param in one.params)
        and reserved_for(tries.declaration, one) is None
        and readers & set(tries.works(one))
    )
    kinds = tuple(one.name for one in makings if one.kind.read is not None and not one.parent)
    return AnswersTried(private, own, origins, reads[:MOST_READS], kinds)


def _origins(tries: Tries) -> tuple[str, str, tuple[str, ...]]:
    seen = tries.answer(Cors(tries.facts.surface))
    if not isinstance(seen, Words) or not seen.works or not seen.private:
        return "", "", ()
    told = [one for one in seen.words if one.way not in {PREFLIGHT, CHANGE}]
    private = next((one.operation.partition(" ")[2] for one in told if one.private), "")
    known = {OWN, SUBDOMAIN, TAKEABLE}
    origins = dict.fromkeys(_plain(one.origin) for one in told if one.kind not in known)
    own = seen.own_is_let_in
    return private, own.origin if own else "", tuple(origins) if private else ()


def _plain(origin: str) -> str:
    """An origin with a plain word for what a run made up in its name."""
    parts = urlsplit(origin)
    return f"{parts.scheme}://{MADE_UP.sub('elsewhere', parts.netloc)}" if parts.netloc else origin
