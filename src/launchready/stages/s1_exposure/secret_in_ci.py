"""Reads the files that tell build services what to do, for keys that somebody could use."""

from launchready.check import Check, Impact, NotApplicable, Remedy, Touch, Verdict
from launchready.declare.model import RepositorySurface
from launchready.observe.secrets.repository import SecretsOf
from launchready.observe.world import World
from launchready.stages.s1_exposure._secrets import Seen, at_lines, judge, revoke


class SecretInCi(Check[RepositorySurface, Seen]):
    """A build file holds a key that works: whoever may read or fork the repository can deploy, or pay, with it.

    What it does
        Reads the files of GitHub, GitLab, CircleCI, Jenkins, Azure, Bitbucket and other build services, with the rules of the
        Kingfisher engine and our own, offline. References to a service's own store (`${{ secrets.NAME }}`) do not count.

    Why it is bad
        Keys in build files are those with the most power: they deploy, publish and reach production. A build file is copied
        with the code, and its values are printed into logs, because the service hides only what it knows to be secret.

    See it yourself
        grep -rnE '(sk_live_|ghp_|AKIA)' .github/ .gitlab-ci.yml .circleci/ Jenkinsfile
    """

    title = "A live-looking secret is in a build file"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-3", "MIN-3", "DEP-2")
    refs = ("CWE-798", "A08:2025", "ASVS 5.0 13.3.1")
    touch = Touch.READ
    faults = ("exp-secret-in-ci",)
    deadline_s = 240.0

    async def look(self, at: RepositorySurface, world: World) -> Seen:
        """Takes the build files out of the one scan of the repository."""
        found = await world.ask(SecretsOf(at.name))
        return Seen(found.folder, found.ci, found.control)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each secret in a build file."""
        if not seen.part.looked_at and not seen.part.missed:
            return NotApplicable("the repository holds no file of a build service that is known here")
        return judge(seen, "the build files", at_lines(seen))

    def remedy(self, seen: Seen) -> Remedy:
        """Revoke, and put the new one into the service's store."""
        return revoke(
            seen,
            "Then put the new value into the build service's store of secrets, and name it in the file by its reference.",
        )
