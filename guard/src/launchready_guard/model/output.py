"""What a model says, before anybody hears it: no canary in any writing, no key, nobody else's data, no link or picture from elsewhere.

A canary ends the answer and raises an incident: something that must stay inside is on its way out. The rest is taken out and
the answer goes on. An answer that streams is held back by so many characters that what begins in one piece and ends in the next
is seen whole before its first letter leaves.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from launchready_guard.model.private import Private
from launchready_hunt.canary import Canary, Kind, Mint
from launchready_hunt.hunt import Hunter, Sighting
from launchready_hunt.keys import find_keys
from launchready_hunt.marks import Marks
from launchready_hunt.personal import find_personal

LEFT_OUT = "[left out]"
REFUSAL = "I cannot answer that."
HOLDS = 256
KINDS = ("key", "personal", "link", "image")
"""What is taken out."""
_MOST_OPEN = 4096
"""An opened construct that is longer than this is no address that anybody uses: it is left out as it stands."""
_BEFORE = 512
"""So much of what has left is looked at again together with what follows."""

_IMAGE = re.compile(r"!\[(?P<alt>[^\[\]]*)\](?:\(\s*<?(?P<to>[^)\s>]*)>?[^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[(?P<text>[^\[\]]*)\]\(\s*<?(?P<to>[^)\s>]*)>?[^)]*\)")
_TAGS = r"<\s*/?\s*(?:a|audio|base|embed|form|iframe|image|img|input|link|meta|object|picture|script|source|style|svg|track|video)"
_TAG = re.compile(rf"{_TAGS}(?:[\s/][^>]*)?>", re.IGNORECASE)
_BARE = re.compile(r"(?:\b[a-z][a-z0-9+.-]*://|(?<![\w/])//(?=\w)|\bwww\.)[^\s<>\"'`)\]]+", re.IGNORECASE)
_OPEN = re.compile(
    r"!?\[[^\[\]]*(?:\]?\(?[^)]*)?\Z"
    rf"|{_TAGS}[\s/][^>]*\Z|<\s*/?\s*[a-z]*\Z"
    r"|(?:[a-z][a-z0-9+.-]*://|//|www\.)[^\s<>\"'`)\]]*\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Removed:
    """Something that was taken out."""

    kind: str
    """`key`, `personal`, `link` or `image`."""
    at: int
    """Where in the text that the model gave."""


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that must stay inside was about to leave."""

    canaries: tuple[Canary, ...]
    views: tuple[tuple[str, ...], ...]
    """How each was written; an empty one is in plain sight."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """What may be said."""

    text: str
    removed: tuple[Removed, ...]
    incident: Incident | None


class OutputFilter:
    """The rule for a product's answers."""

    def __init__(
        self,
        *,
        canaries: Iterable[Canary] = (),
        mint: Mint | None = None,
        tripwire: Marks | None = None,
        private: Private | None = None,
        hosts: Iterable[str] = (),
        removes: Iterable[str] = KINDS,
        refusal: str = REFUSAL,
        on_incident: Callable[[Incident], None] = lambda _incident: None,
    ) -> None:
        """Sets the rule.

        Args:
            canaries: what is planted in prompts, keys and customers' data; known in every writing.
            mint: recognises every mark that an audit with this key has planted, at any time.
            tripwire: what `launchready export tripwire` writes: the marks of audits that stay where they were planted.
            private: texts that must stay inside, known by any run of their letters, in every writing.
            hosts: where links and pictures may lead; `*.shop.example` names all that are one step below.
            removes: what is taken out, of `KINDS`: an answer may hold the rest.
            refusal: what is said in the place of an answer with a canary in it.
            on_incident: is told, before the refusal leaves.
        """
        self.hunter = Hunter(canaries)
        self.tripwire = tripwire
        self.mint, self.refusal, self.on_incident = mint, refusal, on_incident
        self._private, self._removes = private, frozenset(removes)
        if unknown := self._removes - set(KINDS):
            raise ValueError(f"{', '.join(sorted(unknown))} is nothing that is taken out: expected {', '.join(KINDS)}")
        self._hosts = frozenset(host.lower() for host in hosts)

    def whole(self, text: str, *, own: Iterable[str] = ()) -> Filtered:
        """An answer that is there at once.

        Args:
            text: what the model says.
            own: addresses and numbers that the customer may read: their own, and the product's public ones.
        """
        if incident := self.incident(text):
            self.on_incident(incident)
            return Filtered(self.refusal, (), incident)
        return self.cleaned(text, own=own)

    def cleaned(self, text: str, *, own: Iterable[str] = ()) -> Filtered:
        """An answer in which no canary is looked for: who has asked `incident` need not ask it again."""
        theirs = frozenset(one.lower() for one in own)
        spans = self.spans(text, theirs)
        return Filtered(self.without(text, spans, theirs), tuple(Removed(kind, at) for at, _, kind, _ in spans), None)

    def without(self, text: str, spans: list[tuple[int, int, str, str]], own: frozenset[str]) -> str:
        """The text without them, until nothing is left: what is taken out may have hidden another in its middle."""
        while spans:
            shorter = _without(text, spans)
            spans = self.spans(shorter, own) if len(shorter) < len(text) else []
            text = shorter
        return text

    def stream(self, *, own: Iterable[str] = (), holds: int = HOLDS) -> "OutputStream":
        """An answer that comes in pieces, held back by `holds` characters."""
        return OutputStream(self, frozenset(one.lower() for one in own), holds)

    def incident(self, text: str) -> Incident | None:
        """The canaries and private texts in a text, in any writing."""
        found: list[Sighting] = list(self.hunter.find(text).sightings) if self.hunter.canaries else []
        seen = [(one.canary, one.view) for one in found]
        known = {canary.value.lower() for canary, _ in seen}
        ours = self.mint.ours_in(text) if self.mint else ()
        seen += [(Canary(one, Kind.token, "of an audit"), ()) for one in ours if one.lower() not in known]
        known |= {canary.value.lower() for canary, _ in seen}
        met = self.tripwire.met(text) if self.tripwire else ()
        seen += [(one, () if openly else ("hidden",)) for one, openly in met if one.value.lower() not in known]
        if self._private and not seen and self._private.in_one_of([text, *self._readings(text)]):
            seen = [(Canary("a private text", Kind.token, "a private text"), ())]
        return Incident(tuple(canary for canary, _ in seen), tuple(view for _, view in seen)) if seen else None

    def _readings(self, text: str) -> Iterator[str]:
        yield text[::-1]
        for one in self.hunter.readings(text):
            yield one.decode("utf-8", "replace")

    def spans(self, text: str, own: frozenset[str]) -> list[tuple[int, int, str, str]]:
        """What goes: from, to, its kind, and what stands in its place. In order, none within another."""
        found = [*self._elsewhere(text), *((one.start, one.end, "key", LEFT_OUT) for one in find_keys(text))]
        found += [
            (one.start, one.end, "personal", LEFT_OUT)
            for one in find_personal(text)
            if text[one.start : one.end].lower() not in own
        ]
        found = [span for span in found if span[2] in self._removes]
        kept: list[tuple[int, int, str, str]] = []
        for span in sorted(found, key=lambda span: (span[0], -span[1])):
            if not kept or span[0] >= kept[-1][1]:
                kept.append(span)
            elif span[1] > kept[-1][1]:  # they overlap: all of both goes
                kept[-1] = (kept[-1][0], span[1], kept[-1][2], LEFT_OUT)
        return kept

    def _elsewhere(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        for image in _IMAGE.finditer(text):
            if not self._ours(image["to"]):
                yield image.start(), image.end(), "image", self._words(image["alt"])
        for link in _LINK.finditer(text):
            if not self._ours(link["to"]):
                yield link.start(), link.end(), "link", self._words(link["text"])
        for tag in _TAG.finditer(text):
            yield tag.start(), tag.end(), "image", ""
        for bare in _BARE.finditer(text):
            if not self._ours(bare[0]):
                yield bare.start(), bare.end(), "link", LEFT_OUT

    def _words(self, words: str) -> str:
        """The text of a link, unless it holds what must go itself."""
        return LEFT_OUT if self.spans(words, frozenset()) else words

    def _ours(self, to: str | None) -> bool:
        """Whether a link stays with us: a path, or an address at a host of the list."""
        text = (to or "").lower()
        if not text or "\\" in text:
            return False
        try:
            parts = urlsplit(
                f"https:{text}" if text.startswith("//") else f"https://{text}" if text.startswith("www.") else text
            )
            host = parts.hostname or ""
        except ValueError:
            return False
        if not parts.scheme and not parts.netloc:
            return ":" not in text.partition("/")[0]
        listed = host in self._hosts or f"*.{host.partition('.')[2]}" in self._hosts
        return parts.scheme == "https" and parts.username is None and listed


class OutputStream:
    """One answer as it comes."""

    def __init__(self, rule: OutputFilter, own: frozenset[str], holds: int) -> None:
        self._rule, self._own, self._holds = rule, own, holds
        self._held = ""
        self._left = ""
        """The end of what has left already."""
        self._at = 0
        self.removed: list[Removed] = []
        self.incident: Incident | None = None

    def feed(self, piece: str) -> str:
        """Takes a piece; gives what may be said of all so far. After an incident there is nothing more."""
        if self.incident:
            return ""
        self._held += piece
        if len(self._held) < 2 * self._holds:
            return ""
        return self._let_go(len(self._held) - self._holds, last=False)

    def end(self) -> str:
        """Gives the rest."""
        return "" if self.incident else self._let_go(len(self._held), last=True)

    def _let_go(self, cut: int, *, last: bool) -> str:
        if incident := self._rule.incident(self._left + self._held):
            self.incident, self._held = incident, ""
            self._rule.on_incident(incident)
            return self._rule.refusal
        spans = self._rule.spans(self._held, self._own)
        if not last:
            cut = self._before_what_is_open(cut, spans)
        now = [span for span in spans if span[1] <= cut]
        self.removed += [Removed(kind, self._at + start) for start, _, kind, _ in now]
        told = self._held[:cut]
        self._left = (self._left + told)[-_BEFORE:]
        self._held = self._held[cut:]
        self._at += cut
        return self._rule.without(told, now, self._own)

    def _before_what_is_open(self, cut: int, spans: list[tuple[int, int, str, str]]) -> int:
        """Where to cut so that no find, and nothing that may become one, is cut in two."""
        opened = _OPEN.search(self._held)
        if opened and opened.start() < cut and len(self._held) - opened.start() <= _MOST_OPEN:
            cut = opened.start()
        before = cut + 1
        while (
            cut < before
        ):  # a step back to the end of a word may end within a find, and one out of a find within a word
            before = cut
            for start, end, _, _ in reversed(spans):
                if start < cut <= end:
                    cut = start
            while cut and not self._held[cut - 1].isspace() and cut > len(self._held) - _MOST_OPEN:
                cut -= 1  # between words: half a key, or half an address, is not seen to be one
        return cut


def _without(text: str, spans: list[tuple[int, int, str, str]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end, _, instead in spans:
        parts += (text[at:start], instead)
        at = end
    return "".join((*parts, text[at:]))
