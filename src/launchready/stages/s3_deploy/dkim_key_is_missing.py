"""Asks DNS for the public key of each selector with which the product signs its mail."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.commands import dig
from launchready.observe.mail.records import DkimKey
from launchready.observe.mail.selectors import DkimKeysOf
from launchready.observe.net.dns import State
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The keys of the selectors that are declared, or were seen in a message, or else were guessed."""

    domain: str
    keys: tuple[DkimKey, ...]
    digs: tuple[str, ...]
    guessed: bool = False
    """Whether the selectors are the usual ones of mail services."""
    signs: tuple[str, ...] = ()
    """The names of those with which a real message was signed."""


class DkimKeyIsMissing(Check[MailSurface, Seen]):
    """Receivers cannot check the signature of your mail, because the key for it is not in DNS.

    What it does
        Asks DNS for the key of every selector that launch.toml names, and of every one with which a real message was signed
        in your name, and reads it: absent, revoked, for another use, and unreadable are findings. Where there is neither,
        the usual names of mail services are tried; what is not found under them proves nothing. That DNS does not answer
        is not absence.

    Why it is bad
        A signature that cannot be checked counts as none. With a strict DMARC policy your own password resets are refused.

    See it yourself
        dig +short selector._domainkey.the.domain TXT
    """

    title = "A DKIM key with which mail is signed cannot be used by receivers"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-6", "FOOT-5")
    refs = ("RFC 6376", "RFC 8301", "CWE-347")
    touch = Touch.READ
    faults = ("dep-dkim-missing",)

    async def look(self, at: MailSurface, world: World) -> Seen:
        """One question to DNS a selector; the message is the one that is looked at anyway."""
        found = await world.ask(DkimKeysOf(at.name))
        digs = tuple(dig(world.declaration.network, key.name, "TXT") for key in found.keys)
        return Seen(at.domain, found.keys, digs, found.guessed, found.seen)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each selector without a usable key."""
        wrong = [(key, why, dig) for key, dig in zip(seen.keys, seen.digs, strict=True) if (why := _wrong(key))]
        if wrong:
            return Fail(
                "; ".join(f"{key.name}{_signed(key, seen)}: {why}" for key, why, _ in wrong),
                tuple(Evidence(f"TXT of {key.name}", key.record or str(key.state)) for key, _, _ in wrong),
                tuple(dig for _, _, dig in wrong),
                tuple(key.name for key, _, _ in wrong),
            )
        silent = [key for key in seen.keys if not key.kind]
        if silent or not seen.keys:
            return Unknown(
                "; ".join(f"{key.name}: {key.state} {key.words}" for key in silent) or "no selector was asked for"
            )
        testing = [key.name for key in seen.keys if key.testing]
        told = f"; with t=y receivers may take the mail for unsigned: {', '.join(testing)}" if testing else ""
        whose = "every declared selector" + (" and every one that signs a real message" if seen.signs else "")
        whose = "at least one usual selector" if seen.guessed else whose
        return Pass(
            f"{whose} of {seen.domain} has a key{told}",
            "; ".join(f"{key.name} holds {key.kind} of {key.bits} bits" for key in seen.keys),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The record of the sending service."""
        name = next((key.name for key in seen.keys if _wrong(key)), f"selector._domainkey.{seen.domain}")
        return Remedy(
            "Publish the record that your mail service shows for this selector (a key of 2,048 bits), then send yourself a "
            "message and look for dkim=pass in its headers. Take a selector that is no longer used out of launch.toml.",
            Effort.MINUTES,
            f'{name}. 300 IN TXT "v=DKIM1; k=rsa; p=<the public key from your mail service>"',
        )


def _signed(key: DkimKey, seen: Seen) -> str:
    return ", with which a real message was signed" if key.name in seen.signs else ""


def _wrong(key: DkimKey) -> str:
    """What is wrong with a key; empty where nothing is, or where DNS did not tell."""
    if key.state in {State.NXDOMAIN, State.NO_DATA}:
        return f"there is no key ({key.state})"
    if key.state is not State.FOUND:
        return ""
    if not key.kind:
        return key.words or "no TXT record there is a DKIM key"
    return ""
