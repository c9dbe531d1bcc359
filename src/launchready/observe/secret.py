"""Resolves references to secrets, and remembers every secret of the run so that none is ever stored or shown."""

import os
import shlex
import subprocess
from pathlib import Path

from launchready.declare.model import Json, Secret
from launchready.declare.wfc import pointed
from launchready.observe.errors import CannotLook, ConsentMissing

SCHEMES = ("env:", "file:", "cmd:")
COMMAND_SECONDS = 20


class Secrets:
    """The run's secrets: looked up once, kept in memory, and known to the redactor."""

    def __init__(self, root: Path, *, commands: bool) -> None:
        self._root = root
        self._commands = commands
        self._known: dict[str, str] = {}
        self._met: frozenset[str] = frozenset()

    def resolve(self, secret: Secret) -> str:
        """The secret's value.

        Raises:
            CannotLook: the variable, file or key is not there, or the command failed.
        """
        if secret.ref not in self._known:
            self._known[secret.ref] = self.meet(self._look_up(secret.ref))
        return self._known[secret.ref]

    def fill(self, value: Json) -> Json:
        """A JSON value with every reference in it resolved."""
        if isinstance(value, str) and value.startswith(SCHEMES):
            return self.resolve(Secret(value))
        if isinstance(value, dict):
            return {key: self.fill(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.fill(item) for item in value]
        return value

    def meet(self, value: str) -> str:
        """Remembers a secret that came from elsewhere (a session's token), and gives it back."""
        if value and value not in self._met:
            self._met |= {value}
        return value

    def met(self) -> frozenset[str]:
        """Every secret met in this run."""
        return self._met

    def _look_up(self, ref: str) -> str:
        scheme, rest = ref.split(":", 1)
        if scheme == "env":
            return self._from_environment(rest)
        if scheme == "file":
            return self._from_file(rest)
        return self._from_command(rest)

    def _from_environment(self, name: str) -> str:
        try:
            return os.environ[name]
        except KeyError:
            raise CannotLook(f"the environment variable {name} is not set; launch.toml refers to it") from None

    def _from_file(self, rest: str) -> str:
        name, _, key = rest.partition("#")
        try:
            text = (self._root / name).read_text(encoding="utf-8")
        except OSError as error:
            raise CannotLook(f"{name}, which launch.toml refers to, cannot be read: {error.strerror}") from None
        if not key:
            return text.strip()
        if key.startswith("/"):
            value = pointed(text, Path(name).suffix, key)
            if value is None:
                raise CannotLook(f"{name} has nothing at {key}, which launch.toml refers to")
            return value
        for line in text.splitlines():
            if line.startswith(f"{key}="):
                return line.removeprefix(f"{key}=").strip().strip("\"'")
        raise CannotLook(f"{name} has no line {key}=…, which launch.toml refers to")

    def _from_command(self, command: str) -> str:
        if not self._commands:
            raise ConsentMissing(f"`{command}` gives a secret, and consent.commands does not allow commands")
        try:
            done = subprocess.run(  # noqa: S603 - the owner's own command, run with the owner's consent
                shlex.split(command),
                cwd=self._root,
                capture_output=True,
                text=True,
                timeout=COMMAND_SECONDS,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise CannotLook(f"`{command}`, which gives a secret, failed: {type(error).__name__}") from None
        return done.stdout.strip()
