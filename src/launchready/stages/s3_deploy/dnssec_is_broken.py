"""Verifies the zone's signatures as resolvers do, from the key that the parent vouches for to what each server says."""

from dataclasses import dataclass
from datetime import UTC, datetime

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig, dig_at
from launchready.observe.net.above import Above, Way
from launchready.observe.net.dnssec import Chain, DnssecChain, Signed
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The chain from the parent to each server."""

    chain: Chain
    dig: str
    """Asks for what the parent says."""
    digs: tuple[tuple[str, str], ...]
    """Servers, and a command that asks each for its keys."""


class DnssecIsBroken(Check[Declaration, Seen]):
    """For the customers whose provider verifies DNS answers your product does not exist, while you see it work.

    What it does
        Asks the resolver for the DS records by which the zone's parent vouches for its key, and each server of the zone for
        its keys and for the signatures over its own records and the declared hosts' addresses. Verifies them as a resolver
        does: a key that the parent vouches for signed the keys, these signed the records, and every signature is in its
        time. So are the proofs (NSEC, NSEC3) by which a server says that a made-up name, a CAA record or an address is not
        there, for what is not proved is refused as well. The chain above, from the root's published key to the parent's word, is
        verified link by link as far as the resolver tells it. What fails is looked at three times within some seconds.
        Whether the resolver itself verified the zone, or refuses it, is told as well. A zone that is not signed is none of
        this check's; that it is not is told.

    Why it is bad
        Large providers' resolvers (and most public ones) answer SERVFAIL for a zone whose signatures do not hold. Site, API and
        mail are gone for their customers, and a company network that does not verify shows nothing of it. The usual ways
        there: the zone moved to a provider that does not sign it and the DS stayed at the registrar, or the signer stopped.

    See it yourself
        dig the.domain DS; dig the.domain DNSKEY +dnssec +cd; delv the.domain
    """

    title = "Resolvers that verify DNSSEC refuse the product's zone"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-5", "MIN-1")
    refs = ("RFC 4035", "RFC 6840", "CWE-347")
    touch = Touch.READ
    of_names = True
    faults = ("dep-dnssec-broken",)
    deadline_s = 180

    async def look(self, at: Declaration, world: World) -> Seen:
        """A handful of questions to the resolver and to each server."""
        chain = await world.ask(DnssecChain())
        zone = chain.zone or at.product.domain
        digs = [
            (one.server.name, dig_at(one.server.address, one.server.port, zone, "DNSKEY", "+dnssec"))
            for one in chain.servers
        ]
        return Seen(chain, dig(at.network, zone, "DS", "+dnssec", "+cd"), tuple(digs))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the parent vouches for a key, and a server's answers do not hang on it."""
        chain = seen.chain
        if not chain.zone or chain.silence:
            return Unknown(chain.silence or "nobody was found who answers for the product's domain")
        parent = chain.parent
        if not parent.tags:
            keys = any(one.keys for one in chain.servers)
            own = "; it has keys, which nobody asks for as long as the parent has no DS" if keys else ""
            return NotApplicable(f"{chain.zone} is not signed: the resolver tells of no DS record at its parent{own}")
        if not parent.usable:
            words = f"the keys that the parent of {chain.zone} vouches for are of kinds that resolvers do not verify"
            return NotApplicable(f"{words}: it counts as not signed")
        if wrong := _wrong(seen):
            return wrong
        good = [one for one in chain.servers if one.held]
        if not good:
            silent = [f"{one.server.name}: {one.silence}" for one in chain.servers if one.silence]
            return Unknown("; ".join((*silent, *chain.lost)[:3]) or f"no server of {chain.zone} was found")
        return Pass(
            f"what {len(good)} name servers say of {chain.zone} is signed by keys that its parent vouches for; "
            f"the first signature ends {_date(min(one.ends for one in good))}; {_up(chain.above)}"
            + _quiet(chain, good),
            f"{good[0].server.name} has key {_tags(good[0].keys)}, the parent vouches for {_tags(parent.tags)}; these signatures "
            f"were verified: {', '.join(good[0].held)}"
            + (f"; the resolver {chain.resolver} verified the zone too" if chain.verifies else ""),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The DS has to go, or the signer to work."""
        zone = seen.chain.zone
        if not seen.chain.broken:
            return Remedy(
                f"The signatures of {zone} are right, and what is above them is not: tell the registry (through your registrar) what is "
                f"wrong at {seen.chain.above.at}. Until it is mended, no resolver that verifies reaches you; taking the DS away does "
                "not help.",
                Effort.HOURS,
            )
        if not any(one.keys for one in seen.chain.broken):
            return Remedy(
                f"Take the DS record of {zone} away at the registrar now: nobody signs the zone (any more). It is whole again, unsigned, "
                "as soon as resolvers forget the record (a day at most). Then turn DNSSEC on at the DNS provider, if you want it, and "
                "give the registrar the DS that the provider shows.",
                Effort.MINUTES,
            )
        return Remedy(
            f"Where the keys of {zone} are not the ones the parent vouches for: give the registrar the DS record that the DNS provider "
            "shows. Where signatures ended: start the signer again, or have the provider sign the zone anew; where one server alone "
            "differs, mend how it gets the zone. If that takes long, take the DS away at the registrar first.",
            Effort.HOURS,
        )


def _wrong(seen: Seen) -> Verdict | None:
    """What does not hold at the zone's servers or above them; None where nothing is known to be wrong."""
    chain = seen.chain
    if chain.broken:
        return _at_servers(seen)
    if chain.above.way is Way.BROKEN and chain.refuses:
        return _failed(seen)
    if chain.above.way is Way.BROKEN:
        return Unknown(
            f"above {chain.zone}, at {chain.above.at}: {chain.above.because}; the resolver {chain.resolver} answers all the same"
        )
    if chain.refuses:
        return Unknown(
            f"the resolver {chain.resolver} fails with {chain.zone} unless it is told not to verify, "
            "and nothing wrong was found with what was verified here"
        )
    return None


def _at_servers(seen: Seen) -> Verdict:
    chain = seen.chain
    one = chain.broken[0]
    if chain.above.way is Way.OPEN and not chain.refuses:
        return NotApplicable(
            f"{chain.above.because}, so that nobody verifies {chain.zone}; as it is, they would refuse it: {one.faults[0]}"
        )
    if chain.refuses or chain.parent.signed or chain.above.way is Way.HOLDS:
        if chain.verifies and len(chain.broken) == len(chain.servers):
            return Unknown(
                f"{one.server.name}: {one.faults[0]}; and yet the resolver {chain.resolver} says that it verified the zone: "
                "it remembers older answers, or the clocks differ"
            )
        return _failed(seen)
    return Unknown(
        f"{one.server.name}: {one.faults[0]}; but the resolver {chain.resolver} gave the parent's word without a signature, "
        "so that it cannot be told whether anybody goes by it"
    )


def _failed(seen: Seen) -> Fail:
    chain = seen.chain
    if not chain.broken:
        shown = "SERVFAIL; and an answer as soon as it is told not to verify"
        return Fail(
            f"the DNSSEC above {chain.zone} is broken, at {chain.above.at}: {chain.above.because}",
            (Evidence(f"the resolver {chain.resolver}, asked for the SOA of {chain.zone}", shown),),
            (seen.dig,),
            (chain.above.at,),
        )
    evidence = [
        Evidence(
            f"{one.server.name} ({one.server.address}), asked for the keys and records of {chain.zone}", one.faults[0]
        )
        for one in chain.broken
    ]
    evidence = [
        *evidence[:5],
        Evidence(
            f"the parent of {chain.zone}, as the resolver {chain.resolver} tells it", f"DS {_tags(chain.parent.tags)}"
        ),
    ]
    if chain.refuses:
        shown = "SERVFAIL; and an answer as soon as it is told not to verify"
        evidence.append(Evidence(f"the resolver {chain.resolver}, asked for the SOA of {chain.zone}", shown))
    names = [one.server.name for one in chain.broken]
    where = f" at {', '.join(names)}" if len(names) < len(chain.servers) else ""
    return Fail(
        f"the DNSSEC of {chain.zone} is broken{where}: {chain.broken[0].faults[0]}",
        tuple(evidence),
        (seen.dig, *(line for name, line in seen.digs if name in names)),
        tuple(names),
    )


def _up(above: Above) -> str:
    if above.way is Way.HOLDS:
        return f"every link above holds, from the root's key down ({', '.join(above.links)})"
    return f"the chain above was not verified to the end: {above.because or above.way}"


def _quiet(chain: Chain, good: list[Signed]) -> str:
    silent = [one.server.name for one in chain.servers if one not in good]
    return f"; {', '.join(silent)} could not be looked at" if silent else ""


def _tags(tags: tuple[int, ...]) -> str:
    return ", ".join(map(str, tags))


def _date(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="minutes")
