"""Reads every object that the repository has ever held for keys that somebody could use."""

from launchready.check import Check, Impact, Remedy, Touch, Verdict
from launchready.declare.model import RepositorySurface
from launchready.observe.secrets.repository import SecretsOf
from launchready.observe.world import World
from launchready.stages.s1_exposure._secrets import Seen, judge, revoke


class SecretInHistory(Check[RepositorySurface, Seen]):
    """A key that was deleted from the code is still in its history: every clone carries it along.

    What it does
        Reads every version of every file on all branches, tags, stashes and notes, the messages of commits and tags, and what
        nothing leads to any more, with the rules of the Kingfisher engine and our own, offline. What still lies in a file is
        told there, not here. A shallow or partial clone has not its whole history to read, and is Unknown.

    Why it is bad
        To delete a line does not delete it. Whoever gets a copy of the repository searches the history first, because
        that is where keys are.

    See it yourself
        git -C the-repository log --all -p -S sk_live_
    """

    title = "A live-looking secret is in the repository's history"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("MIN-3", "EXP-3", "AUT-1")
    refs = ("CWE-798", "CWE-540", "A07:2025", "ASVS 5.0 13.3.1")
    touch = Touch.READ
    faults = ("exp-secret-in-history",)
    deadline_s = 240.0

    async def look(self, at: RepositorySurface, world: World) -> Seen:
        """Takes the history out of the one scan of the repository."""
        found = await world.ask(SecretsOf(at.name))
        return Seen(found.folder, found.history, found.control)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each secret that is in the history alone."""
        return judge(seen, "the history", tuple(_command(seen.folder, one.place) for one in seen.part.found[:10]))

    def remedy(self, seen: Seen) -> Remedy:
        """Revoke; rewriting is a nicety."""
        return revoke(
            seen,
            "Once it is revoked the history is harmless; rewrite it (git filter-repo --replace-text) only where the value is "
            "personal or cannot be revoked, because every clone must then be made anew.",
        )


def _command(folder: str, place: str) -> str:
    where, _, line = place.rpartition(":")
    words = where.split(" ")
    if words[0] == "commit":
        path, inside, _ = " ".join(words[2:]).partition("!")
        return f"git -C '{folder}' show '{words[1]}:{path}'{'' if inside else f' | sed -n {line}p'}"
    return (
        f"git -C '{folder}' cat-file -p {words[-1] if words[0] == 'message' else words[1].rstrip(',')} | sed -n {line}p"
    )
