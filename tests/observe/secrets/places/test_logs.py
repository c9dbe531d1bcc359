"""Build logs as runners write them: coloured, dated, in JSON, and broken at the edge of a terminal."""

import json

import pytest

from launchready.observe.secrets.places.gather import Gatherer
from tests.observe.secrets import made_up
from tests.observe.secrets.places.looking import ENGINE, key, places


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-24T10:00:00.1234567Z TOKEN={}",
        "\x1b[36m#12\x1b[0m 0.345 + export TOKEN=\x1b[1m{}\x1b[0m",
        "web-1  | [2026-11-24 10:00:00,123] token is {}",
        "[10:00:00] + curl -H 'Authorization: Bearer {}'",
    ],
)
def test_a_key_is_found_behind_times_and_colours(line: str) -> None:
    value = key()

    assert places("ci.log", f"begin\n{line.format(value)}\nend\n".encode(), value, log=True) == ["ci.log:2"]


def test_a_key_in_a_line_of_json_is_found() -> None:
    value = key()
    line = json.dumps({"log": f"step\n\x1b[1m{value[:8]}\x1b[0m{value[8:]}\n", "stream": "stdout"})

    assert places("ci.log", f"{line}\n".encode(), value, log=True) == ["ci.log:1"]


@pytest.mark.parametrize("width", [80, 120])
def test_a_key_that_a_terminal_has_broken_is_whole_again(width: int) -> None:
    value = key()
    text = "x" * (width - 20) + " " + f"TOKEN={value}"
    broken = f"begin\n{text[:width]}\n{text[width:]}\nend\n"

    assert places("ci.log", broken.encode(), value, log=True) == ["ci.log:2"]


def test_a_private_key_with_a_time_before_each_line_is_whole_again() -> None:
    lines = [f"2026-11-24T10:00:00.1234567Z {line}" for line in made_up.pem().strip().split("\n")]

    gathered = Gatherer(ENGINE)
    gathered.data("ci.log", "\n".join(lines).encode(), log=True)

    assert [one.kind for one in gathered.found.values()] == ["private key"]


def test_one_key_on_one_line_is_one_finding() -> None:
    value = key()

    assert places("ci.log", f"TOKEN={value}\nnext\n".encode(), value, log=True) == ["ci.log:1"]
