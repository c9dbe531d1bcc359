"""Looks at who answers at the addresses of the product's names: a stranger's certificate with a stranger's content."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.commands import dig, openssl
from launchready.observe.net.strangers import Answered, Answering, AnsweringNames
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Who answers at each name."""

    answered: Answered
    digs: tuple[str, ...]
    """A question and a handshake for each who answers."""


class NameIsAnsweredByStranger(Check[Declaration, Seen]):
    """A name of yours leads to an address that was given back, and that is somebody else's by now.

    What it does
        Asks every address of every known name that visitors may open for its certificate. A certificate that is trusted, is
        for no name of your domain, and whose owner neither launch.toml nor your first page mentions is looked into: where
        the answer, too, calls itself by a name of that certificate, somebody else answers for you. A content that tells
        nothing of itself is not known. Mail servers and name servers, which many share, are left out, and so are
        aliases (exposure.subdomain-dangles looks at those).

    Why it is bad
        Addresses of a cloud go from tenant to tenant within hours. The next one gets the cookies of your domain and a
        certificate for your name, if they only ask.

    See it yourself
        dig name.the.domain A; openssl s_client -connect ADDRESS:443 -servername name.the.domain
    """

    title = "Somebody else answers at a name of the product"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-1", "EXP-5")
    refs = ("CWE-350", "CWE-672")
    touch = Touch.READ
    of_names = True
    faults = ("exp-strangers-address",)
    deadline_s = 120.0

    async def look(self, at: Declaration, world: World) -> Seen:
        """Handshakes, and a page where a certificate is a stranger's."""
        found = await world.ask(AnsweringNames())
        digs = tuple(
            f"{dig(at.network, one.name, 'AAAA' if ':' in one.address else 'A')}; "
            f"{openssl(at.network, one.name, one.address)}"
            for one in found.answering
        )
        return Seen(found, digs)

    def judge(self, seen: Seen) -> Verdict:
        """Fails where certificate and content are the same stranger's."""
        answering, own = seen.answered.answering, seen.answered.own
        pairs = [(one, dig) for one, dig in zip(answering, seen.digs, strict=True) if one.is_strangers]
        if not own:
            return Unknown(
                "no name of the product showed a certificate of its own, so that nobody can be told from a stranger"
            )
        if pairs:
            return Fail(
                "; ".join(f"{one.name} is answered by {_who(one)}" for one, _ in pairs),
                tuple(evidence for one, _ in pairs for evidence in _evidence(one, own)),
                tuple(line for one, dig in pairs for line in (dig, one.curl)),
                tuple(dict.fromkeys(one.name for one, _ in pairs)),
            )
        unclear = [one for one in answering if one.is_foreign]
        if unclear:
            return Unknown(
                "; ".join(
                    f"{one.name} at {one.address} shows a certificate for {_who(one)}, and {_doubt(one)}: {one.line}"
                    for one in unclear[:3]
                )
            )
        return Pass(
            f"none of {seen.answered.names} names shows a certificate and a content of somebody else's",
            f"the product's own shows its own: {own}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The record first."""
        names = list(dict.fromkeys(one.name for one in seen.answered.answering if one.is_strangers))
        return Remedy(
            f"Take the address records of {', '.join(names)} out of the zone today, or name an address that you hold. Cookies of the "
            "whole domain that visitors sent there are the other's to read: end those sessions.",
            Effort.MINUTES,
            "\n".join(
                f"; remove: {one.name}. A … {one.address}" for one in seen.answered.answering if one.is_strangers
            ),
        )


def _who(one: Answering) -> str:
    return ", ".join(one.certificate[:3])


def _doubt(one: Answering) -> str:
    return (
        "the same address shows the product's own for another name"
        if one.beside_us
        else "what it answers does not tell whose it is"
    )


def _evidence(one: Answering, own: str) -> tuple[Evidence, ...]:
    return (
        Evidence(f"the certificate that {one.address} shows for {one.name}", f"trusted, and for {_who(one)}"),
        Evidence(one.line, f"calls itself {', '.join(one.says[:3])}, and does not mention the product"),
        Evidence("the control, a name of the product with a certificate of its own", own),
    )
