"""Writes the owner, the alert and the notes of the handover into a first launch.toml."""

from collections.abc import Iterator

from launchready.first.network import Outside
from launchready.first.repository import Repository
from launchready.first.sheet import Row, Table


def handover(outside: Outside, repository: Repository | None, mail: str, owner: str) -> Iterator[Table]:
    """The owner, reached by `mail`, an alert of theirs, and the notes on names, DNS, deploy and rollback."""
    reach = Row("reach", [f"mailto:{mail}"]) if mail else Row("reach", [], "nobody was named; add a mailto: address")
    yield Table(f"[owner.{owner}]", (reach,))
    test = Row("test", "bin/test-alert {mark}", "a command that raises the alert with a mark in it", on=False)
    yield Table("[alert.down]", (Row("owner", owner), test))
    names = {name.host: _purpose(name.host, outside) for name in outside.names}
    note = (Row("says", "These are all the names that we serve"), Row("names", names), Row("owner", owner))
    yield Table("[handover.subdomains]", note, "names that have an address; say what each is for")
    if outside.nameservers:
        provider = outside.nameservers[0]
        says = Row("says", f"DNS is served by {provider}")
        yield Table("[handover.dns]", (says, Row("provider", provider), Row("owner", owner)), "name servers of today")
    deploys, rolls = (repository.deploy, repository.rollback) if repository else ((), ())
    yield _command("deploy", next(iter(deploys), None), "puts a release out", "no script that deploys was found", owner)
    yield _command(
        "rollback",
        next(iter(rolls), None),
        "puts the previous release back",
        "no script that rolls back was found",
        owner,
    )


def _command(name: str, script: str | None, does: str, without: str, owner: str) -> Table:
    """A command of the handover, which is run where it says that it only drills."""
    says = Row("says", f"{script or f'bin/{name}'} {does}")
    drill = Row("run", f"{script or f'bin/{name}'} --drill", "a command that proves it and changes nothing", on=False)
    why = f"the repository has {script}" if script else without
    return Table(f"[handover.{name}]", (says, drill, Row("owner", owner)), why, on=script is not None)


def _purpose(host: str, outside: Outside) -> str:
    if host == outside.canonical:
        return "web app"
    if host in {outside.domain, f"www.{outside.domain}"}:
        return f"goes to {outside.canonical}"
    return host.split(".", maxsplit=1)[0]
