"""Compares who issued the certificates that are served with who may issue the next ones."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration, Host
from launchready.observe.commands import dig, openssl
from launchready.observe.errors import CannotLook
from launchready.observe.net.authorities import called, perhaps
from launchready.observe.net.caa import Authorized, CaaOf, Ruling, ruling
from launchready.observe.net.certificate import Leaf, is_for
from launchready.observe.net.tls import Certificate, Certificates
from launchready.observe.world import World
from launchready.verdict import Evidence

WILD = "*."


@dataclass(frozen=True, slots=True)
class Shown:
    """A name in a certificate that a host shows, and who may issue for it."""

    host: str
    name: str
    """As it stands in the certificate."""
    issuer: str
    organization: str
    called: tuple[str, ...]
    """How records name that organization; empty where that is not known."""
    caa: Authorized
    commands: tuple[str, ...]
    perhaps: tuple[str, ...] = ()
    """Names by which it may have been called once: records that hold one of these alone are not judged."""

    @property
    def by(self) -> str:
        """The authority, in words."""
        return f"{self.organization or self.issuer}" + (f" ({self.issuer})" if self.organization else "")

    def ruled(self, declared: str | None) -> Ruling | None:
        """Whether the authority may issue again; None where it is not known by which name the records would let it."""
        wild = self.name.startswith(WILD)
        if (anybody := ruling(self.caa.records, (), wild=wild)).may:
            return anybody
        if not self.called and declared is None:
            return None
        own = ruling(self.caa.records, (*self.called, *filter(None, (declared,))), wild=wild)
        if not own.may and ruling(self.caa.records, self.perhaps, wild=wild).may:
            return None
        return own


@dataclass(frozen=True, slots=True)
class Seen:
    """Every certificate's names."""

    shown: tuple[Shown, ...]
    bare: tuple[str, ...]
    """Hosts that showed no certificate of their own, and why."""
    declared: str | None = None
    """The issuer in launch.toml."""


