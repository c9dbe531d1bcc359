"""Which routes are kept out of the cache and which may be kept, in the order in which every form writes them."""

import re
from dataclasses import dataclass, replace

from launchready.remedy.cache._routes import FINGERPRINT, Judged, Route, Rule

PLACE = re.compile(r"\{[^{}]+\}")
UNFIT = re.compile(r"[\x00-\x1f\x7f`\"{}\\]")
"""What a rule cannot hold as it stands."""
PLAIN = r"[\w.~-]+"
"""What fills a parameter: nothing that one machine would read otherwise than another."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All routes that a run knows, with what a cache may do with each."""

    product: str
    run: str
    routes: tuple[tuple[Route, Judged], ...]
    changes: int
    """Operations that no cache keeps: they are no GETs."""
    cloudflare_plan: str | None = None

    def of(self, rule: Rule) -> tuple[tuple[Route, Judged], ...]:
        """The routes of one rule."""
        return tuple((route, judged) for route, judged in self.routes if judged.rule is rule)

    def kept(self) -> tuple[tuple[Route, Judged], ...]:
        """Those for which a rule can be written: they may be kept, and the product says how long.

        A file whose name changes with its content is written as its folder: the next release has another name.
        """
        found = {
            (route.host, _whole(route)): (replace(route, path=_whole(route)), judged)
            for route, judged in self.of(Rule.MAY)
            if judged.seconds
        }
        return tuple(found.values())

    def out(self) -> tuple[tuple[Route, Judged], ...]:
        """Those that are kept out, and those of which nothing is known."""
        return (*self.of(Rule.OUT), *self.of(Rule.UNSEEN))

    def head(self, form: str) -> list[str]:
        """The first lines of every form that a machine reads."""
        return [
            f"# What caches may keep of {self.product}, written by `launchready export cache --for {form}` from what the run",
            f"# {self.run} saw of {len(self.routes)} routes. Read every line; write it again after the product has changed.",
        ]


def plan(product: str, run: str, routes: tuple[Route, ...], changes: int, cloudflare_plan: str | None) -> Plan:
    """Judges each route; an address that would end a line or a word of a rule is left to its owner."""
    fit = [one for one in routes if not UNFIT.search(PLACE.sub("", one.name))]
    return Plan(product, run, tuple((one, one.judge()) for one in fit), changes, cloudflare_plan)


def _whole(route: Route) -> str:
    folder, _, name = route.path.rpartition("/")
    return f"{folder}/{{file}}" if route.kind == "file" and folder and FINGERPRINT.search(name) else route.path


def pattern(path: str, *, exact: bool = True) -> str:
    """A route's path as a regular expression; a parameter is one plain word, or anything at all where the route is kept out."""
    parts = PLACE.split(path)
    return (PLAIN if exact else "[^/]+").join(re.escape(part).replace("\\-", "-") for part in parts)


def glob(path: str) -> str:
    """A route's path with `*` where parameters stand."""
    return PLACE.sub("*", path)


def spoken(seconds: int) -> str:
    """A time in words: `60 seconds`, `a day`, `365 days`."""
    for unit, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= unit and seconds % unit == 0:
            many = seconds // unit
            return f"a{'n' if name == 'hour' else ''} {name}" if many == 1 else f"{many} {name}s"
    return f"{seconds} seconds"
