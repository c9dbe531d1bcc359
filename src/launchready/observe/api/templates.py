"""Tells which documented operation of an API a request is."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from launchready.declare.model import Declaration
from launchready.observe.api.openapi import PLACE, ApiFacts, Operation


@dataclass(frozen=True, slots=True)
class Known:
    """An operation of one API."""

    surface: str
    operation: str
    """`GET /orders/{id}`."""

    def __str__(self) -> str:
        """As a reader knows it."""
        return self.operation


@dataclass(slots=True)
class Templates:
    """The operations of every API whose document was read so far."""

    declaration: Declaration
    _apis: dict[str, tuple[str, list[tuple[str, re.Pattern[str], Known]]]] = field(default_factory=dict)
    _known: dict[tuple[str, str, str], Known | None] = field(default_factory=dict)

    def learn(self, facts: ApiFacts) -> None:
        """Takes an API's operations in."""
        surface = self.declaration.surface(facts.surface)
        if surface is None or surface.url is None or facts.surface in self._apis:
            return
        ready = sorted(facts.every, key=_by_preference)
        known = [(one.method, _pattern(one.path), Known(facts.surface, one.name)) for one in ready]
        self._apis[facts.surface] = _parts(surface.url)[0], known
        self._known.clear()

    def of(self, method: str, url: str) -> Known | None:
        """The operation that a request asks, or None where no document names it."""
        host, path = _parts(url)
        key = method, host, path
        if key not in self._known:
            self._known[key] = self._find(*key)
        return self._known[key]

    def values(self, method: str, url: str) -> tuple[str, ...]:
        """What fills the parameters of the operation's path, in order; empty where none is known."""
        host, path = _parts(url)
        for at, operations in self._apis.values():
            for verb, pattern, _ in operations if at == host else ():
                if verb == method and (match := pattern.fullmatch(path)):
                    return tuple(map(unquote, match.groups()))
        return ()

    def _find(self, method: str, host: str, path: str) -> Known | None:
        for at, operations in self._apis.values():
            if at == host:
                for verb, pattern, known in operations:
                    if verb == method and pattern.fullmatch(path):
                        return known
        return None


@lru_cache(maxsize=4096)
def _parts(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    named = f"#{parts.fragment.partition('?')[0]}" if parts.fragment.startswith("/") else ""  # a GraphQL operation
    return parts.netloc.lower(), f"{parts.path}{named}".rstrip("/") or "/"


def _by_preference(operation: Operation) -> tuple[int, int]:
    """Paths that leave less open come first: `/orders/mine` before `/orders/{id}`."""
    return len(operation.places), -len(operation.path)


def _pattern(path: str) -> re.Pattern[str]:
    literal = PLACE.split(path.rstrip("/") or "/")[::2]
    return re.compile("([^/]+)".join(map(re.escape, literal)))
