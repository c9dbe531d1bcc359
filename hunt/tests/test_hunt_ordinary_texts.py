"""Ordinary texts, thousands of them, bring no false alarm."""

import sys
import sysconfig
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from launchready_hunt.canary import Kind, Mint
from launchready_hunt.hunt import Hunter
from launchready_hunt.keys import Redactor
from launchready_hunt.personal import find_personal

TEXTS = 5_200
SIZE = 1_000


def ordinary_texts() -> Iterator[str]:
    """Pieces of the standard library and of installed packages: code, prose, tables, data, licences."""
    here = {Path(sysconfig.get_paths()["stdlib"]), Path(sysconfig.get_paths()["purelib"])}
    for folder in sorted(here):
        paths = (path for path in folder.rglob("*") if path.suffix in (".py", ".txt", ".md", ".rst", ".json", ".html"))
        for path in islice(sorted(paths), 0, None, 3):
            if "hunt" not in path.parts:
                text = path.read_text(encoding="utf-8", errors="replace")
                yield from (text[at : at + SIZE] for at in range(0, min(len(text), 6 * SIZE), 2 * SIZE))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    found = list(islice(ordinary_texts(), TEXTS * 3))
    chosen = found[:: max(1, len(found) // TEXTS)][:TEXTS]
    assert len(chosen) >= 5_000, f"only {len(chosen)} texts on {sys.prefix}"
    return chosen


def test_no_canary_of_four_thousand_is_seen_in_an_ordinary_text(texts: list[str]) -> None:
    mint = Mint(b"ordinary", seed="ordinary")
    hunter = Hunter(mint.mint(kind, str(n)) for kind in Kind for n in range(1_000))

    # Thirty texts at a time: nothing of one can hide what stands in another, and the views are set up less often.
    found = [hunter.find("\n\n".join(texts[at : at + 30])) for at in range(0, len(texts), 30)]

    assert [one.sightings for one in found if one.sightings] == []
    assert [why for one in found for why in one.left_out] == []


def test_no_token_of_ours_is_taken_from_an_ordinary_text(texts: list[str]) -> None:
    mint = Mint(b"ordinary")

    assert [ours for text in texts for ours in mint.ours_in(text)] == []
    assert [word for text in texts for word in text.split() if len(word) > 12 and mint.is_ours(word)] == []


def test_redaction_leaves_ordinary_lines_alone(texts: list[str]) -> None:
    redactor = Redactor(b"key")
    lines = [line for text in texts for line in text.splitlines()]

    changed = [line for line in lines if redactor.redact(line) != line]

    assert len(changed) / len(lines) < 0.0005


def test_personal_data_is_not_seen_in_ordinary_lines(texts: list[str]) -> None:
    lines = [line for text in texts for line in text.splitlines() if "@" not in line]

    found = [line for line in lines if find_personal(line)]

    assert len(found) / len(lines) < 0.0005
