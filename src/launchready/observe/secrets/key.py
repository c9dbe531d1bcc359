"""The key of fingerprints: whoever has only a report or a baseline cannot guess a short secret back from it."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from launchready.observe.errors import CannotLook

VARIABLE = "LAUNCHREADY_BASELINE_KEY"
FILE = Path(".launchready") / "baseline.key"
SHORTEST = 24
"""Characters of a key; what is shorter could be guessed along with the values."""
OWNER_ONLY = 0o600


def key_of(root: Path, *, make: bool = False) -> bytes:
    """The key of a folder: out of the environment, or of a file that is never committed.

    Raises:
        CannotLook: there is none, and `make` does not allow to make one; or it is none.
    """
    given = os.environ.get(VARIABLE, "")
    if given:
        if len(given) < SHORTEST:
            raise CannotLook(f"{VARIABLE} is shorter than {SHORTEST} characters: make one with `openssl rand -hex 32`")
        return given.encode()
    path = root / FILE
    try:
        if make and not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip().encode()
    except FileNotFoundError:
        raise CannotLook(f"the baseline's key is neither in {VARIABLE} nor in {path}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CannotLook(f"the baseline's key cannot be read from {path}, or made there: {error}") from None
    if len(key) < SHORTEST:
        raise CannotLook(f"{path} holds no key: it is shorter than {SHORTEST} characters")
    return key


def key_of_run(root: Path, name: str) -> bytes:
    """The key of what a run takes out of its texts: the same when it is resumed; nobody's where no key can be had."""
    try:
        return hmac.digest(key_of(root, make=True), name.encode(), hashlib.sha256)
    except CannotLook:
        return secrets.token_bytes(32)


def _make(path: Path) -> None:
    """Makes it whole or not at all: of several who make it at once, one does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ignore = path.parent / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="ascii")
    begun = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    begun.touch(mode=OWNER_ONLY)
    try:
        begun.write_text(f"{secrets.token_hex(32)}\n", encoding="ascii")
        os.link(begun, path)
    except FileExistsError:
        return
    finally:
        begun.unlink()


def key_id(key: bytes) -> str:
    """Eight characters that are the same for the same key."""
    return hashlib.blake2b(b"which key", key=hashlib.sha256(key).digest(), digest_size=4).hexdigest()
