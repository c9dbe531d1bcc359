"""A run is stored as it goes, resumed where it was cut off, and judged again from what it stored."""

import asyncio
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from launchready.declare.model import Consent, Declaration, Host, Product
from launchready.events import (
    Answered,
    Event,
    Judged,
    Looked,
    Made,
    NotLooked,
    Planned,
    RunFinished,
    RunResumed,
    RunStarted,
)
from launchready.judging import judge_run
from launchready.observe.budget import Budget
from launchready.plan import Job
from launchready.run import Audit
from launchready.store import Run, StoreError, find, runs
from launchready.verdict import Fail, Pass, Touch, Unknown
from launchready_hunt.canary import Mint
from tests.sample.s1_sample.page_says_secret import PageSaysSecret

TOKEN = "ghp_" + "a1B2" * 9


@dataclass
class Site:
    """A page on loopback, and how often it was asked for."""

    url: str
    body: str = "nothing here"
    asked: list[str] = field(default_factory=list)
    deleting: int = 204
    """The status that a DELETE gets."""


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page.asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(page.body.encode())

        def do_DELETE(self) -> None:
            page.asked.append(f"DELETE {self.path}")
            self.send_response(page.deleting)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    page = Site(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield page
    server.shutdown()
    thread.join()
    server.server_close()


def check(url: str, mode: str = "look", deadline: float = 10.0) -> PageSaysSecret:
    made = PageSaysSecret()
    made.url, made.mode, made.deadline_s = url, mode, deadline  # type: ignore[misc]  # one check, as each test wants it
    return made


def declaration(tmp_path: Path, scope: str = "127.0.0.1") -> Declaration:
    path = tmp_path / "launch.toml"
    path.write_text("version = 1\n")
    return Declaration(path, Product("Shop", "127.0.0.1"), Consent((scope,), requests_per_second=1000))


def jobs(*checks: PageSaysSecret) -> tuple[Job, ...]:
    return tuple(
        Job(one, Host("127.0.0.1", "web"), Planned(one.id(), f"host.{number}", 1)) for number, one in enumerate(checks)
    )


def run(
    declared: Declaration, planned: tuple[Job, ...], stored: Run | None = None, **more: object
) -> tuple[Run, list[Event]]:
    events: list[Event] = []
    stored = stored or Run.create(declared.root, f"run-{len(runs(declared.root))}", "version = 1\n")
    asyncio.run(Audit(declared, planned, stored, events.append, Mint(b"key"), **more).go())  # type: ignore[arg-type]
    return stored, events


def verdicts(events: list[Event]) -> dict[str, object]:
    return {event.target: event.verdict for event in events if isinstance(event, Judged)}


def test_what_is_told_is_what_is_stored(tmp_path: Path, site: Site) -> None:
    stored, events = run(declaration(tmp_path), jobs(check(site.url)))

    kept = list(stored.read())

    told = [event for event in kept if not isinstance(event, Answered | Made)]
    assert [event for event in events if type(event).__name__ != "LookStarted"] == told
    assert isinstance(verdicts(events)["host.0"], Pass)


def test_the_same_question_is_asked_once_however_many_ask(tmp_path: Path, site: Site) -> None:
    _, events = run(declaration(tmp_path), jobs(*(check(site.url) for _ in range(6))))

    assert site.asked == ["/"]
    assert len(verdicts(events)) == 6


def test_a_resumed_run_asks_nothing_again_and_says_the_same(tmp_path: Path, site: Site) -> None:
    declared = declaration(tmp_path)
    planned = jobs(check(site.url), check(site.url + "other"))
    stored, first = run(declared, planned)
    lines = stored.events.read_text().splitlines(keepends=True)
    kept = [line for line in lines if '"RunStarted"' in line or '"Answered"' in line]
    kept += [line for line in lines if '"Looked"' in line][:1]
    stored.events.write_text("".join(kept) + '{"event": "Loo')

    _, again = run(declared, planned, stored)

    assert sorted(site.asked) == ["/", "/other"]
    assert any(isinstance(event, RunResumed) for event in again)
    assert verdicts(again) == verdicts(first)


def test_what_a_run_made_is_removed_also_after_it_was_cut_off(tmp_path: Path, site: Site) -> None:
    declared = replace(declaration(tmp_path), consent=Consent(("127.0.0.1",), Touch.WRITE, 1000))
    planned = jobs(check(site.url, "make"))
    stored, _ = run(declared, planned)
    kept = [line for line in stored.events.read_text().splitlines(keepends=True) if '"RunFinished"' not in line]
    stored.events.write_text("".join(kept))
    site.asked.clear()

    run(declared, planned, stored)

    assert site.asked == ["DELETE /thing"]


def test_what_cannot_be_removed_is_listed(tmp_path: Path, site: Site) -> None:
    declared = replace(declaration(tmp_path), consent=Consent(("127.0.0.1",), Touch.WRITE, 1000))
    site.deleting = 403

    _, events = run(declared, jobs(check(site.url, "make")))

    (left,) = [event.left_behind for event in events if isinstance(event, RunFinished)]
    assert len(left) == 1
    assert left[0].startswith("a thing: DELETE")


def test_what_cannot_be_seen_is_unknown_with_its_reason(tmp_path: Path, site: Site) -> None:
    _, events = run(declaration(tmp_path), jobs(check(site.url, "cannot"), check(site.url, "break")))

    found = verdicts(events)

    assert found["host.0"] == Unknown("127.0.0.1 is shy")
    assert found["host.1"] == Unknown("the check itself failed: RuntimeError: a bug", ours=True)


def test_what_shuts_a_door_looks_after_all_others(tmp_path: Path, site: Site) -> None:
    shuts, alone, beside = check(site.url), check(site.url), check(site.url)
    shuts.alone = alone.alone = shuts.shuts = True  # type: ignore[misc]  # each as this test wants it

    _, events = run(declaration(tmp_path), jobs(shuts, alone, beside))

    assert [one.target for one in events if isinstance(one, Judged)] == ["host.2", "host.1", "host.0"]


def test_what_writes_as_who_may_not_looks_after_all_that_does_not(tmp_path: Path, site: Site) -> None:
    many = [check(site.url) for _ in range(20)]
    many[0].hostile = many[7].alone = True  # type: ignore[misc]  # each as this test wants it

    _, events = run(declaration(tmp_path), jobs(*many))

    assert [one.target for one in events if isinstance(one, Judged)][-2:] == ["host.0", "host.7"]


def test_a_deadline_makes_unknown(tmp_path: Path) -> None:
    silent = asyncio.new_event_loop()
    server = silent.run_until_complete(asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0))
    port = server.sockets[0].getsockname()[1]

    _, events = run(declaration(tmp_path), jobs(check(f"http://127.0.0.1:{port}/", deadline=0.2)))

    assert verdicts(events)["host.0"] == Unknown("the look was not done within 0 seconds")
    server.close()
    silent.close()


