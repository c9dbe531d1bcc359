"""Which command delivers which row: each command's file says so itself in DELIVERS."""

import importlib
import pkgutil

from launchready import commands


def deliverers() -> dict[str, tuple[str, ...]]:
    """Row ids, with the commands that make what the row promises."""
    found: dict[str, tuple[str, ...]] = {}
    for module in pkgutil.walk_packages(commands.__path__, f"{commands.__name__}."):
        delivers: dict[str, str] = getattr(importlib.import_module(module.name), "DELIVERS", {})
        for row, command in delivers.items():
            found[row] = (*found.get(row, ()), command)
    return found
