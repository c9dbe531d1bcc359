"""Says of the map's places what launch.toml says of them, and of names what a run saw: what answers, which release, whose."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from launchready.declare.model import Declaration, LogSurface, MailSurface, RepositorySurface, Surface, WebSurface
from launchready.events import NameFact, NamesSeen, SurfaceFact
from launchready.near import near
from launchready.observe.net.faces import Face

MAP, MAP_SECONDS = "map of names", 180.0
"""Who asks what answers under each name, and how long that may take."""


def surface_fact(surface: Surface, root: Path) -> SurfaceFact:
    """A declared surface, with its paths told from the declaration's folder."""
    match surface:
        case MailSurface():
            address = surface.domain
        case RepositorySurface() | LogSurface():
            address = near(str(surface.path), root)
        case _:
            address = surface.url or ""
    kind = type(surface).__name__.removesuffix("Surface").lower()
    return SurfaceFact(surface.name, kind, address, surface.owner, surface.environment, surface.line)


def names_seen(faces: tuple[Face, ...], declaration: Declaration, shown: Callable[[str], str]) -> NamesSeen:
    """Each name with whose it is; `shown` takes out what a reader may not see of what others wrote."""
    facts = (_name_fact(one, declaration) for one in faces)
    return NamesSeen(
        tuple(
            replace(one, answers=shown(one.answers), title=shown(one.title), release=shown(one.release))
            for one in facts
        )
    )


def _name_fact(face: Face, declaration: Declaration) -> NameFact:
    there = [one for one in declaration.surfaces if _is_at(one, face.name)]
    owners = tuple(dict.fromkeys(one.owner for one in there if one.owner))
    return NameFact(
        face.name,
        face.source,
        face.leads_to,
        face.answers,
        face.declared,
        face.title,
        face.release,
        face.told if face.release else "",
        ", ".join(owners) or None,
        there[0].environment if there else "",
    )


def _is_at(surface: Surface, name: str) -> bool:
    """Whether a surface is declared at a name, or a mail domain's own."""
    if isinstance(surface, MailSurface):
        return surface.domain == name
    url = getattr(surface, "url", None)
    aliases = surface.aliases if isinstance(surface, WebSurface) else ()
    return name in aliases or (isinstance(url, str) and urlsplit(url).netloc == name)
