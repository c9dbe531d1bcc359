"""What the zone of bazaar.test says, and what its owner believes it says."""

from dataclasses import dataclass

from bazaar.town import names

TTL = 60
SERIAL = 2026112401
FOREIGN = "mailer.example"
"""Under dep-reset-unaligned: the domain of the service that sends in our name."""

SERVICES = tuple(f"_spf{at}.{names.DOMAIN}" for at in range(1, 12))
"""Under dep-spf-lookups: a service more than a receiver looks up."""
RETIRED = tuple(f"smtp{at}.{names.DOMAIN}" for at in range(1, 4))
"""Under dep-spf-void: mail servers that are long gone."""

OLD_SELECTOR = "old"
OLD_KEY = (
    "MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAKVV2Fh16JJWmG2tqS54nIYz5+KGmsHUrV328agigfq/zkz06Y01bZgl"
    "cnjtHpttqI6Vbaj1N/ZuUJjEFpE/gZl+5CtGy3KbgFD9PwS7zG8zP6owQeV9C3P3/+T7izeJPwIDAQAB"
)
"""Under dep-dkim-short: the public half of a key of 768 bits, from the first mail server that Bazaar had."""

VOUCHED = (
    ("DS", f"4711 13 2 {'5e' * 32}"),
    ("RRSIG", f"DS 13 2 {TTL} 20360101000000 20260101000000 8812 {names.DOMAIN.partition('.')[2]}. {'bG9u' * 21}Zw=="),
)
"""Under dep-dnssec-broken: what the registry says of a key that the provider before this one signed with."""

MORE = {
    "exp-undeclared-subdomain": (names.BETA, names.EDGE_ADDRESS),
    "exp-old-environment": (names.OLD, names.EDGE_ADDRESS),
    "exp-retired-host": (names.FIRST, names.EDGE_ADDRESS),
    "exp-strangers-address": (names.PROMO, names.TENANT_ADDRESS),
}
"""Names that only a fault has, and where they lead."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record, written as a person writes it: `name TYPE data`, with the text of TXT as it is."""

    name: str
    kind: str
    data: str

    def __str__(self) -> str:
        return f"{self.name} {self.kind} {self.data}"


@dataclass(frozen=True, slots=True)
class Key:
    """The public half of a DKIM key, as base64, and the name it is published under."""

    selector: str
    public: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the name space that our server answers for."""

    apex: str
    records: tuple[Record, ...]


def zones(faults: frozenset[str], dkim: tuple[Key, ...], serial: int = SERIAL) -> tuple[Zone, ...]:
    """Every zone that our server answers for.

    Args:
        faults: the faults that are switched on.
        dkim: the keys that mail is signed with.
        serial: the number of this copy of our own zone.
    """
    found = [
        Zone(
            names.DOMAIN, (*_authority(names.DOMAIN, serial), *_hosts(faults), *_mail(faults, dkim), *_drifting(faults))
        )
    ]
    if "dep-dnssec-broken" in faults:
        # The registry's answer: a resolver has it from there, and here our server is the resolver as well.
        found.append(Zone(names.DOMAIN, tuple(Record(names.DOMAIN, kind, data) for kind, data in VOUCHED)))
    if "exp-dangling-cname" in faults:
        found.append(Zone(names.UNCLAIMED, _authority(names.UNCLAIMED)))
    if "exp-unclaimed-page" in faults:
        page = Record(f"bazaar.{names.PAGES}", "A", names.PAGES_ADDRESS)
        found.append(Zone(names.PAGES, (*_authority(names.PAGES), page)))
    if "dep-reset-unaligned" in faults:
        found.append(Zone(FOREIGN, (*_authority(FOREIGN), *_foreign_mailer(dkim))))
    if faults & {"exp-dangling-mx", "exp-dangling-ns", "exp-dangling-include"}:
        # Its registry, which says that there is no such name.
        registry = names.LOST.partition(".")[2]
        found.append(Zone(registry, _authority(registry)))
    return tuple(found)


def second(faults: frozenset[str], dkim: tuple[Key, ...]) -> tuple[Zone, ...]:
    """What the second name server answers for."""
    if "dep-old-name-server" in faults:
        # It was never told of the new mail server, and has the copy from before.
        return zones(faults | {"obs-dns-drift"}, dkim, SERIAL - 100)
    return zones(faults, dkim)


def provider() -> Zone:
    """Where the provider of the edge has its API: a zone of another company's."""
    return Zone(names.EDGE_API, (*_authority(names.EDGE_API), Record(names.EDGE_API, "A", names.EDGE_ADDRESS)))


def catcher() -> Zone:
    """Where the audit's listener is: a zone of another company's."""
    return Zone(names.CATCHER, (*_authority(names.CATCHER), Record(names.CATCHER, "A", names.ORIGIN_ADDRESS)))


def declared(faults: frozenset[str], dkim: tuple[Key, ...]) -> tuple[Record, ...]:
    """The records that the owner declares: what is served, without what the owner does not know of."""
    unknown = {names.BETA, names.OLD, names.FIRST}
    served = (*_hosts(faults), *_mail(faults, dkim), *_drifting(faults - {"obs-dns-drift"}))
    return tuple(record for record in served if record.name not in unknown)


