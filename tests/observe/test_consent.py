"""Nothing is sent that the owner did not allow."""

import asyncio
import datetime as dt
import time

import pytest

from launchready.declare.model import Consent
from launchready.observe.consent import Gate, Pace
from launchready.observe.errors import ConsentMissing
from launchready.observe.http import Request
from launchready.verdict import Touch

SCOPE = ("bazaar.test", "*.bazaar.test")


def gate(touch: Touch, *, proven: bool = False) -> Gate:
    async def proof(host: str) -> bool:
        assert host
        return proven

    return Gate(Consent(SCOPE, touch), proof=proof)


def admit(gate: Gate, request: Request, touch: Touch, *addresses: str) -> None:
    asyncio.run(gate.admit(request, touch, addresses))


@pytest.mark.parametrize(
    ("host", "covered"),
    [
        ("bazaar.test", True),
        ("BAZAAR.test.", True),
        ("api.bazaar.test", True),
        ("a.b.bazaar.test", True),
        ("evilbazaar.test", False),
        ("bazaar.test.evil.example", False),
        ("", False),
    ],
)
def test_the_scope_covers_its_names_and_no_look_alike(host: str, *, covered: bool) -> None:
    assert Consent(SCOPE).covers(host) == covered


def test_a_stranger_is_never_asked() -> None:
    with pytest.raises(ConsentMissing, match=r"evil\.example is outside consent\.scope"):
        admit(gate(Touch.LOAD), Request("https://evil.example/"), Touch.READ, "127.0.0.1")


def test_no_asker_reaches_further_than_allowed() -> None:
    with pytest.raises(ConsentMissing, match=r"consent\.touch is probe, this needs write"):
        admit(gate(Touch.PROBE), Request("https://bazaar.test/"), Touch.WRITE, "127.0.0.1")


def test_who_only_reads_sends_nothing_else() -> None:
    with pytest.raises(ConsentMissing, match="POST is more than reading"):
        admit(gate(Touch.WRITE), Request("https://bazaar.test/", "POST"), Touch.READ, "127.0.0.1")


@pytest.mark.parametrize("addresses", [("203.0.113.9",), ("127.0.0.1", "203.0.113.9"), ()])
def test_above_read_a_host_on_the_network_must_prove_its_owner(addresses: tuple[str, ...]) -> None:
    request = Request("https://bazaar.test/", "POST")

    with pytest.raises(ConsentMissing, match="must prove that its owner asked"):
        admit(gate(Touch.WRITE), request, Touch.PROBE, *addresses)
    admit(gate(Touch.WRITE, proven=True), request, Touch.PROBE, *addresses)


def test_this_machine_needs_no_proof_and_reading_needs_none() -> None:
    admit(gate(Touch.WRITE), Request("https://bazaar.test/", "POST"), Touch.WRITE, "127.0.0.1", "::1")
    admit(gate(Touch.WRITE), Request("https://bazaar.test/"), Touch.READ, "203.0.113.9")


def test_the_rate_holds_for_each_host_however_many_ask_at_once() -> None:
    async def crowd() -> float:
        pace = Pace(100.0)
        started = time.monotonic()
        await asyncio.gather(*(pace.wait("a") for _ in range(11)), *(pace.wait("b") for _ in range(5)))
        return time.monotonic() - started

    assert asyncio.run(crowd()) >= 0.1


@pytest.mark.parametrize(
    ("window", "at", "is_open"),
    [
        (("22:00", "06:00"), "23:30", True),
        (("22:00", "06:00"), "05:59", True),
        (("22:00", "06:00"), "06:00", False),
        (("09:00", "17:00"), "09:00", True),
        (("09:00", "17:00"), "17:00", False),
        (("00:00", "00:00"), "12:00", True),
    ],
)
def test_load_is_sent_within_its_window_alone(window: tuple[str, str], at: str, *, is_open: bool) -> None:
    begin, end = map(dt.time.fromisoformat, window)
    consent = Consent(SCOPE, Touch.LOAD, window=(begin, end))

    async def proof(_: str) -> bool:
        return True

    held = Gate(consent, proof=proof, now=lambda: dt.time.fromisoformat(at))
    if is_open:
        admit(held, Request("https://bazaar.test/"), Touch.LOAD, "127.0.0.1")
    else:
        with pytest.raises(ConsentMissing, match=r"consent\.window"):
            admit(held, Request("https://bazaar.test/"), Touch.LOAD, "127.0.0.1")