def test_what_the_budget_cut_off_is_unknown_and_the_rest_stands(tmp_path: Path, site: Site) -> None:
    planned = jobs(*(check(f"{site.url}{number}") for number in range(14)))

    stored, events = run(declaration(tmp_path), planned, budget=Budget(requests=3))

    spent = Unknown("the budget of 3 requests was spent")
    found = list(verdicts(events).values())
    assert len(site.asked) == 3
    assert sum(isinstance(one, Pass) for one in found) == 3
    assert sum(one == spent for one in found) == 11
    (end,) = [event for event in stored.read() if isinstance(event, RunFinished)]
    assert end.cut == spent.because
    assert end.decision.word == "INCOMPLETE"
    assert f"the run was ended early: {spent.because}" in end.decision.because


def test_a_look_that_was_cut_short_proves_what_it_saw_and_nothing_else(tmp_path: Path, site: Site) -> None:
    sound, bad = check(site.url, "twice"), check(f"{site.url}bad", "twice")

    _, first = run(declaration(tmp_path), jobs(sound), budget=Budget(requests=1))
    site.body = "a secret"
    stored, second = run(declaration(tmp_path), jobs(bad), budget=Budget(requests=1))

    assert verdicts(first)["host.0"] == Unknown("the budget of 1 request was spent")
    assert isinstance(verdicts(second)["host.0"], Fail)
    assert [one.verdict for one in judge_run(stored, jobs(bad), declaration(tmp_path))] == [verdicts(second)["host.0"]]


def test_seconds_end_a_look_that_is_under_way(tmp_path: Path) -> None:
    silent = asyncio.new_event_loop()
    server = silent.run_until_complete(asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0))
    port = server.sockets[0].getsockname()[1]

    _, events = run(declaration(tmp_path), jobs(check(f"http://127.0.0.1:{port}/")), budget=Budget(seconds=0.2))

    assert verdicts(events)["host.0"] == Unknown("the budget of 0.2 seconds was spent")
    server.close()
    silent.close()


def test_a_run_that_its_budget_ended_goes_on_with_what_is_missing(tmp_path: Path, site: Site) -> None:
    declared = declaration(tmp_path)
    planned = jobs(check(site.url, "twice"), *(check(f"{site.url}{number}") for number in range(3)))
    stored, first = run(declared, planned, budget=Budget(requests=2))
    done = {target for target, verdict in verdicts(first).items() if isinstance(verdict, Pass)}
    site.asked.clear()

    _, again = run(declared, planned, stored)

    assert done
    assert {type(one) for one in verdicts(again).values()} == {Pass}
    assert len(site.asked) == 2 * ("host.0" not in done) + len({"host.1", "host.2", "host.3"} - done)
    assert [event.cut for event in again if isinstance(event, RunFinished)] == [""]


