"""Writes the rate-limit rules for the risky routes of this product, for the app or for an edge."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import click

from launchready import store
from launchready.asking import fail, hand_out, read_declaration, root_option
from launchready.declare.model import ApiSurface, ChatSurface, Declaration, Surface, WebhookSurface
from launchready.events import Answered, Event, Judged
from launchready.remedy import limits as forms
from launchready.remedy.limits._bounds import Route, inside, plan
from launchready.verdict import Fail

DELIVERS = {"BND-7": "launchready export limits (rate-limit rules for the app and for the edge)"}
FORMS = sorted(module.name for module in pkgutil.iter_modules(forms.__path__) if not module.name.startswith("_"))
LIMITS_ROW = "BND-4"
"""The row whose findings name routes without a limit."""


@click.command("limits")
@click.argument("run", default="last")
@click.option("--for", "form", type=click.Choice(FORMS), default="app", show_default=True, help="Who keeps the limits.")
@root_option
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; printed where none is given.")
def command(run: str, root: Path, *, form: str, out: Path | None) -> None:
    """Writes a bound for each route that is worth flooding: sign-in, sign-up, reset, chat, upload, webhook, search, costly.

    The routes are those of launch.toml and of the API's document as RUN read it; the bounds those of [limits] in
    launch.toml, else what is usual.
    """
    declared = read_declaration(root / "launch.toml")
    events: list[Event] = []
    name = ""
    try:
        stored = store.find(root, run)
        events, name = list(stored.read()), stored.name
    except store.StoreError as error:
        if run != "last":
            fail(str(error))
        click.echo(
            "No run is stored, so only what launch.toml names is bounded; run `launchready audit` first.", err=True
        )
    made = plan(declared, routes(declared, events), name, broken(events))
    if not made.bounds:
        fail("neither launch.toml nor the run names a route that is worth flooding")
    text: str = importlib.import_module(f"{forms.__name__}.{form}").render(made)
    hand_out(text, out, f": {len(made.bounds)} bounds of {len(made.routes())} routes.")


def routes(declared: Declaration, events: list[Event]) -> tuple[Route, ...]:
    """The routes that launch.toml names, then those of the documents that the run read; each once."""
    found: list[Route] = []
    for one in (*_declared(declared), *_documented(declared, events)):
        known = (other for other in found if other.method == one.method and other.inside == one.inside)
        if not any(_same(one.path, other.path) for other in known):
            found.append(one)
    return tuple(found)


def _declared(declared: Declaration) -> Iterator[Route]:
    api = next((one for one in declared.surfaces if isinstance(one, ApiSurface) and one.url), None)
    for who in declared.principals:
        for place, call in ((None, who.sign_in), *who.sign_in_at):
            if call is not None:
                surface = declared.surface(place or call.on or "") or api
                yield _route("sign-in", call.method, call.path, surface, inside(call))
    for one in declared.surfaces:
        if isinstance(one, WebhookSurface) and one.url:
            yield _route("webhook", "POST", one.url, one)
        if isinstance(one, ChatSurface) and one.say is not None:
            yield _route("chat", one.say.method, one.say.path, one, inside(one.say))


def _documented(declared: Declaration, events: list[Event]) -> Iterator[Route]:
    from launchready.observe.api.openapi import Api  # noqa: PLC0415 - slow to import
    from launchready.observe.api.operation import ApiFacts  # noqa: PLC0415
    from launchready.observe.api.risky import risky  # noqa: PLC0415

    apis = {store.key_of(Api(one.name)): one for one in declared.surfaces if isinstance(one, ApiSurface)}
    for event in events:
        if isinstance(event, Answered) and event.question in apis:
            facts = store.from_text(event.answer, ApiFacts)
            for one in risky(facts):
                yield Route(one.kind, one.method, one.path, apis[event.question].host or "", facts.source, one.field)


def _route(kind: str, method: str, url: str, surface: Surface | None, field: str = "") -> Route:
    host = (surface.host if surface else None) or ""
    return Route(kind, method, urlsplit(url).path or "/", host, "launch.toml", field)


def broken(events: list[Event]) -> frozenset[str]:
    """The routes and kinds at which the run met no limit, as the findings name them."""
    found = [one.verdict for one in events if isinstance(one, Judged) and LIMITS_ROW in one.rows]
    return frozenset(place for verdict in found if isinstance(verdict, Fail) for place in verdict.places)


def _same(one: str, other: str) -> bool:
    """Whether two paths are the same but for the names of their parameters."""
    parts, others = one.rstrip("/").split("/"), other.rstrip("/").split("/")
    pairs = zip(parts, others, strict=False)
    return len(parts) == len(others) and all(a == b or (a.startswith("{") and b.startswith("{")) for a, b in pairs)
