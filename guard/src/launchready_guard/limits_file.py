"""Reads the limits that `launchready export limits app` writes, so that what an audit asks for is what the guard keeps."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from launchready_guard.paths import Route
from launchready_guard.rate_limits import By, Rule
from launchready_guard.window import Limit

VERSION = 1
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")
_BY = {"user": By.ACCOUNT, "address": By.ADDRESS}
_KNOWN = {"route", "operation", "host", "key", "most", "window", "why"}


class FileError(Exception):
    """The file cannot be kept to; says which limit, what was expected and what to do."""


@dataclass(frozen=True, slots=True)
class LimitsFile:
    """What the file asks for."""

    rules: tuple[Rule, ...]
    """For `RateLimits`."""
    by_account: Mapping[str, Limit]
    """By route, for a `SignInThrottle(account=…)` in each: which account a request names only the route can read."""
    left: tuple[str, ...]
    """What neither can keep, and where to keep it instead; empty where there is nothing."""


def read(text: str) -> LimitsFile:
    """The limits of a file.

    Raises:
        FileError: it is no TOML, of another version, or a limit in it is none.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileError(f"the file of limits is no TOML: {error}") from error
    if found.get("version") != VERSION:
        raise FileError(f"the file of limits has version {found.get('version')!r}; expected {VERSION}: export it again")
    rules: list[Rule] = []
    by_account: dict[str, Limit] = {}
    left: list[str] = []
    for number, one in enumerate(found.get("limit", []), 1):
        limit = _limit(one, number)
        route, key = str(one["route"]), one["key"]
        if "operation" in one:
            left.append(
                f"{route} ({one['operation']}): which operation a body names is for the route to read; count it there"
            )
        elif key == "account":
            by_account[route] = limit
        else:
            names = [rule.name for rule in rules]
            name = _NOT_A_NAME.sub("-", route.lower()).strip("-") or "all"
            rules.append(Rule(name if name not in names else f"{name}-{number}", limit, (route,), _BY[key]))
    return LimitsFile(tuple(rules), by_account, tuple(left))


def _limit(one: dict[str, Any], number: int) -> Limit:
    where = f"limit {number} ({one.get('route', 'without a route')})"
    if unknown := sorted(one.keys() - _KNOWN):
        raise FileError(f"{where}: {', '.join(unknown)} means nothing here; expected {', '.join(sorted(_KNOWN))}")
    if one.get("key") not in {*_BY, "account"}:
        raise FileError(f"{where}: key is {one.get('key')!r}; expected account, user or address")
    try:
        Route.read(str(one.get("route", "")))
        return Limit(one["most"], one["window"])
    except (KeyError, TypeError, ValueError) as error:
        raise FileError(f"{where}: {error}; expected a route, `most` and `window` in seconds") from error
