"""A path below the folder of launch.toml is shown from there, and nothing else is touched."""

from pathlib import Path

import pytest

from launchready.near import near

ROOT = Path("/home/jane/launch")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/home/jane/launch/app.log, line 7", "app.log, line 7"),
        ("curl --cacert /home/jane/launch/root.crt", "curl --cacert root.crt"),
        ("git -C '/home/jane/launch/repo' log", "git -C 'repo' log"),
        ("git -C '/home/jane/launch' log", "git -C '.' log"),
        ("/home/jane/launch, which is no repository", "., which is no repository"),
        ('{"path": "/home/jane/launch/.env"}', '{"path": ".env"}'),
        ("/home/jane/launches/app.log", "/home/jane/launches/app.log"),
        ("/home/jane/launch-2/app.log", "/home/jane/launch-2/app.log"),
        ("/home/jane/launch.old", "/home/jane/launch.old"),
        ("/mnt/home/jane/launch/app.log", "/mnt/home/jane/launch/app.log"),
        ("https://example.com/home/jane/launch/x", "https://example.com/home/jane/launch/x"),
    ],
)
def test_paths_are_shown_from_the_folder(text: str, expected: str) -> None:
    assert expected == near(text, ROOT)


def test_a_declaration_at_the_top_of_the_machine_leaves_paths_alone() -> None:
    assert near("/var/log/app.log", Path("/")) == "/var/log/app.log"


def test_a_folder_with_signs_that_json_escapes_is_found() -> None:
    assert near('{"path": "/tmp/a\\"b/app.log"}', Path('/tmp/a"b')) == '{"path": "app.log"}'
