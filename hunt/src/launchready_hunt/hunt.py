"""Finds thousands of planted canaries at once in whatever a product gives out, in plain sight or encoded."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from launchready_hunt.canary import Canary, Kind
from launchready_hunt.engine import EngineName
from launchready_hunt.plain import Plain
from launchready_hunt.sighting import Budget, Found, Sighting
from launchready_hunt.walk import Glimpse, Walker

__all__ = ["Budget", "Found", "Hunter", "Sighting", "Stream"]

_SHORT = (Kind.number, Kind.noun)
_BORDER = 8
"""So many bytes on either side tell whether a number or noun stands alone."""
_BEFORE = 16
_AFTER = 64


class Hunter:
    """A set of canaries, compiled once. `engine` is `hyperscan`, `re`, or `auto` for the fastest that is installed."""

    def __init__(
        self, canaries: Iterable[Canary], *, budget: Budget | None = None, engine: EngineName = "auto"
    ) -> None:
        self.canaries = tuple(dict.fromkeys(canaries))
        self.budget = budget or Budget()
        self._engine: EngineName = engine
        self._plain = Plain(self.canaries, engine)
        self.longest = max((len(pattern.text) for pattern in self._plain.patterns), default=0)

    def plain(self, text: str | bytes) -> tuple[Sighting, ...]:
        """Every canary that stands in plain sight, letter case aside, and nothing else: the fastest look."""
        data = _bytes(text)
        return tuple(
            Sighting(pattern.canary, (), _place(text, data, at), _excerpt(data, at))
            for pattern, at in self._plain.scan(data)
            if not pattern.view
        )

    def find(self, text: str | bytes) -> Found:
        """Every canary in the text, in plain sight and in every decoded view."""
        data = _bytes(text)
        stream = self.stream(every=len(data) + 1)
        sightings = [*stream.feed(data), *stream.close()]
        if len(text) != len(data):
            sightings = [
                Sighting(one.canary, one.view, _place(text, data, one.at), one.excerpt, one.part) for one in sightings
            ]
        return Found(tuple(sorted(sightings, key=lambda one: one.at)), stream.left_out)

    def readings(self, text: str | bytes) -> list[bytes]:
        """All that a text can be decoded to within the budget: for who looks for something else in it than these canaries."""
        return self.walker.readings(_bytes(text)[: self.budget.block])

    def stream(self, *, every: int | None = None) -> "Stream":
        """For text that comes in chunks. The decoded look is taken every so many bytes, and at the end."""
        return Stream(self, every=every)

    @cached_property
    def walker(self) -> Walker:
        """The decoded views, compiled when first wanted: a plain look does not pay for them."""
        return Walker(self._plain, self.canaries, self.budget, self._engine)

    def plain_glimpses(self, data: bytes, first: int) -> Iterator[Glimpse]:
        """What stands openly from there on, numbers in other countries' writing included. More bytes may follow."""
        for pattern, at in self._plain.scan(data):
            short = pattern.canary.kind in _SHORT
            if at >= first and not (short and at + len(pattern.text) + _BORDER > len(data)):
                yield Glimpse(pattern.canary, pattern.view, at)


class Stream:
    """A text that comes in chunks. What stands openly is told with the chunk that completes it; the decoded views
    look over an overlap, so that a canary split over chunks is found; `close` looks at what is left.
    """

    def __init__(self, hunter: Hunter, *, every: int | None = None) -> None:
        budget = hunter.budget
        self._hunter = hunter
        self._every = min(every or budget.overlap or 1, budget.block)
        self._held = b""
        self._held_at = 0
        self._looked = 0
        """How much of what is held the decoded views have seen."""
        self._told: dict[tuple[Canary, tuple[str, ...]], int] = {}
        self._left_out: dict[str, None] = {}
        self._closed = False

    @property
    def left_out(self) -> tuple[str, ...]:
        """What was not looked at so far, and why."""
        return tuple(self._left_out)

    def feed(self, chunk: bytes) -> list[Sighting]:
        """Takes the next bytes; tells what they bring to light."""
        if self._closed:
            raise ValueError("the stream is closed")
        sightings: list[Sighting] = []
        for start in range(0, len(chunk), self._hunter.budget.block):
            sightings += self._take(chunk[start : start + self._hunter.budget.block])
        return sightings

    def close(self) -> list[Sighting]:
        """Takes the last look."""
        sightings = self._look(last=True) if self._held else []
        self._closed = True
        self._held = b""
        self._looked = 0
        return sightings

    def _take(self, chunk: bytes) -> list[Sighting]:
        full = len(self._held) + len(chunk) > self._hunter.budget.block + self._hunter.budget.overlap
        sightings = self._look() if full else []
        back = max(0, len(self._held) - self._hunter.longest - 2 * _BORDER)
        self._held += chunk
        if len(self._held) - self._looked >= self._every:
            return [*sightings, *self._look()]
        first = _BORDER if back or self._held_at else 0
        glimpses = (
            Glimpse(one.canary, one.view, one.at + back)
            for one in self._hunter.plain_glimpses(self._held[back:], first)
        )
        return [*sightings, *self._tell(glimpses)]

    def _look(self, *, last: bool = False) -> list[Sighting]:
        glimpses, left_out = self._hunter.walker.walk(self._held)
        at = f" (in the text from byte {self._held_at})" if self._held_at else ""
        self._left_out |= dict.fromkeys(why + at for why in left_out)
        sightings = self._tell(one for one in glimpses if self._has_borders(one, last=last))
        cut = max(0, len(self._held) - self._hunter.budget.overlap)
        self._held = self._held[cut:]
        self._held_at += cut
        self._looked = len(self._held)
        return sightings

    def _has_borders(self, one: Glimpse, *, last: bool) -> bool:
        """Whether both sides of an open number or noun are known. The next look, or the last one, knows the others."""
        if one.view or one.canary.kind not in _SHORT:
            return True
        known_before = one.at >= _BORDER or not self._held_at
        return known_before and (last or one.at + self._hunter.longest + _BORDER <= len(self._held))

    def _tell(self, glimpses: Iterable[Glimpse]) -> list[Sighting]:
        """The glimpses as sightings, each canary once a view and place."""
        sightings = []
        for one in sorted(glimpses, key=lambda one: (one.at, len(one.part) > 0, len(one.view))):
            at = self._held_at + one.at
            told = self._told.get((one.canary, one.view))
            if told is not None and at <= told + (
                len(one.canary.value) if not one.view else self._hunter.budget.overlap
            ):
                continue
            self._told[one.canary, one.view] = at
            sightings.append(Sighting(one.canary, one.view, at, _excerpt(self._held, one.at), one.part))
        return sightings


def _bytes(text: str | bytes) -> bytes:
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)


def _place(text: str | bytes, data: bytes, at: int) -> int:
    """From a place in the bytes to one in what was given."""
    if isinstance(text, bytes) or len(text) == len(data):
        return at
    return len(data[:at].decode("utf-8", "replace"))


def _excerpt(data: bytes, at: int) -> str:
    return data[max(0, at - _BEFORE) : at + _AFTER].decode("utf-8", "replace")
