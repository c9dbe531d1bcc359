"""Makes the API refuse and fail, and looks for its database's words and its server's folders in the answers."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.inputs.badinput import BadInput, BadInputs, BadInputsSeen
from launchready.observe.world import World
from launchready.stages.s2_boundaries._inputs import judge_telling


@dataclass(frozen=True, slots=True)
class Seen:
    """The bad requests and how the API took them."""

    inputs: BadInputsSeen


class ErrorShowsInsides(Check[ApiSurface, Seen]):
    """Error answers repeat your database's own words or your server's folders, so strangers learn how it is built.

    What it does
        As a customer, sends odd ids, odd searches, and broken and mistyped bodies, and looks in the error answers for
        statements and errors of databases, debug pages of web frameworks, and files of the server. Whole stack traces have a
        check of their own. What the request itself carried, or a good answer shows too, counts for nothing.

    Why it is bad
        A statement shows table and column names to whoever tries to inject one; a folder shows the framework and the
        account that the server runs as.

    See it yourself
        Send an address with a quote in the place of an id, and read the answer.
    """

    title = "Error answers show the insides of the server"
    impact = Impact.COSTS_TRUST
    rows = ("BND-5",)
    refs = ("API8:2023", "CWE-209", "CWE-497")
    touch = Touch.WRITE
    faults = ("bnd-error-insides",)
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the answers with the other checks of bad input."""
        return Seen(await world.ask(BadInputs(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where an answer told of the server's insides."""
        return judge_telling(seen.inputs, _telling, "the insides of the server")

    def remedy(self, seen: Seen) -> Remedy:
        """A plain answer and a request's id."""
        del seen
        return Remedy(
            "Never put the text of an exception into an answer: say in your own words what is wrong with the request, and keep "
            "the exception for the log, under the request's id.",
            Effort.MINUTES,
        )


def _telling(one: BadInput) -> str:
    return "" if one.trace else one.insides
