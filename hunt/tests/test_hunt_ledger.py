"""The ledger keeps what was planted, and says where it is broken."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from launchready_hunt.canary import Kind, Mint
from launchready_hunt.ledger import Ledger, LedgerError


def test_what_was_planted_is_there_after_opening_again(tmp_path: Path) -> None:
    canaries = [Mint(b"key").mint(kind, "Zoë's") for kind in Kind]

    with Ledger.open(tmp_path / "ledger") as ledger:
        for canary in canaries:
            ledger.plant(canary, "POST /listings")
        written = ledger.planted()

    with Ledger.open(tmp_path / "ledger") as again:
        assert written == again.planted()
        assert tuple(canaries) == again.canaries()
        assert again.where(canaries[0].value.upper())[0].where == "POST /listings"
        assert datetime.now(UTC) >= again.planted()[0].at


def test_a_line_cut_short_by_a_kill_is_dropped_and_the_next_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    first, second = Mint(b"key").token("a"), Mint(b"key").token("b")
    with Ledger.open(path) as ledger:
        ledger.plant(first, "here")
    with path.open("ab") as file:
        file.write(b'{"value": "lrc12')

    with Ledger.open(path) as ledger:
        ledger.plant(second, "there")

    with Ledger.open(path) as again:
        assert (first, second) == again.canaries()


@pytest.mark.parametrize(
    "line", [b"not json", b'{"value": "a"}', b"[]", b'{"value":"a","kind":"x","label":"","where":"","at":""}', b""]
)
def test_any_other_broken_line_is_an_error_with_its_place(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "ledger"
    with Ledger.open(path) as ledger:
        ledger.plant(Mint(b"key").token("a"), "here")
    with path.open("ab") as file:
        file.write(line + b"\n")

    with pytest.raises(LedgerError, match=r"ledger, line 2: expected one planting as JSON"):
        Ledger.open(path)


def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "ledger").close()

    assert (tmp_path / "ledger").stat().st_mode & 0o777 == 0o600


def test_a_ledger_in_memory_remembers_too() -> None:
    ledger, canary = Ledger(), Mint(b"key").number("a")

    ledger.plant(canary, "one")
    ledger.plant(canary, "two")

    assert [planted.where for planted in ledger.where(canary)] == ["one", "two"]
    assert (canary,) == ledger.canaries()
    assert ledger.where("999999.99") == ()
    assert len(ledger) == 2
