"""Judges a sender by SPF as a receiver must: `check_host` of RFC 7208, whole, over any DNS that answers its one question."""

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Protocol

from launchready.observe.mail.spf_macros import Envelope, filled, is_name, shortened
from launchready.observe.mail.spf_record import NotSpfError, SpfRecord, Term, explains, is_spf, read
from launchready.observe.net.dns import RecordSet

MOST_LOOKUPS = 10
MOST_VOIDS = 2
MOST_HOSTS = 10
"""Mail servers of one `mx`, and names of one address (RFC 7208, 4.6.4)."""


class SpfResult(StrEnum):
    """What a receiver makes of it (RFC 7208, 2.6)."""

    NONE = "none"
    NEUTRAL = "neutral"
    PASS = "pass"  # noqa: S105 - a result, no password
    FAIL = "fail"
    SOFTFAIL = "softfail"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


RESULTS = {"+": SpfResult.PASS, "-": SpfResult.FAIL, "~": SpfResult.SOFTFAIL, "?": SpfResult.NEUTRAL}


class Dns(Protocol):
    """Whatever can be asked for the records of a name."""

    async def query(self, name: str, kind: str) -> RecordSet:
        """The records of a type: addresses, `10 host` for MX, whole texts for TXT."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a receiver looks up for one message."""

    lookups: int = MOST_LOOKUPS
    voids: int = MOST_VOIDS


@dataclass(frozen=True, slots=True)
class SpfOutcome:
    """The result and what led to it."""

    result: SpfResult
    reason: str
    explanation: str = ""
    """What the domain's owner tells the refused; empty where nothing is told."""
    lookups: tuple[str, ...] = ()
    """The terms for which DNS was asked, in their order: `domain: term`."""
    voids: tuple[str, ...] = ()
    """Those of them that pointed to nothing."""


class _Error(Exception):
    def __init__(self, result: SpfResult, reason: str) -> None:
        super().__init__(reason)
        self.result = result


async def check_host(
    ip: str | IPv4Address | IPv6Address,
    sender: str,
    helo: str,
    dns: Dns,
    *,
    receiver: str = "unknown",
    limits: Limits | None = None,
) -> SpfOutcome:
    """Whether a host may send mail of a sender.

    Args:
        ip: the address that the message comes from.
        sender: the envelope's sender (MAIL FROM); empty for a bounce, for which `helo` counts.
        helo: the name by which the host greets.
        dns: who is asked.
        receiver: our own name, for the macro `r`.
        limits: other limits than the standard's, to count how far a record goes past them.
    """
    address = ip_address(ip) if isinstance(ip, str) else ip
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    local, _, domain = (sender or helo).rpartition("@")
    envelope = Envelope(address, local or "postmaster", domain, helo, receiver)
    evaluation = _Evaluation(envelope, dns, limits or Limits())
    try:
        result, reason, explanation = await evaluation.check(domain)
    except _Error as error:
        result, reason, explanation = error.result, str(error), ""
    return SpfOutcome(result, reason, explanation, tuple(evaluation.lookups), tuple(evaluation.voids))


