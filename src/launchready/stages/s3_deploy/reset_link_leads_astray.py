"""Reads where the link in a real password-reset message leads, and whether anybody on the way can read it."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.consent import is_loopback
from launchready.observe.mail.reset_mail import ResetMail, ResetMailOf
from launchready.observe.world import World
from launchready.stages.s3_deploy._mail import not_arrived
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The message, and the hosts that launch.toml names."""

    mail: ResetMail
    own: tuple[str, ...]
    """Hosts of the same environment as the mail."""
    other: tuple[tuple[str, str], ...]
    """Hosts of other environments, each with the environment's name."""
    plain: tuple[str, ...] = ()
    """Hosts of its own that are declared with http://: that they are is judged by itself."""


class ResetLinkLeadsAstray(Check[MailSurface, Seen]):
    """The link in the reset message opens staging, somebody's own machine, or a page that the whole café can read.

    What it does
        Takes a real password-reset message out of the declared mailbox and reads its link. One that leads to a surface of
        another environment, to this or a private network's machine while the product is public, or over plain HTTP to a
        public name is a finding. A host that launch.toml does not know (a mail service that counts clicks) is told.

    Why it is bad
        The first customer who forgets the password cannot get back in, or hands the token to whoever listens.

    See it yourself
        Ask for a reset, and look at the address behind the link before you click.
    """

    title = "The link of a password reset leads to the wrong place"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("DEP-6", "DEP-2")
    refs = ("CWE-640", "CWE-319")
    touch = Touch.WRITE
    faults = ("dep-reset-link-staging",)

    async def look(self, at: MailSurface, world: World) -> Seen:
        """The same message as for DMARC."""
        mail = await world.ask(ResetMailOf(at.name))
        places = [(one.host, one.environment) for one in world.declaration.surfaces if one.host]
        own = tuple(sorted({host for host, environment in places if environment == at.environment}))
        other = tuple(sorted({pair for pair in places if pair[1] != at.environment and pair[0] not in own}))
        plain = {one.host for one in world.declaration.surfaces if one.host and (one.url or "").startswith("http://")}
        return Seen(mail, own, other, tuple(sorted(plain)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the link leads to where no customer should go."""
        mail = seen.mail
        if unknown := not_arrived(mail):
            return unknown
        if not mail.link:
            return NotApplicable("the message carries no link")
        parts = urlsplit(mail.link)
        host = parts.hostname or ""
        environment = dict(seen.other).get(host)
        if environment is not None:
            return self._fail(seen, f"it leads to {host}, which is {environment}")
        if _is_inside(host) and not any(_is_inside(one) for one in seen.own):
            return self._fail(seen, f"it leads to {host}, which is no public place")
        if parts.scheme == "http" and not _is_inside(host) and host not in seen.plain:
            return self._fail(seen, f"it leads to {host} over plain HTTP")
        known = host in seen.own or host == mail.inside or host.endswith(f".{mail.inside}")
        whose = "" if known else ", a host that launch.toml does not know"
        return Pass(
            f"the link of a reset leads to {mail.link}{whose}", f"the message was received after {mail.seconds} s"
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The address in the configuration of this environment."""
        del seen
        return Remedy(
            "Set the public address of the product (often BASE_URL, PUBLIC_URL or SITE_URL) in the configuration of this "
            "environment to its https address, and have the product refuse to start without it.",
            Effort.MINUTES,
        )

    def _fail(self, seen: Seen, why: str) -> Fail:
        mail = seen.mail
        return Fail(
            f"the link in the password-reset message is wrong: {why}",
            (Evidence("the link of the message that arrived", f"{mail.link}/…"), Evidence("asked for by", mail.asked)),
            (mail.curl,),
            (mail.link,),
        )


def _is_inside(host: str) -> bool:
    if is_loopback(host):
        return True
    try:
        return not ip_address(host.strip("[]")).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost"))
