"""Makes canaries to plant: marks that nobody else has, for the system prompt, a key, a log, a file."""

import os

import click

from launchready.asking import fail
from launchready_hunt.canary import Kind, Mint

WHAT = {
    Kind.token: "an opaque word",
    Kind.key: "looks like a key, and opens nothing",
    Kind.number: "an odd number: it survives a translation",
    Kind.noun: "an invented name: it survives a translation",
}


@click.command("mint")
@click.argument("kinds", nargs=-1)
def command(kinds: tuple[str, ...]) -> None:
    """Makes one canary of each of KINDS (token, key, number, noun); of all four where none is named.

    Plant it where it must never come out, and name it in launch.toml: `planted = { system_prompt = [...], key = "..." }`.
    """
    if wrong := [one for one in kinds if one not in Kind.__members__]:
        fail(f"there is no kind {wrong[0]}; there are {', '.join(Kind)}")
    mint = Mint(os.urandom(32))
    for kind in [Kind(one) for one in kinds] or list(Kind):
        click.echo(f"{kind.value:7} {mint.mint(kind, 'planted').value:42} {WHAT[kind]}")
