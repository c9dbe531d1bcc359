"""Looks for operations that the API answers and its OpenAPI document leaves out."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface, RepositorySurface, WebSurface
from launchready.observe.api.routes import FRONT_END, LINKS, SOURCE, Route, RouteFacts, Routes, is_plumbing
from launchready.observe.world import World
from launchready.verdict import Evidence

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found."""

    routes: RouteFacts
    declared: tuple[str, ...]
    """Paths that launch.toml itself names: webhooks, pages, what answers for the model."""
    curls: tuple[tuple[str, str], ...]
    """How each undocumented operation was asked, by its name."""
    has_others: bool = True
    """Whether launch.toml declares a site or a repository, which could name operations."""

    def left_out(self) -> tuple[Route, ...]:
        """The operations that the document should name and does not."""
        own = {path.rstrip("/") for path in self.declared}
        found = self.routes.undocumented
        return tuple(
            one for one in found if one.operation.path.rstrip("/") not in own and not is_plumbing(one.operation.path)
        )


class OperationIsUndocumented(Check[ApiSurface, Seen]):
    """Operations that your OpenAPI document leaves out are nobody's: not tested, not limited, not in anybody's head.

    What it does
        Collects every operation that your front end's scripts call, that the declared repository's source names (FastAPI,
        Flask, Django, Express, Fastify, Nest, Next and others) and that your API links to, and compares them with the
        OpenAPI document. Those that it does not name are asked for with a GET or an OPTIONS, nothing that could change
        anything, beside an address that is surely not there: only what is answered differently is told.

    Why it is bad
        What is not documented is left out of tests, of limits and of the edge's rules, and is forgotten when it should go.

    See it yourself
        Open your site's scripts, look for the paths that they call, and look for each in your OpenAPI document.
    """

    title = "The API answers operations that its document does not name"
    impact = Impact.GOOD_TO_KNOW
    rows = ("EXP-2",)
    refs = ("API9:2023", "CWE-1059")
    touch = Touch.PROBE
    faults = ("exp-undocumented-route", "exp-shadow-api")
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Asks for the routes of everything that names any."""
        routes = await world.ask(Routes(at.name))
        declared = [urlsplit(one.url).path for one in world.declaration.surfaces if one.url and one.host == at.host]
        for one in world.declaration.surfaces:
            if isinstance(one, ApiSurface) and one.host == at.host:  # GraphQL beside REST has a schema of its own
                declared += [urlsplit(one.at(path)).path for path in (one.health, one.openapi, one.graphql) if path]
        declared.append(urlsplit(routes.document).path)
        curls = [
            (one.name, f"curl -sS -i {at.at(one.operation.at(*('0' for _ in one.operation.places)))}")
            for one in routes.undocumented
        ]
        others = any(isinstance(one, WebSurface | RepositorySurface) for one in world.declaration.surfaces)
        return Seen(routes, tuple(path for path in declared if path.strip("/")), tuple(curls), others)

    def judge(self, seen: Seen) -> Verdict:
        """Fails where an operation was seen to be there that the document does not name."""
        routes = seen.routes
        if not routes.document:
            return NotApplicable("there is no OpenAPI document that could leave anything out")
        left_out = seen.left_out()
        if left_out:
            names = tuple(one.name for one in left_out)
            shown = ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
            return Fail(
                f"{shown}: answered, and not in {routes.document}",
                tuple(Evidence(f"named by {', '.join(one.named_by)}", one.lives) for one in left_out[:SHOWN]),
                tuple(curl for name, curl in seen.curls if name in names)[:SHOWN],
                names,
            )
        known = [one.name for kind in (FRONT_END, SOURCE, LINKS) for one in routes.named_by(kind) if one.documented]
        if not known and not seen.has_others:
            return NotApplicable("launch.toml declares neither a site nor a repository that could name an operation")
        if not known:
            why = f": {routes.unread[0]}" if routes.unread else ""
            return Unknown(
                "neither the front end, nor a declared repository, nor the API's own answers name an operation that the "
                f"document has, so that one it lacks would not have been seen either{why}"
            )
        named = sum(1 for one in routes.routes if any(not place.startswith("document") for place in one.named_by))
        return Pass(
            f"each of the {named} operations that are named elsewhere and are there is in the document",
            f"{known[0]} was found there as well as in the document ({'; '.join(routes.read[:3])})",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Document them or take them down."""
        names = ", ".join(one.name for one in seen.left_out())
        return Remedy(
            f"Put {names} into the OpenAPI document (in FastAPI: take out include_in_schema=False), so that tests, limits and "
            "rules at the edge cover them; or take them down, if nothing of yours calls them any more.",
            Effort.HOURS,
        )
