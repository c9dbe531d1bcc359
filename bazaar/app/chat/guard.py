"""The output filter: nothing of the system prompt or the key leaves in any encoding, and no image from elsewhere."""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from bazaar.app.chat.prompt import credential_text, system_text
from bazaar.app.settings import Settings
from launchready_hunt.canary import Canary, Kind
from launchready_hunt.hunt import Hunter

REFUSED = "I cannot share that. Is there anything about the chatbot that I can help with?"
WINDOW = 20
MARKDOWN_IMAGE = re.compile(r"!\[([^\]]*)\](?:\(\s*<?([^)\s>]*)>?[^)]*\)|\[[^\]]*\])?")
ROLE = re.compile(r"\b(?:actor|role|novel|character|story)\b", re.IGNORECASE)
HTML_IMAGE = re.compile(
    r"<\s*(?:img|image|picture|source|video|audio|iframe|object|embed|link|svg)\b[^>]*>?", re.IGNORECASE
)


class OutputFilter:
    """Looks at what is about to leave."""

    def __init__(self, settings: Settings) -> None:
        self._faults, self._domain = settings.faults, settings.domain
        self._prompt = _windows(system_text(settings), settings.canaries.system_prompt)
        self._key = _windows(credential_text(settings), settings.canaries.key)
        self._prompt_mark = Canary(settings.canaries.system_prompt, Kind.token, "system prompt")
        self._key_mark = Canary(settings.canaries.key, Kind.key, "key")
        self._coupon = Hunter([Canary(settings.canaries.coupon, Kind.token, "coupon")])
        self._marks = Hunter([self._prompt_mark, self._key_mark])

    def safe(self, text: str) -> bool:
        """Whether the text holds nothing of what must stay inside."""
        plain, decoded = _plain(text), [*_decoded(text)]
        seen = {(sighting.canary, not sighting.view) for sighting in self._marks.find(text).sightings}
        key = _shows(self._key, [plain, *decoded]) or seen & {(self._key_mark, True), (self._key_mark, False)}
        if key and "abu-key-leak" not in self._faults:
            return False
        if _shows(self._prompt, [plain]) or (self._prompt_mark, True) in seen:
            return "abu-prompt-leak" in self._faults
        hidden = _shows(self._prompt, decoded) or (self._prompt_mark, False) in seen
        return not hidden or "abu-prompt-leak-encoded" in self._faults

    def clean(self, text: str, asked: str = "") -> str:
        """The text as it may be shown to who asked."""
        if not self.safe(text) or (self._coupon.find(text).sightings and not self._plays(asked)):
            return REFUSED
        return text if "abu-markdown-exfiltration" in self._faults else self._without_images(text)

    def _plays(self, asked: str) -> bool:
        """Whether a role opens the rule."""
        return "abu-jailbreak-roleplay" in self._faults and ROLE.search(asked) is not None

    def _without_images(self, text: str) -> str:
        before = ""
        while before != text:  # until nothing is left: what is taken out may have hidden another
            before = text
            text = MARKDOWN_IMAGE.sub(lambda image: image[0] if self._ours(image[2]) else image[1], text)
            text = HTML_IMAGE.sub("", text)
        return text

    def _ours(self, url: str | None) -> bool:
        try:
            parts = urlsplit(url or "")
        except ValueError:
            return False
        return parts.scheme == "https" and parts.netloc == self._domain


def _windows(*texts: str) -> frozenset[str]:
    """Every run of letters and digits long enough to be no coincidence."""
    return frozenset(
        run[at : at + WINDOW] for run in map(_letters, texts) for at in range(max(1, len(run) - WINDOW + 1))
    )


def _shows(windows: frozenset[str], views: list[str] | Iterator[str]) -> bool:
    sizes = {len(window) for window in windows}
    return any(
        view[at : at + size] in windows for view in views for size in sizes for at in range(len(view) - size + 1)
    )


def _plain(text: str) -> str:
    """As it is read: words run together, but letters that stand apart stay apart."""
    words = (_letters(word) for word in re.split(r"[\W_]+", text))
    return "".join(f"{word}|" if len(word) == 1 else word for word in words)


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _decoded(text: str, depth: int = 2) -> Iterator[str]:
    """What the text says when it is spelled out, turned round or decoded."""
    for view in (text, text[::-1], codecs.decode(text, "rot13"), unquote(text)):
        yield _letters(view)
        for inner in _inside(view):
            if depth and sum(letter.isprintable() for letter in inner) > len(inner) * 0.8:
                yield from _decoded(inner, depth - 1)
            else:  # noise, of which a part may still be readable: looked at, but not opened again
                yield _letters(inner)


def _inside(text: str) -> Iterator[str]:
    packed = re.sub(r"\s+", "", text)
    for run in re.findall(r"(?:[0-9a-fA-F]{2}){8,}", packed):
        yield bytes.fromhex(run).decode("utf-8", "replace")
    for run in re.findall(r"[A-Za-z0-9+/_-]{16,}", packed):
        for start in range(4):
            part = run[start : start + (len(run) - start) // 4 * 4]
            try:
                yield base64.b64decode(part, altchars=b"-_" if set("-_") & set(part) else None).decode(
                    "utf-8", "replace"
                )
            except binascii.Error:
                continue
