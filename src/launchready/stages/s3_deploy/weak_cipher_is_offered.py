"""Offers weak ciphers alone, at every address, and sees which are taken."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Host
from launchready.observe.commands import openssl
from launchready.observe.net.offers import NEW, Offer, Shake, Versions, Weak, WeakCiphers
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Which weak ciphers a name's addresses take, and which versions: the control."""

    host: str
    weak: tuple[Weak, ...]
    offers: tuple[Offer, ...]
    openssl: str


class WeakCipherIsOffered(Check[Host, Seen]):
    """The server agrees to ciphers that can be broken, or that encrypt nothing at all.

    What it does
        Begins a handshake with every address of the name that offers weak suites alone: without encryption (NULL), without
        proof of who answers (anonymous), EXPORT, RC4, DES and 3DES. The offer is written by hand, since no OpenSSL of
        today can make it. What the server chooses is left out of the next offer, until it refuses. That the same address
        agrees to a current version of TLS through the same probe is the control.

    Why it is bad
        A client of old, or one that somebody on the line talks down, is then read along. Scans that payment services ask
        for fail on each of these.

    See it yourself
        nmap --script ssl-enum-ciphers -p 443 the.name
    """

    title = "Ciphers are taken that no longer protect"
    impact = Impact.SHOULD_FIX
    rows = ("DEP-5", "MIN-2")
    refs = ("RFC 9325", "RFC 7465", "CWE-327", "ASVS 5.0 12.1.2")
    touch = Touch.PROBE
    faults = ("dep-weak-cipher",)

    async def look(self, at: Host, world: World) -> Seen:
        """One offer an address, and one more for each family that is taken."""
        weak = await world.ask(WeakCiphers(at.name))
        offers = await world.ask(Versions(at.name))
        address = next((one.address for one in weak if one.families), weak[0].address)
        options = ("-tls1_2", "-cipher", "eNULL:aNULL:EXPORT:RC4:DES:3DES:@SECLEVEL=0")
        return Seen(at.name, weak, offers, openssl(world.declaration.network, at.name, address, *options))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a weak suite was taken; passes only where a current version is and the weak were refused."""
        taken = [one for one in seen.weak if one.families]
        if taken:
            families = tuple(dict.fromkeys(family for one in taken for family in one.families))
            return Fail(
                f"{seen.host} takes ciphers of {len(families)} weak kind{'s' if len(families) > 1 else ''}: "
                + ", ".join(families),
                tuple(
                    Evidence(f"{one.address}, offered weak ciphers alone, chose", ", ".join(one.families))
                    for one in taken
                ),
                (seen.openssl,),
                families,
            )
        looked = [one for one in seen.weak if one.shake is not Shake.NO_WAY]
        untold = [one for one in looked if one.shake is not Shake.REJECTED or not self._speaks(seen, one.address)]
        if untold or not looked:
            words = "; ".join(f"{one.address}: {one.shake} {one.words}".strip() for one in untold) or "no address"
            return Unknown(f"of the ciphers of {seen.host} it is not known which are taken: {words}")
        return Pass(
            f"{seen.host} refuses NULL, anonymous, EXPORT, RC4, DES and 3DES",
            "the same probe was agreed to, with ciphers of today, at " + ", ".join(one.address for one in looked),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The list of ciphers, set."""
        return Remedy(
            f"Set the ciphers where the TLS of {seen.host} ends (edge, load balancer or web server) to those of today, on "
            "every node of it, and leave out every list that an old guide gave you.",
            Effort.MINUTES,
            "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
            "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305;  # nginx",
        )

    def _speaks(self, seen: Seen, address: str) -> bool:
        return any(one.address == address and one.version in NEW and one.shake is Shake.DONE for one in seen.offers)
