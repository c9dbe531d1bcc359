"""A check for the tests of the run: asks a page once a run, and counts what it asked for."""

from contextlib import suppress
from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Host
from launchready.observe.errors import CannotLook
from launchready.observe.http import Reply, Request, Silence
from launchready.observe.question import Question
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Page(Question[Reply]):
    """What does a page say?"""

    url: str

    async def ask(self, world: World) -> Reply:
        """Asks for it."""
        return await world.send(Request(self.url))


@dataclass(frozen=True, slots=True)
class Seen:
    """The page."""

    reply: Reply


class PageSaysSecret(Check[Host, Seen]):
    """Risk."""

    title = "The page says secret"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-3",)
    refs = ("CWE-200",)
    touch = Touch.READ
    url = ""
    mode = "look"

    async def look(self, at: Host, world: World) -> Seen:
        """Looks as the test wants it."""
        if self.mode == "cannot":
            raise CannotLook(f"{at.name} is shy")
        if self.mode == "break":
            raise RuntimeError("a bug")
        if self.mode == "make":
            world.remove_at_the_end("a thing", Request(f"{self.url}thing", "DELETE"))
        if self.mode == "twice":
            seen = Seen(await world.ask(Page(self.url)))
            with suppress(CannotLook):
                await world.get(f"{self.url}again")
            return seen
        return Seen(await world.ask(Page(self.url)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the page says secret."""
        if isinstance(seen.reply, Silence):
            return Unknown(seen.reply.line())
        if "secret" in seen.reply.body:
            return Fail("it says secret", (Evidence("the page", seen.reply.body),), ("curl …",))
        return Pass("it does not say so", "the page was read")

    def remedy(self, seen: Seen) -> Remedy:
        """Say less."""
        del seen
        return Remedy("Take the secret out of the page.", Effort.MINUTES)
