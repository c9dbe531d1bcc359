"""Reads how the links or codes of password resets are made, and guesses."""

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import MailSurface
from launchready.observe.auth.reset import WRONG_CODES, ResetSeen, ResetTrial
from launchready.observe.world import World
from launchready.stages.s2_boundaries._resets import control, in_the_way
from launchready.verdict import Evidence


class ResetLinkIsGuessable(Check[MailSurface, ResetSeen]):
    """Anybody takes any account: they ask for its reset, and guess the link.

    What it does
        Takes up to three reset messages of an account made for it and compares their secrets: counted up, made of the time
        or of the address, the same in most places. It sends one of the same form that nobody was given. A short code (less
        than 64 bits) is no finding by itself: up to ten wrong ones are sent first, and only if none is refused as too many
        and the right one still works is it.

    Why it is bad
        A reset needs no password. A secret that can be guessed makes it a door without a lock.

    See it yourself
        Ask for a reset three times and lay the links side by side; for a code, send ten wrong ones and then the right one.
    """

    title = "The link or code of a password reset can be guessed"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-1",)
    refs = ("CWE-640", "CWE-330", "ASVS 5.0 6.5.1", "API2:2023")
    touch = Touch.WRITE
    faults = ("bnd-reset-guessable",)
    alone = True

    async def look(self, at: MailSurface, world: World) -> ResetSeen:
        """One reset, shared by the checks of it."""
        return await world.ask(ResetTrial(at.name))

    def judge(self, seen: ResetSeen) -> Verdict:
        """Fails where the secret follows a pattern, is not looked at, or is short and can be tried."""
        found = seen.strength
        patterns = found.patterns if found else ()
        if seen.made_up:
            return self._fail(seen, "one that nobody was given set a password", "a made-up one of the same form")
        if patterns and found:
            return self._fail(seen, f"it is {patterns[0]}", f"{found.samples} of them, {found.words}")
        if unknown := in_the_way(seen):
            return unknown
        if seen.made_up is None:
            return Unknown("after a made-up one was sent, no password signed in, so nothing is proved")
        if found is None:
            return Unknown("no link or code was there to be read")
        if found.is_short and seen.wrong_codes >= WRONG_CODES and seen.after_wrong_codes:
            words = f"it has {found.words}, and after {seen.wrong_codes} wrong ones the right one still worked"
            return self._fail(seen, words, f"{seen.wrong_codes} wrong ones in a row, none refused as too many")
        if found.is_short and seen.after_wrong_codes is None:
            return Unknown(f"it has {found.words}, and no other came with which guesses could be tried")
        short = f"; {seen.wrong_codes} wrong ones were taken before guessing was stopped" if found.is_short else ""
        return Pass(f"{found.samples} of them show no pattern: {found.words}{short}", control(seen))

    def _fail(self, seen: ResetSeen, why: str, evidence: str) -> Fail:
        place = seen.way or "the reset message"
        return Fail(
            f"the link or code can be guessed: {why}", (Evidence(evidence, why),), (seen.wish_curl, seen.curl), (place,)
        )

    def remedy(self, seen: ResetSeen) -> Remedy:
        """Random, or limited."""
        del seen
        return Remedy(
            "Make the secret of 32 random bytes and store its hash. Where it must be a short code, void it after five wrong "
            "attempts and after ten minutes.",
            Effort.MINUTES,
            "token = secrets.token_urlsafe(32); store(sha256(token), user_id, now + 1800)",
        )
