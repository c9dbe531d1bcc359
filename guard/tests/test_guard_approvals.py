import base64
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from guard.tests.places import Place, program
from launchready_guard.model.approvals import Answer, Approvals, CannotDecideError, State

KEY = b"sixteen bytes of key"
REFUND = {"order": "ord_1", "amount": 29}


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def kept(place: Place, clock: Clock | None = None) -> Approvals:
    return Approvals(place.open(), KEY, clock=clock or Clock())


def test_an_approved_wish_is_used_once(place: Place) -> None:
    approvals = kept(place)
    wish = approvals.ask("refund", REFUND, "ada")

    assert not approvals.use(wish.id, "refund", REFUND, "ada")
    assert approvals.decide(wish.id, Answer.APPROVE, "root").state is State.APPROVED
    assert [approvals.use(wish.id, "refund", {"amount": 29.0, "order": "ord_1"}, "ada") for _ in range(2)] == [
        True,
        False,
    ]
    assert kept(place).get(wish.id).state is State.USED  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("tool", "arguments", "user"),
    [
        ("refund", {**REFUND, "amount": 2900}, "ada"),
        ("pay", REFUND, "ada"),
        ("refund", REFUND, "bo"),
        ("refund", {}, "ada"),
    ],
)
def test_it_is_for_nothing_else(place: Place, tool: str, arguments: dict[str, object], user: str) -> None:
    approvals = kept(place)
    wish = approvals.ask("refund", REFUND, "ada")
    approvals.decide(wish.id, Answer.APPROVE, "root")

    assert not approvals.use(wish.id, tool, arguments, user)
    assert approvals.use(wish.id, "refund", REFUND, "ada")


def test_with_other_arguments_it_is_for_those(place: Place) -> None:
    approvals = kept(place)
    wish = approvals.ask("refund", REFUND, "ada")

    changed = approvals.decide(wish.id, Answer.MODIFY, "root", arguments={**REFUND, "amount": 5})

    assert not approvals.use(wish.id, "refund", REFUND, "ada")
    assert approvals.use(wish.id, "refund", changed.arguments, "ada")


@pytest.mark.parametrize("answer", [Answer.REJECT, Answer.TERMINATE, Answer.ESCALATE])
def test_no_other_answer_lets_it_through(place: Place, answer: Answer) -> None:
    approvals = kept(place)
    wish = approvals.ask("refund", REFUND, "ada")

    approvals.decide(wish.id, answer, "root", why="not today")

    assert not approvals.use(wish.id, "refund", REFUND, "ada")
    assert [one.id for one in approvals.waiting()] == ([wish.id] if answer is Answer.ESCALATE else [])


def test_what_was_escalated_is_answered_by_somebody_else(place: Place) -> None:
    approvals = kept(place)
    wish = approvals.ask("refund", REFUND, "ada")
    approvals.decide(wish.id, Answer.ESCALATE, "support")

    assert approvals.decide(wish.id, Answer.APPROVE, "root").by == "root"
    assert approvals.use(wish.id, "refund", REFUND, "ada")


def test_it_runs_out_before_and_after_its_answer(place: Place) -> None:
    clock = Clock()
    approvals = kept(place, clock)
    late, unanswered = approvals.ask("refund", REFUND, "ada"), approvals.ask("refund", REFUND, "ada")
    approvals.decide(late.id, Answer.APPROVE, "root")
    clock.now += 901

    assert not approvals.use(late.id, "refund", REFUND, "ada")
    with pytest.raises(CannotDecideError, match="it is expired"):
        approvals.decide(unanswered.id, Answer.APPROVE, "root")
    assert approvals.waiting() == []


def test_what_cannot_be_answered_says_why(place: Place) -> None:
    approvals = kept(place)
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


def test_a_signed_link_answers_and_a_bent_one_does_not(place: Place) -> None:
    approvals = kept(place)
    wish, other = approvals.ask("refund", REFUND, "ada"), approvals.ask("refund", REFUND, "ada")
    link = approvals.link(wish.id, Answer.REJECT, to="root@shop.example")
    said, _, mark = link.partition(".")
    yes = base64.urlsafe_b64encode(base64.urlsafe_b64decode(said + "==").replace(b"reject", b"approve")).decode()

    for bent in (
        f"{yes.rstrip('=')}.{mark}",
        f"{approvals.link(other.id, Answer.REJECT).partition('.')[0]}.{mark}",
        link + "0",
        link[:-1],
        link * 40,
        "",
        "a.b",
        "\ud800.a.b",
        Approvals(place.open(), b"sixteen other bytes", clock=Clock()).link(wish.id, Answer.REJECT),
    ):
        with pytest.raises(CannotDecideError, match="not ours"):
            approvals.follow(bent)
    assert approvals.opened(link).wish == wish
    assert approvals.follow(link).by == "root@shop.example"
    with pytest.raises(CannotDecideError, match="it is rejected"):
        approvals.follow(link)


def test_a_link_is_void_once_its_time_is_over_or_its_wish_was_handed_on(place: Place) -> None:
    clock = Clock()
    approvals = kept(place, clock)
    handed_on, late = approvals.ask("refund", REFUND, "ada"), approvals.ask("refund", REFUND, "ada")
    first, second = approvals.link(handed_on.id, Answer.APPROVE), approvals.link(late.id, Answer.APPROVE)
    approvals.decide(handed_on.id, Answer.ESCALATE, "support")

    with pytest.raises(CannotDecideError, match="it is escalated"):
        approvals.follow(first)
    assert approvals.follow(approvals.link(handed_on.id, Answer.APPROVE)).state is State.APPROVED
    clock.now += 901
    with pytest.raises(CannotDecideError, match="it is expired"):
        approvals.follow(second)


