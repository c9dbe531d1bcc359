"""Reads the build logs, without their colours and escapes, for keys that a step has printed."""

from launchready.check import Check, Impact, NotApplicable, Remedy, Touch, Verdict
from launchready.declare.model import RepositorySurface
from launchready.observe.secrets.places.gather import NOTHING
from launchready.observe.secrets.repository import SecretsOf
from launchready.observe.world import World
from launchready.stages.s1_exposure._secrets import Seen, at_lines, judge, revoke


class SecretInBuildLog(Check[RepositorySurface, Seen]):
    r"""A build step has printed a key that works: everybody who may see the build can take it.

    What it does
        Reads the logs that launch.toml names (build_logs), takes out terminal colours and JSON escapes, and looks for keys
        with the rules of the Kingfisher engine, offline. The control is a made-up key in a coloured log.

    Why it is bad
        Build logs are kept for months, shown to every contributor and often to the public. Masking in CI misses a value
        that was changed on the way, by a colour code for one.

    See it yourself
        sed 's/\x1b\[[0-9;]*m//g' build.log | grep -nE 'sk_live_|ghp_|AKIA'
    """

    title = "A live-looking secret is in a build log"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("MIN-3", "EXP-3")
    refs = ("CWE-532", "A09:2025", "ASVS 5.0 16.2.5")
    touch = Touch.READ
    faults = ("exp-secret-in-build-log",)
    deadline_s = 240.0

    async def look(self, at: RepositorySurface, world: World) -> Seen:
        """Takes the logs out of the one scan of the repository."""
        if not at.build_logs:
            return Seen("", NOTHING, control=True)
        found = await world.ask(SecretsOf(at.name))
        return Seen(found.folder, found.logs, found.log_control)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each secret in a log."""
        if not seen.folder:
            return NotApplicable("launch.toml names no build logs of this repository (build_logs)")
        return judge(seen, "the build logs", at_lines(seen))

    def remedy(self, seen: Seen) -> Remedy:
        """Revoke, delete, silence."""
        return revoke(
            seen,
            "Then delete the log, and have the step print the secret's name instead of its value (no set -x, no env).",
        )
