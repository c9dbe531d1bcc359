"""Shakes hands with each name and asks whether a browser would accept the certificate."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Host
from launchready.observe.commands import openssl
from launchready.observe.net.beside import Beside, OfferedBeside
from launchready.observe.net.tls import Certificate, Certificates, Gap, Shake
from launchready.observe.world import World
from launchready.verdict import Evidence

UNTRUSTED, INCOMPLETE, MISNAMED, UNSTAPLED = "not trusted", "incomplete chain", "another name", "no staple"
REVOKED = "revoked"
"""What can be wrong: stable names, by which two runs are compared."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The certificates that a name's addresses show."""

    host: str
    certificates: tuple[Certificate, ...]
    openssl: str
    beside: Beside | None = None


class CertificateIsWrong(Check[Host, Seen]):
    """Browsers warn every visitor away from this name, because its certificate is not valid for it.

    What it does
        Shakes hands with the addresses of every declared name, verifies the chain
        against the trusted authorities and compares the names in the certificate with the name asked for. Where an issuer
        is missing, it reads which certificates the server sends, and looks whether the missing one makes the chain whole:
        from another address of the name, or from where the certificate says that it is (as far as consent goes). So a
        chain that is not sent whole is told from an authority that nobody knows. A certificate that demands a stapled
        answer of its authority (RFC 7633) and comes without is wrong as well, as Firefox refuses it; of a server that speaks TLS
        1.3 alone that cannot be seen, and is Unknown. So is one that its authority has revoked: by the answer that the server
        staples, by that of the authority's responder where consent covers its host, or by the authority's list (CRL) where
        the certificate names no responder or that tells nothing. An answer or a list counts if the authority
        signed it, or somebody whom it lets answer; one that is old, of another certificate or not had is told, and neither
        passes nor fails. Beside it the pass tells what is taken of HTTP/2 and HTTP/1.1, whether
        HTTP/3 is offered (by header and by DNS), whether an answer is stapled, and the authority's advice on renewal (RFC
        9773) where consent covers the authority. A server that cannot be reached is not a wrong
        certificate: it is Unknown. Where this machine has no IPv6, the pass says which addresses it leaves out.

    Why it is bad
        Nobody signs up through a full-page warning, and API clients refuse to connect at all. People who are taught to
        click the warning away can be listened to by anybody on the line. An incomplete chain is the treacherous kind:
        desktop browsers fetch what is missing and look fine, while phones, API clients and payment webhooks refuse.

    See it yourself
        openssl s_client -connect the.name:443 -servername the.name -verify_hostname the.name
    """

    title = "A certificate is not valid for the name it is shown at"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("MIN-2", "EXP-5", "DEP-5")
    refs = ("RFC 9525", "RFC 6960", "RFC 5280", "CWE-295", "A04:2025")
    touch = Touch.READ
    faults = ("dep-cert-name", "dep-cert-untrusted", "dep-cert-chain", "dep-cert-staple")

    async def look(self, at: Host, world: World) -> Seen:
        """One handshake an address."""
        found = await world.ask(Certificates(at.name))
        shown = openssl(world.declaration.network, at.name, found[0].address)
        done = any(one.shake is Shake.DONE for one in found)
        return Seen(at.name, found, shown, await world.ask(OfferedBeside(at.name)) if done else None)

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a certificate was shown and a browser would not accept it."""
        bad = [one for one in seen.certificates if one.leaf and _kinds(one)]
        if bad:
            return Fail(
                f"{seen.host}: {'; '.join(dict.fromkeys(_wrong(one) for one in bad))}",
                tuple(Evidence(f"{one.address} shows", _shown(one)) for one in bad),
                (seen.openssl,),
                tuple(dict.fromkeys(kind for one in bad for kind in _kinds(one))),
            )
        looked = [one for one in seen.certificates if one.shake is not Shake.NO_WAY]
        unseen = next((one for one in looked if one.shake is not Shake.DONE), None)
        if unseen is not None or not looked:
            told = unseen or next(iter(seen.certificates), None)
            words = f"{told.address}:{told.port}: {told.shake} ({told.words})" if told else "no address"
            return Unknown(f"{seen.host} showed no certificate: {words}")
        hidden = [one.address for one in looked if one.leaf and one.leaf.must_staple and one.stapled is None]
        if hidden:
            return Unknown(
                f"the certificate of {seen.host} demands a stapled OCSP answer, and whether {', '.join(hidden)} sends one was not "
                "seen: Python shows none of TLS 1.3"
            )
        left_out = [one.address for one in seen.certificates if one not in looked]
        return Pass(
            f"{seen.host} shows a certificate that is trusted and names it"
            + (f" (not tested, this machine has no IPv6: {', '.join(left_out)})" if left_out else "")
            + (f"; {seen.beside}" if seen.beside else ""),
            "the handshake with verification of chain and name was completed at "
            + ", ".join(f"{one.address} ({one.version} {one.alpn})".replace(" )", ")") for one in looked),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The whole chain, or a certificate for the name from an authority that everybody trusts."""
        kinds = {kind for one in seen.certificates if one.leaf for kind in _kinds(one)}
        if kinds == {INCOMPLETE}:
            return Remedy(
                f"Serve the certificate of {seen.host} together with the intermediate that signed it: give the server the file "
                "with the full chain, its own certificate first, and reload it. The root need not be in it.",
                Effort.MINUTES,
                "ssl_certificate /etc/letsencrypt/live/NAME/fullchain.pem;  # nginx: fullchain.pem, not cert.pem",
            )
        if REVOKED in kinds:
            return Remedy(
                f"Make a new key for {seen.host}, have a certificate issued for it and serve it with its whole chain. Ask the "
                "authority, or whoever revoked it, why: where the key was lost, whatever else it protects wants another one too.",
                Effort.HOURS,
            )
        if kinds == {UNSTAPLED}:
            return Remedy(
                f"Have the certificate of {seen.host} issued again without the must-staple extension (authorities are giving "
                "OCSP up), or switch on OCSP stapling where TLS ends.",
                Effort.HOURS,
            )
        return Remedy(
            f"Have the edge get a certificate for {seen.host} by itself from a public authority (ACME), serve it with its "
            "whole chain, and take the wrong one out of the configuration.",
            Effort.HOURS,
            f"{seen.host} {{\n\t# Caddy gets and renews the certificate of each name that it is told\n}}",
        )


