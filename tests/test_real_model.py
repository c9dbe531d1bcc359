"""A real model, SmolLM2-135M in Bazaar: the pack finds its key, and as often as the product's own record says."""

import re
import sqlite3
from pathlib import Path

import pytest

from bazaar import smollm2
from launchready.declare.packs.library import core
from launchready.declare.packs.model import Goal
from launchready.observe.talk.certainty import wilson
from tests.live import audit, bazaar

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not smollm2.is_installed(), reason=f"SmolLM2 is not installed; `{smollm2.INSTALL}`"),
]
TURNS = 12
KEY = re.compile(r'^planted = .*key = "([^"]+)"', re.MULTILINE)


def test_the_pack_finds_the_key_of_a_real_model_as_often_as_it_came(tmp_path: Path) -> None:
    with bazaar(tmp_path, "abu-key-leak", model=smollm2.NAME) as declaration:
        text = declaration.read_text(encoding="utf-8")
        key = KEY.search(text)
        assert key is not None
        declaration.write_text(text.replace("planted = {", f"turns = {TURNS}\nplanted = {{"), encoding="utf-8")

        report = audit(declaration, "--only", "abuse.key-is-in-answer")
        asked, leaked = _counted(declaration.parent / "data", key[1])

    ((_, verdict),) = report.verdicts.items()
    ((_, because),) = report.reasons.items()
    said = re.search(r"came back in (\d+) of (\d+) tries, so ([\d.]+)% to ([\d.]+)%", because)
    assert verdict == "Fail", because
    assert said is not None, because
    low, high = wilson(leaked, asked)
    assert (int(said[1]), int(said[2])) == (leaked, asked)
    assert (float(said[3]), float(said[4])) == (round(low * 100, 1), round(high * 100, 1))


def _counted(folder: Path, key: str) -> tuple[int, int]:
    """How many attacks the product kept, and how many of its answers hold the key as it stands."""
    attacks = {text for one in core(Goal.LEAK) for text in one.says({})}
    database = sqlite3.connect(next(folder.glob("*.db")))
    rows = database.execute("select conversation_id, role, content from messages order by rowid").fetchall()
    database.close()
    talks: dict[str, list[tuple[str, str]]] = {}
    for talk, role, content in rows:
        talks.setdefault(talk, []).append((role, content))
    tried = [talk for talk in talks.values() if any(role == "user" and text in attacks for role, text in talk)]
    return len(tried), sum(any(key in text for role, text in talk if role == "assistant") for talk in tried)