def test_a_part_of_the_audit_is_no_go_ahead(tmp_path: Path, site: Site) -> None:
    _, events = run(declaration(tmp_path), jobs(check(site.url)), only=("exposure",))

    (begin,) = [event for event in events if isinstance(event, RunStarted)]
    (end,) = [event for event in events if isinstance(event, RunFinished)]
    assert begin.only == ("exposure",)
    assert end.decision.word == "INCOMPLETE"
    assert "only exposure was looked at" in end.decision.because


def test_a_host_outside_the_scope_is_not_asked(tmp_path: Path, site: Site) -> None:
    _, events = run(declaration(tmp_path, scope="example.test"), jobs(check(site.url)))

    verdict = verdicts(events)["host.0"]

    assert isinstance(verdict, Unknown)
    assert "it was not sent (127.0.0.1 is outside consent.scope)" in verdict.because
    assert site.asked == []


def test_everything_sent_is_on_record(tmp_path: Path, site: Site) -> None:
    stored, events = run(declaration(tmp_path), jobs(check(site.url)))

    assert site.url in stored.sent.read_text()
    assert [event.requests for event in events if isinstance(event, RunFinished)] == [1]


def test_no_secret_is_stored_and_the_verdict_stands(tmp_path: Path, site: Site) -> None:
    site.body = f"the secret is {TOKEN}"

    stored, events = run(declaration(tmp_path), jobs(check(site.url)))

    assert isinstance(verdicts(events)["host.0"], Fail)
    assert TOKEN not in stored.events.read_text()


def test_a_stored_run_is_judged_again_without_a_request(tmp_path: Path, site: Site) -> None:
    site.body = "a secret"
    declared = declaration(tmp_path)
    planned = jobs(check(site.url), check(site.url, "cannot"))
    stored, events = run(declared, planned)
    site.asked.clear()

    again = judge_run(stored, planned, declared)

    assert {one.target: one.verdict for one in again} == verdicts(events)
    assert site.asked == []


def test_what_a_cut_off_run_never_saw_is_unknown_when_judged(tmp_path: Path, site: Site) -> None:
    declared = declaration(tmp_path)
    planned = jobs(check(site.url))
    stored, _ = run(declared, planned)
    kept = [line for line in stored.events.read_text().splitlines(keepends=True) if '"RunStarted"' in line]
    stored.events.write_text("".join(kept))

    (only,) = judge_run(stored, planned, declared)

    assert only.verdict == Unknown("the run ended before it was looked at")


def test_a_spoiled_line_is_an_error_with_its_place(tmp_path: Path, site: Site) -> None:
    stored, _ = run(declaration(tmp_path), jobs(check(site.url)))
    lines = stored.events.read_text().splitlines(keepends=True)
    stored.events.write_text(lines[0] + "spoiled\n" + "".join(lines[1:]))

    with pytest.raises(StoreError, match=r"events\.jsonl:2: not an event"):
        list(stored.read())


def test_a_run_is_found_by_name_and_by_last(tmp_path: Path, site: Site) -> None:
    declared = declaration(tmp_path)
    first, _ = run(declared, jobs(check(site.url)))
    second, _ = run(declared, jobs(check(site.url)))

    assert find(tmp_path, "last").name == second.name
    assert find(tmp_path, first.name).name == first.name
    with pytest.raises(StoreError, match="2 runs are meant by run"):
        find(tmp_path, "run")


def test_the_events_name_what_was_looked_at(tmp_path: Path, site: Site) -> None:
    stored, _ = run(declaration(tmp_path), jobs(check(site.url), check(site.url, "cannot")))

    kept = {type(event) for event in stored.read()}

    assert {Looked, NotLooked, Answered, Judged, RunFinished} <= kept


def test_runs_of_one_second_stand_in_the_order_in_which_they_began(tmp_path: Path) -> None:
    names = [f"2026-11-26T05-49-10-{word}" for word in ("b046", "0a11", "ffff", "3c3c")]
    for number, name in enumerate((*names, "2026-11-26T05-49-09-ffff")):
        run = Run.create(tmp_path, name, "")
        os.utime(run.declaration, ns=(number, number))

    assert [run.name for run in runs(tmp_path)] == ["2026-11-26T05-49-09-ffff", *names]
    assert find(tmp_path, "last").name == names[-1]