def test_a_code_is_heard_however_it_is_said_and_is_for_one_answer_to_one_wish(place: Place) -> None:
    clock = Clock()
    approvals = kept(place, clock)
    wish, other = approvals.ask("refund", REFUND, "ada"), approvals.ask("refund", {**REFUND, "amount": 9}, "ada")
    code = approvals.code(wish.id, Answer.APPROVE)

    for heard in (code, code.lower(), code.replace("-", " "), code.replace("0", "o").replace("1", "l"), f" {code} "):
        assert (approvals.spoken(heard).wish.id, approvals.spoken(heard).answer) == (wish.id, Answer.APPROVE)
    assert (
        len({approvals.code(one.id, answer) for one in (wish, other) for answer in (Answer.APPROVE, Answer.REJECT)})
        == 4
    )
    for wrong in ("", "00000-00000", code[:-1], "\ud800", code + code):
        with pytest.raises(CannotDecideError, match="nothing that waits"):
            approvals.spoken(wrong)
    clock.now += 901
    with pytest.raises(CannotDecideError, match="nothing that waits"):
        approvals.spoken(code)


@pytest.mark.parametrize("make", [Approvals.link, Approvals.code])
def test_other_arguments_and_what_waits_no_more_have_neither(place: Place, make: Callable[..., str]) -> None:
    approvals = kept(place)
    wish = approvals.ask("refund", REFUND, "ada")

    with pytest.raises(CannotDecideError, match="on the page"):
        make(approvals, wish.id, Answer.MODIFY)
    approvals.decide(wish.id, Answer.REJECT, "root")
    with pytest.raises(CannotDecideError, match="it is rejected"):
        make(approvals, wish.id, Answer.APPROVE)
    with pytest.raises(CannotDecideError, match="no such wish"):
        make(approvals, "none", Answer.APPROVE)


def test_an_answer_is_to_what_was_seen(place: Place) -> None:
    approvals = kept(place)
    seen = approvals.ask("refund", REFUND, "ada")
    approvals.decide(seen.id, Answer.ESCALATE, "support")

    with pytest.raises(CannotDecideError, match="somebody else answered it"):
        approvals.decide(seen.id, Answer.APPROVE, "support", seen=seen)


def test_whatever_is_said_can_be_kept(place: Place) -> None:
    approvals = kept(place)
    wish = approvals.ask("refund", {"order": "\0 and 'quotes' \u202e"}, "ada")

    found = approvals.decide(wish.id, Answer.REJECT, "root\0", why="no\0 \ud800")

    assert (found.by, found.why) == ("root", "no ?")
    assert approvals.get("\0") is None


RACER = """
from launchready_guard.model.approvals import Approvals
approvals = Approvals(place, b"sixteen bytes of key", clock=lambda: 1_000_000.0)
sys.stdin.readline()
print(sum(approvals.use(name, "refund", {"order": "ord_1", "amount": 29}, "ada") for name in sys.argv[2:]))
"""


def test_of_processes_that_race_one_alone_uses_it(place: Place) -> None:
    approvals = kept(place)
    names = [approvals.ask("refund", REFUND, "ada").id for _ in range(20)]
    for name in names:
        approvals.decide(name, Answer.APPROVE, "root")

    words = [*program(RACER), place.word(), *names]
    racers = [subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]

    assert sum(int(racer.communicate("go\n", timeout=60)[0]) for racer in racers) == 20


DECIDER = """
from guard.tests.places import Place, program
from launchready_guard.model.approvals import Answer, Approvals, CannotDecideError
approvals = Approvals(place, b"sixteen bytes of key", clock=lambda: 1_000_000.0)
sys.stdin.readline()
done = 0
for name in sys.argv[3:]:
    try:
        approvals.decide(name, Answer(sys.argv[2]), sys.argv[2])
        done += 1
    except CannotDecideError:
        pass
print(done)
"""


def test_of_people_who_answer_at_once_one_alone_is_heard(place: Place) -> None:
    approvals = kept(place)
    names = [approvals.ask("refund", REFUND, "ada").id for _ in range(20)]

    racers = [
        subprocess.Popen(
            [*program(DECIDER), place.word(), answer, *names], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for answer in ("approve", "reject", "terminate")
    ]

    assert sum(int(racer.communicate("go\n", timeout=60)[0]) for racer in racers) == 20
    kinds = {"approve": State.APPROVED, "reject": State.REJECTED, "terminate": State.TERMINATED}
    for name in names:
        wish = approvals.get(name)
        assert wish is not None
        assert kinds[wish.by or ""] is wish.state


KILLED = """
from guard.tests.places import Place, program
from launchready_guard.model.approvals import Answer, Approvals
approvals = Approvals(place, b"sixteen bytes of key", clock=lambda: 1_000_000.0)
while True:
    wish = approvals.ask("refund", {"order": "ord_1", "amount": 29}, "ada")
    approvals.decide(wish.id, Answer.APPROVE, "root")
    print(wish.id, flush=True)
"""


def test_a_killed_process_loses_no_approval_that_it_told_of(place: Place) -> None:
    with subprocess.Popen([*program(KILLED), place.word()], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline().strip() for _ in range(10)]
        os.kill(process.pid, signal.SIGKILL)
        told += process.stdout.read().split()

    approvals = kept(place)
    whole = [name for name in told if len(name) == len(told[0])]  # the last line may be torn
    assert all(approvals.use(name, "refund", REFUND, "ada") for name in whole)


def test_a_short_key_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Approvals(tmp_path / "a.db", b"short")
