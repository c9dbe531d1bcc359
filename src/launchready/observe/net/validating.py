"""Verifies DNSSEC as a resolver does: whether a zone's keys are the ones its parent vouches for, and what they signed."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from cryptography.exceptions import UnsupportedAlgorithm

from launchready.observe.net.message import MessageError

if TYPE_CHECKING:
    from dns.message import Message
    from dns.name import Name
    from dns.node import Node
    from dns.rdataset import Rdataset
    from dns.rdtypes.ANY.DNSKEY import DNSKEY
    from dns.rdtypes.ANY.DS import DS
    from dns.rdtypes.ANY.RRSIG import RRSIG
    from dns.rrset import RRset

ALGORITHMS = frozenset({5, 7, 8, 10, 13, 14, 15, 16})
"""Which resolvers verify (RFC 9904); where a zone has others alone, it counts as unsigned (RFC 4035, 5.2)."""
DIGESTS = frozenset({1, 2, 4})
ZONE_KEY, REVOKED, FOR_DNSSEC = 0x0100, 0x0080, 3


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the parent says of the zone's keys."""

    tags: tuple[int, ...] = ()
    """Of the keys that it vouches for."""
    usable: bool = False
    """Whether resolvers know the algorithm and the digest of any."""
    signed: bool = False
    """Whether the parent's signature came along: without one it may be that nobody verifies."""


@dataclass(slots=True)
class Verified:
    """What a server's answers came to."""

    keys: tuple[int, ...] = ()
    """The tags of the zone's keys."""
    faults: list[str] = field(default_factory=list)
    """Why a resolver that verifies must not believe it."""
    held: list[str] = field(default_factory=list)
    """Which records' signatures hold."""
    unread: list[str] = field(default_factory=list)
    """What this machine cannot verify."""
    ends: int = 0
    """When the first signature that holds ends."""


def vouched(data: bytes, zone: str) -> Vouched:
    """The parent's word out of an answer to a question for DS.

    Raises:
        MessageError: it cannot be read.
    """
    found, signatures = _set(_read(data), zone, "DS")
    records = cast("list[DS]", list(found or ()))
    return Vouched(tuple(sorted({one.key_tag for one in records})), bool(_usable(records)), bool(signatures))


def verified(zone: str, parent: bytes, keys: bytes, others: dict[tuple[str, str], bytes]) -> Verified:
    """Whether the zone's keys hang on the parent's word, and whether they signed what is served with them.

    Args:
        zone: its name.
        parent: the answer to a question for DS.
        keys: one server's answer to a question for DNSKEY.
        others: the same server's answers by name and type.

    Raises:
        MessageError: one of them cannot be read.
    """
    import dns.dnssec  # noqa: PLC0415 - takes a second to import, and few zones are signed
    import dns.name  # noqa: PLC0415 - the same

    done = Verified()
    found, signatures = _set(_read(keys), zone, "DNSKEY")
    usable = [
        one
        for one in cast("list[DNSKEY]", list(found or ()))
        if one.flags & ZONE_KEY and not one.flags & REVOKED and one.protocol == FOR_DNSSEC
    ]
    done.keys = tuple(sorted(dns.dnssec.key_id(one) for one in usable))
    known, _ = _set(_read(parent), zone, "DS")
    wanted = _usable(cast("list[DS]", list(known or ())))
    tags = ", ".join(sorted({str(one.key_tag) for one in wanted}))
    if not found or not usable:
        done.faults.append(f"it has no DNSKEY, and the parent vouches for key {tags}")
        return done
    at = dns.name.from_text(zone)
    anchors = [key for key in usable if any(_is_of(key, ds, at) for ds in wanted)]
    if not anchors:
        had = ", ".join(map(str, done.keys))
        done.faults.append(f"the parent vouches for key {tags}, and the zone has {had}")
        return done
    _judge(done, found, signatures, at, anchors)
    if done.faults or done.unread:
        return done
    for (name, kind), data in others.items():
        records, signatures = _set(_read(data), name, kind)
        mine = [one for one in signatures if one.signer == at]
        # Below the zone's own name, what has no signature of the zone's may be a part of it that is left to others.
        if records and (mine or name == zone):
            _judge(done, records, mine, at, usable)
    return done


