"""Offers each version of SSL and TLS by itself, at every address, and sees which are taken."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Host
from launchready.observe.commands import openssl
from launchready.observe.net.offers import NEW, OLD, Offer, Shake, Versions
from launchready.observe.world import World
from launchready.verdict import Evidence

OPTIONS = {"TLSv1": "-tls1", "TLSv1.1": "-tls1_1"}
"""What makes openssl offer an old version alone, where it can."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Which versions a name's addresses speak."""

    host: str
    offers: tuple[Offer, ...]
    openssl: tuple[tuple[str, str], ...]
    """A command for each of the old versions that OpenSSL can still offer."""


class OldTlsIsOffered(Check[Host, Seen]):
    """The server still speaks a version of TLS that was retired in 2021 because its protection is broken.

    What it does
        Begins a handshake with every address of the name for each of SSL 2 and 3
        and TLS 1.0, 1.1, 1.2 and 1.3, each alone, and sees which the server agrees to. The offers are written by hand,
        so that it makes no difference what this machine's OpenSSL can still do. That a current version is taken through
        the same probe, at each address, is the control. An address that speaks nothing at all is Unknown.

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
        """The beginning of one handshake a version and address."""
        offers = await world.ask(Versions(at.name))
        network, address = world.declaration.network, offers[0].address if offers else ""
        commands = tuple(
            (
                version,
                openssl(network, at.name, _where(version, offers) or address, option, "-cipher", "ALL:@SECLEVEL=0"),
            )
            for version, option in OPTIONS.items()
        )
        return Seen(at.name, offers, commands)

    def judge(self, seen: Seen) -> Verdict:
        """Fails where an old version was taken; passes only where every address takes a current one."""
        taken = [one for one in seen.offers if one.version in OLD and one.shake is Shake.DONE]
        if taken:
            versions = tuple(version for version in OLD if any(one.version == version for one in taken))
            return Fail(
                f"{seen.host} speaks {' and '.join(versions)}",
                tuple(
                    Evidence(f"{one.address}, offered {one.version} alone", "the server agreed to it") for one in taken
                ),
                tuple(command for version, command in seen.openssl if version in versions)
                or (f"nmap --script sslv2,ssl-enum-ciphers -p 443 {seen.host}",),
                versions,
            )
        looked = [one for one in seen.offers if one.shake is not Shake.NO_WAY]
        addresses = tuple(dict.fromkeys(one.address for one in looked))
        mute = [address for address in addresses if _current(looked, address) == ""]
        if mute or not looked:
            words = "; ".join(
                f"{one.version}: {one.shake} {one.words}".strip() for one in looked if one.address in mute
            )
            return Unknown(f"{seen.host} took no version at all: {words or 'it has no address that can be reached'}")
        # Who knows SSL 2 or 3 answers its hello at once; of one that waits for more, it is no sign.
        untold = [one for one in looked if one.version in OLD[2:] and one.shake is not Shake.REJECTED]
        if untold:
            words = "; ".join(f"{one.version} at {one.address}: {one.shake}" for one in untold)
            return Unknown(f"of the old versions of {seen.host} it is not known whether they are spoken: {words}")
        left_out = tuple(dict.fromkeys(one.address for one in seen.offers if one not in looked))
        return Pass(
            f"{seen.host} refuses SSL 2 and 3, TLS 1.0 and 1.1"
            + (f" (not tested, this machine has no IPv6: {', '.join(left_out)})" if left_out else ""),
            "the same probe was answered with "
            + "; ".join(f"{_current(looked, address)} at {address}" for address in addresses),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The lowest version, set."""
        return Remedy(
            f"Set the lowest version of TLS to 1.2 where the TLS of {seen.host} ends (edge, load balancer or web server), and "
            "on every node of it: one that was not brought up to date is enough.",
            Effort.MINUTES,
            "ssl_protocols TLSv1.2 TLSv1.3;  # nginx; at Cloudflare: SSL/TLS > Edge Certificates > Minimum TLS Version 1.2",
        )


def _where(version: str, offers: tuple[Offer, ...]) -> str:
    """The first address that takes a version; empty where none does."""
    return next((one.address for one in offers if one.version == version and one.shake is Shake.DONE), "")


def _current(offers: list[Offer], address: str) -> str:
    """The current versions that an address takes, in words."""
    return " and ".join(
        one.version for one in offers if one.address == address and one.version in NEW and one.shake is Shake.DONE
    )
