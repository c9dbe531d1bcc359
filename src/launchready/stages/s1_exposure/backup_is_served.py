"""Asks each site for backups and dumps under the names that people give them."""

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import Site
from launchready.observe.net.left_open import BACKUP
from launchready.observe.net.served import LeftOpen, Search
from launchready.observe.world import World
from launchready.stages.s1_exposure._open import judge


class BackupIsServed(Check[Site, Search]):
    """A copy of your database or code lies on the web server: every customer's data in one download.

    What it does
        Asks every declared site for dumps and archives under usual names and under the product's own (`/shop.sql`,
        `/shop.example.zip`), and judges by the beginning of the answer: statements of SQL, a database's own format, an
        archive of code. What the front page links to is a download and no backup. Two names that cannot exist are the
        control.

    Why it is bad
        It holds what the whole rest of the product protects, and nobody notices who took it.

    See it yourself
        curl -s https://the.name/backup.sql | head -c 200
    """

    title = "A backup is served to everybody"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-3", "MIN-3")
    refs = ("CWE-530", "CWE-552", "A02:2025", "ASVS 5.0 13.4.1")
    touch = Touch.PROBE
    faults = ("exp-backup-served",)
    deadline_s = 180.0

    async def look(self, at: Site, world: World) -> Search:
        """Asks for each name."""
        return await world.ask(LeftOpen(at.url, BACKUP))

    def judge(self, seen: Search) -> Verdict:
        """Fails for each copy of data or code."""
        return judge(seen, "names of backups", tail=" | head -c 200")

    def remedy(self, seen: Search) -> Remedy:
        """Take it away, and treat it as lost."""
        return Remedy(
            f"Take {', '.join(one.path for one in seen.served)} off the server and purge the edge's cache. Look in the access log for who "
            "took it: customers' data in it is a breach that you may have to report. Change the secrets in it, and let "
            "backups be written to a store that no web server reads.",
            Effort.HOURS,
        )
