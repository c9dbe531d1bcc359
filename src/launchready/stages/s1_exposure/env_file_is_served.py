"""Asks each site for the settings files and keys that a careless deployment leaves in the open."""

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import Site
from launchready.observe.net.left_open import SETTINGS
from launchready.observe.net.served import LeftOpen, Search
from launchready.observe.world import World
from launchready.stages.s1_exposure._open import judge


class EnvFileIsServed(Check[Site, Search]):
    """Your server hands out its own settings, with the passwords in them, to whoever asks.

    What it does
        Asks every declared site for `/.env` and its copies, keys (`/id_rsa`, `/.aws/credentials`, `/.npmrc`), settings of
        frameworks, compose files and Terraform's state, and judges by what is in the answer. A status proves nothing; two
        names that cannot exist are asked for as well, and a host that gives the same to every name gives nothing away. A
        file that holds nothing but what the front end is built with (`VITE_…`) gives nothing away either.

    Why it is bad
        Bots ask every new host for exactly these within hours. The file opens the database, the payment account and the
        model's bill.

    See it yourself
        curl -s https://the.name/.env | cut -d= -f1
    """

    title = "A file of settings or keys is served to everybody"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-3", "MIN-3")
    refs = ("CWE-538", "CWE-552", "A02:2025", "ASVS 5.0 13.4.1")
    touch = Touch.PROBE
    faults = ("exp-env-served",)
    deadline_s = 180.0

    async def look(self, at: Site, world: World) -> Search:
        """Asks for each file."""
        return await world.ask(LeftOpen(at.url, SETTINGS))

    def judge(self, seen: Search) -> Verdict:
        """Fails for each file that is what it must not be."""
        return judge(seen, "such files", tail=" | cut -d= -f1")

    def remedy(self, seen: Search) -> Remedy:
        """Take it away, then change everything that was in it."""
        names = ", ".join(dict.fromkeys(name for one in seen.served for name in one.names)) or "the whole content"
        return Remedy(
            f"Take the file out of what is served, refuse every path with a leading dot at the edge, and change every secret that "
            f"was in it, because it was public: {names}. Purge the edge's cache.",
            Effort.HOURS,
            "@hidden path_regexp /\\.(?!well-known/)\nrespond @hidden 404",
        )
