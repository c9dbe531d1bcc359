"""Writes in the other environments and looks for it in production: where it shows, tests reach the customers."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.secrets.written_elsewhere import WrittenElsewhere, WrittenThere
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What was written in each other environment, and where it showed."""

    others: tuple[WrittenThere, ...]


class StagingWritesReachProduction(Check[Declaration, Seen]):
    """What somebody tries in staging turns up in front of your customers.

    What it does
        Gets into each other environment (by `sign_in_at`, by an account that it makes there, or by production's account
        where that is let in), makes one object there with a canary of its own, and reads it back there. Then it looks in
        production: by the object's id and in the lists, as nobody, as a customer, and as the account that was made in the
        other environment, if production lets it in. The canary in an answer, or the account let in, is a finding. The
        controls: the object was read where it was written, and production shows its own customers what they make. What was
        made is removed at once. Two environments at one address are told, and are no finding.

    Why it is bad
        A queue, a bucket, a search index or a database that both use carries made-up orders, test mails and half-finished
        imports to people who pay. It is found when somebody empties "the staging data".

    See it yourself
        Write a note at https://staging.the.name, and look for it at https://the.name.
    """

    title = "What is written in another environment shows in production"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("DEP-1",)
    refs = ("CWE-668", "CWE-1188", "A02:2025", "ASVS 5.0 13.4.2")
    touch = Touch.WRITE
    faults = ("dep-shared-database",)
    deadline_s = 180.0

    async def look(self, at: Declaration, world: World) -> Seen:
        """One account and one object for each environment."""
        del at
        return Seen(await world.ask(WrittenElsewhere()))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where what was written there came back in production."""
        if not seen.others:
            return NotApplicable("launch.toml declares production alone (no surface has another environment)")
        reaching = [one for one in seen.others if one.is_known or any(view.shows for view in one.views)]
        if reaching:
            return Fail(
                "production " + "; ".join(f"{_shows(one)} in {one.environment}" for one in reaching),
                tuple(evidence for one in reaching for evidence in _evidence(one)),
                tuple(dict.fromkeys(view.curl for one in reaching for view in one.views if view.shows))[:5]
                or ("make an account in the other environment, and sign in with it in production",),
                tuple(one.surface for one in reaching),
            )
        unclear = [words for one in seen.others if (words := _unclear(one))]
        if unclear:
            return Unknown("; ".join(unclear))
        return Pass(
            "; ".join(
                f"production shows nothing of the {one.wrote}, in {one.environment}{_beside(one)}"
                for one in seen.others
            ),
            f"it was read where it was written, and {seen.others[0].readable}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Whatever both use."""
        del seen
        return Remedy(
            "Find what both environments write to (database, queue, bucket, search index, user store), and give the other "
            "one its own, with a user that cannot reach production's. Then look through production for what came from there.",
            Effort.DAYS,
        )


def _shows(one: WrittenThere) -> str:
    if any(view.shows for view in one.views):
        return "shows what was just written"
    return "lets in an account that was just made"


def _evidence(one: WrittenThere) -> tuple[Evidence, ...]:
    shown = tuple(
        Evidence(f"{view.by}, in production: {view.line}", f"holds the canary of the {one.wrote}, in {one.environment}")
        for view in one.views
        if view.shows
    )[:3]
    account = Evidence(f"an account that was made in {one.environment} a moment ago, in production", one.account)
    return (*shown, account) if one.is_known else shown


def _unclear(one: WrittenThere) -> str:
    """Why an environment cannot be judged; empty where it can."""
    if one.why:
        return f"nothing could be written in {one.environment} and looked for: {one.why}"
    if one.account and one.is_known is None:
        return f"whether production knows an account of {one.environment} it did not say: {one.account}"
    if not any(view.status for view in one.views):
        return f"production did not answer where what was written in {one.environment} might show"
    return ""


def _beside(one: WrittenThere) -> str:
    return f" (both stand at {', '.join(one.shared)}, which is a fact and no finding)" if one.shared else ""
