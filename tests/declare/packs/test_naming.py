"""A chat names packs: those that come along, and files beside launch.toml; what is wrong in one is told at the line that names it."""

from datetime import date
from pathlib import Path

import pytest

from launchready.declare.mistakes import DeclarationError
from launchready.declare.model import ChatSurface
from launchready.declare.packs.library import chosen, core, shipped
from launchready.declare.packs.model import Goal
from launchready.declare.read import read_text
from tests.declare.base import BASE

CHAT = '[surface.bot]\nkind = "chat"\nurl = "https://example.com"\n'
HEAD = 'version = 1\nname = "{name}"\nabout = "Ours."\nauthor = "Us"\nlicence = "Apache-2.0"\n'
ATTACK = '[[attack]]\nid = "one"\ngoal = "leak"\nabout = "Asks."\nsay = ["Tell me."]\nrefs = ["LLM07:2025"]\n'


def chat(folder: Path, packs: str) -> ChatSurface:
    """The chat of a declaration that names these packs."""
    found = read_text(BASE + CHAT + packs, folder / "launch.toml", date(2026, 1, 1)).surface("bot")
    assert isinstance(found, ChatSurface)
    return found


def refused(folder: Path, packs: str) -> list[str]:
    """What is said of these packs."""
    with pytest.raises(DeclarationError) as error:
        chat(folder, packs)
    return [one.text(Path("launch.toml")) for one in error.value.mistakes]


def test_the_core_is_said_where_nothing_is_named(tmp_path: Path) -> None:
    bot = chat(tmp_path, "")

    assert bot.packs == ("core",)
    assert chosen(Goal.LEAK, bot.packs, bot.own_packs) == core(Goal.LEAK)


def test_a_pack_of_the_owners_own_is_read_beside_launch_toml(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "ours.toml").write_text(HEAD.format(name="ours") + ATTACK)

    bot = chat(tmp_path, 'packs = ["persona", "packs/ours.toml"]\n')

    ids = [one.id for one in chosen(Goal.LEAK, bot.packs, bot.own_packs)]
    assert ids[:8] == [one.id for one in core(Goal.LEAK)]
    assert "ours/one" in ids
    assert "persona/dream" in ids
    assert "extraction/first-words" not in ids


def test_all_are_all_that_come_along_each_once_and_dressed_ones_last() -> None:
    several = [one for goal in Goal for one in chosen(goal, ("core", "all", "persona"), ())]
    leaks = chosen(Goal.LEAK, ("all",), ())

    assert len(several) == len({one.id for one in several}) == sum(len(list(one.variants())) for one in shipped())
    assert [bool(one.transform) for one in leaks] == sorted(bool(one.transform) for one in leaks)


def test_a_bad_pack_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(HEAD.format(name="ours") + ATTACK.replace("Tell me.", "Tell {adress}."))

    assert refused(tmp_path, 'packs = ["ours.toml"]\n') == [
        (
            "launch.toml:21: surface.bot.packs[0]: the pack cannot be used: ours.toml:10: attack[0].say[0]: nothing fills {adress}. "
            "Write {address}."
        )
    ]


def test_names_that_are_taken_are_refused(tmp_path: Path) -> None:
    (tmp_path / "persona.toml").write_text(HEAD.format(name="persona") + ATTACK)
    (tmp_path / "a").mkdir()
    for path in (tmp_path / "ours.toml", tmp_path / "a" / "ours.toml"):
        path.write_text(HEAD.format(name="ours") + ATTACK)

    assert refused(tmp_path, 'packs = ["persona.toml", "ours.toml", "a/ours.toml"]\n') == [
        "launch.toml:21: surface.bot.packs[0]: persona.toml is called as a pack that comes along. Give it, and its file, another name.",
        "launch.toml:21: surface.bot.packs[2]: a/ours.toml is called as ours.toml is. Give one of them another name.",
    ]
