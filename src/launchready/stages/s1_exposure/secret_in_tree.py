"""Reads every file of the repository for keys that somebody could use."""

from launchready.check import Check, Impact, Remedy, Touch, Verdict
from launchready.declare.model import RepositorySurface
from launchready.observe.secrets.repository import SecretsOf
from launchready.observe.world import World
from launchready.stages.s1_exposure._secrets import Seen, at_lines, judge, revoke


class SecretInTree(Check[RepositorySurface, Seen]):
    """A key that works lies in the code: everybody who can read the repository, now or later, can use it.

    What it does
        Reads each file that is tracked, staged or would be added next (documents, build files and build logs are told apart),
        also inside archives, in UTF-16 and behind base64, with the rules of the Kingfisher engine and our own, in this process
        and offline: a key is never tried out. Files that git ignores do not ship, and are told and not counted.
        Only what is certain by its form counts;
        placeholders, test keys and keys that are made for browsers do not. Secrets that launch.toml refers to are looked
        for by their value. Findings show the place, the kind and a fingerprint, never the value. What is not read
        (submodules, locked archives, files over 16 MB) is counted and named, and a pass does not cover it.

    Why it is bad
        Repositories are cloned to laptops, build machines and contractors, and one day to the public. Bots find a
        published key within minutes and spend on your account.

    See it yourself
        git -C the-repository grep -nE '(sk_live_|ghp_|AKIA|-----BEGIN [A-Z ]*PRIVATE KEY)'
    """

    title = "A live-looking secret is in the code"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("MIN-3", "EXP-3", "DEP-2", "AUT-1")
    refs = ("CWE-798", "A07:2025", "ASVS 5.0 13.3.1")
    touch = Touch.READ
    faults = ("exp-secret-in-tree",)
    deadline_s = 240.0

    async def look(self, at: RepositorySurface, world: World) -> Seen:
        """Takes the files out of the one scan of the repository."""
        found = await world.ask(SecretsOf(at.name))
        return Seen(found.folder, found.tree, found.control)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each secret in a file."""
        return judge(seen, "the code", at_lines(seen))

    def remedy(self, seen: Seen) -> Remedy:
        """Revoke, move, guard."""
        return revoke(seen, "Then take the line out of the file, and scan before each commit and in CI.")
