"""Looks for secrets in a folder, a file or the next commit; quick enough for a commit hook."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from launchready.observe.secrets.found import Found
    from launchready.observe.secrets.tree import Scanned

FOUND, INCOMPLETE = 1, 3
WORDS = {0: "GO", FOUND: "NO-GO", INCOMPLETE: "INCOMPLETE"}
SHOWN = 20


@click.command("secrets")
@click.argument("path", type=click.Path(path_type=Path, exists=True), default=Path())
@click.option("--staged", is_flag=True, help="Look at what the next commit would hold and the last does not.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file of secrets that are known already: only others count.",
)
@click.option("--write", is_flag=True, help="Write --baseline afresh from what is found now.")
@click.option("--all", "everything", is_flag=True, help="Show weak hints and keys for browsers too.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def command(path: Path, *, staged: bool, baseline: Path | None, write: bool, everything: bool, as_json: bool) -> None:  # fmt: skip
    """Looks for secrets in PATH (a folder or a file; here, by default), offline, and never shows a value.

    What is certain by its form ends with 1; what merely looks like a secret warns. Folders of a git repository are read as git
    sees them: tracked files, and those that the next `git add` would take. The audit reads the history, images and archives.
    """
    # Late: `--help` must not wait for the engine. Its rules first: they load while the rest is imported.
    from launchready.observe.secrets.rules import begin  # noqa: PLC0415 - the order is meant

    begin()
    from launchready.observe.errors import CannotLook  # noqa: PLC0415
    from launchready.observe.secrets import baseline as known  # noqa: PLC0415
    from launchready.observe.secrets import tree  # noqa: PLC0415
    from launchready.observe.secrets.found import Engine  # noqa: PLC0415
    from launchready.observe.secrets.key import key_of  # noqa: PLC0415

    if write and baseline is None:
        _fail("--write needs --baseline FILE, to know where")
    if write and staged:
        _fail("a baseline is written from a whole folder, not from one commit: leave --staged away")
    top = tree.top_of(path)
    try:
        key = key_of(top or path, make=write) if baseline else _key_at(top or path)
        listed = known.read(baseline, key).known if baseline and not write else frozenset()
        engine = Engine(key)
        scanned = (tree.staged if staged else tree.scan)(path, engine)
    except CannotLook as error:
        _fail(str(error))
    if write and baseline:
        known.write(baseline, key, (*scanned.sure, *scanned.weak))
        click.echo(f"{baseline} holds {len(scanned.sure)} secrets and {len(scanned.weak)} weak hints, as keyed hashes.")
        sys.exit(0)
    new = tuple(one for one in scanned.sure if one.fingerprint not in listed)
    weak = tuple(one for one in scanned.weak if one.fingerprint not in listed)
    if top and new and not staged:
        from launchready.observe.secrets.ages import with_ages  # noqa: PLC0415 - only where there is something to date

        new = with_ages(top, new, engine)
    code = FOUND if new else INCOMPLETE if scanned.missed or not scanned.control else 0
    before = len(scanned.sure) - len(new)
    if as_json:
        click.echo(json.dumps(_told(scanned, new, weak, before, code), indent=2, ensure_ascii=False))
    else:
        _show(scanned, new, weak, before, everything=everything)
    sys.exit(code)


def _fail(words: str) -> NoReturn:
    from launchready.asking import fail  # noqa: PLC0415 - it reads declarations too, which takes longer than a whole small commit

    fail(words)


def _key_at(folder: Path) -> bytes:
    """The folder's key, where it has one: then fingerprints are those of the audit's report. Else one that nobody has."""
    import secrets  # noqa: PLC0415 - late, as all that --help does not need

    from launchready.observe.errors import CannotLook  # noqa: PLC0415
    from launchready.observe.secrets.key import key_of  # noqa: PLC0415

    try:
        return key_of(folder)
    except CannotLook:
        return secrets.token_bytes(32)


def _told(
    scanned: "Scanned", new: tuple["Found", ...], weak: tuple["Found", ...], before: int, code: int
) -> dict[str, object]:
    return {
        "format": "launchready-secrets-v1",
        "verdict": WORDS[code],
        "found": [_one(one) for one in new],
        "weak": [_one(one, rotate=False) for one in weak],
        "public": [_one(one, rotate=False) for one in scanned.public],
        "known": before,
        "read": scanned.read,
        "missed": list(scanned.missed),
        "unread": list(scanned.unread),
        "control": scanned.control,
    }


def _one(one: "Found", *, rotate: bool = True) -> dict[str, object]:
    told: dict[str, object] = {"place": one.place, "kind": one.kind, "fingerprint": one.fingerprint}
    if rotate:
        from launchready.observe.secrets.rotation import rotation  # noqa: PLC0415 - only where there is something to rotate

        how = rotation(one.kind)
        told |= {"since": one.since, "rotate": {"who": how.who, "at": how.at, "do": how.do}}
    return told


def _show(
    scanned: "Scanned", new: tuple["Found", ...], weak: tuple["Found", ...], before: int, *, everything: bool
) -> None:
    from launchready.observe.secrets.rotation import rotation  # noqa: PLC0415 - as above

    for one in new:
        since = f" (since {one.since})" if one.since[:1].isdigit() else f" ({one.since})" if one.since else ""
        how = rotation(one.kind)
        click.echo(f"{one.place}: {one.kind}{since}")
        click.echo(f"    who can rotate it: {how.who}")
        click.echo(f"    how: {f'{how.at}. ' if how.at else ''}{how.do}")
    if everything:
        for word, part in (("weak", weak), ("for browsers", scanned.public)):
            for one in part:
                click.echo(f"{one.place}: {one.kind} ({word})")
    for line in scanned.missed[:SHOWN]:
        click.echo(f"could not be read: {line}")
    for line in scanned.unread[:SHOWN]:
        click.echo(f"not read: {line}")
    if len(scanned.unread) > SHOWN:
        click.echo(f"not read: {len(scanned.unread) - SHOWN} more (all of them with --json)")
    if not scanned.control:
        click.echo("The engine did not find a secret that was planted in memory: its silence proves nothing.")
    counts = [f"{len(new)} new" if before else f"{len(new)} found", f"{before} known" if before else ""]
    counts += [
        f"{len(weak)} weak hints, which do not count" if weak else "",
    ]
    unread = f", {len(scanned.unread)} not read, which this says nothing of" if scanned.unread else ""
    click.echo(f"Secrets: {', '.join(one for one in counts if one)}. {scanned.read} files read{unread}.")
