"""Verifies a message's DKIM signatures and its ARC chain as a receiver does, with the keys that the run's own DNS gives."""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING

import anyio.to_thread

from launchready.observe.mail.dmarc import aligned
from launchready.observe.mail.records import tags
from launchready.observe.net.dns import Records, RecordSet, State

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST = 8
"""Signatures of one message that are looked at."""
DNS = "dns/txt"
"""The way to fetch a key, as `q=` writes it."""
NO_ARC = "none"
NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Signature:
    """One DKIM signature of a message."""

    domain: str
    selector: str
    key: State
    """What DNS says of its key."""
    valid: bool
    words: str
    """Why it is not valid; where it is, what a reader should know of it."""
    aligned: bool | None = True
    """Whether it speaks for the domain of From; None where DNS does not tell."""


@dataclass(frozen=True, slots=True)
class Arc:
    """The chain of those who passed a message on."""

    result: str
    """`none`, `pass`, `fail`, or `not known` where DNS did not tell a key."""
    sealers: tuple[str, ...]
    words: str


async def signatures_of(
    world: "World", message: bytes, head: EmailMessage, author: str, *, strict: bool
) -> tuple[Signature, ...]:
    """Every signature, verified, and whether it speaks for the domain of From."""
    found: list[Signature] = []
    for at, value in enumerate([str(value) for value in head.get_all("DKIM-Signature") or []][:MOST]):
        named = tags(value)
        domain, selector = named.get("d", "").lower(), named.get("s", "")
        answer = await world.ask(Records(f"{selector}._domainkey.{domain}", "TXT"))
        valid, words = await anyio.to_thread.run_sync(verify, message, at, answer)
        if valid and "l" in named:
            words = f"l={named['l']}: text may be added behind what is signed"
        speaks = await aligned(world, domain, author, strict=strict)
        found.append(Signature(domain, selector, answer.state, valid, words, speaks))
    return tuple(found)


def verify(message: bytes, at: int, answer: RecordSet) -> tuple[bool, str]:
    """Whether the signature at a place is valid with the key that DNS gave, and why it is not."""
    import dkim  # noqa: PLC0415 - takes a second to import

    from launchready.observe.mail.verifier import Verifier  # noqa: PLC0415 - the same

    key = next((text for text in answer.records if "p" in tags(text)), None)
    if key is None:
        return False, f"its key: {answer.state} {answer.detail}".strip()
    if not tags(key)["p"]:
        return False, "its key was revoked: p= is empty"
    try:
        valid = Verifier(message, key).holds(at)
    except (dkim.DKIMException, ValueError) as error:  # a ValueError is of what is no base64
        return False, str(error)
    return valid, "" if valid else "the signature does not fit the message"


async def arc_of(world: "World", message: bytes, head: EmailMessage) -> Arc:
    """The chain of a message that carries one, verified."""
    seals = [tags(str(value)) for value in head.get_all("ARC-Seal") or []]
    signed = [tags(str(value)) for value in head.get_all("ARC-Message-Signature") or []]
    if not seals:
        if not signed and not head.get_all("ARC-Authentication-Results"):
            return Arc(NO_ARC, (), "")
        return Arc("fail", (), "a part of a chain is there, and no seal of it")
    named = [*seals, *signed]
    if several := next((one["q"] for one in named if _one_of_several(one.get("q", DNS))), ""):
        return Arc(NOT_KNOWN, _sealers(seals), f"q={several}: a list of ways to fetch the key is not read in a chain")
    known: dict[bytes, bytes] = {}
    for one in named[: 2 * MOST]:
        name = f"{one.get('s', '')}._domainkey.{one.get('d', '').lower()}"
        answer = await world.ask(Records(name, "TXT"))
        if not answer.known:
            return Arc(NOT_KNOWN, _sealers(seals), f"the key at {name}: {answer.state}")
        if answer.records:
            known[name.encode()] = answer.records[0].encode()
    result, words = await anyio.to_thread.run_sync(_verify_arc, message, known)
    return Arc(result, _sealers(seals), words)


def _one_of_several(methods: str) -> bool:
    return methods != DNS and DNS in methods.lower().split(":")


def _sealers(seals: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(one.get("d", "").lower() for one in seals)


def _verify_arc(message: bytes, known: dict[bytes, bytes]) -> tuple[str, str]:
    import dkim  # noqa: PLC0415 - takes a second to import

    def keys(name: bytes, timeout: float = 0) -> bytes | None:
        del timeout
        return known.get(name.rstrip(b".").lower()) or known.get(name.rstrip(b"."))

    try:
        result, _, words = dkim.ARC(message).verify(dnsfunc=keys)
    except (dkim.DKIMException, ValueError) as error:
        return "fail", str(error)
    return ("pass" if result == dkim.CV_Pass else "fail"), str(words)
