"""Takes out of what is written down what must not stand there: keys, sessions, prompts, people's data, and declared fields.

What is taken out leaves a mark in angle quotes: `secret 1a2b3c4d`, `email 5e6f7a8b`. The same value has the same mark, so
that lines can still be put together; without the key nobody guesses back from it.
"""

import re
from collections.abc import Iterable, Mapping

from launchready_hunt.canary import looks_minted
from launchready_hunt.keys import Redactor
from launchready_hunt.personal import find_personal

LEFT_OUT = "\u2039left out\u203a"
SECRETS = (
    "password passwd passphrase secret token api_key authorization proxy_authorization cookie set_cookie session session_id "
    "private_key credentials csrf otp pin cvv cvc signature jwt"
)
"""Fields of which every value is a secret, and those that end so: `reset_token`, `client_secret`."""
TALK = "prompt system_prompt user_prompt messages completion completions question answer transcript conversation"
"""Fields that hold what people and the model said."""
PEOPLE = "address street postcode zip_code birthday date_of_birth ssn passport card_number iban phone email e_mail ip_address"

_DEEPEST = 40
_PAIR = 2
_NO_LETTER = re.compile(r"[^a-z0-9]")
_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"


class Cleaner:
    """Cleans texts, and whatever holds them."""

    def __init__(
        self, key: bytes, *, secrets: Iterable[str] = (), fields: Iterable[str] = (), keeps: Iterable[str] = ()
    ) -> None:
        """Sets what goes.

        Args:
            key: makes the marks; the same in every process that writes to one log.
            secrets: values that must never be written, such as those of the environment.
            fields: names of the product's own that are left out whole, beside the usual ones.
            keeps: usual names that stay: `email` where the log is meant to hold addresses.

        Raises:
            ValueError: the key is empty.
        """
        self._redactor = Redactor(key, secrets)
        kept = {_folded(name) for name in keeps}
        self._endings = tuple(_folded(name) for name in SECRETS.split() if _folded(name) not in kept)
        whole = [*TALK.split(), *PEOPLE.split(), *fields]
        self._names = frozenset(_folded(name) for name in whole if _folded(name) not in kept) | frozenset(self._endings)
        self._said = _in_text([*SECRETS.split(), *TALK.split(), *fields], kept)

    def text(self, text: str) -> str:
        """The text without what must not stand in it."""
        if ":" in text or "=" in text:
            text = self._said.sub(_without_its_value, text)
        text = self._redactor.redact(text)
        parts: list[str] = []
        at = 0
        for one in find_personal(text):
            found = text[one.start : one.end]
            parts += (text[at : one.start], f"\u2039{one.kind} {self._redactor.fingerprint(found.lower())}\u203a")
            at = one.end
        return "".join((*parts, text[at:])) if parts else text

    def value(self, value: object, name: str = "", depth: int = 0) -> object:
        """The value, without what must not stand in it; what is neither text nor holds any stays as it is.

        Args:
            value: texts, numbers, and lists and mappings of them.
            name: what the value is called where it stands.
            depth: how deep it lies already.
        """
        if depth > _DEEPEST:
            return LEFT_OUT
        if name and self._goes(name, value):
            return LEFT_OUT
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bytes | bytearray):
            return self.text(bytes(value).decode("utf-8", "replace"))
        if isinstance(value, Mapping):
            return {self._named(one): self.value(held, str(one), depth + 1) for one, held in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            if (
                isinstance(value, tuple) and len(value) == _PAIR and isinstance(value[0], str)
            ):  # a header, as a list has it
                return [value[0], self.value(value[1], value[0], depth + 1)]
            return [self.value(one, "", depth + 1) for one in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return self.text(str(value))

    def _goes(self, name: str, value: object) -> bool:
        folded = _folded(name)
        if value in (None, "", True, False) or not (folded in self._names or folded.endswith(self._endings)):
            return False
        # A count of tokens is no token; a PIN of digits is a PIN.
        return not isinstance(value, int | float) or folded in _OF_DIGITS

    def _named(self, name: object) -> object:
        return self.text(name) if isinstance(name, str) else name


_OF_DIGITS = frozenset({"pin", "otp", "cvv", "cvc", "cardnumber", "ssn", "phone", "password"})


def _folded(name: str) -> str:
    return _NO_LETTER.sub("", name.lower())


def _in_text(names: Iterable[str], kept: set[str]) -> re.Pattern[str]:
    """`password=…`, `"reset_token": "…"`, `'prompt': '…'` in a line that was put together as text."""
    words = sorted({name for name in names if _folded(name) not in kept}, key=len, reverse=True)
    named = "|".join(re.escape(name).replace("_", "[_-]?") for name in words)
    return re.compile(
        rf"(?i:(?P<name>(?<![a-z0-9])[a-z0-9_-]{{0,40}}?(?:{named}))(?P<is>[\"']?\s{{0,4}}[:=]\s{{0,4}}))"
        rf"(?P<value>{_QUOTED}|(?<==)(?![\"'\[{{\u2039])[^\s,;&\"'<>)\]}}\u2039]+)"
    )


def _without_its_value(found: re.Match[str]) -> str:
    value = found["value"]
    bare = value.strip("\"'")
    if not bare or bare.isdigit() or bare.lower() in {"none", "null", "true", "false"} or looks_minted(bare):
        return found[0]
    quote = value[0] if value[0] in "\"'" else ""
    return f"{found['name']}{found['is']}{quote}{LEFT_OUT}{quote}"
