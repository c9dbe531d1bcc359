"""Looks at the answers of failure (5xx) that a run met for the headers that all others have."""

from collections.abc import Callable
from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.net.headers import BROKEN, FOREIGN, Answers, FailureHeaders, Served, SiteHeaders
from launchready.observe.world import World
from launchready.stages.s4_edge import csp_is_missing, hsts_is_missing, page_can_be_framed, sniffing_is_allowed
from launchready.stages.s4_edge.server_tells_version import version_told
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Rule:
    """One header, and on which answers it means anything."""

    header: str
    wrong: Callable[[Served], str | None]
    meant: Callable[[Served], bool]


RULES = (
    Rule("Strict-Transport-Security", hsts_is_missing.gap, lambda one: one.is_secure),
    Rule("X-Content-Type-Options", sniffing_is_allowed.gap, lambda one: one.shown),
    Rule("Content-Security-Policy", csp_is_missing.gap_of, lambda one: one.html and one.shown),
    Rule("X-Frame-Options", page_can_be_framed.gap, lambda one: one.html and one.shown),
    Rule("Server", version_told, lambda _: True),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a site answered, and what it answered where it failed."""

    answers: Answers
    failures: tuple[Served, ...]


class FailureDropsHeaders(Check[WebSurface | ApiSurface, Seen]):
    """The day something breaks, its pages go out without the protection that all others have.

    What it does
        When all else is done, takes the answers of 5xx that the run met at this site or API, whoever asked; where there were
        none, asks for two addresses that servers often break on. What every other answer there has (Strict-Transport-Security,
        nosniff, a policy for scripts, a word on frames, no version) must be on these as well. What the others lack too is left to the
        checks of those headers. Where nothing failed, nothing is said of failures.

    Why it is bad
        Frameworks and proxies write headers in a layer that a failure goes around, and nginx's add_header leaves errors out unless it
        is told `always`. What a page of failure repeats of the request is then shown without a policy, on the one page
        that a stranger can bring about.

    See it yourself
        Have an address fail, and compare: curl -sI https://the.domain/ and curl -si https://the.domain/what-fails
    """

    title = "Answers of failure go out without the headers of all others"
    impact = Impact.GOOD_TO_KNOW
    rows = ("EDG-4",)
    refs = ("CWE-693", "A02:2025")
    touch = Touch.READ
    faults = ("edg-header-failure",)
    alone = True

    async def look(self, at: WebSurface | ApiSurface, world: World) -> Seen:
        """After all others: the run has met by then what it meets."""
        answers = await world.ask(SiteHeaders(at.name))
        failures = await world.ask(FailureHeaders(at.name)) if answers.environment == "production" else ()
        return Seen(answers, failures)

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a failure lacks what all other answers have."""
        answers, failures = seen.answers, seen.failures
        if answers.environment != "production":
            return NotApplicable(f"headers are for visitors of production; this is {answers.environment}")
        if not failures:
            return NotApplicable(
                "no answer of 5xx was seen in this run, so that nothing is said of the headers of failures"
            )
        if gaps := list(_gaps(seen)):
            first, header, words = gaps[0]
            return Fail(
                f"{first.status} at {first.url}: {words}; the other answers have it right ({header})",
                tuple(Evidence(one.line, said) for one, _, said in gaps[:4]),
                tuple(dict.fromkeys(one.curl for one, _, _ in gaps))[:2],
                tuple(dict.fromkeys(f"{one.host} without {header}" for one, header, _ in gaps)),
            )
        if answers.control is None:
            return Unknown(
                "neither a declared page nor the API was served with success, so that the headers say nothing"
            )
        rules = [rule.header for rule in RULES if any(rule.meant(one) for one in failures) and _held(answers, rule)]
        if not rules:
            return NotApplicable("the other answers have none of these headers either: their own checks tell it")
        return Pass(
            f"{len(failures)} answers of failure ({', '.join(str(one.status) for one in failures)}) have what all others have",
            f"{failures[0].line}; looked for: {', '.join(rules)}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The outermost layer writes them."""
        headers = ", ".join(dict.fromkeys(header for _, header, _ in _gaps(seen)))
        return Remedy(
            f"Write {headers} in the outermost layer, where no failure goes around it: nginx `add_header … always`, Apache `Header always "
            "set`, HAProxy `http-after-response`, Caddy `header` with `defer` and in `handle_errors`; in a framework outside of its "
            "handler of errors.",
            Effort.MINUTES,
            'add_header X-Content-Type-Options "nosniff" always;',
        )


def _held(answers: Answers, rule: Rule) -> bool:
    """Whether there are other answers of which the rule speaks, and all keep it."""
    usual = [one for one in answers.served if one.kind not in {BROKEN, FOREIGN} and rule.meant(one)]
    return bool(usual) and all(rule.wrong(one) is None for one in usual)


def _gaps(seen: Seen) -> list[tuple[Served, str, str]]:
    return [
        (one, rule.header, words)
        for rule in RULES
        if _held(seen.answers, rule)
        for one in seen.failures
        if rule.meant(one) and (words := rule.wrong(one)) is not None
    ]
