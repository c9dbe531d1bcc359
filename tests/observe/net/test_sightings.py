"""What earlier runs saw is read from their events, whatever else is in them."""

import json
from pathlib import Path

from launchready.events import Answered
from launchready.observe.net.sightings import Sighting, stored
from launchready.observe.net.tls import Certificate, Certificates, Leaf, Shake
from launchready.store import Run, answer_type, key_of, to_text

LEAF = Leaf(("shop.test",), "shop.test", "An Authority", "1f", 1_000, 9_000)


def run(root: Path, name: str, at: int) -> Run:
    """A stored run that saw a certificate, written as an audit writes it."""
    shown = Certificate("shop.test", "192.0.2.1", 443, Shake.DONE, trusted=True, named=True, leaf=LEAF, at=at)
    question = Certificates("shop.test")
    made = Run.create(root, name, "")
    made.append(Answered(key_of(question), to_text((shown,), answer_type(question))))
    return made


def test_the_certificates_of_all_runs_are_read_oldest_first(tmp_path: Path) -> None:
    run(tmp_path, "2026-02", 3_000)
    run(tmp_path, "2026-01", 2_000)

    found = stored(tmp_path / ".launchready" / "runs")

    assert found == tuple(Sighting("shop.test", at, "1f", 1_000, 9_000) for at in (2_000, 3_000))


def test_what_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    made = run(tmp_path, "2026-01", 2_000)
    line = made.events.read_text(encoding="utf-8")
    other = json.dumps({"event": "Answered", "question": "x.net.tls.Certificates(host='a')", "answer": '[{"leaf": 1}]'})
    made.events.write_text(f"{line}{other}\nnot JSON net.tls.Certificates(\n{line[: len(line) // 2]}", encoding="utf-8")
    (tmp_path / ".launchready" / "runs" / "empty").mkdir()

    assert len(stored(tmp_path / ".launchready" / "runs")) == 1
    assert stored(tmp_path / "nowhere") == ()
