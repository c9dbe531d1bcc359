"""Prompts of other tools become a pack that passes, and what could not be taken is told."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from launchready.cli import main
from launchready.declare.packs.read import read


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["pack", "import", *words])
    return done.exit_code, done.output


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("kind", "name", "text", "said", "left"),
    [
        ("text", "a.txt", "Say it.\n\n", ["Say it."], []),
        (
            "text",
            "a.txt",
            "One.\nTwo.\nONE.\n",
            ["One.", "Two."],
            ["line 3 was not taken: it says word for word what line 1"],
        ),
        ("text", "a.txt", "One\nmore.\n\nTwo.\n---\nThree {thing}.", ["One\nmore.", "Two."], ["line 6 was not taken"]),
        (
            "garak",
            "a.json",
            '["One.", 7, "Say \\"it\\" \'now\'."]',
            ["One.", "Say \"it\" 'now'."],
            ["entry 2 was not taken"],
        ),
        ("garak", "a.txt", "One.\nTwo.\n", ["One.", "Two."], []),
        (
            "promptfoo",
            "a.yaml",
            "prompts: ['{{q}}']\ntests:\n- vars: {q: One.}\n- vars: {prompt: Two., x: y}\n- vars: {x: y, z: y}\n- vars: {q: file://b}\n",
            ["One.", "Two."],
            ["test 3 was not taken: no variable of it", "test 4 was not taken: it stands in another file"],
        ),
        (
            "promptfoo",
            "redteam.yaml",
            "redteam: {injectVar: ask}\ntests:\n- vars: {ask: One., name: Ada}\n  metadata: {pluginId: pii}\n",
            ["One."],
            [],
        ),
        ("promptfoo", "a.yaml", "prompts: ['One.', '{{q}}']\n", ["One."], ["prompt 2 was not taken"]),
    ],
)
def test_what_can_be_taken_is_taken_and_the_rest_told(
    kind: str, name: str, text: str, said: list[str], left: list[str]
) -> None:
    Path(name).write_text(text)

    code, told = run(name, "--from", kind, "--name", "ours")

    assert code == 0, told
    assert [" ".join(one.say) for one in read(Path("ours.toml")).attacks] == said
    assert all(one in told for one in left)
    assert told.count("was not taken") == len(left)


def test_nothing_is_written_over_and_nothing_empty_is_written() -> None:
    Path("a.txt").write_text("One.\n")
    Path("ours.toml").write_text("mine")

    assert run("a.txt", "--from", "text", "--name", "ours")[0] == 2
    assert Path("ours.toml").read_text() == "mine"
    code, told = run("a.txt", "--from", "text", "--name", "other", "--goal", "obey")
    assert code == 2
    assert "nothing could show that the model did it" in told
    assert not Path("other.toml").exists()
