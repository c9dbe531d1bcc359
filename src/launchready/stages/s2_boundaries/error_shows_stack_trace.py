"""Makes the API refuse and fail, and looks for stack traces in the answers."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.inputs.badinput import BadInputs, BadInputsSeen
from launchready.observe.world import World
from launchready.stages.s2_boundaries._inputs import judge_telling


@dataclass(frozen=True, slots=True)
class Seen:
    """The bad requests and how the API took them."""

    inputs: BadInputsSeen


class ErrorShowsStackTrace(Check[ApiSurface, Seen]):
    """Error answers show strangers your file names, code and libraries: a map for the next attack.

    What it does
        As a customer, sends odd ids, odd searches, and broken and mistyped bodies, and looks in the error answers for a frame of a
        stack trace as Python, JavaScript, Java, .NET, PHP, Ruby, Go, Rust, Elixir or Perl print it. Words such as
        `exception` alone count for nothing, nor does what a good request of the same operation shows too.

    Why it is bad
        A trace names versions with known holes, paths, tables, and at times the values of variables.

    See it yourself
        Send a broken body to your API and read the answer.
    """

    title = "Error answers show a stack trace"
    impact = Impact.COSTS_TRUST
    rows = ("BND-5",)
    refs = ("API8:2023", "CWE-209", "A10:2025")
    touch = Touch.WRITE
    faults = ("bnd-stack-trace",)
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the answers with the other checks of bad input."""
        return Seen(await world.ask(BadInputs(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a trace was in an answer."""
        return judge_telling(seen.inputs, lambda one: one.trace, "a stack trace")

    def remedy(self, seen: Seen) -> Remedy:
        """A plain answer and a request's id."""
        del seen
        return Remedy(
            "Answer errors with a code, a plain sentence and the request's id, and keep the trace for the log and the error "
            "tracker. Switch the framework's debug mode off in production.",
            Effort.MINUTES,
            '{"error": {"code": "internal", "message": "something went wrong on our side", "request_id": "req_…"}}',
        )
