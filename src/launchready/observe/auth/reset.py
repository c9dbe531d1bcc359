"""Goes the whole way of a password reset with an account made for it, and then once more with what must not work."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import ApiSurface, MailSurface
from launchready.observe.auth.entering import Entrance
from launchready.observe.auth.guessable import Issued, Strength, strength
from launchready.observe.auth.resetting import Confirm, confirm_in
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.mail.letters import Mailbox, Opener
from launchready.observe.question import Question
from launchready.observe.who.arriving import arrive
from launchready.observe.who.own import View, heard, of_account
from launchready.observe.who.people import Account, Disposable, OwnProfile, is_refused
from launchready.observe.who.session import Session, request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

WISHES = 3
WAIT_SECONDS = 10.0
WAIT_AGAIN_SECONDS = 3.0
WRONG_CODES = 10
"""Guesses after which a short code must be void, or the guesser stopped."""


@dataclass(frozen=True, slots=True)
class ResetSeen:
    """What a reset does, and what it leaves open."""

    asked: str
    """The line of the wish."""
    arrived: int
    """How many messages with a link or a code came."""
    way: str
    """The operation or the page that takes the new password; empty where none was found."""
    told: str
    """What the first right use was answered."""
    works: bool
    """The control: a right link or code set the password, and it signed in."""
    made_up: bool | None
    """Whether a link or code that nobody sent set a password too; None where no sign-in told."""
    old_password: bool | None
    """Whether the password from before still signs in; None where that could not be seen."""
    sessions: tuple[str, ...]
    """The carriers of an older session that brought the user's own data before and after."""
    sessions_before: tuple[str, ...]
    """The carriers that brought them before."""
    again: bool | None
    """Whether the used link or code set another password; None where no sign-in told."""
    older: bool | None
    """Whether an older one, unused, set another password after the reset; None where there was none."""
    strength: Strength | None
    wrong_codes: int
    """How many wrong codes were taken before the right one; 0 where it is too long to be guessed anyway."""
    after_wrong_codes: bool | None
    """Whether the right one still worked after them."""
    curl: str
    wish_curl: str


