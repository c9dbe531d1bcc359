"""Gives addresses of the inside to the fields that take an address, and listens whether the product goes there."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.api.objects import Forbidden, Objects, not_theirs
from launchready.observe.api.openapi import Api
from launchready.observe.api.url_fields import url_fields
from launchready.observe.errors import CannotLook
from launchready.observe.inputs.callback_trial import Attempt, Target, Trial
from launchready.observe.inputs.catcher import Catcher
from launchready.observe.inputs.listening import listening
from launchready.observe.inputs.metadata import services
from launchready.observe.question import Question
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

__all__ = ["ELSEWHERE", "Attempt", "Callbacks", "CallbacksSeen", "Target"]

MOST_FIELDS = 5
CONTROL_SECONDS = 2.0
ELSEWHERE = (
    "the product does not run on this machine, so that no listener of the audit's is of its inside; declare one with "
    "[catcher] inside"
)


@dataclass(frozen=True, slots=True)
class CallbacksSeen:
    """All fields, and what reached the catcher."""

    targets: tuple[Target, ...]
    hears: bool
    """The control: whether the catcher heard a request of the audit's own."""
    missing: tuple[str, ...]
    """Fields that could not be tried, and why."""
    untried: str = ""
    """Ways that were left out, and why; empty for none."""
    broken: str = ""
    """Why what the owner declared to listen does not; empty where it does."""
    left_out: str = ""
    """Fields that a Pass says nothing of, and why, as the end of a sentence; empty for none."""
    reach: bool = True
    """Whether a listener of the audit's was of the product's inside."""


@dataclass(frozen=True, slots=True)
class Callbacks(Question[CallbacksSeen]):
    """Does the product go to addresses of the inside that a customer names?"""

    surface: str

    async def ask(self, world: "World") -> CallbacksSeen:
        """Tries each field with each spelling of this machine's address; what was made by it is removed."""
        facts = await world.ask(Api(self.surface))
        takers = url_fields(facts)
        late = await not_theirs(world, self.surface, tuple(one for one, _ in takers)) if takers else frozenset()
        fields = sorted(takers, key=lambda field: field[0].name in late)[:MOST_FIELDS]
        if not fields:
            return CallbacksSeen((), hears=False, missing=())
        surface = world.declaration.surface(self.surface)
        planted = (await world.ask(Objects(self.surface))).planted
        control = world.plant(Mark("token"), "address", "an address that the audit itself fetches").value
        targets: list[Target] = []
        barred: list[str] = []
        missing: list[str] = []
        async with listening(world, (surface.host if surface else None) or "") as listens:
            if listens.inside is None and not services(world.declaration.consent):
                named = ", ".join(f"{one.name} {name}" for one, name in fields)
                raise CannotLook(f"{named}: {ELSEWHERE}")
            hears = listens.inside is None or await _hears(listens.inside, control)
            for operation, name in fields:
                try:
                    trial = Trial(world, self.surface, facts, planted, operation, name, listens)
                    targets.append(await trial.go())
                except Forbidden:
                    barred.append(f"{operation.name} {name}")  # it is the staff's
                except CannotLook as unknown:
                    missing.append(f"{operation.name} {name}: {unknown}")
        untried = "" if listens.outside else "redirects, and names that lead inside" if not listens.missing else ""
        if listens.outside is not None and listens.outside.names is None:
            untried = "names that lead inside"
        reach = listens.inside is not None
        beyond = [f"{one.name} {name}" for one, name in takers if (one, name) not in fields]
        left_out = f"; not tried, as no customer may send it: {', '.join(barred)}" if barred else ""
        left_out += f"; not tried, beyond the first {MOST_FIELDS} fields: {', '.join(beyond)}" if beyond else ""
        return CallbacksSeen(
            tuple(targets), hears, tuple(missing), untried, listens.missing, left_out=left_out, reach=reach
        )


async def _hears(catcher: Catcher, mark: str) -> bool:
    await catcher.knock(mark)
    return await catcher.caught(mark, CONTROL_SECONDS) is not None