def _kinds(one: Certificate) -> tuple[str, ...]:
    found: list[str] = []
    if one.gap is Gap.NOT_SENT:
        found.append(INCOMPLETE)
    elif not one.trusted:
        found.append(UNTRUSTED)
    if not one.named:
        found.append(MISNAMED)
    if one.leaf and one.leaf.must_staple and one.stapled is False:
        found.append(UNSTAPLED)
    if one.revoked:
        found.append(REVOKED)
    return tuple(found)


def _wrong(one: Certificate) -> str:
    assert one.leaf is not None
    words = {
        INCOMPLETE: f"the server does not send its whole chain ({one.proof})",
        UNTRUSTED: f"the certificate is not trusted ({'; '.join(part for part in (one.words, one.proof) if part)})",
        MISNAMED: f"the certificate is for {', '.join(one.leaf.names) or one.leaf.subject}",
        UNSTAPLED: "the certificate demands a stapled OCSP answer, and none is sent",
        REVOKED: f"the certificate is {one.revoked}",
    }
    return " and ".join(words[kind] for kind in _kinds(one))


def _shown(one: Certificate) -> str:
    leaf = one.leaf
    assert leaf is not None
    own = f"subject {leaf.subject}; names {', '.join(leaf.names)}; issuer {leaf.issuer}; serial {leaf.serial}"
    return f"{own}; {len(one.sent)} certificates are sent" if one.sent else own
