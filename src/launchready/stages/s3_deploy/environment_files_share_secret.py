"""Compares production's env file with those of the other environments: one secret in both is one secret too few."""

import shlex

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import RepositorySurface
from launchready.observe.secrets.environment_files import PRODUCTION, EnvFiles, EnvFilesOf, Shared, shared
from launchready.observe.world import World
from launchready.verdict import Evidence

SHOWN = 10


class EnvironmentFilesShareSecret(Check[RepositorySurface, EnvFiles]):
    """Production's env file and another environment's hold the same secret: what leaks there opens production.

    What it does
        Reads the env files in the repository's folder, also those that git ignores (`.env.production`, `staging.env`,
        `deploy/prod/.env`), tells their environment by their names, and compares the secrets in them by keyed hashes. Ports,
        flags, addresses without a password, placeholders and keys that are made for browsers are not compared. No value
        is stored or shown.

    Why it is bad
        Staging's settings are on more laptops, in more build logs and with more contractors. A secret that is also
        production's makes each of those a way to your customers, and it cannot be rotated in one place alone.

    See it yourself
        cd the-repository && cut -d= -f2- .env.production .env.staging | sort | uniq -d | wc -l
    """

    title = "Production and another environment hold the same secret"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-1", "DEP-2")
    refs = ("CWE-1188", "CWE-522", "A02:2025", "ASVS 5.0 13.3.1")
    touch = Touch.READ
    faults = ("dep-same-env-secret",)

    async def look(self, at: RepositorySurface, world: World) -> EnvFiles:
        """Reads the env files."""
        return await world.ask(EnvFilesOf(at.name))

    def judge(self, seen: EnvFiles) -> Verdict:
        """Fails for each secret in two environments of which one is production."""
        found = shared(seen.files)
        if found:
            others = ", ".join(dict.fromkeys(one.environment for one in found))
            count = len({one.fingerprint for one in found})
            return Fail(
                f"{count} secret{'s' if count > 1 else ''} of production {'are' if count > 1 else 'is'} {others}'s too",
                tuple(
                    Evidence(f"{one.production} and {one.other}", f"the same value, fingerprint {one.fingerprint}")
                    for one in found[:SHOWN]
                ),
                tuple(dict.fromkeys(_count(seen.folder, one) for one in found)),
                tuple(sorted({one.fingerprint for one in found})),
            )
        live = [one for one in seen.files if one.environment == PRODUCTION]
        others_files = [one for one in seen.files if one.environment != PRODUCTION]
        if seen.missed:
            return Unknown(f"not every env file could be read: {'; '.join(seen.missed[:3])}")
        if not live or not others_files:
            return NotApplicable("the folder holds no env files of production and of another environment to compare")
        if not seen.control:
            return Unknown("a secret that was put into two made-up files was not found in both", ours=True)
        count = sum(len(one.kept) for one in live)
        return Pass(
            f"none of the {count} secrets of {', '.join(one.path for one in live)} is in {', '.join(one.path for one in others_files)}",
            "a secret that this run made up was found in two files by the same comparison",
        )

    def remedy(self, seen: EnvFiles) -> Remedy:
        """A secret for each environment."""
        names = ", ".join(dict.fromkeys(one.production.rpartition(" ")[2] for one in shared(seen.files)[:SHOWN]))
        return Remedy(
            f"Make new ones for production ({names}) at their issuers, and leave the old ones to the other environment or end them. "
            "Where an issuer gives test keys, give the other environment those. Keep each environment's secrets in its own store.",
            Effort.HOURS,
        )


def _count(folder: str, one: Shared) -> str:
    """How many values two files share; it shows none."""
    files = " ".join(
        shlex.quote(f"{folder}/{place.rpartition(' ')[0].rpartition(':')[0]}") for place in (one.production, one.other)
    )
    return f"cut -d= -f2- {files} | sort | uniq -d | grep -c ."
