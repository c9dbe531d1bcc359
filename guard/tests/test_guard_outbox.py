import asyncio
import os
import signal
import subprocess

from guard.tests.places import Place, program
from launchready_guard.model.escalation import HANDED_OVER, hand_over, tells
from launchready_guard.model.output import OutputFilter
from launchready_guard.model.taint import Taint
from launchready_guard.model.tools import Ran, Refused, Session, ToolGuard
from launchready_guard.outbox import Entry, Outbox
from launchready_hunt.canary import Mint
from launchready_hunt.marks import Marks


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_entry_is_delivered_once(place: Place) -> None:
    outbox, got = Outbox(place.open()), []

    async def send(entry: Entry) -> None:
        got.append((entry.id, entry.kind, entry.said))

    number = outbox.put("incident", {"what": "a leak"})

    assert [asyncio.run(outbox.deliver(send)) for _ in range(2)] == [1, 0]
    assert got == [(number, "incident", {"what": "a leak"})]
    assert outbox.waiting() == []


def test_what_fails_is_tried_again_later_and_later_and_keeps_nothing_back(place: Place) -> None:
    clock = Clock()
    outbox, got = Outbox(place.open(), clock=clock), []
    outbox.put("incident", {"n": 1})
    outbox.put("incident", {"n": 2})

    async def send(entry: Entry) -> None:
        if entry.said["n"] == 1 and clock.now < 1006:
            raise ConnectionError("no answer")
        got.append(entry.said["n"])

    for at in (1000.0, 1001.0, 1002.0, 1005.0, 1006.0):
        clock.now = at
        asyncio.run(outbox.deliver(send))

    assert got == [2, 1]


def test_why_it_failed_is_told(place: Place) -> None:
    outbox = Outbox(place.open())
    outbox.put("incident", {})

    async def send(entry: Entry) -> None:
        raise ConnectionError("no answer")

    asyncio.run(outbox.deliver(send))

    (entry,) = outbox.waiting()
    assert (entry.tries, entry.wrong) == (1, "ConnectionError: no answer")


DELIVERING = """
import asyncio
from launchready_guard.outbox import Outbox
async def send(entry):
    print(entry.id, flush=True)
    await asyncio.sleep(0.001)
asyncio.run(Outbox(place).deliver(send))
"""


def test_of_processes_that_race_one_alone_has_an_entry(place: Place) -> None:
    outbox = Outbox(place.open())
    put = [outbox.put("incident", {}) for _ in range(40)]

    words = [*program(DELIVERING), place.word()]
    racers = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    sent = [int(number) for racer in racers for number in racer.communicate(timeout=60)[0].split()]

    assert sorted(sent) == put


KILLED = """
from launchready_guard.outbox import Outbox
outbox = Outbox(place)
while True:
    print(outbox.put("incident", {}), flush=True)
"""


def test_a_killed_process_loses_no_incident_that_it_told_of(place: Place) -> None:
    with subprocess.Popen([*program(KILLED), place.word()], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(10)]
        os.kill(process.pid, signal.SIGKILL)

    assert set(told) <= {entry.id for entry in Outbox(place.open()).waiting()}


def test_one_that_died_while_it_sent_leaves_it_to_the_next(place: Place) -> None:
    clock = Clock()
    outbox, got = Outbox(place.open(), clock=clock), []
    outbox.put("incident", {})

    async def dies(entry: Entry) -> None:
        raise KeyboardInterrupt

    async def send(entry: Entry) -> None:
        got.append(entry.tries)

    try:
        asyncio.run(outbox.deliver(dies))
    except KeyboardInterrupt:
        clock.now += 61
    asyncio.run(outbox.deliver(send))

    assert got == [2]


def test_the_model_hands_over_for_the_session_s_user(place: Place) -> None:
    outbox = Outbox(place.open())
    guard = ToolGuard([hand_over(outbox)])

    def call(arguments: str) -> object:
        return asyncio.run(guard.call("hand_over", arguments, session=Session("ada"), taint=Taint()))

    assert call('{"reason": "wants a person", "urgent": true}') == Ran(HANDED_OVER)
    assert isinstance(call('{"reason": "x", "user": "bo"}'), Refused)
    assert [one.said for one in outbox.waiting()] == [{"user": "ada", "reason": "wants a person", "urgent": True}]


def test_an_incident_is_kept_and_does_not_leak_what_leaked(place: Place) -> None:
    outbox = Outbox(place.open())
    canary = Mint(b"k").token("the system prompt")
    output = OutputFilter(canaries=[canary], on_incident=tells(outbox))

    output.whole(f"it is {canary.value}")

    (entry,) = outbox.waiting()
    assert entry.said == {"leaked": [{"label": "the system prompt", "view": []}]}
    assert canary.value not in str(entry)


MEETS = """
import os, signal
from launchready_guard.model.escalation import tells
from launchready_guard.model.output import OutputFilter
from launchready_guard.outbox import Outbox
from launchready_hunt.marks import Marks
output = OutputFilter(tripwire=Marks.read(sys.argv[2]), on_incident=tells(Outbox(place)))
stream = output.stream(holds=32)
for piece in sys.argv[3:]:
    if stream.feed(piece + " ") == output.refusal:
        print("refused", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_is_killed_as_it_refuses_has_raised_the_incident(place: Place) -> None:
    canary = Mint(b"k").token("a private order")
    marks = Marks.of([canary], "any key").text()

    words = [
        *program(MEETS),
        place.word(),
        marks,
        *("Your bot answers" for _ in range(20)),
        canary.value,
        *["end"] * 40,
    ]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)

    assert (done.stdout, done.returncode) == ("refused\n", -signal.SIGKILL)
    (entry,) = Outbox(place.open()).waiting()
    assert entry.said == {"leaked": [{"label": "a private order", "view": []}]}
    assert canary.value not in str(entry)
