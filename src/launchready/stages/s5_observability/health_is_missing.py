"""Asks the API whether it is well, and a path beside that which must not say the same."""

from dataclasses import dataclass
from uuid import uuid4

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface, Json
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.world import World
from launchready.verdict import Evidence

USUAL = ("/health", "/healthz", "/up", "/api/health", "/status")
OK = range(200, 300)
ABSENT = (404, 405, 410, 501)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the places of health answered."""

    environment: str
    declared: bool
    """Whether launch.toml names the place."""
    asked: tuple[Reply, ...]
    beside: Reply
    """A path beside it that does not exist."""
    curls: tuple[str, ...]


class HealthIsMissing(Check[ApiSurface, Seen]):
    """When the API goes down nobody is told, because nothing can be asked whether it is well.

    What it does
        Asks the declared health path (or the usual ones, where none is declared) as nobody, and a made-up path beside it.
        Health must answer with success, and the made-up path must not answer alike, or the answer would mean nothing; the
        page that an app in the browser gives for every path is not alike, where health says something else.

    Why it is bad
        Uptime monitors and load balancers need one cheap address that says whether the product works. Without it the first
        to notice is a customer.

    See it yourself
        curl -i https://api.the.domain/health
    """

    title = "The API has no health endpoint that a monitor could ask"
    impact = Impact.COSTS_TRUST
    rows = ("OBS-1", "MIN-6", "AUT-3")
    refs = ("A09:2025", "CWE-778")
    touch = Touch.READ
    faults = ("obs-no-health",)

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Asks each place until one answers with success."""
        beside_it = [one for one in world.declaration.surfaces if isinstance(one, ApiSurface) and one.host == at.host]
        told = at.health or next(
            (one.health for one in beside_it if one.health), None
        )  # one for what shares an address
        places = (told,) if told else USUAL
        asked: list[Reply] = []
        for place in places:
            asked.append(await world.get(at.at(place)))
            if isinstance(asked[-1], Answer) and asked[-1].status in OK:
                break
        beside = await world.get(at.at(f"{places[0].rstrip('/')}-{uuid4().hex[:10]}"))
        curls = tuple(world.curl(Request(one.request.url)) for one in asked)
        return Seen(at.environment, told is not None, tuple(asked), beside, curls)

    def judge(self, seen: Seen) -> Verdict:
        """Fails where every place answered and none with success."""
        if seen.environment != "production":
            return NotApplicable(f"monitors watch production; this is {seen.environment}")
        well = next((one for one in seen.asked if isinstance(one, Answer) and one.status in OK), None)
        if well is not None:
            if not isinstance(seen.beside, Answer):
                return Unknown(f"whether its answer means anything cannot be told: {seen.beside.line()}")
            if seen.beside.status in OK and is_alike(well, seen.beside):
                return Fail(
                    f"{well.request.url} answers {well.status}, and so does a path that does not exist",
                    (Evidence("nobody", well.line()), Evidence("nobody, beside it", seen.beside.line())),
                    seen.curls[-1:],
                    ("health",),
                )
            other = " something else" if seen.beside.status in OK else ""
            return Pass(f"{well.line()}", f"a made-up path beside it answers {seen.beside.status}{other}")
        silent = next((one for one in seen.asked if not isinstance(one, Answer)), None)
        if silent is not None:
            return Unknown(silent.line())
        unwell = [one for one in seen.asked if isinstance(one, Answer) and one.status not in ABSENT]
        if unwell and seen.declared:
            return Unknown(f"there is a health endpoint, and it does not say that the API is well: {unwell[0].line()}")
        return Fail(
            "the declared health path does not exist" if seen.declared else "no path tells whether the API is well",
            tuple(Evidence("nobody", one.line()) for one in seen.asked[:3]),
            seen.curls[:3],
            ("health",),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """One small route."""
        del seen
        return Remedy(
            "Add a route that asks the database one cheap question and answers 200 with the release, or 503 when it cannot. "
            "Leave it open to everybody, tell nothing else in it, and declare it as `health`.",
            Effort.MINUTES,
            'health = "/health"   # in [surface.api] of launch.toml',
        )


def is_alike(well: Answer, beside: Answer) -> bool:
    """Whether a made-up path is answered as health is: the same kind of text, and where it is data, the same data."""
    one, other = ((answer.header("Content-Type") or "").partition(";")[0].strip().lower() for answer in (well, beside))
    if one != other:
        return False
    return "html" in one or well.body.strip() == beside.body.strip() or shape(well.json()) == shape(beside.json()) != ""


def shape(value: Json) -> str:
    """The keys of an object; empty for what is none."""
    return ",".join(sorted(value)) if isinstance(value, dict) else ""
