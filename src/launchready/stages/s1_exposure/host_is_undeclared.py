"""Looks for hosts of the product that answer and that nobody has declared."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig
from launchready.observe.net.discovery import Live, LiveHosts
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The names that were found, and which of them answer."""

    names: int
    """How many names were tried."""
    live: tuple[Live, ...]
    """Those that are declared nowhere and have an address."""
    declared: int
    """How many declared hosts answered the same question."""
    wildcard: bool
    """Whether the zone answers to every name, so that guesses tell nothing."""
    digs: tuple[str, ...]
    unread: tuple[str, ...] = ()
    """What could not be read for more names."""


class HostIsUndeclared(Check[Declaration, Seen]):
    """A host of yours is on the internet that is on nobody's list: nobody mends it, watches it or takes it down.

    What it does
        Collects names inside the product's domain from certificates, DNS and mail records, pages, scripts and their headers,
        redirects, the repository and an export of certificate transparency, tries some usual ones (beta, old, dev, …), and asks
        those that launch.toml does not know over HTTPS. One that answers is a finding, told with the release that it names. A
        zone that answers to every name is noticed by a made-up name: guesses are then left out, and a name that is answered
        just as that one is none.

    Why it is bad
        Forgotten previews run last year's code with this year's data. They are where break-ins begin.

    See it yourself
        for n in beta old dev test; do dig +short $n.the.domain; done
    """

    title = "A host answers in the product's domain that nobody has declared"
    impact = Impact.COSTS_TRUST
    rows = ("EXP-1", "HND-2", "EXP-9")
    refs = ("API9:2023", "CWE-1059")
    touch = Touch.READ
    of_names = True
    deadline_s = 300
    faults = ("exp-undeclared-subdomain", "exp-old-environment")

    async def look(self, at: Declaration, world: World) -> Seen:
        """Asks about every name, and over HTTPS those that resolve."""
        found = await world.ask(LiveHosts())
        digs = tuple(dig(at.network, one.name, "A") for one in found.live)
        return Seen(found.names, found.live, found.declared, found.wildcard, digs, found.unread)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each undeclared name that answered."""
        pairs = [(one, dig) for one, dig in zip(seen.live, seen.digs, strict=True) if one.answered]
        if pairs:
            return Fail(
                f"{', '.join(one.name for one, _ in pairs)} {'answer' if len(pairs) > 1 else 'answers'} and is declared nowhere",
                tuple(Evidence(f"{one.name}, known from {one.source}", _told(one)) for one, _ in pairs),
                tuple(line for one, dig in pairs for line in (dig, one.curl)),
                tuple(one.name for one, _ in pairs),
            )
        if not seen.declared:
            return Unknown("not even a declared host answered, so that the silence of others proves nothing")
        unclear = [one for one in seen.live if one.unclear]
        if unclear:
            return Unknown("; ".join(one.line for one in unclear[:3]))
        if seen.unread:
            return Unknown("; ".join(seen.unread[:3]))
        guesses = ", guesses left out because the zone answers to any name" if seen.wildcard else ""
        return Pass(
            f"none of {seen.names} names in the domain is a host that nobody declared{guesses}",
            f"{seen.declared} declared hosts answered the same question",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Take it down, or take it on."""
        names = [one.name for one in seen.live if one.answered]
        return Remedy(
            f"Find out who put up {', '.join(names)} and what data it reaches. Take it down, its DNS record first; or declare it in "
            "launch.toml with an owner, so that it is audited and watched like the rest.",
            Effort.HOURS,
            "\n".join(
                f'[surface.{name.split(".")[0]}]\nkind = "web"\nurl = "https://{name}"\nowner = "…"' for name in names
            ),
        )


def _told(one: Live) -> str:
    """What answers there, which release it serves, and who owns it."""
    release = f"it serves release {one.release}" if one.release else "it names no release"
    return f"{one.line}; {release}; its owner by launch.toml: nobody"
