"""A zone that is signed with keys of the test's own, and a server for it, for tests of what verifies it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import dns.dnssec
import dns.name
import dns.rdata
import dns.rdatatype
import dns.rrset
from cryptography.hazmat.primitives.asymmetric import ec
from dnslib import QTYPE, RCODE, RD, RR, DNSRecord
from dnslib.server import DNSHandler

from tests.observe.net.name_server import Authority

DAY = 86_400
ZONE = "shop.test."


@dataclass(frozen=True)
class Key:
    """A key of the zone's."""

    private: ec.EllipticCurvePrivateKey
    public: dns.rdata.Rdata

    @property
    def tag(self) -> int:
        return dns.dnssec.key_id(self.public)

    @property
    def ds(self) -> str:
        """What the parent says of it, signed by the parent as far as anybody looks."""
        vouched = dns.dnssec.make_ds(dns.name.from_text(ZONE), self.public, "SHA256")
        return (
            f"{ZONE} 60 IN DS {vouched}\n{ZONE} 60 IN RRSIG DS 13 2 60 20360101000000 20260101000000 1 test. bG9uZw==\n"
        )


def a_key() -> Key:
    private = ec.generate_private_key(ec.SECP256R1())
    return Key(private, dns.dnssec.make_dnskey(private.public_key(), 13, flags=257))


def denial(name: str, key: Key, *, types: str = "RRSIG NSEC TYPE128", ends: float = DAY) -> list[RR]:
    """That there is nothing of a name's own but this: the shortest form, made when it is asked for (RFC 9824)."""
    now = time.time()
    records = dns.rrset.from_text(name, 60, "IN", "NSEC", f"\\000.{name} {types}")
    made = dns.dnssec.sign(
        records, key.private, dns.name.from_text(ZONE), key.public, inception=now - DAY, expiration=now + ends
    )
    return [
        RR(name, getattr(QTYPE, kind), ttl=60, rdata=RD(one.to_wire()))
        for kind, one in (("NSEC", records[0]), ("RRSIG", made))
    ]


def signed(text: str, key: Key, *, begins: float = -DAY, ends: float = DAY, published: Iterable[Key] = ()) -> str:
    """The zone file with the keys and a signature over each set; times are told from now on."""
    now = time.time()
    lines: list[str] = []
    sets: dict[tuple[str, str], list[str]] = {}
    for line in text.splitlines():
        name, _, kind, data = line.split(maxsplit=3)
        sets.setdefault((name, kind), []).append(data)
    sets[ZONE, "DNSKEY"] = [str(one.public) for one in (*published, *([] if published else [key]))]
    for (name, kind), data in sets.items():
        records = dns.rrset.from_text_list(name, 60, "IN", kind, data)
        made = dns.dnssec.sign(
            records, key.private, dns.name.from_text(ZONE), key.public, inception=now + begins, expiration=now + ends
        )
        lines += [f"{name} 60 IN {kind} {one}" for one in data] + [f"{name} 60 IN RRSIG {made}"]
    return "\n".join(lines) + "\n"


class Signer(Authority):
    """Sends signatures along for those who want them, and is a resolver for those who ask it as one.

    What is not there it denies by the key of `denies`, where it is given one, and by what `denied` makes of it.
    As a resolver it `verifies` (and fails with the zone, unless it is told not to), `vouches` (says that it verified it), or neither.
    """

    def __init__(
        self,
        text: str,
        as_resolver: str = "",
        mood: str = "",
        *,
        denies: Key | None = None,
        denied: Callable[[str, Key], list[RR]] = denial,
    ) -> None:
        super().__init__(text, "refuses", "", mood)
        self._denies = denies
        self._denied = denied
        self._start = [one for one in RR.fromZone(text) if QTYPE[one.rtype] == "SOA"]
        self._as_resolver = as_resolver
        self._signatures = [one for one in RR.fromZone(text) if QTYPE[one.rtype] == "RRSIG"]

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        reply = super().resolve(request, handler)
        if any(QTYPE[one.rtype] == "OPT" and one.edns_do for one in request.ar):
            name, kind = request.q.qname, request.q.qtype
            reply.add_answer(*[one for one in self._signatures if one.rname == name and one.rdata.covered == kind])
            if (
                not reply.rr
                and self._denies
                and str(name).endswith(ZONE)
                and reply.header.rcode in {RCODE.NOERROR, RCODE.NXDOMAIN}
            ):
                reply.header.rcode = RCODE.NOERROR
                reply.add_auth(*self._start, *self._denied(str(name), self._denies))
        if request.header.rd and self._as_resolver == "verifies" and not request.header.cd:
            reply = request.reply()
            reply.header.rcode = RCODE.SERVFAIL
        reply.header.ad = int(bool(request.header.rd) and self._as_resolver == "vouches")
        return reply
