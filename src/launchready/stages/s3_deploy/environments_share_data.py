"""Writes in production and looks for it in the other environments: where it shows, both live off the same data."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.secrets.shared_data import ACCOUNT, SharedData, SharedDataSeen
from launchready.observe.world import World
from launchready.verdict import Evidence

OK = range(200, 300)
DENIED = (403, 404, 410)


@dataclass(frozen=True, slots=True)
class Seen:
    """What each other environment shows of production."""

    others: tuple[SharedData, ...]


class EnvironmentsShareData(Check[Declaration, Seen]):
    """Staging works on production's database: a test there changes, mails or deletes your customers' data.

    What it does
        Takes objects that this run made in production, each with a canary of its own, to the other environments: reads
        them there as nobody, with production's session, and with the same account signed in there. A canary that comes
        back was written in one environment and read in the other. Ids and accounts that are alike in both prove nothing.
        The controls: production shows the canary to its owner, and the other environment has the same sign-in.

    Why it is bad
        Staging is where things are tried: migrations, imports, test mails, a reset of the data. It is also where
        contractors and test accounts are let in.

    See it yourself
        Write a note in production, and read it at https://staging.the.name under the same address.
    """

    title = "Another environment shows production's data"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("DEP-1",)
    refs = ("CWE-668", "CWE-1188", "A02:2025", "ASVS 5.0 13.4.2")
    touch = Touch.WRITE
    faults = ("dep-shared-database",)
    deadline_s = 180.0

    async def look(self, at: Declaration, world: World) -> Seen:
        """Takes what was made across."""
        del at
        return Seen(await world.ask(SharedDataSeen()))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a canary of production's came back."""
        if not seen.others:
            return NotApplicable("launch.toml declares production alone (no surface has another environment)")
        sharing = [(one, view) for one in seen.others for view in one.views if view.shows]
        if sharing:
            return Fail(
                f"{', '.join(dict.fromkeys(one.environment for one, _ in sharing))} shows what was just written in production",
                tuple(
                    Evidence(
                        f"{view.by}, at {one.environment}: {view.line}",
                        "the canary that was planted in production is in the answer",
                    )
                    for one, view in sharing[:5]
                ),
                tuple(dict.fromkeys(view.curl for _, view in sharing[:5])),
                tuple(dict.fromkeys(one.surface for one, _ in sharing)),
            )
        unclear = [words for one in seen.others if (words := _unclear(one))]
        if unclear:
            return Unknown("; ".join(unclear))
        return Pass(
            "; ".join(f"{one.environment} knows nothing of production: {_why(one)}" for one in seen.others),
            f"production shows the canary to its owner: {seen.others[0].home}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A database for each."""
        del seen
        return Remedy(
            "Give each environment a database, a bucket and a queue of its own, with a user that can reach no other's. Change the "
            "password that staging had. Fill staging with made-up data, or with a copy in which nobody can be recognised.",
            Effort.DAYS,
        )


def _unclear(one: SharedData) -> str:
    """Why an environment cannot be judged; empty where it can."""
    if not one.home:
        return "production shows no object of this run's to its owner, so that there is nothing to look for elsewhere"
    if one.is_unknown_there or (one.is_in and any(view.by == ACCOUNT and view.status in DENIED for view in one.views)):
        return ""
    return f"{one.environment} cannot be compared with production: {one.sign_in or 'nobody can sign in there'}"


def _why(one: SharedData) -> str:
    if one.is_unknown_there:
        return f"its sign-in refuses production's account ({one.sign_in})"
    return next(f"{view.line}, signed in there" for view in one.views if view.by == ACCOUNT)
