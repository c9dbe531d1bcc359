"""Finds the DKIM keys of a mail surface: by the declared selectors, by those of a real message, and else by guessing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import MailSurface
from launchready.observe.errors import CannotLook
from launchready.observe.mail.records import SILENT, DkimKey, DkimKeyOf
from launchready.observe.mail.reset_mail import ResetMailOf
from launchready.observe.mail.signatures import Signature
from launchready.observe.question import Question
from launchready.verdict import Touch

if TYPE_CHECKING:
    from launchready.observe.world import World

USUAL_SELECTORS = (
    *("default", "dkim", "mail", "smtp", "s1", "s2", "k1", "k2", "k3", "key1"),
    *("google", "selector1", "selector2", "resend", "pm", "mandrill", "mxvault", "mailjet", "zoho", "zmail"),
    *("fm1", "fm2", "fm3", "protonmail", "sig1", "krs", "mailo", "brevo1", "brevo2", "mail2"),
)
"""What mail services and mail servers name their keys where nobody chose another name."""


@dataclass(frozen=True, slots=True)
class DkimKeys:
    """The keys of a mail surface."""

    keys: tuple[DkimKey, ...]
    guessed: bool
    """Whether their selectors are the usual ones of mail services, and neither declared nor seen."""
    seen: tuple[str, ...] = ()
    """The names of those with which a real message was signed."""


@dataclass(frozen=True, slots=True)
class DkimKeysOf(Question[DkimKeys]):
    """Which keys does the mail of a surface get signed with?"""

    surface: str

    async def ask(self, world: "World") -> DkimKeys:
        """Those of the declared selectors and of a real message's; without any, those that the usual ones lead to."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, MailSurface):
            raise CannotLook(f"launch.toml declares no mail surface {self.surface}")
        seen = await _signers(world, at)
        named = tuple(dict.fromkeys([*((at.domain, one) for one in at.dkim_selectors), *seen]))
        if named:
            keys = tuple([await world.ask(DkimKeyOf(domain, one)) for domain, one in named])
            return DkimKeys(keys, guessed=False, seen=tuple(f"{one}._domainkey.{domain}" for domain, one in seen))
        usual = [await world.ask(DkimKeyOf(at.domain, one)) for one in USUAL_SELECTORS]
        found = tuple(key for key in usual if key.kind)
        if not found:
            silent = next((f"; {key.name}: {key.state}" for key in usual if key.state in SILENT), "")
            raise CannotLook(
                f"launch.toml names no dkim_selectors (surface.{at.name}, line {at.line}), no real message was seen that is "
                f"signed in its name, and none of the {len(USUAL_SELECTORS)} usual ones leads to a key{silent}"
            )
        return DkimKeys(found, guessed=True)


async def _signers(world: "World", at: MailSurface) -> tuple[tuple[str, str], ...]:
    """Domain and selector of each signature of a real message in the product's own name; a mail service's own is not ours."""
    if at.mailbox is None or (at.reset is not None and world.declaration.consent.touch < Touch.WRITE):
        return ()
    try:
        message = await world.lend("the real message", Touch.WRITE).ask(ResetMailOf(at.name))
    except CannotLook:
        return ()  # the checks of the message say why
    own = [one for one in message.signatures if one.selector and _is_ours(one, at.domain)]
    if at.reset is None:  # who knows how old it is: its key may have been taken away since, as it should be
        own = [one for one in own if one.valid]
    return tuple(dict.fromkeys((one.domain, one.selector) for one in own))


def _is_ours(one: Signature, own: str) -> bool:
    if one.domain == own or one.domain.endswith(f".{own}"):
        return True
    return one.aligned is True and own.endswith(f".{one.domain}")
