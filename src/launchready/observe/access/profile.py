"""Tries to set what a user must not set about themselves, at an update and at the sign-up: a role, a balance, trust."""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.access.field_tries import FieldTry, ProfileSeen
from launchready.observe.access.listed_account import gains_at_sign_up
from launchready.observe.access.reserved_fields import NAMES, choices_of, equals, higher, is_power, is_reserved
from launchready.observe.access.role_grants import Grant, grants
from launchready.observe.api.bodies import Body, is_free
from launchready.observe.api.ids import own_id
from launchready.observe.api.naming import is_person
from launchready.observe.api.objects import address
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.who.credentials import sign_in_of, sign_up_of
from launchready.observe.who.people import Disposable, OwnProfile, customers, staff
from launchready.observe.who.person import Person, place_of, staffs_profile, updates_of
from launchready.observe.who.session import Session
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_UPDATES = 3
MOST_ALONE = 4
"""Fields that are tried alone where all together are refused."""


@dataclass(frozen=True, slots=True)
class OwnRole(Question[ProfileSeen]):
    """Can a user set what is reserved in their own profile?"""

    surface: str

    async def ask(self, world: "World") -> ProfileSeen:
        """Uses accounts made for it, or customer B's, and puts back what worked."""
        facts = await world.ask(Api(self.surface))
        try:
            profile = await world.ask(OwnProfile(self.surface))
        except CannotLook as unknown:
            return await self._without_profile(world, facts, unknown)
        by, session, is_own = await self._asker(world)
        me = Person(world, self.surface, profile, session)
        before = await me.read()
        peer = await staffs_profile(world, self.surface)
        wished = wishes(world, profile, before, peer)
        updates = updates_of(world, facts, profile)[:MOST_UPDATES]
        controls: list[str] = []
        blind: list[str] = []
        harmless: list[tuple[str, str]] = []
        tried: list[FieldTry] = []
        for update in updates:
            trial = _Update(me, update, own_id(before, "user", "id") or "", is_own)
            try:
                control = await trial.harmless(before)
            except CannotLook as unknown:
                blind.append(f"{update.name}: {unknown}")
                continue
            if control:
                harmless.append((update.name, control))
                controls.append(f"a harmless change of {control} by {update.name} showed in the profile")
            else:
                blind.append(f"{update.name}: a harmless change did not show either")
            for name, value in wished.items():
                tried.append(await trial.set(name, value, before))
                if tried[-1].done and name not in before:
                    break  # it shows in what the account may, where the next names could not be told apart
        login = sign_in_of(facts)
        sign_up = sign_up_of(facts, login.path if login else "")
        if sign_up is not None and is_own:
            controls.append(f"{sign_up.name} made an account, whose profile shows {', '.join(list(before)[:4])}")
            tried += await _SignUp(me, sign_up, before).tries(wished)
        if is_own:
            tried += [_granted(one) for one in await grants(me, facts, before)]
        names = tuple(one.name for one in updates)
        return ProfileSeen(
            names, sign_up.name if sign_up else "", by, tuple(controls), tuple(blind), tuple(tried), tuple(harmless)
        )

    async def _without_profile(self, world: "World", facts: ApiFacts, unknown: CannotLook) -> ProfileSeen:
        try:
            found = await gains_at_sign_up(world, self.surface, facts)
        except CannotLook as also:
            raise CannotLook(f"{unknown}; {also}") from None
        tried = tuple(
            FieldTry(
                found.sign_up,
                one.field,
                repr(one.before),
                repr(one.wanted),
                repr(one.after),
                1,
                one.done,
                restored=True,
                shown=f"{found.place} shows that account with {one.field} = {one.after!r}" if one.done else "",
                curl=one.curl,
            )
            for one in found.gains
        )
        control = f"{found.sign_up} made an account, which {found.place} shows"
        return ProfileSeen((), found.sign_up, "an account made for this", (control,), (), tried)

    async def _asker(self, world: "World") -> tuple[str, Session, bool]:
        try:
            account = await world.ask(Disposable(self.surface, "own role"))
        except CannotLook:
            name = customers(world).b
            return name, await world.sign_in(name), False
        return "an account made for this", account.session, True


def _granted(one: Grant) -> FieldTry:
    shown = f"the profile, read again, shows {one.field} = {one.after!r}" if one.done else ""
    values = repr(one.before), repr(one.wanted), repr(one.after)
    return FieldTry(one.operation, one.field, *values, one.status, one.done, restored=True, shown=shown, curl=one.curl)


