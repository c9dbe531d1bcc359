"""One account of the run's own changes another one's password, address or name, or deletes it; what counts is who gets in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import Json
from launchready.observe.access.sights import OWNER, STRANGER
from launchready.observe.api.bodies import Body, is_free
from launchready.observe.api.calls import request
from launchready.observe.api.deeds import BODY, PERSON, Slot, Use, uses_of
from launchready.observe.api.kinds import is_admin
from launchready.observe.api.naming import DELETE, PERSON_NAMES, UPDATE, is_password, is_person, plain, words
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.api.schema import Field
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.who.arriving import with_password
from launchready.observe.who.people import Account, Disposable, OwnProfile, customers, sign_up_of, with_credentials
from launchready.observe.who.recipe import session_of
from launchready.observe.who.session import CannotSignIn, Session
from launchready.observe.who.whoami import Self, self_of
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_OPERATIONS = 5
_ELSEWHERE = (
    "login logout signin signout signup register registration reset forgot verify confirm token tokens session sessions"
)
ELSEWHERE = frozenset(_ELSEWHERE.split())
"""Words of operations that let people in by other means than a session."""
_OF_ACCOUNTS = (
    "password passwords email mail credential credentials setting settings name username phone profile account"
)
OF_ACCOUNTS = frozenset(_OF_ACCOUNTS.split())
PROOF = re.compile(r"token|code|otp|pin$|captcha|secret", re.IGNORECASE)
"""Fields of operations that want more than a session."""
OLD = re.compile(r"old|current|existing|previous|original", re.IGNORECASE)
REFUSED = (401, 403, 404, 405)


@dataclass(frozen=True, slots=True)
class Takeover:
    """One attempt to change an account."""

    operation: str
    by: str
    """STRANGER or, as the control, OWNER: the account itself."""
    status: int
    """0 where nothing came back."""
    done: bool
    """Whether the account showed the effect."""
    effect: str
    """What happened to the account; empty for nothing."""
    curl: str


@dataclass(frozen=True, slots=True)
class TakeoversSeen:
    """All attempts."""

    tried: tuple[Takeover, ...]
    missing: tuple[str, ...]
    """Operations that could not be tried, and why."""

    def by(self, who: str) -> tuple[Takeover, ...]:
        """The attempts of one asker."""
        return tuple(one for one in self.tried if one.by == who)


@dataclass(frozen=True, slots=True)
class Takeovers(Question[TakeoversSeen]):
    """Can one account change another one's password, address or name, or delete it?"""

    surface: str

    async def ask(self, world: "World") -> TakeoversSeen:
        """Tries each operation on an account made for it, as another account made for it; deletions last."""
        facts = await world.ask(Api(self.surface))
        tried: list[Takeover] = []
        missing: list[str] = []
        for use in account_uses(facts)[:MOST_OPERATIONS]:
            try:
                tried += await self._try(world, use)
            except CannotLook as unknown:
                missing.append(f"{use.name}: {unknown}")
        return TakeoversSeen(tuple(tried), tuple(missing))

    async def _try(self, world: "World", use: Use) -> list[Takeover]:
        stranger = await world.ask(Disposable(self.surface, f"a stranger with {use.operation.name}"))
        victim = await world.ask(Disposable(self.surface, f"the target of {use.operation.name}"))
        trial = _Trial(world, self.surface, use, victim)
        hostile = await trial.act(STRANGER, stranger)
        if hostile.done:
            return [hostile]
        own = await trial.act(OWNER, victim)
        if not own.done and own.status in REFUSED:
            return []  # accounts may not do this to themselves either: it is the staff's
        return [hostile, own]


def account_uses(facts: ApiFacts) -> tuple[Use, ...]:
    """The operations that change or delete an account which they name, the deletions last."""
    found: dict[str, Use] = {}
    sign_up = sign_up_of(facts, "")  # `POST /users` with an address and a password makes an account, and changes none
    for operation in (one for one in facts.operations if one != sign_up):
        said = {*words(operation.path), *words(operation.id)}
        if operation.method == "GET" or is_admin(operation) or said & ELSEWHERE or _wants_proof(operation):
            continue
        for use in uses_of(operation):
            named = _naming(use)
            if named is not None:
                found.setdefault(operation.name, named)
    return tuple(sorted(found.values(), key=lambda use: use.verb == DELETE))


def _wants_proof(operation: Operation) -> bool:
    return any(one.required and PROOF.search(one.name) and "pass" not in one.name.lower() for one in operation.body)


def _naming(use: Use) -> Use | None:
    """A use with the place that names the account; None where it names none or is of something else."""
    last = use.noun.rpartition("_")[2]
    of_account = is_person(use.noun) or last in OF_ACCOUNTS or bool({*words(use.operation.path)} & OF_ACCOUNTS)
    if not of_account:
        return None
    body = [one for one in use.operation.body if one.path]
    changes = any(_is_password(one) or "mail" in one.name.lower() or is_free(one) for one in body)
    if not (changes or use.operation.method == "DELETE" or use.verb == DELETE):
        return None
    if use.own is not None and is_person(use.noun):
        return use
    slot = next((one for one in use.parents if one.stem == PERSON), None)
    if slot is not None and (last in OF_ACCOUNTS or is_person(use.noun)):
        return replace(use, verb=use.verb if use.verb == DELETE else UPDATE)
    in_body = next((one for one in body if len(one.path) == 1 and _names_person(one)), None)
    by_name = in_body is not None and "mail" not in in_body.name.lower() and use.operation.method in {"PUT", "PATCH"}
    if slot is None and in_body is not None and (by_name or any(_is_password(one) for one in body)):
        return replace(use, verb=UPDATE, parents=(*use.parents, Slot(BODY, in_body.name, PERSON)), own=None)
    return None


