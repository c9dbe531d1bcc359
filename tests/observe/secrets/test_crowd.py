"""Many small texts that are read as one hold what each of them holds alone, and are told in the order in which they came."""

import pytest

from launchready.observe.secrets.crowd import Crowd
from launchready.observe.secrets.found import Engine, Sight
from launchready.observe.secrets.kingfisher import look, look_at_all
from tests.observe.secrets.made_up import checked, made_up

ENGINE = Engine("shop.test")
ORDINARY = b"def price(order):\n    return order.total  # in cents\n" * 20


def test_many_texts_hold_what_each_holds_alone() -> None:
    lines = [f"{one.name} = '{one.value}'\n".encode() for one in made_up() for _ in range(2)]
    texts = [(line, f"src/{number}.{end}") for number, line in enumerate(lines) for end in ("py", "yaml", "env")]
    texts += [(ORDINARY, f"src/plain{number}.py") for number in range(200)]
    told: list[Sight] = []

    with Crowd(ENGINE) as crowd:
        for data, place in texts:
            crowd.look(data, place, told.append)
        crowd.settle()

    assert [ENGINE.look_bytes(data, place) for data, place in texts] == told


def test_a_crowd_tells_in_order_and_does_what_comes_after_in_its_turn() -> None:
    told: list[str] = []

    with Crowd(ENGINE) as crowd:
        for number in range(50):
            data = f"{'x = 1' * 4000}\nK = '{checked('ghp_')}'\n".encode()
            crowd.look(data, f"{number}.py", lambda sight: told.append(sight.sure[0].place))
            crowd.after(lambda number=number: told.append(f"after {number}"))  # type: ignore[misc]
        crowd.settle()

    assert told == [line for number in range(50) for line in (f"{number}.py:2", f"after {number}")]


@pytest.mark.parametrize("at", [0, 7, 19])
def test_the_engine_finds_in_a_batch_what_it_finds_alone(at: int) -> None:
    texts = [(ORDINARY, f"{number}.py", False) for number in range(20)]
    texts[at] = (f'github_token = "{checked("ghp_")}"'.encode(), "x.py", False)

    hits = look_at_all(texts)

    assert [number for number, many in enumerate(hits) if many] == [at]
    assert hits[at] == tuple(look(*texts[at][:2], decode=False))


@pytest.mark.parametrize(
    "end", [b"", b"\n", b'"', b"aws_secret_access_key = ", b"\xff\xfe", b"-----BEGIN RSA PRIVATE KEY-----\n"]
)
def test_what_stands_at_the_end_of_a_text_hides_nothing_in_the_next(end: bytes) -> None:
    value = checked("ghp_")
    texts = [(ORDINARY + end, "a.py", False), (value.encode(), "b.py", False), (ORDINARY, "c.py", False)]

    assert [mark.value for mark, _ in look_at_all(texts)[1]] == [value]
