"""Takes new messages out of a Maildir and finds the link or the code in them that opens something."""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import anyio

from launchready.observe.mail.message import is_for, known_in, new_in, parsed, text_of

STEP_SECONDS = 0.03
LINK = re.compile(r"https?://[^\s\"'<>)\]]+")
CODE = re.compile(r"(?<![\w-])(\d{4,10}|(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{3,5}-?[A-Z0-9]{3,5})(?![\w-])")
YEAR = re.compile(r"(19|20)\d\d")
OPAQUE = re.compile(r"(?=.*\d)[\w.~=+-]{6,}|[\w.~=+-]{20,}|\d{4,}")
"""A part of a link that was made and not named."""
NOT_KEYS = re.compile(
    r"^(utm_\w+|lang|locale|ref|source|medium|campaign|next|redirect\w*|return\w*|continue|email)$", re.IGNORECASE
)
ABOUT = re.compile(r"reset|passw|recover|forgot|confirm|verify|token|code", re.IGNORECASE)
WORD = re.compile(r"[a-z#_-]+")
"""A step of a path that is a word, and names nobody."""
WHO = re.compile(r"^(uid|uidb64|user|user_?id|id|account|account_?id)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opener:
    """What a message gives to open something with; never stored."""

    link: str
    """Empty where it gives a code alone."""
    named: tuple[tuple[str, str], ...]
    """The parts of the link that carry a name."""
    key: str
    """The link's secret, or the code."""
    who: str
    """The part of the link that names the account, where there is one beside the key."""
    at: float
    """When it arrived, in seconds since the epoch."""

    def value(self, name: str) -> str:
        """What to write into a field of that name."""
        given = dict(self.named)
        if name in given:
            return given[name]
        return self.who if WHO.match(name) and self.who else self.key


@dataclass(slots=True)
class Mailbox:
    """A Maildir, or files of messages, of which each is read once."""

    folder: Path
    _known: set[str] = field(default_factory=set)

    @classmethod
    def opened(cls, folder: Path) -> "Mailbox":
        """The mailbox, with what is in it already left alone.

        Raises:
            CannotLook: there is no such mailbox.
        """
        return cls(folder, known_in(folder))

    async def opener(self, to: str, seconds: float) -> Opener | None:
        """The first new message to an address that gives a link or a code; None where none came in time."""
        with anyio.move_on_after(seconds):
            while True:
                for data, at in new_in(self.folder, self._known):
                    message = parsed(data)
                    if is_for(message, to) and (found := opener_in(text_of(message), at)) is not None:
                        return found
                await anyio.sleep(STEP_SECONDS)
        return None


def opener_in(text: str, at: float | None = None) -> Opener | None:
    """The link in a text that carries a secret, else the code; None where it gives neither."""
    moment = time.time() if at is None else at
    links = [found for one in LINK.findall(text) if (found := _of_link(one.rstrip(".,;"), moment)) is not None]
    if links:
        return max(links, key=lambda one: (bool(ABOUT.search(one.link)), len(one.key)))
    words = re.sub(r"<style.*?</style>|<[^>]*>", " ", LINK.sub(" ", text), flags=re.DOTALL)
    codes = [code for code in CODE.findall(words) if not YEAR.fullmatch(code)]
    return Opener("", (), codes[0], "", moment) if codes else None


def _of_link(link: str, at: float) -> Opener | None:
    parts = urlsplit(link)
    fragment = parts.fragment.partition("?")
    pairs = parse_qsl(parts.query) + parse_qsl(fragment[2] or (fragment[0] if "=" in fragment[0] else ""))
    named = [(name, value) for name, value in pairs if not NOT_KEYS.match(name)]
    steps = [unquote(one) for one in f"{parts.path}/{fragment[0]}".split("/") if one and "=" not in one]
    made = [one for one in steps if OPAQUE.fullmatch(one) and not re.fullmatch(r"v\d+", one)]
    keys = [value for name, value in named if not WHO.match(name) and OPAQUE.fullmatch(value)]
    key = max(keys, key=len) if keys else (made[-1] if made else "")
    if not key:
        return None
    who = next((value for name, value in named if WHO.match(name)), "")
    at_key = steps.index(key) if key in steps else 0
    if not who and at_key and not WORD.fullmatch(steps[at_key - 1]):
        who = steps[at_key - 1]
    return Opener(link, tuple(pairs), key, who, at)
