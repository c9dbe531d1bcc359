"""The edge's cache: what may be kept, under which key, and for how long."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from bazaar.town.names import API, WEB

Headers = tuple[tuple[bytes, bytes], ...]

ASSETS = "/assets/"
LOOKS_STATIC = re.compile(r"\.(css|js|png|jpg|svg|ico|woff2|map)$", re.IGNORECASE)
MOST_BYTES = 64 * 1024 * 1024
LARGEST = 1024 * 1024
CARELESS_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for, as far as the cache cares."""

    method: str
    host: str
    path: str
    """As it came in: two spellings of a path are two things."""
    query: str
    headers: Headers

    def header(self, name: bytes) -> str:
        """A header's value; empty where there is none."""
        return value_of(self.headers, name)

    @property
    def place(self) -> tuple[str, str, str]:
        """What is asked for, whoever asks."""
        return (self.host, self.path, self.query)

    @property
    def target(self) -> str:
        """Path and query as the request line has them."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def is_asset(self) -> bool:
        """Whether it lies where the build puts what is the same for everybody."""
        return self.path.startswith(ASSETS) and ".." not in self.path and "%" not in self.path


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer in the cache."""

    status: int
    headers: Headers
    body: bytes
    since: float
    until: float
    vary: tuple[bytes, ...]


@dataclass(slots=True)
class Cache:
    """Answers by what was asked."""

    faults: frozenset[str]
    clock: Callable[[], float] = time.monotonic
    _kept: OrderedDict[tuple[str, ...], Kept] = field(default_factory=OrderedDict)
    _vary: dict[tuple[str, ...], tuple[bytes, ...]] = field(default_factory=dict)
    _bytes: int = 0

    def may_look(self, asked: Asked) -> bool:
        """Whether an answer out of the cache is one for this request at all."""
        if asked.method != "GET" or asked.header(b"range"):
            return False
        if "edg-static-uncached" in self.faults and asked.is_asset:
            return False
        if self._careless(asked):
            return True
        # Who shows a credential may get an answer of their own; only assets are the same for everybody.
        return asked.is_asset or not (asked.header(b"authorization") or asked.header(b"cookie"))

    def expects(self, asked: Asked) -> bool:
        """Whether the answer will likely be one to keep, so that waiting for somebody else's is worth it."""
        return asked.is_asset or asked.place in self._vary

    def find(self, asked: Asked) -> Kept | None:
        """The answer that is kept, unless it is too old."""
        found = self._kept.get(self._key(asked))
        if found is None:
            return None
        if found.until <= self.clock():
            self._drop(self._key(asked))
            return None
        self._kept.move_to_end(self._key(asked))
        return found

    def seconds(self, asked: Asked, status: int, headers: Headers) -> int:
        """For how long an answer may be kept; 0 is not at all."""
        if status != 200 or not self.may_look(asked):  # noqa: PLR2004 - HTTP's OK
            return 0
        if self._careless(asked):
            return CARELESS_SECONDS
        words = directives(value_of(headers, b"cache-control"))
        personal = any(name == b"set-cookie" for name, _ in headers) or "*" in value_of(headers, b"vary")
        if personal or "public" not in words or words.keys() & {"private", "no-store", "no-cache"}:
            return 0
        age = words.get("s-maxage") or words.get("max-age") or "0"
        return int(age) if age.isdigit() else 0

    def keep(self, asked: Asked, status: int, headers: Headers, body: bytes, seconds: int) -> None:
        """Keeps an answer; the ones that nobody asked for the longest make room."""
        if len(body) > LARGEST:
            return
        vary = tuple(sorted(word.strip().lower().encode() for word in value_of(headers, b"vary").split(",") if word))
        self._vary[asked.place] = () if self._careless(asked) else vary
        now = self.clock()
        self._drop(self._key(asked))
        self._kept[self._key(asked)] = Kept(status, headers, body, now, now + seconds, vary)
        self._bytes += len(body)
        while self._bytes > MOST_BYTES:
            self._drop(next(iter(self._kept)))

    def age(self, kept: Kept) -> int:
        """How old an answer is, in seconds."""
        return int(self.clock() - kept.since)

    def _key(self, asked: Asked) -> tuple[str, ...]:
        first = asked.place
        return (*first, *(asked.header(name) for name in self._vary.get(first, ())))

    def _drop(self, key: tuple[str, ...]) -> None:
        dropped = self._kept.pop(key, None)
        if dropped is not None:
            self._bytes -= len(dropped.body)

    def _careless(self, asked: Asked) -> bool:
        """Whether a fault keeps this answer, whatever the app says of it and whoever asks."""
        if asked.host == API:  # the rule for files looks at the whole address, query and all
            return "edg-answer-cached" in self.faults and bool(LOOKS_STATIC.search(asked.target))
        if asked.host != WEB:
            return False
        if "edg-private-cached" in self.faults and not LOOKS_STATIC.search(asked.path):
            return True  # "cache everything"
        static = bool(LOOKS_STATIC.search(asked.path)) and not asked.is_asset
        return "edg-deception" in self.faults and static  # "what ends in .css is an asset"


def value_of(headers: Headers, name: bytes) -> str:
    """A header's values, joined; empty where there is none."""
    return ", ".join(value.decode("latin-1") for key, value in headers if key.lower() == name)


def directives(cache_control: str) -> dict[str, str]:
    """The words of a Cache-Control header."""
    parts = (part.strip().partition("=") for part in cache_control.lower().split(",") if part.strip())
    return {name: value.strip('"') for name, _, value in parts}
