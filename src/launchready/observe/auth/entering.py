"""Tells whether a password signs in by what its session shows: products answer a refusal with 200 and a cookie as well."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import Call
from launchready.observe.http import Answer
from launchready.observe.who.arriving import Arrival, arrive, with_password
from launchready.observe.who.own import View, is_unheard
from launchready.observe.who.people import Account

if TYPE_CHECKING:
    from launchready.observe.world import World


@dataclass(frozen=True, slots=True)
class Entrance:
    """The sign-in of an account that this run made."""

    world: "World"
    account: Account
    view: View | None
    """The account's own profile; None where its sessions do not show it, and no refusal gives a session."""
    blind: bool = False
    """Whether a refusal gives what looks like a session, and none of them shows whose it is: nothing can be told."""

    @classmethod
    async def of(cls, world: "World", account: Account, view: View | None) -> "Entrance":
        """Looks how a right sign-in shows; where it does not, a wrong one must give no session.

        Args:
            world: which sends it.
            account: whose password is right until now.
            view: its own profile, where there is one.
        """
        if view is not None and await cls(world, account, view).takes(account.call):
            return cls(world, account, view)
        arrival = await arrive(world, with_password(account, f"Wr0ng!{uuid4().hex[:14]}"), account.session)
        return cls(world, account, None, blind=bool(arrival.carriers()))

    async def lets_in(self, password: str) -> bool | None:
        """Whether a password signs in; None where a limit, an error or nothing that tells answers."""
        return await self.takes(with_password(self.account, password))

    async def takes(self, call: Call) -> bool | None:
        """Whether a sign-in opens the account's own profile; None where that cannot be told."""
        return await self.opens(await arrive(self.world, call, self.account.session))

    async def opens(self, arrival: Arrival) -> bool | None:
        """The same of a sign-in that was answered."""
        if not arrival.carriers():
            return None if is_unheard(arrival.reply) else False
        if self.view is None:
            return None if self.blind else True
        replies = [await self.world.send(self.view.request, session=one) for _, one in arrival.carriers()]
        if any(self.view.shows(one) for one in replies):
            return True
        return None if any(not isinstance(one, Answer) or is_unheard(one) for one in replies) else False
