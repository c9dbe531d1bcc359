"""Reads the documents in the repository for examples that hold a key that works."""

from launchready.check import Check, Impact, Remedy, Touch, Verdict
from launchready.declare.model import RepositorySurface
from launchready.observe.secrets.repository import SecretsOf
from launchready.observe.world import World
from launchready.stages.s1_exposure._secrets import Seen, at_lines, judge, revoke


class SecretInDocs(Check[RepositorySurface, Seen]):
    """A document shows a key that works: whoever reads the manual holds the key.

    What it does
        Reads README, docs/, every Markdown file, notebooks with their outputs, PDF, Word, Excel and OpenDocument files, with
        the rules of the Kingfisher engine and our own, offline. Placeholders (`your-key-here`, `sk_test_…`, `…EXAMPLE`) do not count.

    Why it is bad
        Documents are made to be published and copied. A key pasted as an example to make it run is the most public place
        there is.

    See it yourself
        grep -rnE '(sk_live_|ghp_|AKIA)' README.md docs/
    """

    title = "A live-looking secret is in a document"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("MIN-3", "EXP-3")
    refs = ("CWE-798", "CWE-200", "ASVS 5.0 13.3.1")
    touch = Touch.READ
    faults = ("exp-secret-in-docs",)
    deadline_s = 240.0

    async def look(self, at: RepositorySurface, world: World) -> Seen:
        """Takes the documents out of the one scan of the repository."""
        found = await world.ask(SecretsOf(at.name))
        return Seen(found.folder, found.documents, found.control)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each secret in a document."""
        return judge(seen, "the documents", at_lines(seen))

    def remedy(self, seen: Seen) -> Remedy:
        """Revoke, and show a placeholder."""
        return revoke(seen, "Then write a placeholder that cannot be mistaken (sk_live_YOUR_KEY) into the document.")
