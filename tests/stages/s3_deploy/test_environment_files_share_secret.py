"""One secret in two env files is a finding where one of them is production's."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.secrets.environment_files import EnvFile, EnvFiles, Kept

ONE, TWO = Kept("PAYMENTS_KEY", 3, "a" * 12), Kept("MAIL_KEY", 4, "b" * 12)


def file(path: str, environment: str, *kept: Kept) -> EnvFile:
    return EnvFile(path, environment, 5, kept)


def seen(*files: EnvFile, missed: tuple[str, ...] = (), control: bool = True) -> EnvFiles:
    return EnvFiles("../shop", files, missed, control)


LIVE = file(".env.production", "production", ONE)

EXAMPLES = (
    (seen(LIVE, file(".env.staging", "staging", TWO)), Pass),
    (seen(LIVE, file(".env.staging", "staging")), Pass),
    (seen(LIVE, file(".env.staging", "staging", ONE)), Fail),
    (seen(LIVE, file(".env.local", "development", TWO, ONE)), Fail),
    (seen(LIVE, file(".env.staging", "staging", ONE), control=False), Fail),
    (seen(LIVE, file(".env.production.local", "production", ONE), file("staging.env", "staging", TWO)), Pass),
    (seen(file(".env.staging", "staging", ONE), file(".env.dev", "development", ONE)), NotApplicable),
    (seen(LIVE), NotApplicable),
    (seen(), NotApplicable),
    (seen(LIVE, file(".env.staging", "staging", TWO), control=False), Unknown),
    (seen(LIVE, missed=(".env.staging: Permission denied",)), Unknown),
)
