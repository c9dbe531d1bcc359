"""Marks of the runs reach the guard as hashes, and the guard knows each."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from launchready import store
from launchready.auditing import mint
from launchready.cli import main
from launchready_guard.model.output import Incident, OutputFilter
from launchready_hunt.canary import Canary, Mint
from launchready_hunt.ledger import Ledger
from launchready_hunt.marks import Marks
from tests.commands.stored import DECLARATION, product

PLANTED = Mint(b"the owner's").token("x").value
CHAT = f"""
[surface.chat]
kind = "chat"
url = "https://api.bazaar.test"
say = {{ post = "/chat", json = {{ text = "{{text}}" }}, answer = "$.reply" }}
planted = {{ system_prompt = ["{PLANTED}", "Zorvantik", "two words"] }}
"""


@pytest.fixture
def planted(tmp_path: Path) -> list[Canary]:
    path = product(tmp_path, text=DECLARATION + CHAT)
    made = mint(path.parent)
    found = [made.token("a private order"), made.key("a key"), made.number("an amount"), made.noun("a name")]
    (run,) = store.runs(path.parent)
    with Ledger.open(run.folder / store.CANARIES) as ledger:
        for one in found:
            ledger.plant(one, "POST /orders as buyer_a")
    return found


def export(root: Path) -> str:
    out = root / "tripwire.json"
    done = CliRunner().invoke(main, ["export", "tripwire", "--root", str(root), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "two words" not in done.output
    assert "left out: system_prompt of chat" in done.output
    assert "4 marks, of 1 runs" in done.output
    return out.read_text(encoding="utf-8")


def test_the_guard_knows_what_audits_and_the_owner_planted(tmp_path: Path, planted: list[Canary]) -> None:
    incidents: list[Incident] = []
    output = OutputFilter(tripwire=Marks.read(export(tmp_path)), on_incident=incidents.append)

    token, key, number, noun = (one.value for one in planted)
    for said in (token, " ".join(token), key[::-1], PLANTED, "Zorvantik"):
        assert output.whole(f"It is {said}.").incident is not None
    for said in (number, noun):  # another's amount or name may be the same
        assert output.whole(f"It is {said}.").incident is None
    assert incidents[0].canaries[0].label == "a private order"
    assert incidents[3].canaries[0].label == "system_prompt of chat"


def test_the_file_tells_no_mark_and_no_key_and_is_the_same_again(tmp_path: Path, planted: list[Canary]) -> None:
    text = export(tmp_path)

    for secret in (
        *(one.value for one in planted),
        PLANTED,
        (tmp_path / store.FOLDER / "key").read_text(encoding="ascii"),
    ):
        assert secret not in text
    assert export(tmp_path) == text


def test_where_nothing_is_planted_nothing_is_written(tmp_path: Path) -> None:
    product(tmp_path)

    done = CliRunner().invoke(main, ["export", "tripwire", "--root", str(tmp_path)])

    assert done.exit_code == 2
    assert "nothing is planted" in done.output
