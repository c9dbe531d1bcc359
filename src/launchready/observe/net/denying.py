"""Verifies what a zone says of names and records that it does not have, as a resolver does: NSEC, NSEC3 and their shortest forms."""

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from launchready.observe.net import validating

if TYPE_CHECKING:
    from dns.message import Message
    from dns.name import Name
    from dns.rdtypes.ANY.NSEC import NSEC
    from dns.rdtypes.ANY.NSEC3 import NSEC3
    from dns.rdtypes.ANY.RRSIG import RRSIG
    from dns.rrset import RRset

    from launchready.observe.net.validating import Ring, Verified

NO_SUCH_NAME = 3
NS, CNAME, SOA, DNAME, DS = 2, 5, 6, 39, 43
OPT_OUT = 1
MOST_ITERATIONS = 50
"""Of a zone that hashes its names more often, resolvers take nothing for proved: it counts as unsigned (RFC 9276, 3.2)."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """What of an answer's authority section speaks of names that are not there."""

    zone: "Name"
    plain: "tuple[tuple[Name, NSEC], ...]" = ()
    hashed: "tuple[tuple[Name, NSEC3], ...]" = ()

    @property
    def iterations(self) -> int:
        """How often the zone hashes its names."""
        return max((one.iterations for _, one in self.hashed), default=0)

    @property
    def word(self) -> str:
        """By which kind of record."""
        return "NSEC3" if self.hashed else "NSEC"

    def lacks(self, name: "Name", kind: int) -> bool:
        """Whether it is proved that a name has no record of a type."""
        if self.hashed:
            own = self._at(name)
            if own is not None:
                return not _has(own, kind) and not _has(own, CNAME)
            nearest = self._nearest(name)
            if nearest is None:
                return False
            wild = self._at(_star(nearest))
            if wild is not None:
                return not _has(wild, kind) and not _has(wild, CNAME)
            return kind == DS and self.opted_out(name)
        for owner, one in self.plain:
            if owner == name:
                return not _has(one, kind) and not _has(one, CNAME)
            if _covers(owner, one.next, name) and one.next.is_subdomain(name):
                return True  # nothing but names below it
        nearest = self._nearest(name)
        return nearest is not None and any(
            owner == _star(nearest) and not _has(one, kind) and not _has(one, CNAME) for owner, one in self.plain
        )

    def absent(self, name: "Name") -> bool:
        """Whether it is proved that there is no such name, and no wildcard that stands for it."""
        nearest = self._nearest(name)
        return nearest is not None and self.covered(_star(nearest))

    def covered(self, name: "Name") -> bool:
        """Whether a name lies where the zone says that there is none."""
        if self.hashed:
            return self._cover(name) is not None
        return any(_covers(owner, one.next, name) and not _leaves(owner, one, name) for owner, one in self.plain)

    def is_cut(self, name: "Name") -> bool:
        """Whether what is said of a name shows that another zone begins there."""
        own = self._at(name) if self.hashed else next((one for owner, one in self.plain if owner == name), None)
        return own is not None and _has(own, NS) and not _has(own, SOA)

    def opted_out(self, name: "Name") -> bool:
        """Whether the zone says that a name may be an unsigned part of it (RFC 5155, 6)."""
        found = self._cover(_below(name, self._nearest(name)))
        return found is not None and bool(found.flags & OPT_OUT)

    def _nearest(self, name: "Name") -> "Name | None":
        """The nearest name above that exists, where the next one below it is proved not to."""
        if self.hashed:
            at = name.parent()
            while at.is_subdomain(self.zone):
                if self._at(at) is not None:
                    return at if self._cover(_below(name, at)) is not None else None
                if at == self.zone:
                    break
                at = at.parent()
            return None
        for owner, one in self.plain:
            if _covers(owner, one.next, name) and not _leaves(owner, one, name):
                return max((_common(name, owner), _common(name, one.next)), key=len)
        return None

    def _at(self, name: "Name") -> "NSEC3 | None":
        return next((one for owner, one in self.hashed if _first(owner) == _hash(name, one)), None)

    def _cover(self, name: "Name") -> "NSEC3 | None":
        for owner, one in self.hashed:
            begin, end, found = _first(owner), _spelt(one.next), _hash(name, one)
            if begin < found < end or (begin >= end and (found > begin or found < end)):
                return one
        return None