def _names_person(field: Field) -> bool:
    return plain(field.name) in {*PERSON_NAMES, "userid", "accountid", "useremail"}


def _is_password(field: Field) -> bool:
    return is_password(field.name)


@dataclass(frozen=True, slots=True)
class _Trial:
    """One operation, tried on one account."""

    world: "World"
    surface: str
    use: Use
    victim: Account

    async def act(self, by: str, actor: Account) -> Takeover:
        """Sends it as the actor, and looks what became of the victim."""
        who = await self_of(self.world, self.surface, self.victim.session, _signs_in_with(self.victim))
        ids = self._ids(who)
        password = self.world.secrets.meet(f"N3w!{uuid4().hex[:14]}")
        email = f"new-{uuid4().hex[:10]}@{self.victim.email.rpartition('@')[2]}"
        canary = self.world.plant(Mark("token"), f"{by} changes an account", self.use.operation.name).value
        body = None
        if self.use.operation.body:
            known = self._known(ids, password, email, actor)
            body = Body(self.use.operation, lambda _: canary, known)
        sent = request(self.world, self.surface, self.use, ids, None, body=body)
        reply = await self.world.send(sent, session=actor.session)
        effect = await self._effect(password, email, canary, reply)
        status = reply.status if isinstance(reply, Answer) else 0
        curl = self.world.curl(replace(sent, by="stranger" if by == STRANGER else "own"))
        return Takeover(self.use.name, by, status, bool(effect), effect, curl)

    def _ids(self, who: Self) -> dict[Slot, str]:
        found: dict[Slot, str] = {}
        for slot in self.use.slots:
            value = who.value(slot.last)
            if value is None:
                raise CannotLook(f"nothing tells the {slot.last} of an account of this run's")
            found[slot] = value
        return found

    def _known(self, ids: Mapping[Slot, str], password: str, email: str, actor: Account) -> dict[str, Json]:
        named = {slot.name for slot in ids if slot.where == BODY}
        found: dict[str, Json] = {}
        for one in self.use.operation.body:
            if one.name in named:
                continue
            if _is_password(one):
                found[one.name] = actor.password if self._is_proof(one) else password
            elif "mail" in one.name.lower():
                found[one.name] = email
        return found

    def _is_proof(self, field: Field) -> bool:
        """Whether a password is asked for to prove who asks, and not set."""
        fields = self.use.operation.body
        of_address = any("mail" in one.name.lower() for one in fields) and "mail" in self.use.operation.path.lower()
        return bool(OLD.search(field.name)) or of_address or self.use.operation.method == "DELETE"

    async def _effect(self, password: str, email: str, canary: str, reply: Reply) -> str:
        """What the victim's account shows of it; empty for nothing."""
        victim = self.victim
        fields = self.use.operation.body
        if any(_is_password(one) and not self._is_proof(one) for one in fields):
            entered = await self._signs_in(victim.email, password)
            if entered and not await self._signs_in(victim.email, victim.password):
                return "its old password is refused and the new one lets in"
        if self.use.verb == DELETE or self.use.operation.method == "DELETE":
            accepted = isinstance(reply, Answer) and reply.status < 300  # noqa: PLR2004 - HTTP's success
            return "it can no longer sign in" if accepted and await self._is_gone() else ""
        shown = await self._profile(victim.session)
        if email in shown:
            return "its own profile shows the new address"
        if canary in shown:
            return "its own profile shows the new name"
        if any("mail" in one.name.lower() for one in fields) and not shown:
            entered = await self._signs_in(email, victim.password)
            if entered and not await self._signs_in(victim.email, victim.password):
                return "it signs in with the new address and no longer with its own"
        return ""

    async def _is_gone(self) -> bool:
        """Whether the victim cannot sign in, while another account, made as it was, can."""
        if await self._signs_in(self.victim.email, self.victim.password):
            return False
        other = await self.world.ask(Disposable(self.surface, "a control for sign-ins"))
        return bool(other.session.headers) and await self._entered(other, other.email, other.password) is not None

    async def _signs_in(self, email: str, password: str) -> bool:
        return await self._entered(self.victim, email, password) is not None

    async def _entered(self, account: Account, email: str, password: str) -> Session | None:
        a = self.world.declaration.principal(customers(self.world).a)
        assert a is not None
        known = with_password(account, password)
        call = with_credentials(known, email, password, account.username or None)
        who = replace(a, name="an account of this run's", sign_in=call, password=None, sign_up=None, made=False)
        try:
            return await session_of(self.world, who)
        except CannotSignIn as refusal:
            if re.search(r"answered (?:423|429)|timed out|refused \(", str(refusal)):
                raise CannotLook(f"whether the account can sign in is not known: {refusal}") from None
            return None

    async def _profile(self, session: Session) -> str:
        """What the account reads of itself; empty where it cannot."""
        surface = self.world.declaration.surface(self.surface)
        assert surface is not None
        try:
            profile = await self.world.ask(OwnProfile(self.surface))
        except CannotLook:
            return ""
        reply = await self.world.send(Request(surface.at(profile.path)), session=session)
        return reply.body if isinstance(reply, Answer) and reply.status < 300 else ""  # noqa: PLR2004 - success


def _signs_in_with(account: Account) -> tuple[tuple[str, str], ...]:
    return (("email", account.email), ("username", account.username or account.email))
