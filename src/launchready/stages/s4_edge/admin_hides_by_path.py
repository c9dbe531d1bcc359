"""Looks for pages of the staff that are only hidden, where the site itself or habit tells their path."""

import re
from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import AdminSurface
from launchready.observe.net.origin import ALIKE
from launchready.observe.net.staff_pages import Look, StaffLooks, StaffPages
from launchready.observe.world import World
from launchready.verdict import Evidence

PEOPLE = 2
"""Customers whose addresses stand in one page: no page for the public shows as many."""
CODE = re.compile(r"\b[0-9a-f]{6,}\b")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the paths of the staff showed."""

    environment: str
    found: StaffLooks | None


class AdminHidesByPath(Check[AdminSurface, Seen]):
    """Your staff's page is open to everybody who guesses or finds its address.

    What it does
        Collects the paths that robots.txt, links and scripts name, and the usual ones, and opens them and the declared
        admin page as nobody and as a buyer. It counts where the addresses of several customers, or the staff page's own
        text as an admin sees it, come back. A status counts for nothing.

    Why it is bad
        A path is no secret: it is in browsers' histories, in robots.txt, in logs and in guess lists. Behind it are all
        customers at once.

    See it yourself
        curl -s https://the.domain/robots.txt, then open each path in a private window
    """

    title = "A page for the staff is only hidden, not locked"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EDG-8", "FOOT-1")
    refs = ("CWE-425", "CWE-656", "A01:2025", "API5:2023")
    touch = Touch.PROBE
    faults = ("edg-obscure-admin",)

    async def look(self, at: AdminSurface, world: World) -> Seen:
        """Opens each path as nobody, and what opens as a buyer too."""
        if at.environment != "production":
            return Seen(at.environment, None)
        return Seen(at.environment, await world.ask(StaffPages(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a page shows what only the staff should see."""
        if seen.found is None:
            return NotApplicable(f"customers are in production; this is {seen.environment}")
        looks, control = seen.found.looks, seen.found.control
        if opened := [one for one in looks if _is_staffs(one)]:
            first = opened[0]
            return Fail(
                f"{first.by} opens {first.url} and sees {_what(first)}",
                tuple(Evidence(f"{one.by}: {one.line}; known from {one.source}", one.shown) for one in opened[:3]),
                tuple(one.curl for one in opened[:3]),
                tuple(dict.fromkeys(CODE.sub("…", one.url.partition("?")[0]) for one in opened)),
            )
        if silent := [one for one in looks if one.status == 0]:
            return Unknown(silent[0].line)
        if not control.people and not control.pieces:
            return Unknown(f"what the staff's page shows is not known: {control.line}")
        return Pass(
            f"{len(looks)} looks at {len({one.url for one in looks})} paths showed nothing of the staff's",
            f"what it would show is known: {control.line}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A lock."""
        del seen
        return Remedy(
            "Ask for a signed-in admin on every one of these pages, in the app, and put access control at the edge in front of "
            "them. Take the path out of robots.txt: it tells everybody where to look.",
            Effort.HOURS,
        )


def _is_staffs(look: Look) -> bool:
    return look.people >= PEOPLE or look.share >= ALIKE


def _what(look: Look) -> str:
    if look.people >= PEOPLE:
        return f"the addresses of {look.people} other people"
    return f"{look.share:.0%} of what the admin sees"