@dataclass(frozen=True, slots=True)
class _Update:
    """One operation that changes a profile."""

    me: Person
    update: Operation
    id: str
    is_own: bool
    """Whether the account is this run's own."""

    async def harmless(self, shown: dict[str, Json]) -> str:
        """The name of a field whose harmless change shows; empty for none. Puts it back.

        Raises:
            CannotLook: the update would change more than a name, on an account that is not this run's.
        """
        risky = [one.name for one in self.update.body if one.required and one.name not in shown and not is_free(one)]
        if risky and not self.is_own:
            raise CannotLook(
                f"it needs {', '.join(risky)}, which are not changed in an account that this run did not make"
            )
        free = [one.name for one in self.update.body if is_free(one) and len(one.path) == 1]
        field = min(free, key=is_person, default="")  # a name by which accounts are told apart may stay as it is
        if not field:
            return ""
        label = "a harmless change of an own profile"
        canary = self.me.world.plant(Mark("token"), label, self.update.name).value
        await self._send({field: canary}, shown)
        found = canary in str(await self.me.read())
        if found and isinstance(shown.get(field), str):
            await self._send({field: shown[field]}, shown)
        return field if found else ""

    async def set(self, name: str, wanted: Json, shown: dict[str, Json]) -> FieldTry:
        """Sets one field, alone and then with a harmless one beside it, reads, and puts it back."""
        world, before = self.me.world, shown.get(name)
        free = next((one.name for one in self.update.body if is_free(one) and one.name in shown), "")
        status, after, proof, doubt = 0, before, "", ""
        request = self._request({name: wanted}, shown)
        for more in ({}, {free: shown[free]}) if free else ({},):
            request = self._request({name: wanted, **more}, shown)
            reply = await world.send(request, session=self.me.session)
            status = reply.status if isinstance(reply, Answer) else 0
            after, proof, doubt = await self.me.gained(self.update, name, before, wanted)
            if proof:
                break
        restored = True
        if not equals(after, before):
            await self._send({name: before}, shown)
            restored = equals((await self.me.read()).get(name), before) or self.is_own
        if proof:
            world.proved(request, f"sets {name}", session=self.me.session)
        curl = world.curl(replace(request, by="own"))
        return FieldTry(
            self.update.name,
            name,
            repr(before),
            repr(wanted),
            repr(after),
            status,
            bool(proof),
            restored,
            proof or doubt,
            curl,
        )

    async def _send(self, values: dict[str, Json], shown: dict[str, Json]) -> Reply:
        return await self.me.world.send(self._request(values, shown), session=self.me.session)

    def _request(self, values: dict[str, Json], shown: dict[str, Json]) -> Request:
        kept = {name: one for name, one in shown.items() if name not in values}
        body = Body(self.update, lambda _: "Audit", kept, optional=False, extra=dict(values))
        ids = tuple(place_of(shown, place, self.id) for place in self.update.places)
        return body.request(address(self.me.world, self.me.surface, self.update, ids), None)


@dataclass(frozen=True, slots=True)
class _SignUp:
    """The operation that makes an account, with more than its form offers."""

    me: Person
    sign_up: Operation
    plain: dict[str, Json]
    """The profile of an account that was made without."""

    async def tries(self, wished: dict[str, Json]) -> list[FieldTry]:
        """All fields at once; where that is refused, the strongest alone."""
        if not wished:
            return []
        found = await self._try(wished)
        if found is not None:
            return found
        alone = sorted(wished, key=lambda name: not is_power(name))[:MOST_ALONE]
        made = [await self._try({name: wished[name]}) for name in alone]
        found = [one for tries in made if tries is not None for one in tries]
        refused = [self._told(name, self.plain.get(name), wished[name], "") for name in wished]
        return found or refused

    async def _try(self, values: dict[str, Json]) -> list[FieldTry] | None:
        """What a new account's profile shows; None where no account could be made so."""
        label = f"signed up with {', '.join(values)}"
        try:
            account = await self.me.world.ask(Disposable(self.me.surface, label, json.dumps(values)))
            new = replace(self.me, session=account.session)
            shown = await new.read()
        except CannotLook:
            return None
        told: list[FieldTry] = []
        for name, wanted in values.items():
            before = self.plain.get(name)
            _, proof, doubt = await new.gained(self.sign_up, name, before, wanted)
            told.append(replace(self._told(name, shown.get(name), wanted, proof), shown=proof or doubt))
        return told

    def _told(self, name: str, after: Json, wanted: Json, proof: str) -> FieldTry:
        world = self.me.world
        value = {"email": "new@example.com", "password": "…", name: wanted}
        request = Request(address(world, self.me.surface, self.sign_up, ()), "POST").with_json(value)
        before = repr(self.plain.get(name))
        return FieldTry(
            self.sign_up.name,
            name,
            before,
            repr(wanted),
            repr(after),
            1,
            bool(proof),
            restored=True,
            shown=proof,
            curl=world.curl(request),
        )


def wishes(world: "World", profile: Operation, before: dict[str, Json], peer: dict[str, Json]) -> dict[str, Json]:
    """What a user would set about themselves, by field; usual names where the profile shows nothing of power."""
    top = next((one.role for one in staff(world)), "admin")
    found: dict[str, Json] = {}
    for name in dict.fromkeys((*before, *peer)):
        value = before.get(name)
        if is_reserved(name) and not isinstance(value, dict):
            if name not in before and not is_power(name):
                continue
            wanted = higher(name, value, peer.get(name), choices_of(profile, name), top)
            if not equals(value, wanted):
                found[name] = wanted
    if not any(is_power(name) for name in found):
        found |= {name: top if name == "role" else True for name in NAMES if name not in before}
    return found
