"""Secrets that are known already, by keyed hashes of their values: moving a line changes nothing, a new value is new."""

import json
from dataclasses import dataclass
from pathlib import Path

from launchready.observe.errors import CannotLook
from launchready.observe.secrets.found import Found
from launchready.observe.secrets.key import FILE, VARIABLE, key_id

FORMAT = "launchready-baseline-v1"


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a file says is known."""

    key_id: str
    """Tells one key from another, and not what it is."""
    known: frozenset[str]
    """Fingerprints."""


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
