"""Offers each version of TLS by itself and sees which are taken."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Host
from launchready.observe.commands import openssl
from launchready.observe.net.tls import NEVER_TESTED, NEW, OLD, Offer, Shake, Versions
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Which versions a name speaks."""

    host: str
    address: str
    offers: tuple[Offer, ...]
    openssl: tuple[str, ...]
    """A command for each of the old versions."""


class OldTlsIsOffered(Check[Host, Seen]):
    """The server still speaks a version of TLS that was retired in 2021 because its protection is broken.

    What it does
        Offers TLS 1.0, 1.1, 1.2 and 1.3, each alone, and sees which the server takes. That a current version is taken
        through the same probe is the control. Not tested, because this machine's OpenSSL cannot offer them: SSLv2, SSLv3,
        RC4, 3DES and export ciphers.

    Why it is bad
        Somebody on the line can force old clients down to it. Payment services ask about it before they let you take
        cards.

    See it yourself
        openssl s_client -connect the.name:443 -servername the.name -tls1_1 -cipher ALL:@SECLEVEL=0
    """

    title = "A retired version of TLS is still spoken"
    impact = Impact.SHOULD_FIX
    rows = ("DEP-5",)
    refs = ("RFC 8996", "RFC 9325", "CWE-327", "ASVS 5.0 12.1.1")
    touch = Touch.PROBE
    faults = ("dep-old-tls",)

    async def look(self, at: Host, world: World) -> Seen:
        """One handshake a version."""
        offers = await world.ask(Versions(at.name))
        addresses = await world.addresses(at.name)
        network = world.declaration.network
        options = {"TLSv1": "-tls1", "TLSv1.1": "-tls1_1"}
        commands = tuple(
            openssl(network, at.name, addresses[0], options[version], "-cipher", "ALL:@SECLEVEL=0") for version in OLD
        )
        return Seen(at.name, addresses[0], offers, commands)

    def judge(self, seen: Seen) -> Verdict:
        """Fails where an old version was taken; passes only where a current one was."""
        by_version = {one.version: one for one in seen.offers}
        taken = [version for version in OLD if by_version[version].shake is Shake.DONE]
        current = [version for version in NEW if by_version[version].shake is Shake.DONE]
        if taken:
            return Fail(
                f"{seen.host} speaks {' and '.join(taken)}",
                tuple(
                    Evidence(f"{seen.address}, offered {version} alone", "the handshake was done") for version in taken
                ),
                tuple(command for version, command in zip(OLD, seen.openssl, strict=True) if version in taken),
                tuple(taken),
            )
        if not current:
            words = "; ".join(f"{one.version}: {one.shake} {one.words}".strip() for one in seen.offers)
            return Unknown(f"{seen.host} took no version at all: {words}")
        untold = [version for version in OLD if by_version[version].shake is not Shake.REJECTED]
        if untold:
            words = "; ".join(f"{version}: {by_version[version].shake}" for version in untold)
            return Unknown(
                f"{seen.host} speaks {' and '.join(current)}, but of the old versions it is not known: {words}"
            )
        return Pass(
            f"{seen.host} refuses TLS 1.0 and 1.1 (not tested: {NEVER_TESTED})",
            f"the same probe completed {' and '.join(current)}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The lowest version, set."""
        return Remedy(
            f"Set the lowest version of TLS to 1.2 where the TLS of {seen.host} ends (edge, load balancer or web server), and "
            "on every node of it: one that was not brought up to date is enough.",
            Effort.MINUTES,
            "ssl_protocols TLSv1.2 TLSv1.3;  # nginx; at Cloudflare: SSL/TLS > Edge Certificates > Minimum TLS Version 1.2",
        )
