"""Verifies the chain above a zone as a resolver does: from the root's published key to the parent's word of the zone's own."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, cast

import anyio.to_thread

from launchready.observe.net import denying, validating
from launchready.observe.net.message import UNCHECKED, MessageError
from launchready.observe.net.validating import Ring, Verified

if TYPE_CHECKING:
    from dns.name import Name
    from dns.rdtypes.ANY.DNSKEY import DNSKEY
    from dns.rdtypes.ANY.DS import DS

    from launchready.observe.world import World

ANCHORS = (
    "20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D",
    "38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16",
)
"""The root's keys, as IANA publishes them (of 2017 and 2024)."""


class Way(StrEnum):
    """Whether resolvers that verify come down to the zone."""

    HOLDS = "every link holds"
    OPEN = "a zone above is not signed"
    BROKEN = "a link does not hold"
    UNSEEN = "not seen"


@dataclass(frozen=True, slots=True)
class Above:
    """What lies between the root and the zone."""

    way: Way = Way.UNSEEN
    at: str = ""
    """Where it ends, if it does not hold."""
    because: str = ""
    links: tuple[str, ...] = ()
    """The zones whose keys were verified, from the top down."""


async def above(world: "World", zone: str) -> Above:
    """Asks the resolver, link by link, for what is above the zone; what it does not tell stays unseen."""
    from dns.name import from_text, root  # noqa: PLC0415 - takes a second to import, and few zones are signed

    at, links = from_text(zone), list[str]()
    try:
        keys, why = await anyio.to_thread.run_sync(_own_keys, await _raw(world, ".", "DNSKEY"), root, _anchors())
        if not keys:
            return Above(Way.UNSEEN, ".", f"the keys of the root, as the resolver tells them: {why}")
        ring = Ring(root, keys)
        for depth in range(2, len(at.labels) + 1):
            name = at.split(depth)[1]
            spelt = str(name).rstrip(".")
            said = await anyio.to_thread.run_sync(_said, await _raw(world, spelt, "DS"), name, ring)
            if said.way is not Way.HOLDS:
                return Above(said.way, spelt, said.because, tuple(links))
            if said.words and name != at:
                keys, why = await anyio.to_thread.run_sync(
                    _own_keys, await _raw(world, spelt, "DNSKEY"), name, said.words
                )
                if not keys:
                    return Above(Way.BROKEN, spelt, why, tuple(links))
                ring = Ring(name, keys)
                links.append(spelt)
    except (OSError, MessageError) as wrong:
        return Above(Way.UNSEEN, "", str(wrong) or type(wrong).__name__, tuple(links))
    return Above(Way.HOLDS, "", "", tuple(links))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a zone says of a name right below it."""

    way: Way
    because: str = ""
    words: "tuple[DS, ...]" = ()
    """Of the keys of a zone that begins there; none where it is still the same zone."""


async def _raw(world: "World", name: str, kind: str) -> bytes:
    _, message = await world.dns.by_resolver(name, kind, bits=UNCHECKED, signatures=True)
    if message.code:
        raise MessageError(f"the resolver, asked for {kind} of {name}, answers with code {message.code}")
    return message.raw


def _said(data: bytes, name: "Name", by: Ring) -> _Said:
    import dns.rdatatype  # noqa: PLC0415 - see above

    done, message = Verified(), validating.read(data)
    spelt = str(name).rstrip(".")
    records, signatures = validating.records_of(message, spelt, "DS")
    if records:
        validating.judge(done, records, [one for one in signatures if one.signer == by.zone], by)
        if done.faults or done.unread:
            return _Said(Way.BROKEN if done.faults else Way.UNSEEN, (done.faults or done.unread)[0])
        words = validating.usable(cast("list[DS]", list(records)))
        none = f"the keys of {spelt} are of kinds that resolvers do not verify"
        return _Said(Way.HOLDS, words=tuple(words)) if words else _Said(Way.OPEN, none)
    found = denying.proofs(done, message, by)
    if found is None:
        return _Said(Way.BROKEN if done.faults else Way.UNSEEN, (done.faults or done.unread)[0])
    if not found.plain and not found.hashed:
        # Some resolvers leave out what they do not need themselves.
        return _Said(Way.UNSEEN, f"the resolver proves neither that {spelt} has DS records nor that it has none")
    if found.iterations > denying.MOST_ITERATIONS or (found.hashed and found.opted_out(name)):
        return _Said(Way.OPEN, f"{_spelt(by.zone)} leaves open whether {spelt} is signed")
    if not found.lacks(name, dns.rdatatype.DS):
        return _Said(Way.UNSEEN, f"what the resolver shows does not prove that {spelt} has no DS records")
    if found.is_cut(name):
        return _Said(Way.OPEN, f"{_spelt(by.zone)} proves that {spelt} is not signed")
    return _Said(Way.HOLDS)


def _own_keys(data: bytes, name: "Name", words: "tuple[DS, ...]") -> "tuple[list[DNSKEY], str]":
    """A zone's keys where one of them is vouched for and signed them all; else why they do not count."""
    done, message = Verified(), validating.read(data)
    records, signatures = validating.records_of(message, str(name), "DNSKEY")
    keys = validating.of_zone(records)
    known = [key for key in keys if any(validating.is_of(key, one, name) for one in words)]
    if not records or not known:
        return [], "it has no keys" if not keys else f"{_spelt(name)} has none of the keys that are vouched for"
    validating.judge(done, records, signatures, Ring(name, known))
    return (keys, "") if done.held else ([], (done.faults or done.unread)[0])


def _anchors() -> "tuple[DS, ...]":
    import dns.rdata  # noqa: PLC0415 - see above

    return tuple(cast("DS", dns.rdata.from_text("IN", "DS", one)) for one in ANCHORS)


def _spelt(name: "Name") -> str:
    return str(name).rstrip(".") or "the root"
