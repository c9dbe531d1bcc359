"""Asks each site for the repository out of which it was deployed."""

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import Site
from launchready.observe.net.left_open import REPOSITORY
from launchready.observe.net.served import LeftOpen, Search
from launchready.observe.world import World
from launchready.stages.s1_exposure._open import judge


class RepositoryIsServed(Check[Site, Search]):
    """Your web server serves the repository beside the pages: the whole source and its history can be downloaded.

    What it does
        Asks every declared site for the files by which git, Subversion and Mercurial know a working copy, and for the list
        of files that macOS leaves in folders. What is in the answer decides; two names that cannot exist are the control.

    Why it is bad
        From `/.git/HEAD` a tool rebuilds the repository in a minute, with every secret that was ever committed.

    See it yourself
        curl -s https://the.name/.git/HEAD
    """

    title = "The product's repository is served to everybody"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-3", "MIN-3")
    refs = ("CWE-527", "CWE-538", "A02:2025", "ASVS 5.0 13.4.1")
    touch = Touch.PROBE
    faults = ("exp-git-served",)
    deadline_s = 180.0

    async def look(self, at: Site, world: World) -> Search:
        """Asks for each file."""
        return await world.ask(LeftOpen(at.url, REPOSITORY))

    def judge(self, seen: Search) -> Verdict:
        """Fails for each file of a repository."""
        return judge(seen, "files of a repository", tail=" | head -c 300")

    def remedy(self, seen: Search) -> Remedy:
        """Deploy what was built, and refuse the rest."""
        del seen
        return Remedy(
            "Deploy the built files into a folder of their own in place of the working copy, refuse every path with a leading dot "
            "at the edge, and change every secret that the repository's history ever held, because it was public. Purge the "
            "edge's cache.",
            Effort.HOURS,
            "git archive HEAD | tar -x -C /srv/new-release  # no .git goes along\n\n"
            "@hidden path_regexp /\\.(?!well-known/)\nrespond @hidden 404",
        )
