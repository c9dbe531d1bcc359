"""Signs an event of a webhook as launch.toml describes it, rightly or in a way that must not be believed."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass

from launchready.observe.errors import CannotLook

DIGEST = re.compile(r"\{hmac_(sha1|sha256|sha512)(_base64)?(_whsec)?:([^}]*)\}")
PART = re.compile(r"\b(t|id|body)\b")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One event as it is about to be delivered."""

    id: str
    body: str


@dataclass(frozen=True, slots=True)
class Signer:
    """The declared headers, and the secret."""

    templates: tuple[str, ...]
    secret: str

    @property
    def times(self) -> bool:
        """Whether the time is among what is signed: only then can an event be too old."""
        return any("t" in PART.findall(match[4]) for one in self.templates for match in DIGEST.finditer(one))

    def sign(self, event: Event, at: int) -> Headers:
        """The headers of an event that is signed at a time (seconds since the epoch).

        Raises:
            CannotLook: the secret is not of the form that the scheme wants.
        """
        return tuple(self._header(one, event, at, self._digest) for one in self.templates)

    def unsigned(self, event: Event, at: int) -> Headers:
        """The headers without those that sign."""
        plain = [one for one in self.templates if not DIGEST.search(one)]
        return tuple(self._header(one, event, at, self._digest) for one in plain)

    def empty(self, event: Event, at: int) -> Headers:
        """The headers that sign stand there with nothing in them."""
        return tuple(
            (name, "" if DIGEST.search(template) else value)
            for template, (name, value) in zip(self.templates, self.sign(event, at), strict=True)
        )

    def zeros(self, event: Event, at: int) -> Headers:
        """A digest of zeros, of the right length."""
        return tuple(self._header(one, event, at, self._zeros) for one in self.templates)

    def capitals(self, event: Event, at: int) -> Headers:
        """A digest of zeros, and the words of the scheme around it in capitals: a parser may find nothing to compare."""
        return tuple(
            (name, value.upper() if DIGEST.search(template) else value)
            for template, (name, value) in zip(self.templates, self.zeros(event, at), strict=True)
        )

    def borrowed(self, event: Event, at: int) -> Headers:
        """What signs is another event's, which was rightly signed at the same time; the rest is this one's own."""
        other = Event(event.id, f"{event.body} ")
        return self.sign(other, at)

    def twice(self, event: Event, at: int) -> Headers:
        """The signature of zeros, and beside it another event's."""
        pairs = zip(self.templates, self.borrowed(event, at), strict=True)
        return (*self.zeros(event, at), *(pair for template, pair in pairs if DIGEST.search(template)))

    def _header(
        self, template: str, event: Event, at: int, digest: "Callable[[re.Match[str], Event, int], str]"
    ) -> tuple[str, str]:
        name, _, value = template.partition(":")
        words = {"{t}": str(at), "{id}": event.id}
        made = re.sub(
            rf"{DIGEST.pattern}|\{{t\}}|\{{id\}}",
            lambda found: words[found[0]] if found[0] in words else digest(found, event, at),
            value.strip(),
        )
        return name.strip(), made

    def _digest(self, match: re.Match[str], event: Event, at: int) -> str:
        words = {"t": str(at), "id": event.id, "body": event.body}
        over = PART.sub(lambda word: words[word[1]], match[4])
        made = hmac.new(self._key(whsec=bool(match[3])), over.encode(), match[1])
        return base64.b64encode(made.digest()).decode() if match[2] else made.hexdigest()

    def _zeros(self, match: re.Match[str], event: Event, at: int) -> str:
        del event, at
        zeros = bytes(hashlib.new(match[1]).digest_size)
        return base64.b64encode(zeros).decode() if match[2] else zeros.hex()

    def _key(self, *, whsec: bool) -> bytes:
        if not whsec:
            return self.secret.encode()
        text = self.secret.removeprefix("whsec_")
        try:
            return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        except binascii.Error:
            raise CannotLook("the webhook's secret is no base64 behind whsec_, which this scheme wants") from None