@dataclass(slots=True)
class _Evaluation:
    envelope: Envelope
    dns: Dns
    limits: Limits
    lookups: list[str] = field(default_factory=list)
    voids: list[str] = field(default_factory=list)
    _name: str | None = None

    async def check(self, domain: str, *, explain: bool = True) -> tuple[SpfResult, str, str]:
        """`check_host` of one domain; raises for both kinds of error."""
        record = await self._record(domain)
        if record is None:
            return SpfResult.NONE, f"{domain or 'the sender'} has no SPF record", ""
        for term in record.terms:
            if await self._matches(term, domain):
                result = RESULTS[term.qualifier]
                told = await self._explanation(record, domain) if explain and result is SpfResult.FAIL else ""
                return result, f"{domain}: {term.text}", told
        if not record.redirect:
            return SpfResult.NEUTRAL, f"{domain}: no mechanism matches", ""
        text = f"redirect={record.redirect}"
        self._count(domain, text)
        target = await self._target(record.redirect, domain)
        found = await self.check(target, explain=explain)
        if found[0] is SpfResult.NONE:
            self._void(domain, text)
            raise _Error(SpfResult.PERMERROR, f"{domain}: `{text}` leads to {target}, which has no SPF record")
        return found

    async def _record(self, domain: str) -> SpfRecord | None:
        if "." not in domain.removesuffix(".") or not is_name(domain) or domain.startswith("["):
            return None
        answer = await self.dns.query(domain.removesuffix("."), "TXT")
        if not answer.known:
            raise _Error(SpfResult.TEMPERROR, f"TXT of {domain}: {answer.state} {answer.detail}".strip())
        records = [text for text in answer.records if is_spf(text)]
        if len(records) > 1:
            raise _Error(SpfResult.PERMERROR, f"{domain} has {len(records)} SPF records")
        try:
            return read(records[0]) if records else None
        except NotSpfError as error:
            raise _Error(SpfResult.PERMERROR, f"{domain}: {error}") from None

    async def _matches(self, term: Term, domain: str) -> bool:
        match term.kind:
            case "all":
                return True
            case "ip4" | "ip6":
                return term.network is not None and self.envelope.ip in term.network
        self._count(domain, term.text)
        target = await self._target(term.domain, domain) if term.domain else domain
        match term.kind:
            case "include":
                return await self._includes(term, domain, target)
            case "a":
                return await self._stands_at(term, domain, target)
            case "mx":
                hosts = await self._asked(term.text, domain, target, "MX")
                names = [host for one in hosts if (host := one.partition(" ")[2].removesuffix("."))]
                if len(names) > MOST_HOSTS:
                    raise _Error(SpfResult.PERMERROR, f"{domain}: `{term.text}` has more than {MOST_HOSTS} hosts")
                for name in names:
                    if await self._stands_at(term, domain, name):
                        return True
                return False
            case "exists":
                return bool(await self._asked(term.text, domain, target, "A"))
            case _:  # the grammar leaves `ptr`
                names = await self._validated(term.text, domain)
                return any(one == target.lower() or one.endswith(f".{target.lower()}") for one in names)

    async def _includes(self, term: Term, domain: str, target: str) -> bool:
        result, _, _ = await self.check(target, explain=False)
        if result is SpfResult.NONE:
            self._void(domain, term.text)
            raise _Error(SpfResult.PERMERROR, f"{domain}: `{term.text}`: {target} has no SPF record")
        return result is SpfResult.PASS

    async def _stands_at(self, term: Term, domain: str, name: str) -> bool:
        four = isinstance(self.envelope.ip, IPv4Address)
        for text in await self._asked(term.text, domain, name, "A" if four else "AAAA"):
            bits = term.bits_4 if four else term.bits_6
            if self.envelope.ip in ip_network(f"{text}/{bits}", strict=False):
                return True
        return False

    async def _asked(self, text: str, domain: str, name: str, kind: str) -> tuple[str, ...]:
        """The records of a name; nothing there counts as void, no answer as an error for the moment."""
        if not is_name(name):
            return ()
        answer = await self.dns.query(name.removesuffix("."), kind)
        if not answer.known:
            raise _Error(
                SpfResult.TEMPERROR, f"{domain}: `{text}`: {kind} of {name}: {answer.state} {answer.detail}".strip()
            )
        if not answer.records:
            self._void(domain, text)
        return answer.records

    async def _validated(self, text: str, domain: str) -> list[str]:
        """The names of the address that lead back to it; what does not answer is none (RFC 7208, 5.5)."""
        answer = await self.dns.query(self.envelope.ip.reverse_pointer, "PTR")
        if answer.known and not answer.records and text:
            self._void(domain, text)
        names: list[str] = []
        for one in answer.records[:MOST_HOSTS]:
            name = one.removesuffix(".").lower()
            if not is_name(name):
                continue
            there = await self.dns.query(name, "A" if isinstance(self.envelope.ip, IPv4Address) else "AAAA")
            if any(ip_address(address) == self.envelope.ip for address in there.records):
                names.append(name)
        return names

    async def _target(self, spec: str, domain: str) -> str:
        return shortened(await self._filled(spec, domain))

    async def _filled(self, text: str, domain: str) -> str:
        async def name() -> str:
            if self._name is None:
                names = await self._validated("", domain)
                below = [one for one in names if one.endswith(f".{domain.lower()}")]
                self._name = next((one for one in names if one == domain.lower()), None) or next(
                    iter([*below, *names]), "unknown"
                )
            return self._name

        return await filled(text, domain, self.envelope, name)

    async def _explanation(self, record: SpfRecord, domain: str) -> str:
        if not record.explanation:
            return ""
        target = await self._target(record.explanation, domain)
        if not is_name(target):
            return ""
        answer = await self.dns.query(target, "TXT")
        if len(answer.records) != 1 or not explains(answer.records[0]):
            return ""
        told = await self._filled(answer.records[0], domain)
        return told if told.isascii() else ""

    def _count(self, domain: str, text: str) -> None:
        self.lookups.append(f"{domain}: {text}")
        if len(self.lookups) > self.limits.lookups:
            raise _Error(SpfResult.PERMERROR, f"{domain}: `{text}` is look-up {len(self.lookups)}")

    def _void(self, domain: str, text: str) -> None:
        self.voids.append(f"{domain}: {text}")
        if len(self.voids) > self.limits.voids:
            raise _Error(SpfResult.PERMERROR, f"{domain}: `{text}` is look-up {len(self.voids)} that finds nothing")
