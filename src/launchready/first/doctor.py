"""Says what is missing on this machine or in the declaration before an audit can prove all it could."""

from collections.abc import Iterator
from pathlib import Path

from launchready.declare.mistakes import DeclarationError
from launchready.declare.model import (
    Call,
    ChatSurface,
    Declaration,
    ErrorsSurface,
    Json,
    LogSurface,
    MailSurface,
    Principal,
    RepositorySurface,
    Secret,
    WebhookSurface,
)
from launchready.declare.read import read
from launchready.first import machine
from launchready.first.catcher import catcher
from launchready.first.coverage import not_declared, waivers
from launchready.first.line import Line, State
from launchready.first.mailboxes import mailboxes
from launchready.first.sign_ins import sign_ins
from launchready.first.talk import talks
from launchready.first.visit import visiting
from launchready.observe.errors import CannotLook, CannotTrustError
from launchready.observe.secret import SCHEMES
from launchready.observe.world import World
from launchready.verdict import Touch

__all__ = ["Line", "State", "doctor"]


async def doctor(path: Path) -> tuple[Line, ...]:
    """Everything worth telling about this machine and a declaration; a declaration with mistakes is told, too."""
    lines = list(await _machine())
    try:
        declaration = read(path)
    except DeclarationError as error:
        mistakes = (
            Line("file", State.MISSING, f"{one.key}: {one.wrong}" if one.key else one.wrong, one.do, one.line)
            for one in error.mistakes
        )
        return (*lines, *mistakes)
    lines.append(Line("file", State.OK, f"{path} has no mistakes"))
    touch = min(declaration.consent.touch, Touch.PROBE)
    lines += _paths(declaration)
    try:
        async with visiting(declaration, "doctor", touch) as (world, _):
            lines += _secrets(declaration, world)
            lines += await mailboxes(declaration, world.secrets)
            lines += [await _host(world, host.name, declaration) for host in declaration.hosts()]
            lines += [line async for line in catcher(world)]
            for who in declaration.principals:
                lines += await sign_ins(world, who)
            lines += [line async for line in talks(world)]
    except CannotTrustError as untrusted:
        lines.append(
            Line("hosts", State.NOT_TRIED, str(untrusted), "Correct network.trust; nothing was sent without it")
        )
    lines += [*not_declared(declaration), *waivers(declaration)]
    return tuple(lines)


async def _machine() -> tuple[Line, ...]:
    return tuple(
        Line("machine", State.OK, f"{tool.name} {tool.version}".strip())
        if tool.version is not None
        else Line(
            "machine",
            State.MISSING if tool.is_needed else State.NOT_DECLARED,
            f"{tool.name} is not there; it {tool.use}",
            f"Install {tool.name}" + ("" if tool.is_needed else ", where you want to repeat what a report shows"),
        )
        for tool in (machine.python(), *await machine.tools())
    )


def _secrets(declaration: Declaration, world: World) -> Iterator[Line]:
    # The first place that names a secret stands for it.
    first: dict[str, int] = {}
    for ref, line in _references(declaration):
        first.setdefault(ref, line)
    for ref, line in first.items():
        try:
            world.secrets.resolve(Secret(ref))
        except CannotLook as unresolved:
            do = "Set it, or correct the reference"
            yield Line("secrets", State.MISSING, str(unresolved), do, line)
        else:
            yield Line("secrets", State.OK, f"{ref} resolves", line=line)


def _references(declaration: Declaration) -> Iterator[tuple[str, int]]:
    for surface in declaration.surfaces:
        own = {WebhookSurface: "secret", ErrorsSurface: "token", MailSurface: "password"}.get(type(surface))
        secret = getattr(surface, own) if own else None
        if isinstance(secret, Secret):
            yield secret.ref, surface.line
        calls: tuple[Call | None, ...] = ()
        match surface:
            case ChatSurface():
                acts = (call for one in surface.acts for call in (one.makes, one.read))
                calls = (surface.open, surface.say, surface.approve, *acts, *(call for _, call in surface.carriers))
            case ErrorsSurface():
                calls = (surface.trigger,)
            case MailSurface():
                calls = (surface.reset,)
        for call in calls:
            yield from ((ref, surface.line) for ref in _in_call(call))
    for who in declaration.principals:
        yield from ((ref, who.line) for ref in _of_principal(who))


def _of_principal(who: Principal) -> Iterator[str]:
    yield from (secret.ref for secret in (who.token, who.expired_token, who.foreign_token, who.password) if secret)
    yield from _in_json(dict(who.headers))
    for call in (who.sign_in, who.sign_up, *(call for _, call in who.sign_in_at)):
        yield from _in_call(call)


def _in_call(call: Call | None) -> Iterator[str]:
    if call is not None:
        yield from _in_json(call.json)
        yield from _in_json(dict(call.form))


def _in_json(value: Json) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(SCHEMES):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _in_json(item)


def _paths(declaration: Declaration) -> Iterator[Line]:
    for name, path, line in _declared_paths(declaration):
        if path.exists():
            yield Line("paths", State.OK, f"{name} {path}", line=line)
        else:
            yield Line("paths", State.MISSING, f"{name} {path} does not exist", "Correct the path", line)


def _declared_paths(declaration: Declaration) -> Iterator[tuple[str, Path, int]]:
    if declaration.network.trust:
        yield "network.trust", declaration.network.trust, 1
    if declaration.product.ct_export:
        yield "product.ct_export", declaration.product.ct_export, 1
    for surface in declaration.surfaces:
        if isinstance(surface, RepositorySurface | LogSurface):
            yield f"surface.{surface.name}.path", surface.path, surface.line
    for alert in declaration.alerts:
        if alert.arrives:
            yield f"alert.{alert.name}.arrives", alert.arrives, alert.line


async def _host(world: World, host: str, declaration: Declaration) -> Line:
    line = next((one.line for one in declaration.surfaces if one.host == host), None)
    try:
        addresses = await world.addresses(host)
    except CannotLook as silent:
        return Line("hosts", State.MISSING, str(silent), "See whether this machine reaches its DNS", line)
    if not addresses:
        do = "Add the record to the zone, or take the name out of launch.toml"
        return Line("hosts", State.MISSING, f"{host} has no address", do, line)
    return Line("hosts", State.OK, f"{host} is {', '.join(addresses)}", line=line)
