"""What the checks of bad input share: verdicts on requests that crashed, and on answers that tell too much."""

from collections.abc import Callable

from launchready.check import Fail, NotApplicable, Pass, Unknown, Verdict
from launchready.observe.inputs.badinput import CRASHED, BadInput, BadInputsSeen
from launchready.verdict import Evidence

REFUSED = 400
UNKNOWN_ASKER = 401


def crashed(inputs: tuple[BadInput, ...]) -> tuple[BadInput, ...]:
    """Those that broke a server which works: twice, with a good request before and after."""
    return tuple(one for one in inputs if one.crashed and one.works)


def judge_crashes(inputs: tuple[BadInput, ...], seen: BadInputsSeen, nothing: str) -> Verdict:
    """Fails where bad input broke the server. `nothing` says why there may be none."""
    broken = crashed(inputs)
    if broken:
        places = tuple(dict.fromkeys(one.operation for one in broken))
        return Fail(
            f"{', '.join(places)} failed on bad input ({len(broken)} of {len(inputs)} requests)",
            tuple(
                Evidence(
                    f"{one.operation}, {one.sent}: {one.status}, again {one.again}; a good request worked before and after",
                    one.shown or "(no body)",
                )
                for one in broken[:3]
            ),
            tuple(one.curl for one in broken[:2]),
            places,
        )
    if not inputs:
        return Unknown(seen.missing[0]) if seen.missing else NotApplicable(nothing)
    if not seen.control:
        return Unknown("no good request of the same user's worked, so a refusal proves nothing")
    for one in inputs:
        if one.status == 0:
            return Unknown(f"{one.operation}, {one.sent}: it was not answered: {one.shown}")
        if one.crashed:
            return Unknown(
                f"{one.operation}, {one.sent}: {one.status}, and a good request did not work before or after: the server may "
                "be broken for another reason"
            )
        if one.status in CRASHED:
            again = one.again or "nothing"
            return Unknown(
                f"{one.operation}, {one.sent}: {one.status} once, then {again}: it cannot be told from chance"
            )
    return Pass(
        f"none of {len(inputs)} bad requests was answered with 5xx{seen.left_out}",
        f"good ones worked: {seen.control}",
    )


def judge_telling(seen: BadInputsSeen, telling: Callable[[BadInput], str], what: str) -> Verdict:
    """Fails where an answer told of the server's insides. `what` names what was looked for."""
    found = [one for one in seen.tried if telling(one)]
    if found:
        places = tuple(dict.fromkeys(one.operation for one in found))
        return Fail(
            f"{', '.join(places)} answered bad input with {what}",
            tuple(Evidence(f"{one.operation}, {one.sent}: {one.status}", telling(one)) for one in found[:3]),
            tuple(one.curl for one in found[:2]),
            places,
        )
    if not seen.tried:
        return (
            Unknown(seen.missing[0])
            if seen.missing
            else NotApplicable("the API documents no operation that takes an id, a search or a body")
        )
    errors = [one for one in seen.tried if one.status >= REFUSED]
    if not errors:
        return Unknown("no bad request was answered with an error, so no error was seen")
    if all(one.status == UNKNOWN_ASKER for one in errors):
        return Unknown(
            f"every error was {UNKNOWN_ASKER}: who asked was not believed, and nothing of the input was looked at"
        )
    first = next(one for one in errors if one.status != UNKNOWN_ASKER)
    return Pass(
        f"none of {len(errors)} error answers showed {what}{seen.left_out}",
        f"errors were provoked: {first.operation}, {first.sent}: {first.status}",
    )
