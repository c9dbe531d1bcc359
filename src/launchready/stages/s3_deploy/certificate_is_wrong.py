"""Shakes hands with each name and asks whether a browser would accept the certificate."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Host
from launchready.observe.commands import openssl
from launchready.observe.net.tls import Certificate, Certificates, Shake
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The certificates that a name's addresses show."""

    host: str
    certificates: tuple[Certificate, ...]
    openssl: str


class CertificateIsWrong(Check[Host, Seen]):
    """Browsers warn every visitor away from this name, because its certificate is not valid for it.

    What it does
        Shakes hands with the addresses of every declared name (three at most), verifies the chain against the trusted
        authorities and compares the names in the certificate with the name asked for. A server that cannot be reached is
        not a wrong certificate: it is Unknown.

    Why it is bad
        Nobody signs up through a full-page warning, and API clients refuse to connect at all. People who are taught to
        click the warning away can be listened to by anybody on the line.

    See it yourself
        openssl s_client -connect the.name:443 -servername the.name -verify_hostname the.name
    """

    title = "A certificate is not valid for the name it is shown at"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("MIN-2", "EXP-5", "DEP-5")
    refs = ("RFC 9525", "CWE-295", "A04:2025")
    touch = Touch.READ
    faults = ("dep-cert-name", "dep-cert-untrusted")

    async def look(self, at: Host, world: World) -> Seen:
        """One handshake an address."""
        found = await world.ask(Certificates(at.name))
        return Seen(at.name, found, openssl(world.declaration.network, at.name, found[0].address))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a certificate was shown and a browser would not accept it."""
        bad = [one for one in seen.certificates if one.leaf and not (one.trusted and one.named)]
        if bad:
            return Fail(
                f"{seen.host}: {'; '.join(dict.fromkeys(_wrong(one) for one in bad))}",
                tuple(Evidence(f"{one.address} shows", _shown(one)) for one in bad),
                (seen.openssl,),
                tuple(dict.fromkeys(_kind(one) for one in bad)),
            )
        unseen = next((one for one in seen.certificates if one.shake is not Shake.DONE), None)
        if unseen is not None or not seen.certificates:
            words = f"{unseen.address}:{unseen.port}: {unseen.shake} ({unseen.words})" if unseen else "no address"
            return Unknown(f"{seen.host} showed no certificate: {words}")
        return Pass(
            f"{seen.host} shows a certificate that is trusted and names it",
            "the handshake with verification of chain and name was completed at "
            + ", ".join(one.address for one in seen.certificates),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A certificate for the name, from an authority that everybody trusts."""
        return Remedy(
            f"Have the edge get a certificate for {seen.host} by itself from a public authority (ACME), serve it with its "
            "whole chain, and take the wrong one out of the configuration.",
            Effort.HOURS,
            f"{seen.host} {{\n\t# Caddy gets and renews the certificate of each name that it is told\n}}",
        )


def _kind(one: Certificate) -> str:
    return "another name" if one.trusted else "not trusted"


def _wrong(one: Certificate) -> str:
    reasons: list[str] = []
    if not one.trusted:
        reasons.append(f"the certificate is not trusted ({one.words})")
    if not one.named and one.leaf:
        reasons.append(f"the certificate is for {', '.join(one.leaf.names) or one.leaf.subject}")
    return " and ".join(reasons)


def _shown(one: Certificate) -> str:
    leaf = one.leaf
    assert leaf is not None
    return f"subject {leaf.subject}; names {', '.join(leaf.names)}; issuer {leaf.issuer}; serial {leaf.serial}"