def _usable(records: "list[DS]") -> "list[DS]":
    return [one for one in records if one.algorithm in ALGORITHMS and one.digest_type in DIGESTS]


def _judge(done: Verified, records: "RRset", signatures: "list[RRSIG]", zone: "Name", keys: "list[DNSKEY]") -> None:
    """One set of records: one signature that holds is enough."""
    import dns.dnssec  # noqa: PLC0415 - see above
    import dns.exception  # noqa: PLC0415 - the same
    import dns.rdataset  # noqa: PLC0415 - the same
    import dns.rdatatype  # noqa: PLC0415 - the same

    name = str(records.name).rstrip(".").lower()
    what = f"{name} {dns.rdatatype.to_text(records.rdtype)}"
    known = [one for one in signatures if one.algorithm in ALGORITHMS]
    if not known:
        done.faults.append(f"{what} has no signature")
        return
    ring: dict[Name, Node | Rdataset] = {zone: dns.rdataset.from_rdata_list(0, keys)}
    tags = {dns.dnssec.key_id(one) for one in keys}
    why: list[str] = []
    unread = ""
    for one in known:
        try:
            dns.dnssec.validate_rrsig(records, one, ring)
        except (dns.exception.UnsupportedAlgorithm, UnsupportedAlgorithm) as wrong:
            unread = f"{what}: {wrong}"
            continue
        except dns.exception.DNSException:
            why.append(_words(one, by_a_key=one.key_tag in tags))
            continue
        done.held.append(what)
        done.ends = min(done.ends or one.expiration, one.expiration)
        return
    if unread:
        done.unread.append(unread)
        return
    done.faults.append(f"the signature of {what} {' and '.join(dict.fromkeys(why))}")


def _words(signature: "RRSIG", *, by_a_key: bool) -> str:
    now = time.time()
    if signature.expiration < now:
        return f"ended {_date(signature.expiration)}"
    if signature.inception > now:
        return f"begins {_date(signature.inception)} only"
    if not by_a_key:
        return f"is by key {signature.key_tag}, which is none of the zone's that count"
    return f"by key {signature.key_tag} does not verify"


def _date(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="minutes")


def _is_of(key: "DNSKEY", ds: "DS", zone: "Name") -> bool:
    import dns.dnssec  # noqa: PLC0415 - see above

    if dns.dnssec.key_id(key) != ds.key_tag or key.algorithm != ds.algorithm:
        return False
    made = dns.dnssec.make_ds(zone, key, ds.digest_type, policy=dns.dnssec.allow_all_policy, validating=True)
    return bool(made.digest == ds.digest)


def _set(message: "Message", name: str, kind: str) -> "tuple[RRset | None, list[RRSIG]]":
    """The records of a name and type in an answer, and the signatures over them."""
    import dns.name  # noqa: PLC0415 - see above
    import dns.rdataclass  # noqa: PLC0415 - the same
    import dns.rdatatype  # noqa: PLC0415 - the same

    at, wanted = dns.name.from_text(name), dns.rdatatype.from_text(kind)
    records = message.get_rrset(message.answer, at, dns.rdataclass.IN, wanted)
    signed = message.get_rrset(message.answer, at, dns.rdataclass.IN, dns.rdatatype.RRSIG, wanted)
    return records, cast("list[RRSIG]", list(signed or ()))


def _read(data: bytes) -> "Message":
    import dns.exception  # noqa: PLC0415 - see above
    import dns.message  # noqa: PLC0415 - the same

    try:
        return dns.message.from_wire(data)
    except (dns.exception.DNSException, ValueError) as wrong:
        raise MessageError(f"the answer cannot be read: {wrong}") from wrong
