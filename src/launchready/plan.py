"""Makes of a declaration and the checks what will be looked at, and says what will not be and why."""

from dataclasses import dataclass
from typing import get_args

from launchready.declare.model import (
    Alert,
    Declaration,
    Flow,
    Host,
    Note,
    Owner,
    Principal,
    Site,
    Surface,
)
from launchready.events import Planned
from launchready.registry import AnyCheck
from launchready.verdict import Touch


@dataclass(frozen=True, slots=True)
class Job:
    """One check at one target."""

    check: AnyCheck
    target: object
    planned: Planned


def plan(declaration: Declaration, checks: tuple[AnyCheck, ...]) -> tuple[Job, ...]:
    """Every check at every target of its type; those that consent forbids carry the reason."""
    jobs: list[Job] = []
    for check in checks:
        kind = check.target_type()
        targets = () if check.of_names and not declaration.hosts() else declaration.of(kind)
        if not targets:
            missing = f"launch.toml declares no {missing_words(Host if check.of_names else kind)}"
            jobs.append(Job(check, None, Planned(check.id(), "product", check.stage(), missing)))
        jobs += [
            Job(check, target, Planned(check.id(), name_of(target), check.stage(), _left_out(declaration, check)))
            for target in targets
        ]
    return tuple(jobs)


def name_of(target: object) -> str:
    """The stable name of a target: `surface.api`, `host.example.com`, `site.example.com:8443`, `product`."""
    if isinstance(target, Surface):
        return f"surface.{target.name}"
    if isinstance(target, Host | Site | Flow | Alert | Owner | Principal | Note):
        return f"{words_of(type(target)).replace(' ', '-')}.{target.name}"
    return "product"


def words_of(kind: type) -> str:
    """A target type as a reader knows it."""
    if several := get_args(kind):
        return " or ".join(words_of(one) for one in several)
    if kind is Note:
        return "handover"
    if kind is Declaration:
        return "product"
    name = kind.__name__
    return f"{name.removesuffix('Surface').lower()} surface" if name.endswith("Surface") else name.lower()


def missing_words(kind: type) -> str:
    """A target type as a reader knows it, where none of it is declared."""
    return "public name (its urls name addresses of a machine)" if kind is Host else words_of(kind)


def owner_of(target: object, declaration: Declaration) -> str | None:
    """Who answers for a target, as far as the declaration says."""
    if isinstance(target, Host | Site):
        surface = declaration.surface(target.surface)
        return surface.owner if surface else None
    if isinstance(target, Owner):
        return target.name
    if isinstance(target, Flow):
        surface = declaration.surface(target.on)
        return surface.owner if surface else None
    owner = getattr(target, "owner", None)
    return owner if isinstance(owner, str) else None


def line_of(target: object, declaration: Declaration) -> int:
    """The line of launch.toml that declares a target."""
    if isinstance(target, Host | Site):
        surface = declaration.surface(target.surface)
        return surface.line if surface else 1
    line = getattr(target, "line", 1)
    return line if isinstance(line, int) else 1


def _left_out(declaration: Declaration, check: AnyCheck) -> str | None:
    allowed = declaration.consent.touch
    if check.touch > allowed:
        return f"consent.touch is {allowed.name.lower()}; this check needs {check.touch.name.lower()}"
    if check.touch is Touch.LOAD and declaration.consent.window is None:
        return "consent.window names no time of day for load"
    return None