class CaaForbidsIssuer(Check[Declaration, Seen]):
    """The authority that your certificate is from may not issue the next one: the site works until the day it ends.

    What it does
        Reads who issued the certificate that each declared host shows, and the CAA records that hold for the names in it: those
        of the name or the nearest above it that has some, `issuewild` for wildcards. The organization in the certificate
        is looked up in a dated list of the names by which such records call it; an authority that is not on the list is
        not judged, unless [dns].issuer tells its name. A finding is an authority that the records leave out. What else they
        ask of it (an account, a method) is told, and not judged.

    Why it is bad
        Every public authority reads these records before it issues and must refuse if they do not name it. Somebody adds one for
        another service, all goes on working, and weeks later the renewal fails in a log that nobody reads.

    See it yourself
        dig the.name CAA; dig the.domain CAA; openssl s_client -connect the.name:443 </dev/null | openssl x509 -noout -issuer
    """

    title = "CAA records forbid the authority that the certificate is from"
    impact = Impact.SHOULD_FIX
    rows = ("DEP-5", "EXP-5")
    refs = ("RFC 8659", "CA/B BR 3.2.2.8", "CWE-298")
    touch = Touch.READ
    of_names = True
    faults = ("dep-caa-forbids",)
    deadline_s = 120

    async def look(self, at: Declaration, world: World) -> Seen:
        """The handshakes that other checks judge from as well, and some questions to DNS."""
        found: dict[tuple[str, str], Shown] = {}
        bare: list[str] = []
        for host in at.hosts():
            try:
                certificates = await world.ask(Certificates(host.name))
            except CannotLook as why:
                bare.append(f"{host.name}: {why}")
                continue
            own = [one for one in certificates if one.leaf and is_for(one.leaf.names, host.name)]
            if not own:
                bare.append(f"{host.name}: {_nothing(certificates)}")
            for one in own:
                if one.leaf is not None:
                    for shown in await _names(world, host, one, one.leaf):
                        found.setdefault((shown.name, shown.issuer), shown)
        return Seen(tuple(found.values()), tuple(bare), at.dns.issuer)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each name for which the authority may not issue again."""
        if not seen.shown:
            return Unknown("; ".join(seen.bare[:3]) or "no host has a certificate")
        ruled = [(one, one.ruled(seen.declared)) for one in seen.shown if not one.caa.silence]
        if wrong := [(one, said) for one, said in ruled if said and not said.may]:
            return _failed(wrong)
        if dark := [one.caa.silence for one in seen.shown if one.caa.silence]:
            return Unknown("; ".join(dict.fromkeys(dark)))
        if unclear := [one for one, said in ruled if said is None]:
            one = unclear[0]
            return Unknown(
                f"{one.name}: its certificate is from {one.by}, and by which name records would let it issue is not known; "
                f"those at {one.caa.at} are {'; '.join(one.caa.records)}. Where it is one of your own, [dns].issuer tells it"
            )
        held = [(one, said) for one, said in ruled if said and one.caa.records]
        if not held:
            names = ", ".join(sorted(one.name for one in seen.shown)[:5])
            return Pass(
                f"no CAA record stands at or above {names}: every authority may issue",
                f"the certificates were read ({seen.shown[0].by}), and DNS answered that there is none",
            )
        one, said = held[0]
        conditions = [f"{one.caa.at} asks for {said.conditions}" for one, said in held if said.conditions]
        return Pass(
            f"who issued the certificates of {len(seen.shown)} names may issue the next"
            + (f"; {'; '.join(dict.fromkeys(conditions))}, which is not judged" if conditions else ""),
            f"the certificate of {one.host} is from {one.by}, and for {one.name} the records at {one.caa.at} say: {said.because}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """One more record, or another authority."""
        wrong = [
            one for one in seen.shown if not one.caa.silence and (said := one.ruled(seen.declared)) and not said.may
        ]
        lines = dict.fromkeys(
            f'{one.caa.at}. 300 IN CAA 0 {"issuewild" if one.name.startswith(WILD) else "issue"} "{name}"'
            for one in wrong
            for name in (one.called or (seen.declared,))[:1]
        )
        return Remedy(
            "Add a CAA record for the authority that issues your certificates, beside those that are there; or have the next "
            "certificate issued by one that they name, and renew now, while the old one still holds, to see that it works.",
            Effort.MINUTES,
            "\n".join(lines),
        )


def _failed(wrong: list[tuple[Shown, Ruling]]) -> Fail:
    one, said = wrong[0]
    names = list(dict.fromkeys(shown.name for shown, _ in wrong))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""  # noqa: PLR2004 - as many as are named
    return Fail(
        f"{one.by} may not issue again for {', '.join(names[:3])}{more}: at {one.caa.at}, {said.because}",
        tuple(
            Evidence(
                f"{shown.name}: the certificate of {shown.host} is from {shown.by}; CAA at {shown.caa.at}",
                "\n".join(shown.caa.records)[:300],
            )
            for shown, _ in wrong[:5]
        ),
        tuple(dict.fromkeys(line for shown, _ in wrong[:5] for line in shown.commands)),
        tuple(names),
    )


async def _names(world: World, host: Host, one: Certificate, leaf: Leaf) -> list[Shown]:
    """The names of a certificate that are for the host: for these it is renewed, whatever else stands in it."""
    network = world.declaration.network
    found: list[Shown] = []
    for name in dict.fromkeys(each.lower().rstrip(".") for each in leaf.names if is_for((each,), host.name)):
        caa = await world.ask(CaaOf(name.removeprefix(WILD)))
        commands = (dig(network, caa.at or caa.name, "CAA"), openssl(network, host.name, one.address))
        found.append(
            Shown(
                host.name,
                name,
                leaf.issuer,
                leaf.organization,
                called(leaf.organization),
                caa,
                commands,
                perhaps(leaf.organization),
            )
        )
    return found


def _nothing(certificates: tuple[Certificate, ...]) -> str:
    words = next((one.words for one in certificates if one.words), "")
    return words or ("its certificate is for other names" if certificates else "no address")
