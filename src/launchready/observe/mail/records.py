"""Reads what DNS says of a domain's mail: its SPF record and its DKIM keys, strictly by their RFCs; silence is never absence."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from launchready.observe.net.dns import Records, RecordSet, State
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

SPF_VERSION = re.compile(r"^v=spf1( |$)", re.IGNORECASE)
MOST_REDIRECTS = 5
SILENT = frozenset({State.TIMED_OUT, State.FAILED})
ED25519_BYTES = 32
ED25519_BITS = 256


@dataclass(frozen=True, slots=True)
class Spf:
    """What a domain says of who may send for it."""

    domain: str
    state: State
    records: tuple[str, ...]
    """Every SPF record; more than one is an error that receivers treat as none."""
    all: str
    """The qualifier of `all`, through redirects: `-`, `~`, `?` or `+`; empty where nothing says what the rest is."""
    open_to: tuple[str, ...]
    """Mechanisms that hold the whole internet."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class SpfOf(Question[Spf]):
    """Who may send mail for a domain?"""

    domain: str

    async def ask(self, world: "World") -> Spf:
        """Reads the record, and follows `redirect=`."""
        answer = await world.ask(Records(self.domain, "TXT"))
        records = spf_records(answer)
        terms = records[0].split()[1:] if len(records) == 1 else []
        last, words = _all(terms), answer.detail
        for _ in range(MOST_REDIRECTS):
            target = next((term[9:] for term in terms if term.lower().startswith("redirect=")), None)
            if last or target is None:
                break
            answer_there = await world.ask(Records(target, "TXT"))
            there = spf_records(answer_there)
            if not answer_there.known:
                return Spf(self.domain, answer_there.state, records, "", (), f"redirect={target} did not answer")
            terms = there[0].split()[1:] if len(there) == 1 else []
            last = _all(terms)
        open_to = tuple(term for term in terms if re.fullmatch(r"\+?ip[46]:[0-9.:]+/[01]", term, re.IGNORECASE))
        return Spf(self.domain, answer.state, records, last, open_to, words)


@dataclass(frozen=True, slots=True)
class DkimKey:
    """The public key that a selector names."""

    name: str
    state: State
    record: str
    kind: str = ""
    """`rsa` or `ed25519`; empty where no key can be read."""
    bits: int = 0
    words: str = ""
    testing: bool = False
    """`t=y`: receivers are asked to treat mail signed with it as unsigned."""


@dataclass(frozen=True, slots=True)
class DkimKeyOf(Question[DkimKey]):
    """Which key does a selector of a domain name?"""

    domain: str
    selector: str

    async def ask(self, world: "World") -> DkimKey:
        """Reads the record and the key in it."""
        name = f"{self.selector}._domainkey.{self.domain}"
        answer = await world.ask(Records(name, "TXT"))
        records = [text for text in answer.records if "p" in tags(text)]
        if len(records) > 1:
            words = f"{len(records)} keys stand there, and which one counts is not defined"
            return DkimKey(name, answer.state, records[0], words=words)
        kind, bits, words = key_in(records[0]) if records else ("", 0, answer.detail)
        record = records[0] if records else ""
        testing = "y" in tags(record).get("t", "").lower().split(":")
        return DkimKey(name, answer.state, record, kind, bits, words, testing)


def spf_records(answer: RecordSet) -> tuple[str, ...]:
    """The SPF records among TXT records."""
    return tuple(text for text in answer.records if SPF_VERSION.match(text))


def tags(record: str) -> dict[str, str]:
    """A record of `tag=value;` pairs, as DKIM and DMARC write them; the first of a tag counts."""
    found: dict[str, str] = {}
    for pair in record.split(";"):
        name, is_pair, value = pair.partition("=")
        if is_pair:
            found.setdefault(name.strip().lower(), "".join(value.split()))
    return found


def key_in(record: str) -> tuple[str, int, str]:
    """The kind and the bits of a DKIM record's key, and what is wrong where there is none."""
    values = tags(record)
    if "v" in values and (values["v"] != "DKIM1" or not record.lstrip().lower().startswith("v")):
        return "", 0, "the record is of another version: v=DKIM1 must come first"
    if not values.get("p"):
        return "", 0, "the key was revoked: p= is empty"
    if "h" in values and "sha256" not in values["h"].lower().split(":"):
        return "", 0, f"the key is for h={values['h']} alone, which receivers must refuse"
    if not {"*", "email"} & set(values.get("s", "*").lower().split(":")):
        return "", 0, f"the key is for s={values['s']}, and not for mail"
    if values.get("k", "rsa").lower() not in {"rsa", "ed25519"}:
        return "", 0, f"k={values['k']} is no kind of key that DKIM knows"
    try:
        data = base64.b64decode(values["p"], validate=True)
        if values.get("k", "rsa").lower() == "ed25519" and len(data) == ED25519_BYTES:
            return "ed25519", ED25519_BITS, ""
        key = load_der_public_key(data)
    except (binascii.Error, ValueError) as error:
        return "", 0, f"the key cannot be read: {error}"
    if isinstance(key, RSAPublicKey):
        return "rsa", key.key_size, ""
    if isinstance(key, Ed25519PublicKey):
        return "ed25519", ED25519_BITS, ""
    return "", 0, f"{type(key).__name__} is no key that DKIM knows"


def _all(terms: list[str]) -> str:
    for term in terms:
        match = re.fullmatch(r"([-+~?]?)all", term, re.IGNORECASE)
        if match:
            return match[1] or "+"
    return ""
