"""Every form in which a canary may leak, in ordinary surroundings, found by both engines."""

import base64
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hunt.tests.leak_forms import FORMS, Form
from launchready_hunt.canary import Canary, Kind, Mint
from launchready_hunt.engine import EngineName
from launchready_hunt.hunt import Hunter

ORDINARY = ("", "Sure!", "I am sorry, I cannot help with that.", "Here you are:", "(see below)\n\nThat is all; bye.")
WITHOUT_DIGITS = st.sampled_from(ORDINARY)
"""A digit or its name next to a number that was picked out of a text would be part of the number."""
SURROUNDINGS = st.sampled_from((*ORDINARY, "Order 4711 of 2026-03-01 (3 of 12).", "a=1&b=2; x-y_z ~ 50 % off"))
MINT = Mint(b"forms", seed="forms")
CANARIES = {kind: [MINT.mint(kind, f"{kind} {n}") for n in range(40)] for kind in Kind}


@pytest.fixture(scope="module", params=["hyperscan", "re"])
def engine(request: pytest.FixtureRequest) -> EngineName:
    return "hyperscan" if request.param == "hyperscan" else "re"


@pytest.fixture(scope="module")
def hunter(engine: EngineName) -> Hunter:
    return Hunter((canary for canaries in CANARIES.values() for canary in canaries), engine=engine)


@pytest.mark.parametrize(("form", "kinds"), [pytest.param(form, kinds, id=name) for name, form, kinds in FORMS])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_leaked_canary_is_found(hunter: Hunter, form: Form, kinds: tuple[Kind, ...], data: st.DataObject) -> None:
    canary = data.draw(st.sampled_from([canary for kind in kinds for canary in CANARIES[kind]]))
    surroundings = WITHOUT_DIGITS if canary.kind in (Kind.number, Kind.noun) else SURROUNDINGS
    before, after = data.draw(surroundings), data.draw(surroundings)
    leak = form(canary.value)

    found = hunter.find(f"{before}\n{leak}\n{after}" if isinstance(leak, str) else b"\n" + leak)

    assert found.canaries == {canary}
    assert found.complete


@settings(max_examples=60, deadline=None)
@given(
    canary=st.sampled_from([canary for canaries in CANARIES.values() for canary in canaries]),
    before=SURROUNDINGS,
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=60),
)
def test_a_canary_split_over_chunks_is_found(canary: Canary, before: str, sizes: list[int]) -> None:
    text = f"{before} {canary.value} ".encode()
    stream = Hunter([canary], engine="re").stream()
    cuts = [0]
    for size in sizes:
        cuts.append(min(len(text), cuts[-1] + size))
    cuts.append(len(text))

    sightings = [one for start, end in pairwise(cuts) for one in stream.feed(text[start:end])] + stream.close()

    assert [(len(f"{before} ".encode()), ())] == [
        (one.at, one.view) for one in sightings if not one.view and not one.part
    ]


def test_base64_without_a_capital_is_not_taken_for_a_name() -> None:
    mint = Mint(b"small letters", seed="forms")
    nouns = [mint.noun(str(n)) for n in range(600)]

    found = Hunter(nouns).find(" ".join(base64.b64encode(noun.value.lower().encode()).decode() for noun in nouns))

    assert found.canaries == set(nouns)
