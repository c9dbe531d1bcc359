"""Makes the API refuse and fail, and looks for its insides in the answers."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.badinput import BadInput, BadInputs, BadInputsSeen
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The bad requests and how the API took them."""

    inputs: BadInputsSeen


class ErrorShowsStackTrace(Check[ApiSurface, Seen]):
    """Error answers show strangers your file names, code and libraries: a map for the next attack.

    What it does
        As customer A, sends odd ids, odd searches, and broken and mistyped bodies, and looks in the answers for the marks
        of a stack trace in the usual languages and of a database's own errors.

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
        """Shares the answers with the check of crashes."""
        return Seen(await world.ask(BadInputs(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a trace was in an answer."""
        telling = [one for one in seen.inputs.tried if one.trace]
        if telling:
            places = tuple(dict.fromkeys(one.operation for one in telling))
            return Fail(
                f"{', '.join(places)} answered bad input with a stack trace",
                tuple(Evidence(f"{one.operation} with {one.sent}: {one.status}", one.trace) for one in telling[:3]),
                tuple(one.curl for one in telling[:2]),
                places,
            )
        if not seen.inputs.tried:
            return NotApplicable("the API documents no operation that takes an id, a search or a body")
        errors = _errors(seen)
        if not errors:
            return Unknown("no bad request was answered with an error, so no error was seen")
        return Pass(
            f"none of {len(errors)} error answers showed a stack trace",
            f"errors were provoked: {errors[0].operation} with {errors[0].sent}: {errors[0].status}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A plain answer and a request's id."""
        del seen
        return Remedy(
            "Answer errors with a code, a plain sentence and the request's id, and keep the trace for the log and the error "
            "tracker. Switch the framework's debug mode off in production.",
            Effort.MINUTES,
            '{"error": {"code": "internal", "message": "something went wrong on our side", "request_id": "req_…"}}',
        )


def _errors(seen: Seen) -> tuple[BadInput, ...]:
    return tuple(one for one in seen.inputs.tried if one.status >= 400)  # noqa: PLR2004 - HTTP's refusals and failures
