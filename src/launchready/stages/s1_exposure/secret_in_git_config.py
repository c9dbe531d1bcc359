"""Reads what git keeps for itself, its settings and hooks, for keys that somebody could use."""

from launchready.check import Check, Impact, NotApplicable, Remedy, Touch, Verdict
from launchready.declare.model import RepositorySurface
from launchready.observe.secrets.repository import SecretsOf
from launchready.observe.world import World
from launchready.stages.s1_exposure._secrets import Seen, at_lines, judge, revoke


class SecretInGitConfig(Check[RepositorySurface, Seen]):
    """A token lies in git's own settings: every tool, backup and build that takes the folder takes it along.

    What it does
        Reads `.git/config` (of submodules too), stored sign-ins and hooks: passwords in the address of a remote, headers that
        a build has left behind (`http.extraheader`, also in base64), tokens in scripts. Offline; a key is never tried out.

    Why it is bad
        These files are in no listing and no search of the code, yet they are in each copy of the folder: in images made with
        `COPY . .`, in uploads of a build's workspace, in a `.git/` that a web server shows. The token opens the whole
        repository, and often all others.

    See it yourself
        git -C the-repository config --local --list | grep -E 'extraheader|://[^/]*@'
    """

    title = "A live-looking secret is in git's settings"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-3", "MIN-3")
    refs = ("CWE-522", "CWE-798", "ASVS 5.0 13.3.1")
    touch = Touch.READ
    faults = ("exp-secret-in-git-config",)
    deadline_s = 240.0

    async def look(self, at: RepositorySurface, world: World) -> Seen:
        """Takes git's own files out of the one scan of the repository."""
        found = await world.ask(SecretsOf(at.name))
        return Seen(found.folder, found.settings, found.control)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each secret in git's own files."""
        if not seen.part.looked_at and not seen.part.missed:
            return NotApplicable("the folder is no git repository of its own")
        return judge(seen, "git's settings and hooks", at_lines(seen))

    def remedy(self, seen: Seen) -> Remedy:
        """Revoke, and let git ask a helper."""
        return revoke(
            seen,
            "Then set the remote's address without it (git remote set-url origin https://…), and let git ask a credential helper "
            "or use SSH; in CI, do not let the checkout keep its token (persist-credentials: false).",
        )
