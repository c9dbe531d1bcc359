"""A pack is read whole or refused with every mistake and its line; the packs that come along are sound."""

from pathlib import Path

import pytest

from launchready.declare.mistakes import DeclarationError
from launchready.declare.packs.library import find, shipped
from launchready.declare.packs.model import Goal, Pack, Seeks
from launchready.declare.packs.read import read

CASES = sorted((Path(__file__).parent / "mistakes").glob("*.toml"))


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_every_mistake_is_told_with_its_line_and_what_to_do(case: Path) -> None:
    expected = [line.removeprefix("#: ") for line in case.read_text().splitlines() if line.startswith("#:")]

    with pytest.raises(DeclarationError) as refused:
        read(case)

    assert [one.text(Path(case.name)) for one in refused.value.mistakes] == expected


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (None, "there is no such file. `launchready pack new NAME` writes a first one."),
        ("", "the file is empty. `launchready pack new NAME` writes a first one."),
        ("a = 1\nb = \n", "this is not TOML: Invalid value. Mend this line; what follows it was not read."),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, text: str | None, wrong: str) -> None:
    path = tmp_path / "p.toml"
    if text is not None:
        path.write_text(text)

    with pytest.raises(DeclarationError) as refused:
        read(path)

    assert str(refused.value).endswith(wrong)


@pytest.mark.parametrize("pack", shipped(), ids=lambda pack: pack.name)
def test_what_comes_along_is_told_whole(pack: Pack) -> None:
    ids = [one.id for one in pack.variants()]

    assert len(ids) == len(set(ids))
    assert all(one.about.endswith(".") for one in pack.attacks)
    assert pack.about.endswith(".")


def test_a_leak_that_names_nothing_seeks_all() -> None:
    pack = find("extraction")
    assert pack is not None

    sought = {one.id: one.seeks for one in pack.attacks}

    assert sought["word-for-word"] == (Seeks.SYSTEM_PROMPT, Seeks.KEY)
    assert sought["key-for-a-tool"] == (Seeks.KEY,)


def test_each_transform_is_a_variant_beside_the_plain_one() -> None:
    pack = find("extraction")
    assert pack is not None

    names = [one.id for one in pack.variants() if one.attack.id == "everything-above"]

    assert names == [
        "extraction/everything-above",
        *(f"extraction/everything-above~{one}" for one in ("lookalikes", "alternating", "reversed")),
    ]
    assert {one.attack.goal for one in pack.variants()} == {Goal.LEAK}
