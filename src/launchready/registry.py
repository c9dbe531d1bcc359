"""Finds the checks by their path; no list names one."""

import importlib
import inspect
import pkgutil
from functools import cache
from pathlib import Path
from typing import TypeAlias

from launchready import stages
from launchready.check import Check

AnyCheck: TypeAlias = Check[object, object]


@cache
def checks() -> tuple[AnyCheck, ...]:
    """One of every check, by stage and id.

    Raises:
        TypeError: a file of a stage holds no check, or more than one.
    """
    found: list[AnyCheck] = []
    for stage in pkgutil.iter_modules(stages.__path__, f"{stages.__name__}."):
        package = importlib.import_module(stage.name)
        found += [
            _only_check(f"{stage.name}.{module.name}")
            for module in pkgutil.iter_modules(package.__path__)
            if not module.name.startswith("_")  # shared by the stage's checks
        ]
    return tuple(sorted(found, key=lambda check: (check.stage(), check.id())))


@cache
def ids() -> tuple[str, ...]:
    """The id of every check, told from its path alone: nothing is imported."""
    return tuple(
        f"{folder.name.split('_', 1)[1]}.{path.stem.replace('_', '-')}"
        for root in stages.__path__
        for folder in sorted(Path(root).glob("s*_*"))
        for path in sorted(folder.glob("*.py"))
        if not path.name.startswith("_")
    )


def find(check_id: str) -> AnyCheck | None:
    """The check of that id, or None."""
    return next((check for check in checks() if check.id() == check_id), None)


def _only_check(module_name: str) -> AnyCheck:
    module = importlib.import_module(module_name)
    own = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Check) and value.__module__ == module_name
    ]
    if len(own) != 1:
        raise TypeError(f"{module_name} must hold exactly one check, it holds {len(own)}")
    return own[0]()
