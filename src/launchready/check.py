"""What a check is: one claim about the product that looks, judges, and says how to mend."""

from abc import ABC, abstractmethod
from typing import ClassVar, Generic, Protocol, TypeVar, get_args, runtime_checkable

from launchready.observe.world import World
from launchready.verdict import Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict

__all__ = ["Check", "Effort", "Fail", "Impact", "NotApplicable", "Pass", "Remedy", "Touch", "Unknown", "Verdict"]

TargetT = TypeVar("TargetT")
SeenT = TypeVar("SeenT")


@runtime_checkable
class Prepares(Protocol):
    """A check that is `alone` and needs time to pass before its look."""

    async def prepare(self, at: object, world: World) -> None:
        """Begins it, beside all others. What goes wrong is the look's to tell."""


class Check(ABC, Generic[TargetT, SeenT]):
    """One claim about one kind of target.

    A check stands alone in a file of `launchready/stages/`; its id is made of the file's place
    (`s2_boundaries/cors_reflects_origin.py` is `boundaries.cors-reflects-origin`), so no list names it.
    The docstring becomes its page: the first paragraph names the risk in plain words; sections that start with
    `What it does`, `Why it is bad` and `See it yourself` follow.

    Only `look` touches the world. `judge` and `remedy` are pure functions of what was seen, and what was seen is a
    frozen dataclass of plain values that is stored and can be judged again.
    """

    title: ClassVar[str]
    """The finding's headline when the check fails: states the bad thing as a fact."""
    impact: ClassVar[Impact]
    rows: ClassVar[tuple[str, ...]]
    """Ids of ROADMAP.md's rows that this check proves."""
    refs: ClassVar[tuple[str, ...]]
    """Outside sources with their edition: `API1:2023`, `LLM01:2025`, `CWE-639`, `RFC 9989`."""
    touch: ClassVar[Touch]
    faults: ClassVar[tuple[str, ...]] = ()
    """The reference marketplace's switches that must make this check fail."""
    alone: ClassVar[bool] = False
    """Runs after all others and by itself: bursts, whatever disturbs another check's look.

    One that needs time to pass before has `prepare` as well (`Prepares`).
    """
    hostile: ClassVar[bool] = False
    """Writes or deletes as somebody who may not: after all that does not, so that what it breaks spoils no other look."""
    shuts: ClassVar[bool] = False
    """Leaves a door shut to us for a while (a limit reached for our whole address): the last of those that are alone."""
    of_names: ClassVar[bool] = False
    """Speaks of public names: there is nothing to look at where the product has none."""
    commands: ClassVar[bool] = False
    """Runs a command that the owner declares: a rehearsal of the deploy, a test of an alert."""
    deadline_s: ClassVar[float] = 60.0
    """Seconds after which the look is given up and the verdict is Unknown."""

    @abstractmethod
    async def look(self, at: TargetT, world: World) -> SeenT:
        """Observes one target. The only part that touches the world.

        Raises:
            CannotLook: when a needed fact cannot be had; it becomes Unknown with its reason.
        """

    @abstractmethod
    def judge(self, seen: SeenT) -> Verdict:
        """Says what was seen amounts to. Pure."""

    @abstractmethod
    def remedy(self, seen: SeenT) -> Remedy:
        """Says how to mend what was seen. Pure; asked only after a Fail."""

    def patience(self, at: TargetT) -> float:
        """Seconds after which the look at a target is given up: `deadline_s`, or more where the owner allows more."""
        del at
        return self.deadline_s

    @classmethod
    def id(cls) -> str:
        """`stage.bad-thing`, from the module's place."""
        _, stage, bad_thing = cls.__module__.rsplit(".", 2)
        return f"{stage.split('_', 1)[1]}.{bad_thing.replace('_', '-')}"

    @classmethod
    def stage(cls) -> int:
        """The stage's number, 1 to 7."""
        return int(cls.__module__.rsplit(".", 2)[1][1])

    @classmethod
    def target_type(cls) -> type[TargetT]:
        """The type of target that this check looks at."""
        target: type[TargetT] = cls._arguments()[0]
        return target

    @classmethod
    def seen_type(cls) -> type[SeenT]:
        """The type that `look` answers with."""
        seen: type[SeenT] = cls._arguments()[1]
        return seen

    @classmethod
    def _arguments(cls) -> tuple[type, type]:
        for base in getattr(cls, "__orig_bases__", ()):
            arguments = get_args(base)
            if len(arguments) == 2:  # noqa: PLR2004 - the target's type and the seen's type
                return arguments[0], arguments[1]
        raise TypeError(f"{cls.__name__} must name its types: Check[Target, Seen]")
