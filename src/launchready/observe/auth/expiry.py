"""Leaves a password reset unused for longer than it may live, and tries it then."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import anyio

from launchready.declare.model import MailSurface
from launchready.observe.auth.entering import Entrance
from launchready.observe.auth.reset import WAIT_SECONDS, ResetTrial, api_of
from launchready.observe.auth.resetting import confirm_in
from launchready.observe.errors import CannotLook
from launchready.observe.mail.letters import Mailbox, Opener
from launchready.observe.question import Question
from launchready.observe.who.own import View, of_account
from launchready.observe.who.people import Account, Disposable, OwnProfile
from launchready.observe.who.session import request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_SECONDS = 90
"""A run waits no longer than that."""
GRACE_SECONDS = 1.5
"""Clocks are read in whole seconds, and a message takes its time."""


@dataclass(frozen=True, slots=True)
class Left:
    """A reset that is left alone; holds its secret, and is never stored."""

    opener: Opener
    account: Account
    asked_at: float
    """On the clock that only goes forwards."""
    curl: str


@dataclass(frozen=True, slots=True)
class Aged:
    """What came of a reset that was used too late."""

    life: int
    """Seconds that it may live, as launch.toml says."""
    age: float
    """Seconds after which it was used."""
    sets: bool | None
    """Whether it set a password; None where neither the old nor the new one signed in."""
    young: bool
    """The control: another one, used at once, set a password."""
    way: str
    told: str
    curl: str


@dataclass(frozen=True, slots=True)
class LeftAlone(Question[Left]):
    """A reset of an account made for this, asked for early in the run."""

    kept = False

    surface: str

    async def ask(self, world: "World") -> Left:
        """Asks for it and takes the message in."""
        at = mail_of(world, self.surface)
        assert at.reset is not None
        assert at.mailbox is not None
        account = await world.ask(Disposable(api_of(world, at.reset.on), "a reset that is left alone"))
        box = Mailbox.opened(at.mailbox if at.mailbox.is_absolute() else world.declaration.root / at.mailbox)
        wish = request_of(at.reset, world, {"email": account.email})
        asked_at = time.monotonic()
        reply = await world.send(wish)
        opener = await box.opener(account.email, WAIT_SECONDS)
        if opener is None:
            raise CannotLook(f"no message with a link or a code came for an account made for this: {reply.line()}")
        world.secrets.meet(opener.key)
        return Left(opener, account, asked_at, world.curl(wish))


def mail_of(world: "World", name: str) -> MailSurface:
    """The surface, where its resets can be looked at and waited for.

    Raises:
        CannotLook: something of it is not declared, or takes longer than a run waits.
    """
    at = world.declaration.surface(name)
    if not isinstance(at, MailSurface) or at.reset is None or at.mailbox is None:
        raise CannotLook(f"surface.{name} needs `reset` and `mailbox` for a real message to be looked at")
    if at.reset_life is None:
        raise CannotLook(f"surface.{name} does not say how long a reset may be used: add `reset_life`")
    if at.reset_life > MOST_SECONDS:
        raise CannotLook(
            f"a reset may be used for {at.reset_life} seconds, and a run waits no longer than {MOST_SECONDS}: "
            "try it on a copy of the product that is set to less"
        )
    return at


async def aged(world: "World", surface: str) -> Aged:
    """Waits until the reset is too old, and uses it.

    Raises:
        CannotLook: there is none to be had, or no way to use it.
    """
    at = mail_of(world, surface)
    assert at.reset is not None
    assert at.reset_life is not None
    left = await world.ask(LeftAlone(surface))
    trial = await world.ask(ResetTrial(surface))
    confirm = await confirm_in(world, api_of(world, at.reset.on), left.opener)
    if confirm is None:
        raise CannotLook("no operation and no form was found that takes the secret of a reset and a new password")
    over = left.asked_at + at.reset_life + GRACE_SECONDS
    if (wait := over - time.monotonic()) > 0:
        await anyio.sleep(wait)
    age = time.monotonic() - left.asked_at
    wanted = world.secrets.meet(f"Aud1t-{uuid4().hex}")
    entrance = await Entrance.of(world, left.account, await _own(world, api_of(world, at.reset.on), left.account))
    reply = await confirm.send(left.opener, left.account.email, wanted)
    sets: bool | None = False
    if not await entrance.lets_in(left.account.password):
        sets = True if await entrance.lets_in(wanted) else None
    curl = f"{left.curl}; sleep {at.reset_life + 2}; {confirm.curl(left.opener, left.account.email)}"
    return Aged(
        at.reset_life,
        round(age, 1),
        sets,
        trial.works,
        confirm.name,
        reply.line(),
        curl,
    )


async def _own(world: "World", api: str, account: Account) -> View | None:
    try:
        return of_account(world, api, await world.ask(OwnProfile(api)), account)
    except CannotLook:
        return None
