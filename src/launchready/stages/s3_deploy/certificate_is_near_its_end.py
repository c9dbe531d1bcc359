"""Judges how much of a certificate's life is left: a share, because lifetimes run from six days to two hundred."""

from dataclasses import dataclass
from datetime import UTC, datetime

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Host
from launchready.observe.commands import openssl
from launchready.observe.net.tls import Certificate, Certificates, Leaf
from launchready.observe.world import World
from launchready.verdict import Evidence

DAY = 86_400
SHORT_DAYS = 10
"""A lifetime up to which a certificate is renewed at its half instead of at its last third."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The certificates that a name's addresses show."""

    host: str
    certificates: tuple[Certificate, ...]
    openssl: str


class CertificateIsNearItsEnd(Check[Host, Seen]):
    """The certificate runs out soon and nothing has renewed it: on that day the product is gone for every visitor.

    What it does
        Reads the dates of the certificate that each declared name shows and judges the share of its life that is left. A
        client that works renews with a third left (at the half, where certificates live ten days or less). Under half of
        that, renewal is not working, whatever the number of days. Where another address of the name shows a newer
        certificate already, the old one is late as soon as it was due: the renewal has not reached every machine. That a
        certificate renews by itself is proved only by seeing another serial later; this check does not claim it.

    Why it is bad
        Certificates live 200 days at most, 100 from March 2027 and 47 from March 2029: what is renewed by hand will be
        forgotten, and then every page is a warning.

    See it yourself
        openssl s_client -connect the.name:443 -servername the.name </dev/null | openssl x509 -noout -dates
    """

    title = "A certificate is near its end and has not been renewed"
    impact = Impact.SHOULD_FIX
    rows = ("DEP-5", "AUT-4")
    refs = ("RFC 9773", "CA/B BR 2.1.5", "CWE-298")
    touch = Touch.READ
    faults = ("dep-cert-expiring",)

    async def look(self, at: Host, world: World) -> Seen:
        """The handshake that the validity is judged from as well."""
        found = await world.ask(Certificates(at.name))
        return Seen(at.name, found, openssl(world.declaration.network, at.name, found[0].address))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where half of the time that renewal has is gone."""
        shown = [(one, one.leaf) for one in seen.certificates if one.leaf]
        if not shown:
            words = seen.certificates[0].words if seen.certificates else "no address"
            return Unknown(f"{seen.host} showed no certificate: {words}")
        alive = [(one, leaf) for one, leaf in shown if leaf.ends > one.at]
        if not alive:
            return NotApplicable(f"the certificate of {seen.host} is over already; its validity is judged by itself")
        worst, leaf = min(alive, key=lambda pair: _share(pair[1], pair[0].at))
        left, share = leaf.ends - worst.at, _share(leaf, worst.at)
        words = f"{_days(left)} of {_days(leaf.ends - leaf.starts)} are left ({share:.0%})"
        newer = next((one for one, other in alive if _replaces(other, leaf)), None)
        if newer is not None and newer.leaf and share < _renewal(leaf):
            return Fail(
                f"{seen.host}: {worst.address} still shows the certificate that {newer.address} has replaced; {words}",
                tuple(
                    Evidence(f"{one.address} shows", f"serial {its.serial}, until {_date(its.ends)}")
                    for one, its in ((worst, leaf), (newer, newer.leaf))
                ),
                (seen.openssl,),
                (seen.host,),
            )
        if share < _renewal(leaf) / 2:
            return Fail(
                f"{seen.host}: {words}; a client that renews by itself would have done so with {_renewal(leaf):.0%} left",
                (Evidence(f"{worst.address} shows", f"serial {leaf.serial}, until {_date(leaf.ends)}, {words}"),),
                (seen.openssl,),
                (seen.host,),
            )
        late = "" if share >= _renewal(leaf) else "; it should have been renewed by now, watch it"
        return Pass(f"{seen.host}: {words}{late}", f"the certificate's dates were read at {worst.address}")

    def remedy(self, seen: Seen) -> Remedy:
        """Renewal that works, and an alert for the day it does not."""
        return Remedy(
            f"Renew the certificate of {seen.host} now, then find out why nothing renewed it: look into the ACME client's log "
            "(a changed DNS record, a closed port 80, a CAA record that forbids the authority). Have an alert fire when less "
            "than a third of a certificate's life is left.",
            Effort.HOURS,
        )


def _replaces(new: Leaf, old: Leaf) -> bool:
    """Whether a certificate was made after another, for the same names and the same kind of key."""
    same = (new.names, new.key.partition(" ")[0]) == (old.names, old.key.partition(" ")[0])
    return same and new.serial != old.serial and new.starts > old.starts and new.ends > old.ends


def _share(leaf: Leaf, now: int) -> float:
    return (leaf.ends - now) / max(leaf.ends - leaf.starts, 1)


def _renewal(leaf: Leaf) -> float:
    return 1 / 2 if leaf.ends - leaf.starts <= SHORT_DAYS * DAY else 1 / 3


def _days(seconds: int) -> str:
    return f"{seconds / DAY:.0f} days" if abs(seconds) >= 2 * DAY else f"{seconds / 3600:.0f} hours"


def _date(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="minutes")
