"""Verifies single sets of records as a resolver does: by which key, in which time, and whom a parent vouches for."""

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


@dataclass(frozen=True, slots=True)
class Ring:
    """A zone's name, and those of its keys that count."""

    zone: "Name"
    keys: "list[DNSKEY]"


def vouched(data: bytes, zone: str) -> Vouched:
    """The parent's word out of an answer to a question for DS.

    Raises:
        MessageError: it cannot be read.
    """
    found, signatures = records_of(read(data), zone, "DS")
    records = cast("list[DS]", list(found or ()))
    return Vouched(tuple(sorted({one.key_tag for one in records})), bool(usable(records)), bool(signatures))


def of_zone(records: "RRset | None") -> "list[DNSKEY]":
    """The keys among a zone's that may sign its records."""
    return [
        one
        for one in cast("list[DNSKEY]", list(records or ()))
        if one.flags & ZONE_KEY and not one.flags & REVOKED and one.protocol == FOR_DNSSEC
    ]


def usable(records: "list[DS]") -> "list[DS]":
    """Those of a kind that resolvers verify."""
    return [one for one in records if one.algorithm in ALGORITHMS and one.digest_type in DIGESTS]


def judge(
    done: Verified,
    records: "RRset",
    signatures: "list[RRSIG]",
    by: Ring,
    *,
    quiet: bool = False,
) -> None:
    """One set of records: one signature that holds is enough; `quiet` tells of it only where it does not."""
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
    ring: dict[Name, Node | Rdataset] = {by.zone: dns.rdataset.from_rdata_list(0, by.keys)}
    tags = {dns.dnssec.key_id(one) for one in by.keys}
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
        if not quiet:
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


def is_of(key: "DNSKEY", ds: "DS", zone: "Name") -> bool:
    """Whether a parent's word is of a key."""
    import dns.dnssec  # noqa: PLC0415 - see above

    if dns.dnssec.key_id(key) != ds.key_tag or key.algorithm != ds.algorithm:
        return False
    made = dns.dnssec.make_ds(zone, key, ds.digest_type, policy=dns.dnssec.allow_all_policy, validating=True)
    return bool(made.digest == ds.digest)


def records_of(message: "Message", name: str, kind: str) -> "tuple[RRset | None, list[RRSIG]]":
    """The records of a name and type in an answer, and the signatures over them."""
    import dns.name  # noqa: PLC0415 - see above
    import dns.rdataclass  # noqa: PLC0415 - the same
    import dns.rdatatype  # noqa: PLC0415 - the same

    at, wanted = dns.name.from_text(name), dns.rdatatype.from_text(kind)
    records = message.get_rrset(message.answer, at, dns.rdataclass.IN, wanted)
    signed = message.get_rrset(message.answer, at, dns.rdataclass.IN, dns.rdatatype.RRSIG, wanted)
    return records, cast("list[RRSIG]", list(signed or ()))


def read(data: bytes) -> "Message":
    """An answer's whole message.

    Raises:
        MessageError: it cannot be read.
    """
    import dns.exception  # noqa: PLC0415 - see above
    import dns.message  # noqa: PLC0415 - the same

    try:
        return dns.message.from_wire(data)
    except (dns.exception.DNSException, ValueError) as wrong:
        raise MessageError(f"the answer cannot be read: {wrong}") from wrong
