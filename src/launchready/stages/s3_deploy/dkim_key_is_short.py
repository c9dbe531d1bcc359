"""Reads how long the keys are with which the product signs its mail."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.commands import dig
from launchready.observe.mail.records import SILENT, DkimKey
from launchready.observe.mail.selectors import DkimKeysOf
from launchready.observe.world import World
from launchready.verdict import Evidence

LEAST_BITS = {"rsa": 1024, "ed25519": 256}
"""Below this, receivers must not accept a signature."""
WANTED_BITS = 2048


@dataclass(frozen=True, slots=True)
class Seen:
    """The keys that DNS shows."""

    domain: str
    keys: tuple[DkimKey, ...]
    digs: tuple[str, ...]


class DkimKeyIsShort(Check[MailSurface, Seen]):
    """Your mail is signed with a key that anybody can break in a day: receivers ignore it, and forgers need not.

    What it does
        Reads the length of each DKIM key in DNS: of the declared selectors, and of those with which a real message was
        signed. An RSA key under 1,024 bits is a finding: receivers must refuse what it signs. From 1,024 to 2,047 bits it
        passes, and the answer says that 2,048 are wanted.

    Why it is bad
        Keys of 512 bits have been broken for the price of a lunch, and the forger's mail is then signed by you.

    See it yourself
        dig +short selector._domainkey.the.domain TXT and give what follows p= to openssl rsa -pubin -text
    """

    title = "A DKIM key is too short to be accepted"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-6", "FOOT-5")
    refs = ("RFC 8301#3.2", "CWE-326")
    touch = Touch.READ
    faults = ("dep-dkim-short",)

    async def look(self, at: MailSurface, world: World) -> Seen:
        """The same questions as for whether there are keys."""
        keys = (await world.ask(DkimKeysOf(at.name))).keys
        return Seen(at.domain, keys, tuple(dig(world.declaration.network, key.name, "TXT") for key in keys))

    def judge(self, seen: Seen) -> Verdict:
        """Fails for a key that receivers must refuse."""
        short = [(key, command) for key, command in zip(seen.keys, seen.digs, strict=True) if _is_short(key)]
        if short:
            return Fail(
                "; ".join(
                    f"the key at {key.name} has {key.bits} bits, which receivers must refuse" for key, _ in short
                ),
                tuple(Evidence(f"TXT of {key.name}", key.record) for key, _ in short),
                tuple(command for _, command in short),
                tuple(key.name for key, _ in short),
            )
        silent = [key for key in seen.keys if key.state in SILENT]
        if silent:
            return Unknown("; ".join(f"{key.name}: {key.state} {key.words}".strip() for key in silent))
        read = [key for key in seen.keys if key.kind]
        if not read:
            return NotApplicable(f"no DKIM key of {seen.domain} can be read; that is judged by itself")
        near = [key.name for key in read if key.kind == "rsa" and key.bits < WANTED_BITS]
        advice = f"; {WANTED_BITS} bits are wanted today: {', '.join(near)}" if near else ""
        return Pass(
            f"no key of {seen.domain} is shorter than receivers accept{advice}",
            "; ".join(f"{key.name} holds {key.kind} of {key.bits} bits" for key in read),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A longer key under another selector, then the old one away."""
        name = next((key.name for key in seen.keys if _is_short(key)), f"selector._domainkey.{seen.domain}")
        return Remedy(
            "Have your mail service make a key of 2,048 bits under a new selector, publish it, sign with it, and after a week "
            "empty p= of the old one.",
            Effort.HOURS,
            f'{name}. 300 IN TXT "v=DKIM1; p="',
        )


def _is_short(key: DkimKey) -> bool:
    return key.kind in LEAST_BITS and key.bits < LEAST_BITS[key.kind]
