"""Writes which routes caches may keep and which are kept out, and why, from what a run saw: for people or for an edge."""

import importlib
import pkgutil
from pathlib import Path

import click

from launchready import store
from launchready.asking import fail, hand_out, read_declaration, root_option
from launchready.remedy import cache as forms

DELIVERS = {"EDG-7": "launchready export cache (the routes kept out of the cache, and why)"}
FORMS = sorted(module.name for module in pkgutil.iter_modules(forms.__path__) if not module.name.startswith("_"))


@click.command("cache")
@click.argument("run", default="last")
@click.option("--for", "form", type=click.Choice(FORMS), default="markdown", show_default=True, help="Who reads it.")
@root_option
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; printed where none is given.")
def command(run: str, root: Path, *, form: str, out: Path | None) -> None:
    """Writes what RUN saw of each route: whether it belongs to one user, what the cache did with it, and what it may do.

    Only from what was seen. A route of which too little was seen is named as such, and stays out of the cache.
    """
    from launchready.caching import seen  # noqa: PLC0415 - slow to import
    from launchready.remedy.cache._plan import plan  # noqa: PLC0415

    try:
        stored = store.find(root, run)
        declared = read_declaration(stored.declaration)
        found = seen(stored, declared)
    except store.StoreError as error:
        fail(str(error))
    if not found.routes:
        fail(f"{stored.name} knows no route: launch.toml declares no site and no API in production, or none was read")
    product = declared.product
    made = plan(product.name, stored.name, found.routes, found.changes, product.cloudflare_plan)
    try:
        text: str = importlib.import_module(f"{forms.__name__}.{form}").render(made)
    except ValueError as error:
        fail(str(error))
    hand_out(text, out, f": {len(made.out())} routes stay out of the cache, {len(made.kept())} may be kept.")
