"""A file that cannot be read at all, and what consent must not say: one clear message each."""

from pathlib import Path

import pytest

from launchready.declare.read import DeclarationError, read
from tests.declare.base import BASE, mistakes

INIT = "Run `launchready init URL` to have a first one written."
GO_ON = "Mend this line; what follows it was not read."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [f"launch.toml: the file is empty. {INIT}"], id="empty"),
        pytest.param(" \n\n", [f"launch.toml: the file is empty. {INIT}"], id="blank"),
        pytest.param(
            "version = 2\nproducts = 3\n",
            [
                (
                    "launch.toml:1: version: this program reads version 1 of the format, and no other. "
                    "Write version = 1, or use a release that reads the other."
                ),
            ],
            id="another version",
        ),
        pytest.param(
            'version = "1"',
            [
                (
                    "launch.toml:1: version: this program reads version 1 of the format, and no other. "
                    "Write version = 1, or use a release that reads the other."
                ),
            ],
            id="a version in quotes",
        ),
        pytest.param(
            BASE.removeprefix("version = 1\n"),
            ['launch.toml: version: "version" is missing. Add version = 1.'],
            id="no version",
        ),
        pytest.param(
            "version = 1",
            [
                (
                    "launch.toml: consent: [consent] is missing. "
                    "Add a table [consent]: What you allow. Nothing is sent without it."
                ),
                "launch.toml: product: [product] is missing. Add a table [product]: The product as a whole.",
            ],
            id="no tables",
        ),
        pytest.param(
            "version = 1\nname =\n", [f"launch.toml:2: this is not TOML: Invalid value. {GO_ON}"], id="no value"
        ),
        pytest.param(
            'version = 1\nname = "x', [f"launch.toml:2: this is not TOML: Unterminated string. {GO_ON}"], id="no end"
        ),
        pytest.param(
            "[surface.api]\n[surface.api]",
            [f"launch.toml:2: this is not TOML: Cannot declare [surface.api] twice. {GO_ON}"],
            id="a table twice",
        ),
        pytest.param(
            "a = " + "[" * 3000,
            [f"launch.toml: this is not TOML that anyone wrote: it is nested too deeply. {INIT}"],
            id="too deep",
        ),
    ],
)
def test_a_file_that_cannot_be_used_has_one_clear_message(text: str, expected: list[str]) -> None:
    found = mistakes(text)

    assert expected == found


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        pytest.param(
            'scope = ["example.com", "*.example.com", "https://a.example.com", "*.com", "*"]',
            [
                (
                    'launch.toml:6: consent.scope[2]: "https://a.example.com" is not a host name. '
                    'Write "example.com" for one name, "*.example.com" for all below it.'
                ),
                (
                    'launch.toml:6: consent.scope[3]: "*.com" covers names of strangers. '
                    'Name your own domain: "*.example.com".'
                ),
                (
                    'launch.toml:6: consent.scope[4]: "*" is not a host name. '
                    'Write "example.com" for one name, "*.example.com" for all below it.'
                ),
            ],
            id="scopes that cover too much",
        ),
        pytest.param(
            "scope = []",
            [
                (
                    "launch.toml:6: consent.scope: expected a list that is not empty, found nothing. "
                    'Write scope = ["example.com", "*.example.com"].'
                ),
            ],
            id="an empty scope",
        ),
        pytest.param(
            'scope = ["example.com", "*.example.com"]\ntouch = "wirte"\nwindow = "22-06"\nrequests_per_second = 0',
            [
                (
                    'launch.toml:7: consent.touch: "wirte" is no touch; it is one of read, probe, write, load. '
                    'Write "write".'
                ),
                (
                    'launch.toml:8: consent.window: "22-06" is not a window. '
                    'Write it with two UTC times of day: "22:00-06:00 UTC".'
                ),
                "launch.toml:9: consent.requests_per_second: must be more than 0. Write requests_per_second = 10.",
            ],
            id="touch, window and rate",
        ),
    ],
)
def test_consent_is_read_strictly(scope: str, expected: list[str]) -> None:
    text = BASE.replace('scope = ["example.com", "*.example.com"]', scope)

    found = mistakes(text)

    assert expected == found


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "launch.toml"

    with pytest.raises(DeclarationError) as caught:
        read(path)

    assert str(caught.value) == f"{path}: there is no such file. {INIT}"


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError) as caught:
        read(tmp_path)

    assert str(caught.value) == f"{tmp_path}: this is a folder. Name the file in it: {tmp_path}/launch.toml."


def test_text_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "launch.toml"
    path.write_bytes(b'version = 1\nname = "caf\xe9"\n')

    with pytest.raises(DeclarationError) as caught:
        read(path)

    assert str(caught.value) == f"{path}:2: this is not UTF-8 text. Save the file as UTF-8."


def test_mistakes_of_all_kinds_come_together_in_the_order_of_the_file() -> None:
    text = BASE.replace('kind = "repository"', 'kind = "repo"').replace("reach = []", 'reach = ["x"]')
    text += '[handover.dns]\nowner = "nobody"\n'

    found = mistakes(text)

    assert [line.split(": ")[:2] for line in found] == [
        ["launch.toml:10", "surface.repo"],
        ["launch.toml:17", "owner.backend.reach[0]"],
        ["launch.toml:18", "handover.dns.says"],
        ["launch.toml:19", "handover.dns.owner"],
    ]