@dataclass(frozen=True, slots=True)
class ResetTrial(Question[ResetSeen]):
    """What does a password reset of a mail surface do?"""

    surface: str

    async def ask(self, world: "World") -> ResetSeen:
        """Uses accounts made for it alone."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, MailSurface) or at.reset is None or at.mailbox is None:
            raise CannotLook(f"surface.{self.surface} needs `reset` and `mailbox` for a real message to be looked at")
        api = api_of(world, at.reset.on)
        account = await world.ask(Disposable(api, "reset"))
        box = Mailbox.opened(at.mailbox if at.mailbox.is_absolute() else world.declaration.root / at.mailbox)
        wish = request_of(at.reset, world, {"email": account.email})
        openers, line = await _wishes(world, box, wish, account.email)
        if not openers:
            return _nothing(line, world.curl(wish))
        confirm = await confirm_in(world, api, openers[-1])
        if confirm is None:
            return replace(_nothing(line, world.curl(wish)), arrived=len(openers))
        profile = await world.ask(OwnProfile(api))
        view = of_account(world, api, profile, account)
        walk = _Walk(world, account, view, confirm, await Entrance.of(world, account, view))
        seen = await walk.go(tuple(openers), line, world.curl(wish))
        if not seen.works or seen.strength is None or not seen.strength.is_short:
            return seen
        await world.send(wish)
        fresh = await box.opener(account.email, WAIT_AGAIN_SECONDS)
        if fresh is None:
            return seen
        wrong, right = await walk.guess(fresh)
        return replace(seen, wrong_codes=wrong, after_wrong_codes=right)


def api_of(world: "World", name: str | None) -> str:
    """The API that a reset belongs to: the one it is sent to, else the first.

    Raises:
        CannotLook: launch.toml declares none.
    """
    apis = [one.name for one in world.declaration.surfaces if isinstance(one, ApiSurface)]
    if not apis:
        raise CannotLook("launch.toml declares no API, so no account can be made for a reset")
    return name if name in apis else apis[0]


async def _wishes(world: "World", box: Mailbox, wish: Request, to: str) -> tuple[list[Opener], str]:
    """Asks up to three times; the messages in order, and the line of the first wish."""
    openers: list[Opener] = []
    line = ""
    for _ in range(WISHES):
        reply = await world.send(wish)
        line = line or reply.line()
        if not isinstance(reply, Answer) or reply.status >= 400:  # noqa: PLR2004 - HTTP's refusals start here
            if not openers:
                raise CannotLook(f"no reset was to be had: {reply.line()}")
            break  # a second wish comes too soon for some products
        opener = await box.opener(to, WAIT_AGAIN_SECONDS if openers else WAIT_SECONDS)
        if opener is None:
            break
        world.secrets.meet(opener.key) if len(opener.key) > 10 else None  # noqa: PLR2004 - hiding a short code would hide half the report
        openers.append(opener)
    return openers, line


@dataclass(slots=True)
class _Walk:
    """One reset from end to end."""

    world: "World"
    account: Account
    view: View
    confirm: Confirm
    entrance: Entrance

    async def go(self, openers: tuple[Opener, ...], line: str, wish_curl: str) -> ResetSeen:
        """First what must not work yet, then what must, then what must not any more."""
        account, last = self.account, openers[-1]
        found = strength(tuple(Issued(one.key, one.at) for one in openers), account.email)
        before = await self._sessions()
        made_up = await self._sets(_made_up(last), known=account.password)
        first = _fresh(self.world)
        reply = await self.confirm.send(last, account.email, first)
        works = await self.entrance.lets_in(first) is True
        seen = replace(
            _nothing(line, wish_curl),
            arrived=len(openers),
            way=self.confirm.name,
            told=reply.line(),
            works=works,
            made_up=made_up,
            sessions_before=tuple(how for how, _ in before),
            strength=found,
            curl=self.confirm.curl(last, account.email),
        )
        if not works:
            return seen
        still = [how for how, session in before if self.view.shows(heard(await self._read(session)))]
        old = await self.entrance.lets_in(account.password)
        again = await self._sets(last, known=first)
        older = await self._sets(openers[0], known=first) if len(openers) > 1 and openers[0].key != last.key else None
        return replace(seen, old_password=old, sessions=tuple(still), again=again, older=older)

    async def _sessions(self) -> list[tuple[str, Session]]:
        """The ways in which a session of the account brings its own data."""
        arrival = await arrive(self.world, self.account.call, self.account.session)
        return [(how, one) for how, one in arrival.carriers() if self.view.shows(await self._read(one))]

    async def _read(self, session: Session) -> Reply:
        return await self.world.send(self.view.request, session=session)

    async def _sets(self, opener: Opener, *, known: str) -> bool | None:
        """Whether a link or code sets a password, with `known` as the one that works until then; None where none signs in."""
        wanted = _fresh(self.world)
        await self.confirm.send(opener, self.account.email, wanted)
        if await self.entrance.lets_in(known):  # asked first: a wrong password could lock the account
            return False
        return True if await self.entrance.lets_in(wanted) else None

    async def guess(self, right: Opener) -> tuple[int, bool]:
        """Sends wrong codes until one is refused as too many: how many were taken, and whether the right one still works."""
        taken = 0
        for number in range(WRONG_CODES):
            wrong = _other_code(right, number)
            reply = await self.confirm.send(wrong, self.account.email, _fresh(self.world))
            if not isinstance(reply, Answer) or is_refused(reply):
                break
            taken += 1
        wanted = _fresh(self.world)
        await self.confirm.send(right, self.account.email, wanted)
        return taken, await self.entrance.lets_in(wanted) is True


def _nothing(line: str, wish_curl: str) -> ResetSeen:
    return ResetSeen(
        asked=line,
        arrived=0,
        way="",
        told="",
        works=False,
        made_up=False,
        old_password=None,
        sessions=(),
        sessions_before=(),
        again=None,
        older=None,
        strength=None,
        wrong_codes=0,
        after_wrong_codes=None,
        curl="",
        wish_curl=wish_curl,
    )


def _fresh(world: "World") -> str:
    return world.secrets.meet(f"Aud1t-{uuid4().hex}")


def _made_up(opener: Opener) -> Opener:
    """A link or code of the same form that nobody sent."""
    return _changed(opener, "".join(_turned(one, at) for at, one in enumerate(opener.key)))


def _other_code(opener: Opener, number: int) -> Opener:
    turned = "".join(_turned(one, number + 2) for one in opener.key)
    return _changed(opener, turned)


def _turned(letter: str, by: int) -> str:
    """Another letter of the same kind."""
    by = by % 7 + 1
    if letter.isdigit():
        return str((int(letter) + by) % 10)
    if letter in "abcdef":
        return "abcdef"[("abcdef".index(letter) + by % 5 + 1) % 6]
    if letter.isalpha() and letter.isascii():
        start = "a" if letter.islower() else "A"
        return chr((ord(letter) - ord(start) + by) % 26 + ord(start))
    return letter


def _changed(opener: Opener, key: str) -> Opener:
    named = tuple((name, key if value == opener.key else value) for name, value in opener.named)
    return replace(opener, link=opener.link.replace(opener.key, key), named=named, key=key)
