import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from launchready_guard.model.approvals import Answer, Approvals, CannotDecideError, State

KEY = b"sixteen bytes of key"
REFUND = {"order": "ord_1", "amount": 29}


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def kept(folder: Path, clock: Clock | None = None) -> Approvals:
    return Approvals(folder / "approvals.db", KEY, clock=clock or Clock())


def test_an_approved_wish_is_used_once(tmp_path: Path) -> None:
    approvals = kept(tmp_path)
    wish = approvals.ask("refund", REFUND, "ada")

    assert not approvals.use(wish.id, "refund", REFUND, "ada")
    assert approvals.decide(wish.id, Answer.APPROVE, "root").state is State.APPROVED
    assert [approvals.use(wish.id, "refund", {"amount": 29.0, "order": "ord_1"}, "ada") for _ in range(2)] == [
        True,
        False,
    ]
    assert kept(tmp_path).get(wish.id).state is State.USED  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("tool", "arguments", "user"),
    [
        ("refund", {**REFUND, "amount": 2900}, "ada"),
        ("pay", REFUND, "ada"),
        ("refund", REFUND, "bo"),
        ("refund", {}, "ada"),
    ],
)
def test_it_is_for_nothing_else(tmp_path: Path, tool: str, arguments: dict[str, object], user: str) -> None:
    approvals = kept(tmp_path)
    wish = approvals.ask("refund", REFUND, "ada")
    approvals.decide(wish.id, Answer.APPROVE, "root")

    assert not approvals.use(wish.id, tool, arguments, user)
    assert approvals.use(wish.id, "refund", REFUND, "ada")


def test_with_other_arguments_it_is_for_those(tmp_path: Path) -> None:
    approvals = kept(tmp_path)
    wish = approvals.ask("refund", REFUND, "ada")

    changed = approvals.decide(wish.id, Answer.MODIFY, "root", arguments={**REFUND, "amount": 5})

    assert not approvals.use(wish.id, "refund", REFUND, "ada")
    assert approvals.use(wish.id, "refund", changed.arguments, "ada")


@pytest.mark.parametrize("answer", [Answer.REJECT, Answer.TERMINATE, Answer.ESCALATE])
def test_no_other_answer_lets_it_through(tmp_path: Path, answer: Answer) -> None:
    approvals = kept(tmp_path)
    wish = approvals.ask("refund", REFUND, "ada")

    approvals.decide(wish.id, answer, "root", why="not today")

    assert not approvals.use(wish.id, "refund", REFUND, "ada")
    assert [one.id for one in approvals.waiting()] == ([wish.id] if answer is Answer.ESCALATE else [])


def test_what_was_escalated_is_answered_by_somebody_else(tmp_path: Path) -> None:
    approvals = kept(tmp_path)
    wish = approvals.ask("refund", REFUND, "ada")
    approvals.decide(wish.id, Answer.ESCALATE, "support")

    assert approvals.decide(wish.id, Answer.APPROVE, "root").by == "root"
    assert approvals.use(wish.id, "refund", REFUND, "ada")


def test_it_runs_out_before_and_after_its_answer(tmp_path: Path) -> None:
    clock = Clock()
    approvals = kept(tmp_path, clock)
    late, unanswered = approvals.ask("refund", REFUND, "ada"), approvals.ask("refund", REFUND, "ada")
    approvals.decide(late.id, Answer.APPROVE, "root")
    clock.now += 901

    assert not approvals.use(late.id, "refund", REFUND, "ada")
    with pytest.raises(CannotDecideError, match="it is expired"):
        approvals.decide(unanswered.id, Answer.APPROVE, "root")
    assert approvals.waiting() == []


def test_what_cannot_be_answered_says_why(tmp_path: Path) -> None:
    approvals = kept(tmp_path)
    wish = approvals.ask("refund", REFUND, "ada")
    with pytest.raises(CannotDecideError, match="other arguments go with"):
        approvals.decide(wish.id, Answer.MODIFY, "root")
    with pytest.raises(CannotDecideError, match="other arguments go with"):
        approvals.decide(wish.id, Answer.APPROVE, "root", arguments={})
    with pytest.raises(CannotDecideError, match="no such wish"):
        approvals.decide("none", Answer.APPROVE, "root")
    approvals.decide(wish.id, Answer.REJECT, "root")
    with pytest.raises(CannotDecideError, match="it is rejected"):
        approvals.decide(wish.id, Answer.APPROVE, "root")


def test_a_signed_link_answers_and_a_bent_one_does_not(tmp_path: Path) -> None:
    approvals = kept(tmp_path)
    wish, other = approvals.ask("refund", REFUND, "ada"), approvals.ask("refund", REFUND, "ada")
    link = approvals.link(wish.id, Answer.REJECT)

    for bent in (
        link.replace("reject", "approve"),
        link.replace(wish.id, other.id),
        link + "0",
        "",
        "a.b",
        "\ud800.a.b",
    ):
        with pytest.raises(CannotDecideError, match="not ours"):
            approvals.follow(bent, "mail")
    assert approvals.follow(link, "mail").state is State.REJECTED
    with pytest.raises(CannotDecideError, match="it is rejected"):
        approvals.follow(link, "mail")


RACER = """
import sys
from pathlib import Path
from launchready_guard.model.approvals import Approvals
approvals = Approvals(Path(sys.argv[1]), b"sixteen bytes of key", clock=lambda: 1_000_000.0)
sys.stdin.readline()
print(sum(approvals.use(name, "refund", {"order": "ord_1", "amount": 29}, "ada") for name in sys.argv[2:]))
"""


def test_of_processes_that_race_one_alone_uses_it(tmp_path: Path) -> None:
    approvals = kept(tmp_path)
    names = [approvals.ask("refund", REFUND, "ada").id for _ in range(20)]
    for name in names:
        approvals.decide(name, Answer.APPROVE, "root")

    words = [sys.executable, "-c", RACER, str(tmp_path / "approvals.db"), *names]
    racers = [subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]

    assert sum(int(racer.communicate("go\n", timeout=60)[0]) for racer in racers) == 20


KILLED = """
import sys
from pathlib import Path
from launchready_guard.model.approvals import Answer, Approvals
approvals = Approvals(Path(sys.argv[1]), b"sixteen bytes of key", clock=lambda: 1_000_000.0)
while True:
    wish = approvals.ask("refund", {"order": "ord_1", "amount": 29}, "ada")
    approvals.decide(wish.id, Answer.APPROVE, "root")
    print(wish.id, flush=True)
"""


def test_a_killed_process_loses_no_approval_that_it_told_of(tmp_path: Path) -> None:
    words = [sys.executable, "-c", KILLED, str(tmp_path / "approvals.db")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline().strip() for _ in range(10)]
        os.kill(process.pid, signal.SIGKILL)
        told += process.stdout.read().split()

    approvals = kept(tmp_path)
    whole = [name for name in told if len(name) == len(told[0])]  # the last line may be torn
    assert all(approvals.use(name, "refund", REFUND, "ada") for name in whole)


def test_a_short_key_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Approvals(tmp_path / "a.db", b"short")