def _authority(apex: str, serial: int = SERIAL) -> tuple[Record, ...]:
    soa = f"{names.NAMESERVER} hostmaster.{names.DOMAIN} {serial} 3600 600 604800 {TTL}"
    both = (names.NAMESERVER, names.SECOND_NAMESERVER)
    return (Record(apex, "SOA", soa), *(Record(apex, "NS", server) for server in both))


def _hosts(faults: frozenset[str]) -> tuple[Record, ...]:
    # Every public name stands at the edge; where the origin is, the zone does not say.
    at = dict.fromkeys((*names.SITES, *names.ALIASES, names.MAIL, names.POLICY, names.NAMESERVER), names.EDGE_ADDRESS)
    at[names.SECOND_NAMESERVER] = names.SECOND_ADDRESS
    if "edg-not-proxied" in faults:
        at[names.API] = names.BARE_ADDRESS
    if faults & names.OLD_NODE:
        at[names.ERRORS] = names.OLD_ADDRESS
    if "exp-host-gone" in faults:
        del at[names.STAGING]
    at |= dict(host for fault, host in MORE.items() if fault in faults)
    found = tuple(Record(name, "A", address) for name, address in at.items())
    if "exp-dangling-mx" in faults:
        found = (*found, Record(names.NEWS, "MX", f"10 mx.{names.LOST}"))
    if "exp-dangling-ns" in faults:
        found = (*found, Record(names.SUPPORT, "NS", f"ns1.{names.LOST}"))
    if "exp-unclaimed-page" in faults:
        found = (*found, Record(names.DOCS, "CNAME", f"bazaar.{names.PAGES}"))
    if "exp-dangling-cname" in faults:
        return (*found, Record(names.HELP, "CNAME", f"bazaar-help.{names.UNCLAIMED}"))
    return found


def _mail(faults: frozenset[str], dkim: tuple[Key, ...]) -> tuple[Record, ...]:
    found: list[Record] = []
    if "dep-spf-missing" not in faults:
        lapsed = f"include:_spf.{names.LOST} " if "exp-dangling-include" in faults else ""
        qualifier = "+" if "dep-spf-all" in faults else "-"
        found += _senders(faults)
        terms = "".join(f"{term} " for term in _sender_terms(faults))
        found.append(Record(names.DOMAIN, "TXT", f"v=spf1 {lapsed}{terms}ip4:127.0.0.1 {qualifier}all"))
    if "dep-dkim-missing" not in faults:
        found += _keys(names.DOMAIN, dkim)
    if "dep-dkim-short" in faults:
        found.append(Record(f"{OLD_SELECTOR}._domainkey.{names.DOMAIN}", "TXT", f"v=DKIM1; k=rsa; p={OLD_KEY}"))
    if "dep-dmarc-missing" not in faults:
        policy = "none" if "dep-dmarc-none" in faults else "reject"
        below = "sp=none; " if "dep-dmarc-subdomains" in faults else ""
        report = f"{below}rua=mailto:dmarc@{names.DOMAIN}"
        found.append(Record(f"_dmarc.{names.DOMAIN}", "TXT", f"v=DMARC1; p={policy}; adkim=s; aspf=s; {report}"))
    return tuple(found)


def _sender_terms(faults: frozenset[str]) -> tuple[str, ...]:
    if "dep-spf-lookups" in faults:
        return tuple(f"include:{name}" for name in SERVICES)
    if "dep-spf-void" in faults:
        return tuple(f"a:{name}" for name in RETIRED)
    return ()


def _senders(faults: frozenset[str]) -> tuple[Record, ...]:
    if "dep-spf-lookups" not in faults:
        return ()
    return tuple(Record(name, "TXT", f"v=spf1 ip4:192.0.2.{at} -all") for at, name in enumerate(SERVICES, 1))


def _drifting(faults: frozenset[str]) -> tuple[Record, ...]:
    preference = 20 if "obs-dns-drift" in faults else 10
    # Bazaar's certificates are from an authority of its own, which goes by the domain's name.
    issuer = "letsencrypt.org" if "dep-caa-forbids" in faults else names.DOMAIN
    return (
        Record(names.DOMAIN, "MX", f"{preference} {names.MAIL}"),
        Record(f"_mta-sts.{names.DOMAIN}", "TXT", "v=STSv1; id=20261124"),
        Record(f"_smtp._tls.{names.DOMAIN}", "TXT", f"v=TLSRPTv1; rua=mailto:tls@{names.DOMAIN}"),
        Record(names.DOMAIN, "CAA", f'0 issue "{issuer}"'),
    )


def _keys(domain: str, dkim: tuple[Key, ...]) -> tuple[Record, ...]:
    return tuple(
        Record(f"{key.selector}._domainkey.{domain}", "TXT", f"v=DKIM1; k=rsa; p={key.public}") for key in dkim
    )


def _foreign_mailer(dkim: tuple[Key, ...]) -> tuple[Record, ...]:
    # SPF and DKIM of the sending service are in order: what is missing is that they speak for bazaar.test.
    return (Record(FOREIGN, "TXT", "v=spf1 ip4:127.0.0.1 -all"), *_keys(FOREIGN, dkim))
