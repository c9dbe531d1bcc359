"""Shows an attack as it is sent, in each of its transforms."""

import difflib

import click

from launchready.asking import fail, told
from launchready.declare.packs.library import find, shipped
from launchready.declare.packs.model import Attack, Pack
from launchready.declare.packs.transforms import transform


@click.command("show")
@click.argument("name")
def command(name: str) -> None:
    """Shows the pack NAME, or one attack of it: `extraction/word-for-word`. NAME may be a file."""
    book, _, wanted = name.rpartition("/") if "/" in name and not name.endswith(".toml") else (name, "", "")
    pack = told(lambda: find(book))
    if pack is None:
        fail(f"no pack is called {book}" + _near(book, [one.name for one in shipped()]))
    if not wanted:
        _pack(pack)
        return
    attack = next((one for one in pack.attacks if one.id == wanted), None)
    if attack is None:
        fail(f"no attack of {pack.name} is called {wanted}" + _near(wanted, [one.id for one in pack.attacks]))
    _attack(pack, attack)


def _near(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, 3, 0.6)
    return f"; did you mean {' or '.join(near)}?" if near else f"; there are {', '.join(known)}"


def _pack(pack: Pack) -> None:
    click.echo(f"{pack.name}: {pack.about}\nBy {pack.author}, {pack.licence}\n")
    width = max(len(one.id) for one in pack.attacks)
    for one in pack.attacks:
        way = one.carrier + (f" ({one.file})" if one.file else "")
        click.echo(f"{one.id:{width}}  {one.goal.value:6}  {way:12}  {one.about}")


def _attack(pack: Pack, attack: Attack) -> None:
    click.echo(f"{pack.name}/{attack.id}: {attack.about}")
    click.echo(
        f"goal {attack.goal.value}, carrier {attack.carrier}, {', '.join(attack.refs)}  ({pack.path.name}:{attack.line})"
    )
    for name in ("", *attack.transforms):
        click.echo(f"\n{name or 'as it stands'}:")
        if attack.place:
            click.echo(_indented("stands in the carrier", attack.place, name))
        for turn, text in enumerate(attack.say, 1):
            dressed = "" if attack.place else name  # what the carrier holds is dressed, the question beside it is not
            click.echo(_indented(f"turn {turn}" if len(attack.say) > 1 else "said", text, dressed))


def _indented(what: str, text: str, name: str) -> str:
    shown = transform(name, text) if name else text
    return f"  {what}: " + shown.replace("\n", "\n    ")
