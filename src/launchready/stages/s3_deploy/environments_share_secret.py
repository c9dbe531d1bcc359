"""Tries a session of production at the other environments: whoever shares the key believes it."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.secrets.environments import REFUSALS, Crossing, Crossings
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Production's session at each other environment."""

    crossings: tuple[Crossing, ...]


class EnvironmentsShareSecret(Check[Declaration, Seen]):
    """Staging and production trust the same key: whoever gets into staging can sign in as any customer.

    What it does
        Signs a customer in at production, and asks the other environments with that session who is asking. The account's
        own e-mail address in the answer is the proof that they believe it. The controls: production knows the account,
        and the other environment refuses nobody and a tampered session.

    Why it is bad
        Staging is guarded less: test accounts, debug pages, contractors. With a shared signing key, its weakest door is a
        door to production.

    See it yourself
        curl -H "Authorization: Bearer $TOKEN_OF_PRODUCTION" https://staging.the.name/me
    """

    title = "Another environment accepts production's sessions"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-1", "DEP-2")
    refs = ("CWE-321", "CWE-1188", "A02:2025", "ASVS 5.0 13.3.1")
    touch = Touch.PROBE
    faults = ("dep-shared-secret",)

    async def look(self, at: Declaration, world: World) -> Seen:
        """Takes one session across."""
        del at
        return Seen(await world.ask(Crossings()))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the account was recognised."""
        if not seen.crossings:
            return NotApplicable("launch.toml declares production alone (no surface has another environment)")
        believed = [one for one in seen.crossings if one.visitor.knows and not one.nobody.knows and not one.bent.knows]
        if believed:
            return Fail(
                f"{', '.join(dict.fromkeys(one.environment for one in believed))} accepts a session that production gave",
                tuple(
                    Evidence(
                        f"{entry.by}: {entry.line}",
                        "the account's e-mail address is in the answer" if entry.knows else "refused",
                    )
                    for one in believed
                    for entry in (one.home, one.nobody, one.visitor)
                ),
                tuple(one.visitor.curl for one in believed),
                tuple(one.surface for one in believed),
            )
        unclear = [words for one in seen.crossings if (words := _unclear(one))]
        if unclear:
            return Unknown("; ".join(unclear))
        return Pass(
            "; ".join(f"{one.environment} refuses production's session: {one.visitor.line}" for one in seen.crossings),
            f"the same session works at home: {seen.crossings[0].home.line}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A key for each environment."""
        del seen
        return Remedy(
            "Make a new signing key for each environment, put each into that environment's own secret store, and restart both "
            "(everybody signs in again). Let the token name its environment (`iss`, `aud`) and refuse others. Then compare the "
            "other secrets of the two environments as well: database, webhooks, mail.",
            Effort.HOURS,
            "openssl rand -base64 48  # once for each environment",
        )


def _unclear(one: Crossing) -> str:
    """Why a pair of environments cannot be judged; empty where it can."""
    if not one.home.knows:
        return f"production did not recognise its own session: {one.home.line}"
    for entry in (one.nobody, one.bent):
        if entry.status not in REFUSALS:
            return f"{one.environment} has no operation that refuses {entry.by}: {entry.line}"
    if one.visitor.status not in REFUSALS:
        return (
            f"{one.environment} tells production's session from a tampered one, and does not open: {one.visitor.line}"
        )
    return ""
