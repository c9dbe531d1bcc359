"""Asks each site for the consoles of databases, queues and monitoring that should be on the inside."""

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import Site
from launchready.observe.net.left_open import CONSOLE
from launchready.observe.net.served import LeftOpen, Search
from launchready.observe.world import World
from launchready.stages.s1_exposure._open import judge


class ConsoleIsOpen(Check[Site, Search]):
    """A console of your database, queue or monitoring answers everybody on the internet.

    What it does
        Asks every declared site, without credentials, for the consoles that operators use, and judges by what is on the
        page or in the answer: dashboards, queues and settings that are shown without a sign-in, and the sign-in of a
        database's own console. The sign-in of a monitoring tool alone is no finding, nor is a page that merely loads.

    Why it is bad
        These tools trust whoever reaches them: they show customers' data and inside addresses, and many of them run or
        delete things.

    See it yourself
        curl -s https://the.name/adminer.php | head -c 300
    """

    title = "An operator's console is open to everybody"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-2", "FOOT-1", "FOOT-2")
    refs = ("API8:2023", "API9:2023", "CWE-306", "CWE-749", "A02:2025", "ASVS 5.0 13.4.5")
    touch = Touch.PROBE
    faults = ("exp-console-open",)
    deadline_s = 180.0

    async def look(self, at: Site, world: World) -> Search:
        """Asks for each console."""
        return await world.ask(LeftOpen(at.url, CONSOLE))

    def judge(self, seen: Search) -> Verdict:
        """Fails for each console that answers nobody in particular."""
        return judge(seen, "usual consoles", shows="opens", tail=" | head -c 300")

    def remedy(self, seen: Search) -> Remedy:
        """To the inside."""
        paths = " ".join(one.path.partition("?")[0] for one in seen.served)
        return Remedy(
            f"Let what answers at {paths} listen on an inside address alone, and reach it through a VPN or a tunnel (`ssh -L`). Change "
            "the passwords that it showed or took.",
            Effort.HOURS,
            f"@inside path {paths}\nrespond @inside 404",
        )
