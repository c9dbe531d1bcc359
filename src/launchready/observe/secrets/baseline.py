"""Secrets that are known already, by keyed hashes of their values: moving a line changes nothing, a new value is new."""

import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from launchready.observe.errors import CannotLook
from launchready.observe.secrets.found import Found

VARIABLE = "LAUNCHREADY_BASELINE_KEY"
FILE = Path(".launchready") / "baseline.key"
FORMAT = "launchready-baseline-v1"
SHORTEST = 24
"""Characters of a key; what is shorter could be guessed along with the values."""
OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a file says is known."""

    key_id: str
    """Tells one key from another, and not what it is."""
    known: frozenset[str]
    """Fingerprints."""


def key_of(root: Path, *, make: bool = False) -> bytes:
    """The key of a repository's baseline: out of the environment, or of a file that is never committed.

    Raises:
        CannotLook: there is none, and `make` does not allow to make one.
    """
    given = os.environ.get(VARIABLE, "")
    if given:
        if len(given) < SHORTEST:
            raise CannotLook(f"{VARIABLE} is shorter than {SHORTEST} characters: make one with `openssl rand -hex 32`")
        return given.encode()
    path = root / FILE
    try:
        return path.read_text(encoding="ascii").strip().encode()
    except FileNotFoundError:
        if make:
            return _made(path)
        raise CannotLook(f"the baseline's key is neither in {VARIABLE} nor in {path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CannotLook(f"the baseline's key cannot be read from {path}: {error}") from None


def _made(path: Path) -> bytes:
    key = secrets.token_hex(32)
    path.parent.mkdir(parents=True, exist_ok=True)
    ignore = path.parent / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="ascii")
    path.touch(mode=OWNER_ONLY)
    path.write_text(f"{key}\n", encoding="ascii")
    return key.encode()


def key_id(key: bytes) -> str:
    """Eight characters that are the same for the same key."""
    return hashlib.blake2b(b"which key", key=hashlib.sha256(key).digest(), digest_size=4).hexdigest()


def write(path: Path, key: bytes, found: tuple[Found, ...]) -> None:
    """Writes what is known now; places are for the reader alone, and are not compared."""
    known = {one.fingerprint: f"{one.kind}, at {one.place}" for one in found}
    text = json.dumps({"format": FORMAT, "key": key_id(key), "known": dict(sorted(known.items()))}, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")


def read(path: Path, key: bytes) -> Baseline:
    """Reads it.

    Raises:
        CannotLook: it is not there, is no baseline, or was written with another key.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CannotLook(f"{path} is not there: write it with --baseline {path} --write") from None
    except (OSError, ValueError) as error:
        raise CannotLook(f"{path} cannot be read: {error}") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("known"), dict):
        raise CannotLook(f"{path} is no baseline of this program")
    if told.get("key") != key_id(key):
        raise CannotLook(
            f"{path} was written with another key: without its key nothing in it can be compared. Take the key from those who "
            f"wrote it ({VARIABLE}, or {FILE}), or write the baseline again"
        )
    return Baseline(key_id(key), frozenset(told["known"]))
