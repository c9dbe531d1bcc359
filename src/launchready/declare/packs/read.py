"""Reads a pack, and names every mistake in it at once."""

from pathlib import Path

from pydantic import ValidationError

from launchready.declare.lines import Lines
from launchready.declare.mistakes import DeclarationError
from launchready.declare.packs.model import Attack, Goal, Pack, Seeks
from launchready.declare.packs.shape import AttackShape, PackShape
from launchready.declare.packs.slips import slips
from launchready.declare.parsing import in_order, parse_toml, text_of
from launchready.declare.words import mistakes_of

FIRST = "`launchready pack new NAME` writes a first one"


def read(path: Path) -> Pack:
    """The pack in a file.

    Raises:
        DeclarationError: the file cannot be used; it carries every mistake.
    """
    text = text_of(path, FIRST)
    data, lines = parse_toml(text, path, FIRST), Lines(text)
    mistakes = [lines.mistake(*slip) for slip in slips(data, path.stem)]
    try:
        shape = PackShape.model_validate(data)
    except ValidationError as error:
        mistakes += mistakes_of(error, lines, PackShape)
        raise DeclarationError(path, in_order(mistakes)) from None
    if mistakes:
        raise DeclarationError(path, in_order(mistakes))
    attacks = tuple(_attack(one, lines.of(("attack", position)) or 1) for position, one in enumerate(shape.attack))
    return Pack(path, shape.name, shape.about, shape.author, shape.licence, attacks)


def _attack(one: AttackShape, line: int) -> Attack:
    goal = Goal(one.goal)
    seeks = one.seeks or (list(Seeks) if goal is Goal.LEAK else [])
    return Attack(
        one.id,
        goal,
        one.about,
        tuple(one.say),
        one.place or "",
        one.carrier,
        one.file or "",
        tuple(Seeks(seek) for seek in seeks),
        tuple(one.transforms),
        one.language,
        tuple(one.refs),
        one.core,
        line,
    )
