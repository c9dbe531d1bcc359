"""Reads the keys and signatures of the certificates that each name sends."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Host
from launchready.observe.commands import openssl
from launchready.observe.net.tls import Certificate, Certificates, Leaf
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The certificates that a name's addresses show."""

    host: str
    certificates: tuple[Certificate, ...]
    openssl: str


class CertificateIsWeak(Check[Host, Seen]):
    """The certificate can be forged: its key is too short, or it is signed over a hash that can be made to collide.

    What it does
        Reads the key and the signature of each certificate that each address of a declared name sends, the intermediates
        with them. RSA below 2,048 bits, curves below 224 bits and signatures over SHA-1 or MD5 are findings; a
        root's own signature proves nothing and is passed over.

    Why it is bad
        Current clients refuse such a certificate outright, and with older ones whoever breaks the key is your site.

    See it yourself
        openssl s_client -connect the.name:443 -servername the.name </dev/null | openssl x509 -noout -text
    """

    title = "A certificate's key or signature is too weak"
    impact = Impact.SHOULD_FIX
    rows = ("DEP-5", "MIN-2")
    refs = ("CA/B BR 6.1.5", "RFC 9155", "CWE-326", "CWE-328")
    touch = Touch.READ
    faults = ("dep-weak-key",)

    async def look(self, at: Host, world: World) -> Seen:
        """The handshakes that the validity is judged from as well."""
        found = await world.ask(Certificates(at.name))
        return Seen(at.name, found, openssl(world.declaration.network, at.name, found[0].address))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where one of the certificates is weak."""
        shown = [one for one in seen.certificates if one.leaf]
        weak = [(one, leaf) for one in shown for leaf in _all(one) if leaf.weakness()]
        if weak:
            return Fail(
                "; ".join(dict.fromkeys(f"{leaf.subject or seen.host}: {leaf.weakness()}" for _, leaf in weak)),
                tuple(
                    Evidence(f"{one.address} sends", f"serial {leaf.serial}, {leaf.key} {leaf.bits}, {leaf.hash}")
                    for one, leaf in weak
                ),
                (seen.openssl,),
                tuple(dict.fromkeys(leaf.weakness() for _, leaf in weak)),
            )
        if not shown:
            words = seen.certificates[0].words if seen.certificates else "no address"
            return Unknown(f"{seen.host} showed no certificate: {words}")
        keys = dict.fromkeys(f"{leaf.key} {leaf.bits or ''}".strip() for one in shown for leaf in _all(one))
        return Pass(
            f"the certificates of {seen.host} are strong: {', '.join(keys)}",
            "keys and signatures were read at " + ", ".join(f"{one.address} ({len(_all(one))} sent)" for one in shown),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Another key."""
        return Remedy(
            f"Make a new key for {seen.host} (ECDSA P-256, or RSA with 2,048 bits) and have a certificate issued for it; no "
            "public authority signs a weak one any more, so also find out who issued this.",
            Effort.HOURS,
            "openssl ecparam -name prime256v1 -genkey -noout -out key.pem",
        )


def _all(one: Certificate) -> tuple[Leaf, ...]:
    """The certificate and all that are sent with it."""
    return one.sent or ((one.leaf,) if one.leaf else ())
