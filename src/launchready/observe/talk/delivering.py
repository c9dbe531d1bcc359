"""Sends one attack: fills what its texts leave open, puts it where it stands, and says what the customer says."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from launchready.declare.model import MailSurface
from launchready.observe.chat import Placed, begun, place, say_in
from launchready.observe.errors import BudgetSpent, CannotLook
from launchready.observe.talk.carriers import Sending, Untried
from launchready.observe.talk.documents import PLAIN
from launchready.observe.talk.orders import JOIN, order
from launchready.observe.talk.trial import Trial
from launchready_hunt.canary import Kind

if TYPE_CHECKING:
    from launchready.observe.world import World

NO_MAIL = "launch.toml declares no mail surface with a mailbox that would receive it"
NO_LISTENER = "no listener of ours stands there for it"


async def delivered(
    world: "World",
    surface: str,
    by: str,
    sending: Sending,
    filling: Mapping[str, str],
    *,
    sign: str = "",
    title: str = "",
) -> Trial | Untried:
    """Says an attack in a conversation of its own; what is not core and cannot be said is told, and ends nothing.

    Args:
        world: sends it.
        surface: the chat.
        by: the customer who says it.
        sending: the attack and its carrier.
        filling: what fills the places of its texts that prove its goal; the others are filled here.
        sign: what only a model that obeyed says.
        title: of what is put into the carrier, where that has one.

    Raises:
        CannotLook: a core attack could not be said.
    """
    variant = sending.variant
    try:
        whole = {**spare(world, sending, filling), **filling}
        text = variant.places(whole)
        placed: tuple[Placed, ...] = ()
        if sending.carrier:
            kind = variant.attack.file or PLAIN
            placed = (await place(world, surface, sending.carrier, text, title=title, file=kind),)
        async with begun(world, surface, by=by, placed=placed) as conversation:
            turns = [await say_in(world, conversation, one) for one in variant.says(whole)]
    except BudgetSpent:
        raise
    except CannotLook as why:
        if variant.attack.core and not variant.attack.file:
            raise
        return Untried(sending.id, str(why))
    return Trial(sending.id, tuple(turns), text, sign)


def spare(world: "World", sending: Sending, filling: Mapping[str, str]) -> dict[str, str]:
    """What fills the places of an attack's texts that prove nothing for its goal.

    Raises:
        CannotLook: one of them needs a sink that is not there.
    """
    found: dict[str, str] = {}
    for hole in sorted(sending.variant.holes - filling.keys()):
        match hole:
            case "order":
                found[hole] = order(JOIN, world.made_up(sending.id, sown=True)).text
            case "mark":
                found[hole] = world.plant(Kind.token, "mark", sending.id, sown=sending.id).value
            case "topic":
                found[hole] = world.plant(Kind.noun, "topic", sending.id, sown=sending.id).value
            case "address":
                found[hole] = mail_address(world, world.plant(Kind.token, "mail", sending.id).value)
            case _:
                raise CannotLook(NO_LISTENER)
    return found


def mail_address(world: "World", tag: str) -> str:
    """An address of a mailbox that is looked into, with a tag of its own.

    Raises:
        CannotLook: none is declared.
    """
    for one in world.declaration.surfaces:
        if isinstance(one, MailSurface) and one.mailbox is not None:
            return (one.accounts or f"{{tag}}@{one.domain}").replace("{tag}", tag)
    raise CannotLook(NO_MAIL)
