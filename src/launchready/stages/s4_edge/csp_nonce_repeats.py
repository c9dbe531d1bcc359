"""Asks for the same page twice and sees whether the policy trusts the same nonce again."""

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.headers import ERROR, PAGE, Served, SiteHeaders
from launchready.observe.world import World
from launchready.stages.s4_edge._headers import Seen
from launchready.verdict import Evidence


class CspNonceRepeats(Check[WebSurface, Seen]):
    """The word that tells your scripts from a stranger's is the same for everybody, and the stranger has read it.

    What it does
        Asks twice for each page whose policy trusts a nonce, and compares the nonces of the two answers: the same one
        again, be it written into the settings, made once at the start, or kept with the page by a cache, is a finding.

    Why it is bad
        A nonce lets in every script that carries it. Who can put a tag into your page asks for the page once, reads the nonce,
        and writes it into the tag: the policy then stops nothing.

    See it yourself
        curl -sI https://the.domain/ | grep -io "nonce-[^']*", twice
    """

    title = "The policy's nonce is the same in every answer"
    impact = Impact.SHOULD_FIX
    rows = ("EDG-4",)
    refs = ("CWE-330", "CWE-79", "A02:2025")
    touch = Touch.READ
    faults = ("edg-header-nonce",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Asks once a run, whoever asks."""
        return Seen(await world.ask(SiteHeaders(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where two answers share a nonce."""
        answers = seen.answers
        if answers.environment != "production":
            return NotApplicable(f"headers are for visitors of production; this is {answers.environment}")
        trusting = [one for one in answers.served if one.kind in {PAGE, ERROR} and one.html and one.nonces]
        compared = [(one, shared) for one in trusting if (shared := _shared(one)) is not None]
        if repeated := [(one, shared) for one, shared in compared if shared]:
            first, shared = repeated[0]
            return Fail(
                f"two answers for {first.url} trust the same nonce, {shared[0]}",
                tuple(Evidence(f"{one.kind} {one.line}, twice", f"'nonce-{same[0]}'") for one, same in repeated[:4]),
                (first.curl, first.curl),
                tuple(dict.fromkeys(one.place for one, _ in repeated)),
            )
        if answers.silent:
            return Unknown(answers.silent[0])
        if answers.control is None:
            return Unknown("no declared page was served with success, so that its headers say nothing")
        if not trusting:
            return NotApplicable("no page's policy trusts a nonce")
        if len(compared) < len(trusting):
            return Unknown(f"{trusting[0].url} was answered with a nonce once, and without one or not at all again")
        return Pass(
            f"{len(compared)} pages: each answer has a nonce of its own",
            f"two answers, two nonces: {compared[0][0].line}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A fresh one for each answer."""
        del seen
        return Remedy(
            "Draw 128 random bits for each answer, write them into the policy and into the page's script tags in the same "
            "place of the code, and keep such pages out of the cache. Pages that must be kept trust hashes instead.",
            Effort.HOURS,
            "Content-Security-Policy: script-src 'sha256-…'; object-src 'none'; base-uri 'none'",
        )


def _shared(one: Served) -> tuple[str, ...] | None:
    """The nonces that both answers trust; None where the second trusted none."""
    return tuple(nonce for nonce in one.nonces if nonce in one.again) if one.again else None