def judge(done: "Verified", message: "Message", name: "Name", kind: str, by: "Ring", *, made_up: bool) -> None:
    """An answer in which there is nothing: whether the zone signed that, and whether what it signed says so."""
    import dns.rdatatype  # noqa: PLC0415 - takes a second to import, and few zones are signed

    starts = [one.name for one in message.authority if one.rdtype == dns.rdatatype.SOA]
    if by.zone not in starts:
        return  # it speaks for a part that is left to others, or leads there
    none = message.rcode() == NO_SUCH_NAME
    words = "a made-up name" if made_up else str(name).rstrip(".")
    what = f"that {words} does not exist" if none else f"that {words} has no {kind}"
    found = proofs(done, message, by)
    if found is None:
        return
    if not found.plain and not found.hashed:
        done.faults.append(f"it says {what}, and sends no proof of it (NSEC)")
        return
    if found.iterations > MOST_ITERATIONS:
        return
    if found.absent(name) if none else found.lacks(name, dns.rdatatype.from_text(kind)):
        done.held.append(f"{what} ({found.word})")
        return
    done.faults.append(f"it says {what}, and its {found.word} records do not prove it")


def judge_wildcard(
    done: "Verified",
    message: "Message",
    records: "RRset",
    signatures: "list[RRSIG]",
    by: "Ring",
) -> None:
    """An answer that was made of a wildcard: whether it is proved that the name itself is not there (RFC 4035, 5.3.4)."""
    name = records.name
    depth = len(name.labels) - 1
    labels = min((one.labels for one in signatures), default=depth)
    if labels >= depth or name.is_wild():
        return
    found = proofs(done, message, by)
    if found is None or found.iterations > MOST_ITERATIONS:
        return
    nearer = name.split(labels + 2)[1]
    if not (found.covered(nearer) if found.hashed else found.covered(name)):
        done.faults.append(
            f"it answers for {str(name).rstrip('.')} by a wildcard, and does not prove that there is no such name"
        )


def proofs(done: "Verified", message: "Message", by: "Ring") -> Proofs | None:
    """The signed records of an answer that speak of absence; None where a signature does not hold or cannot be verified."""
    import dns.rdatatype  # noqa: PLC0415 - see above

    kinds = (dns.rdatatype.NSEC, dns.rdatatype.NSEC3)
    plain: list[tuple[Name, NSEC]] = []
    hashed: list[tuple[Name, NSEC3]] = []
    before = (len(done.faults), len(done.unread))
    for one in message.authority:
        if one.rdtype not in kinds or not one.name.is_subdomain(by.zone):
            continue
        signed = message.get_rrset(message.authority, one.name, one.rdclass, dns.rdatatype.RRSIG, one.rdtype)
        mine = [each for each in cast("list[RRSIG]", list(signed or ())) if each.signer == by.zone]
        if not mine and one.name != by.zone:
            continue  # of a part of the zone
        validating.judge(done, one, mine, by, quiet=True)
        if one.rdtype == dns.rdatatype.NSEC:
            plain += [(one.name, each) for each in cast("list[NSEC]", list(one))]
        else:
            hashed += [(one.name, each) for each in cast("list[NSEC3]", list(one))]
    if (len(done.faults), len(done.unread)) != before:
        return None
    return Proofs(by.zone, tuple(plain), tuple(hashed))


def _covers(owner: "Name", after: "Name", name: "Name") -> bool:
    """Whether a name lies between two in the zone's order; the last one leads back to the first."""
    return bool(owner < name < after if owner < after else name > owner or name < after)


def _leaves(owner: "Name", one: "NSEC", name: "Name") -> bool:
    """Whether it speaks of a place from which on others tell what there is (RFC 6840, 4.1)."""
    return name.is_subdomain(owner) and ((_has(one, NS) and not _has(one, SOA)) or _has(one, DNAME))


def _has(one: "NSEC | NSEC3", kind: int) -> bool:
    for window, bits in one.windows:
        if window == kind >> 8:
            at = kind & 0xFF
            return at >> 3 < len(bits) and bool(bits[at >> 3] & (0x80 >> (at & 7)))
    return False


def _common(one: "Name", other: "Name") -> "Name":
    """The longest name that both lie below."""
    _, _, shared = one.fullcompare(other)
    return one.split(shared)[1]


def _star(name: "Name") -> "Name":
    import dns.name  # noqa: PLC0415 - see above

    return dns.name.Name((b"*", *name.labels))


def _below(name: "Name", above: "Name | None") -> "Name":
    """The name on the way from another down to this one that is right below it."""
    return name.split(len(above.labels) + 1)[1] if above is not None else name


def _first(owner: "Name") -> str:
    return owner.labels[0].decode("ascii", "replace").upper()


def _hash(name: "Name", one: "NSEC3") -> str:
    import dns.dnssec  # noqa: PLC0415 - see above

    return dns.dnssec.nsec3_hash(name, one.salt, one.iterations, one.algorithm)


def _spelt(data: bytes) -> str:
    return base64.b32hexencode(data).decode()
