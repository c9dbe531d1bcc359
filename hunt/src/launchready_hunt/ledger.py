"""Remembers which canary was planted where and when, in memory or in a file that survives a killed process."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Self

from launchready_hunt.canary import Canary, Kind


class LedgerError(Exception):
    """A ledger that cannot be trusted: it says which file, which line, and what was expected."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One planting."""

    canary: Canary
    where: str
    """The place, in words or as an address: `POST /listings as seller_a`."""
    at: datetime
    """When, in UTC."""


class Ledger:
    """What was planted, in order. `Ledger()` forgets with the process; `Ledger.open(path)` does not."""

    def __init__(self) -> None:
        self._planted: list[Planted] = []
        self._by_value: dict[str, list[Planted]] = {}
        self._file: IO[bytes] | None = None

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Reads the ledger at this path, or begins one. Only a last line cut short by a kill is dropped."""
        path = Path(path)
        ledger = cls()
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b")
        try:
            whole = ledger._read(path, file.read())
            file.truncate(whole)
        except BaseException:
            file.close()
            raise
        ledger._file = file
        return ledger

    def plant(self, canary: Canary, where: str) -> Planted:
        """Remembers that this canary now stands there. When this returns, a killed process forgets nothing."""
        planted = Planted(canary, where, datetime.now(UTC))
        if self._file is not None:
            line = {
                "value": canary.value,
                "kind": canary.kind.value,
                "label": canary.label,
                "where": where,
                "at": planted.at.isoformat(),
            }
            self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            self._file.flush()
        self._remember(planted)
        return planted

    def planted(self) -> tuple[Planted, ...]:
        """Every planting, oldest first."""
        return tuple(self._planted)

    def canaries(self) -> tuple[Canary, ...]:
        """Every canary once, in the order of its first planting."""
        return tuple(plantings[0].canary for plantings in self._by_value.values())

    def where(self, canary: Canary | str) -> tuple[Planted, ...]:
        """Every planting of this canary. Empty: it is not ours, whatever its check says."""
        value = canary if isinstance(canary, str) else canary.value
        return tuple(self._by_value.get(value.casefold(), ()))

    def close(self) -> None:
        """Closes the file, if there is one."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._planted)

    def _read(self, path: Path, data: bytes) -> int:
        """Remembers every whole line, and says how many bytes they are."""
        whole = data.rfind(b"\n") + 1
        for number, line in enumerate(data[:whole].splitlines(), start=1):
            try:
                row = json.loads(line)
                canary = Canary(str(row["value"]), Kind(row["kind"]), str(row["label"]))
                planted = Planted(canary, str(row["where"]), datetime.fromisoformat(row["at"]))
            except (ValueError, KeyError, TypeError) as error:
                raise LedgerError(
                    f"{path}, line {number}: expected one planting as JSON (value, kind, label, where, at): {error!r}. "
                    "The ledger was changed by something else; restore it, or begin a new one."
                ) from error
            self._remember(planted)
        return whole

    def _remember(self, planted: Planted) -> None:
        self._planted.append(planted)
        self._by_value.setdefault(planted.canary.value.casefold(), []).append(planted)
