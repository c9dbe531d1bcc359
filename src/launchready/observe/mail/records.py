"""Reads what DNS says of a domain's mail: SPF, DKIM keys and DMARC, strictly by their RFCs; silence is never absence."""

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
DMARC_VERSION = re.compile(r"^v\s*=\s*DMARC1\s*(;|$)")
MOST_REDIRECTS = 5
MOST_STEPS = 8
"""DNS queries of DMARC's walk up the tree (RFC 9989, 4.10)."""
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


@dataclass(frozen=True, slots=True)
class DkimKeyOf(Question[DkimKey]):
    """Which key does a selector of a domain name?"""

    domain: str
    selector: str

    async def ask(self, world: "World") -> DkimKey:
        """Reads the record and the key in it."""
        name = f"{self.selector}._domainkey.{self.domain}"
        answer = await world.ask(Records(name, "TXT"))
        record = next((text for text in answer.records if "p" in tags(text)), "")
        kind, bits, words = key_in(record) if record else ("", 0, answer.detail)
        return DkimKey(name, answer.state, record, kind, bits, words)


@dataclass(frozen=True, slots=True)
class Dmarc:
    """What a domain asks receivers to do with mail that is not its own."""

    domain: str
    state: State
    records: tuple[str, ...]
    """Every DMARC record at the place where one was found."""
    at: str
    """That place; `_dmarc.<domain>` itself where there was none."""
    policy: str
    """`none`, `quarantine` or `reject`; a record without one reads as `none`."""
    testing: bool
    """`t=y`: the policy is announced and not applied."""
    adkim: str = "r"
    """`s` where the DKIM signature must name exactly the domain of From."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class DmarcOf(Question[Dmarc]):
    """What is asked of receivers for a domain?"""

    domain: str

    async def ask(self, world: "World") -> Dmarc:
        """Walks up the tree as RFC 9989 says, but not to a single label: a registry's policy is not the owner's."""
        own = f"_dmarc.{self.domain}"
        first: RecordSet | None = None
        labels = self.domain.split(".")
        places = [".".join(labels[at:]) for at in range(len(labels) - 1)]
        for place in [*places[:1], *places[1:][-(MOST_STEPS - 1) :]]:
            answer = await world.ask(Records(f"_dmarc.{place}", "TXT"))
            if not answer.known:
                return Dmarc(self.domain, answer.state, (), f"_dmarc.{place}", "", testing=False, words=answer.detail)
            first = first or answer
            found = tuple(text for text in answer.records if DMARC_VERSION.match(text))
            if found:
                values = tags(found[0])
                policy = (values.get("sp") if place != self.domain else None) or values.get("p", "none")
                return Dmarc(
                    self.domain,
                    answer.state,
                    found,
                    f"_dmarc.{place}",
                    policy.lower(),
                    testing=values.get("t", "n").lower() == "y",
                    adkim=values.get("adkim", "r").lower(),
                )
        state = first.state if first else State.FAILED
        return Dmarc(self.domain, State.NO_DATA if state is State.FOUND else state, (), own, "", testing=False)


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
    if not values.get("p"):
        return "", 0, "the key was revoked: p= is empty"
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
