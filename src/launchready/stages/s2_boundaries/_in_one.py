"""What the two checks of many guesses in one GraphQL request share."""

from launchready.check import Fail, NotApplicable, Pass, Unknown, Verdict
from launchready.observe.limits.graphql_bursts import ManyInOne
from launchready.verdict import Evidence


def judged(seen: ManyInOne, how: str) -> Verdict:
    """Fails where the right password, behind more wrong ones than the limit lets through, signed in."""
    if not seen.applies:
        return NotApplicable(seen.because)
    if seen.because:
        return Unknown(seen.because)
    if seen.opened and not seen.held_alone:
        return Unknown(
            "the right password signs in after as many wrong ones that come one by one too, so one request opens nothing more"
        )
    if seen.opened:
        return Fail(
            f"{seen.guesses} passwords were tried in one request by {how}, where {seen.alone} single tries meet the limit",
            (
                Evidence(
                    f"one request with {seen.guesses - 1} wrong passwords and the right one last: {seen.status}",
                    "the last one signed in",
                ),
                Evidence(f"one by one, the limit came with try {seen.alone}", "and then held the right password too"),
            ),
            (seen.curl,),
            ("sign-in",),
        )
    if seen.status >= 500:  # noqa: PLR2004 - HTTP's failures
        return Unknown(f"the one request failed by itself ({seen.status}), so nothing is proved")
    control = f"one by one, the limit came with try {seen.alone}; the account's right password signed in before"
    if seen.told < seen.guesses:
        return Pass(f"{seen.guesses} tries in one request were refused as a whole ({seen.status})", control)
    return Pass(f"the right password behind {seen.guesses - 1} wrong ones in one request did not sign in", control)
