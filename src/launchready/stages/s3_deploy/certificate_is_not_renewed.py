"""Compares the certificate that a name shows with those that earlier runs saw there."""

from dataclasses import dataclass
from datetime import UTC, datetime

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Host
from launchready.observe.commands import openssl
from launchready.observe.net.sightings import LATE, Sighting, Sightings
from launchready.observe.net.tls import Certificate, Certificates, Leaf
from launchready.observe.world import World
from launchready.verdict import Evidence

DAY = 86_400
SHORT_DAYS = 10
"""A lifetime up to which a certificate is renewed at its half instead of at its last third."""
OVERDUE = 0.6
"""The part of the time for renewal that is left when the latest of usual clients has renewed (a fifth of the life)."""
APART = 0.05
"""The part of the life that must lie between two sightings for them to tell something."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a name shows now, and what it showed."""

    host: str
    certificates: tuple[Certificate, ...]
    earlier: tuple[Sighting, ...]
    openssl: str


class CertificateIsNotRenewed(Check[Host, Seen]):
    """Nothing renews this certificate: it was due the last time, and it is still the same.

    What it does
        Reads in the stored runs beside launch.toml which certificates each declared name showed before, and compares them
        with the one of today. Another one, made later, proves that it is renewed. The same one, that was due already in
        an earlier run (a third of its life left; the half, where it lives ten days or less) and has less than three fifths
        of that now, is a finding: sooner than the share of its life alone can tell, and with the proof that nothing
        happened in between. In the first run, and until a renewal is due, there is nothing to compare: the check does
        not apply then, says from which day on it will, and neither passes nor keeps a launch back.

    Why it is bad
        The first renewal is the one that fails: a port that was closed after the set-up, a record that was changed, a
        timer that nobody started. A certificate that was fetched by hand looks the same as one that renews, until then.

    See it yourself
        openssl s_client -connect the.name:443 -servername the.name </dev/null | openssl x509 -noout -serial -dates
    """

    title = "A certificate was due for renewal, and nothing has renewed it since"
    impact = Impact.SHOULD_FIX
    rows = ("DEP-5", "AUT-4")
    refs = ("RFC 9773", "CA/B BR 6.3.2", "CWE-298")
    touch = Touch.READ
    faults = ("dep-no-renewal",)

    async def look(self, at: Host, world: World) -> Seen:
        """The handshake that the validity is judged from as well, and the stored runs."""
        found = await world.ask(Certificates(at.name))
        earlier = tuple(one for one in await world.ask(Sightings()) if one.host == at.name)
        return Seen(at.name, found, earlier, openssl(world.declaration.network, at.name, found[0].address))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the same certificate was due before and is overdue now; passes where another came after it."""
        shown = [(one, one.leaf) for one in seen.certificates if one.leaf]
        if not shown:
            words = seen.certificates[0].words if seen.certificates else "no address"
            return Unknown(f"{seen.host} showed no certificate: {words}")
        worst, leaf = min(shown, key=lambda pair: _share(pair[1], pair[0].at))
        earlier = [one for one in seen.earlier if one.at < worst.at - LATE]
        life = leaf.ends - leaf.starts
        same = [one for one in earlier if one.serial == leaf.serial and one.at <= worst.at - APART * life]
        due = leaf.ends - int(_renewal(leaf) * life)
        was_due = next((one for one in same if one.at > due), None)
        if was_due is not None and _share(leaf, worst.at) < OVERDUE * _renewal(leaf):
            return Fail(
                f"{seen.host}: the certificate was due on {_date(due)}, and nothing has renewed it: "
                f"{_share(leaf, worst.at):.0%} of its life is left",
                (
                    Evidence(f"seen on {_date(was_due.at)}", f"serial {was_due.serial}, until {_date(was_due.ends)}"),
                    Evidence(f"{worst.address} shows today", f"serial {leaf.serial}, until {_date(leaf.ends)}"),
                ),
                (seen.openssl,),
                (seen.host,),
            )
        now = {leaf.serial for _, leaf in shown}
        older = [one for one in earlier if one.serial not in now and one.starts < leaf.starts]
        if older:
            last = older[-1]
            return Pass(
                f"{seen.host} renews: serial {last.serial} (until {_date(last.ends)}) was followed by {leaf.serial} "
                f"(from {_date(leaf.starts)})",
                f"two runs saw two certificates, on {_date(last.at)} and today",
            )
        words = (
            f"since {_date(earlier[0].at)} it shows the same certificate"
            if earlier
            else "it is seen for the first time"
        )
        return NotApplicable(
            f"{seen.host}: {words}; whether it renews can be told from {_date(due)} on, by another run"
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Renewal that works, proved by a run of it."""
        return Remedy(
            f"Find what should have renewed the certificate of {seen.host} (the timer of the ACME client, the edge's setting) and run "
            "it once by hand with its log open; mend what it complains about, then have it run by itself twice a day, and audit "
            "again: another serial is the proof.",
            Effort.HOURS,
            "systemctl list-timers | grep -i -e certbot -e acme; certbot renew --dry-run",
        )


def _share(leaf: Leaf, now: int) -> float:
    return (leaf.ends - now) / max(leaf.ends - leaf.starts, 1)


def _renewal(leaf: Leaf) -> float:
    return 1 / 2 if leaf.ends - leaf.starts <= SHORT_DAYS * DAY else 1 / 3


def _date(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
