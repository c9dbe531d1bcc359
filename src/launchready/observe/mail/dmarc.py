"""Reads what a domain asks of receivers (DMARC) by RFC 9989: the walk up the tree, the organisation, where reports go."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.mail.records import tags
from launchready.observe.net.dns import Records, State
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

VERSION = re.compile(r"^v\s*=\s*DMARC1\s*(;|$)")
MOST_STEPS = 8
"""DNS queries of a walk up the tree (RFC 9989, 4.10)."""
MOST_REPORTS = 4
ADDRESS = re.compile(r"mailto:[^@,!]+@([^,!]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dmarc:
    """What a domain asks receivers to do with mail that is not its own."""

    domain: str
    state: State
    records: tuple[str, ...]
    """Every DMARC record at the place where one was found."""
    at: str
    """That place; `_dmarc.<domain>` itself where there was none."""
    policy: str
    """`none`, `quarantine` or `reject`; a record without one reads as `none`."""
    testing: bool
    """`t=y`: the policy is announced and not applied."""
    adkim: str = "r"
    """`s` where the DKIM signature must name exactly the domain of From."""
    words: str = ""
    aspf: str = "r"
    """`s` where the envelope must name exactly the domain of From."""
    below: str = ""
    """The policy for names below that exist."""
    invented: str = ""
    """The policy for names below that do not exist."""


@dataclass(frozen=True, slots=True)
class DmarcOf(Question[Dmarc]):
    """What is asked of receivers for a domain?"""

    domain: str

    async def ask(self, world: "World") -> Dmarc:
        """The domain's own record, else its organisation's; a registry's policy is not the owner's."""
        own = f"_dmarc.{self.domain}"
        answer = await world.ask(Records(own, "TXT"))
        if not answer.known:
            return Dmarc(self.domain, answer.state, (), own, "", testing=False, words=answer.detail)
        if found := tuple(text for text in answer.records if VERSION.match(text)):
            return _read(self.domain, self.domain, found)
        above = await world.ask(OrganizationOf(self.domain))
        if above.silent:
            return Dmarc(self.domain, State.FAILED, (), own, "", testing=False, words=above.silent)
        if above.record and "." in above.name and above.at != self.domain:
            return _read(self.domain, above.at, (above.record,))
        state = State.NO_DATA if answer.state is State.FOUND else answer.state
        return Dmarc(self.domain, state, (), own, "", testing=False)


@dataclass(frozen=True, slots=True)
class Organization:
    """Whose a domain is."""

    name: str
    """The organisation's domain; the domain itself where no record tells."""
    at: str
    """The domain whose record told; empty where none did."""
    record: str
    """What asks for its policy; empty where the organisation has no record of its own."""
    silent: str
    """What did not answer on the way; empty where all did."""


@dataclass(frozen=True, slots=True)
class OrganizationOf(Question[Organization]):
    """Which organisation is a domain of?"""

    domain: str

    async def ask(self, world: "World") -> Organization:
        """Walks up at most eight steps, the top level with it."""
        found: dict[str, str] = {}
        silent = ""
        for place in steps(self.domain):
            answer = await world.ask(Records(f"_dmarc.{place}", "TXT"))
            if not answer.known and "." in place:  # of a top level that nobody serves here, nothing is to be heard
                silent = silent or f"_dmarc.{place}: {answer.state} {answer.detail}".strip()
            records = [text for text in answer.records if VERSION.match(text)]
            if len(records) != 1:
                continue
            kind = tags(records[0]).get("psd", "u").lower()
            if kind == "y" and place != self.domain:
                name = self.domain.split(".")[-place.count(".") - 2 :]
                own = ".".join(name)
                return Organization(own, own if own in found else "", found.get(own, ""), silent)
            found[place] = records[0]
            if kind == "n":
                return Organization(place, place, records[0], silent)
        if not found:
            return Organization(self.domain, "", "", silent)
        top = min(found, key=lambda name: name.count("."))
        return Organization(top, top, found[top], silent)


@dataclass(frozen=True, slots=True)
class Unwelcome(Question[tuple[str, ...]]):
    """Which addresses for reports does their own domain not confirm?"""

    domain: str

    async def ask(self, world: "World") -> tuple[str, ...]:
        """Asks `<domain>._report._dmarc.<theirs>` where an address is somebody else's; silence names nobody."""
        dmarc = await world.ask(DmarcOf(self.domain))
        if len(dmarc.records) != 1:
            return ()
        named = tags(dmarc.records[0])
        theirs = {
            host.lower() for text in (named.get("rua", ""), named.get("ruf", "")) for host in ADDRESS.findall(text)
        }
        refused: list[str] = []
        for host in sorted(theirs)[:MOST_REPORTS]:
            if await aligned(world, host, self.domain, strict=False):
                continue
            place = dmarc.at.removeprefix("_dmarc.")
            answer = await world.ask(Records(f"{place}._report._dmarc.{host}", "TXT"))
            if answer.known and not any(VERSION.match(text) for text in answer.records):
                refused.append(host)
        return tuple(refused)


async def aligned(world: "World", speaker: str, author: str, *, strict: bool) -> bool | None:
    """Whether a domain speaks for the domain of From (RFC 9989, 4.4); None where DNS does not tell."""
    if not speaker or not author:
        return False
    if speaker == author:
        return True
    if strict:
        return False
    if _last_two(speaker) != _last_two(author):
        return False  # no organisation holds both
    one, other = await world.ask(OrganizationOf(speaker)), await world.ask(OrganizationOf(author))
    if one.name == other.name:
        return True
    if one.silent or other.silent:
        return None
    # Where neither has a record, DMARC knows no organisation yet: a name below the other will be of the same one.
    related = speaker.endswith(f".{author}") or author.endswith(f".{speaker}")
    return related and not one.record and not other.record


def steps(domain: str) -> tuple[str, ...]:
    """The names of a walk: the domain, then upwards, from seven labels at most."""
    labels = domain.split(".")
    above = [".".join(labels[at:]) for at in range(max(1, len(labels) - MOST_STEPS + 1), len(labels))]
    return (domain, *above)


def _last_two(domain: str) -> str:
    return ".".join(domain.split(".")[-2:])


def _read(domain: str, place: str, records: tuple[str, ...]) -> Dmarc:
    values = tags(records[0])
    policy = values.get("p", "none").lower()
    below = values.get("sp", policy).lower()
    return Dmarc(
        domain,
        State.FOUND,
        records,
        f"_dmarc.{place}",
        policy if place == domain else below,
        testing=values.get("t", "n").lower() == "y",
        adkim=values.get("adkim", "r").lower(),
        aspf=values.get("aspf", "r").lower(),
        below=below,
        invented=values.get("np", below).lower(),
    )
