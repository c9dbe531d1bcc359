"""Compares the release that answers with the one that was made last."""

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.ops.releases import COMMIT, Releases, ReleasesSeen, Tag, Told, form, order, same
from launchready.observe.world import World
from launchready.verdict import Evidence

FRESH = 3600
"""A release that is younger than this many seconds may still be on its way."""


class OldReleaseIsServed(Check[Declaration, Releases]):
    """What customers get is not what you released: the fix that you rolled out does not run.

    What it does
        Reads the release that health and front pages of production tell (JSON, a header, a `meta`), a few times each, and
        compares it with the newest tag of the repository that looks like it, or with what the command of a note on
        releases prints (`[handover.releases] run`). Two releases that go on answering at one address are a finding too.

    Why it is bad
        A process that was not restarted, one server of three that was forgotten, a cache that holds last month's page: bugs
        that were mended come back, and nobody can say what customers see.

    See it yourself
        curl -s https://api.the.name/health; git tag --sort=-v:refname | head -1
    """

    title = "An older release than the last one answers"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-8", "EXP-9")
    refs = ("CWE-1104", "CWE-1059", "A08:2025")
    touch = Touch.READ
    faults = ("dep-stale-release",)
    deadline_s = 120.0

    async def look(self, at: Declaration, world: World) -> Releases:
        """A few requests, and the repository's tags."""
        del at
        return await world.ask(ReleasesSeen())

    def judge(self, seen: Releases) -> Verdict:
        """Fails where an older release answers, or two at once."""
        for place in dict.fromkeys(one.place for one in seen.told):
            here = [one for one in seen.told if one.place == place]
            if len(here) > 1:
                return _fail(
                    f"{len(here)} releases answer in turns: {', '.join(one.value for one in here)}", here, place
                )
        if not seen.told:
            where = f" ({seen.silent})" if seen.silent else ""
            return Unknown(f"neither health nor a page of production tells which release answers{where}")
        if seen.declared:
            return _against(seen, seen.declared)
        judged = [verdict for one in seen.told if (verdict := _by_tag(one, seen) or _by_commit(one, seen))]
        for kind in (Fail, Unknown):
            if found := next((one for one in judged if isinstance(one, kind)), None):
                return found
        passed = [one for one in judged if isinstance(one, Pass)]
        if passed:
            return Pass("; ".join(one.because for one in passed), passed[0].control)
        values = ", ".join(dict.fromkeys(one.value for one in seen.told))
        reason = seen.without or "no tag of the repository is called so, and no commit"
        return Unknown(f"{values} answers, and nothing says which release was made last: {reason}")

    def remedy(self, seen: Releases) -> Remedy:
        """Deploy again, and have the deploy look."""
        del seen
        return Remedy(
            "Restart what still runs the old release, on every server, and purge the edge's cache of pages. Let the deploy end by "
            "asking health for the release, and fail where it is not the one that was deployed.",
            Effort.HOURS,
            'test "$(curl -s https://api.the.name/health | jq -r .release)" = "$RELEASE"',
        )


def _against(seen: Releases, wanted: str) -> Verdict:
    wrong = [one for one in seen.told if form(one.value) == form(wanted) and not same(one.value, wanted)]
    right = [one for one in seen.told if same(one.value, wanted)]
    if wrong:
        return _fail(f"{wrong[0].value} answers, and `{seen.command}` names {wanted}", wrong, wrong[0].place)
    if right:
        return Pass(f"{wanted} answers: {right[0].place}", f"`{seen.command}` names the same")
    return Unknown(f"`{seen.command}` printed {wanted!r}, which is no release like {seen.told[0].value}")


def _by_tag(one: Told, seen: Releases) -> Verdict | None:
    if not any(same(one.value, tag.name) for tag in seen.tags):
        return None
    alike = [tag for tag in seen.tags if form(tag.name) == form(one.value)]
    newest = max(alike, key=lambda tag: order(tag.name))
    if same(one.value, newest.name):
        return Pass(
            f"{one.value} answers: {one.place}", f"it is the newest of {len(alike)} such tags of the repository"
        )
    return _late(one, newest, seen)


def _by_commit(one: Told, seen: Releases) -> Verdict | None:
    if not COMMIT.match(one.value):
        return None
    behind = next((place for place, commit in enumerate(seen.commits) if commit.startswith(one.value)), None)
    if behind is None:
        return None
    if behind == 0:
        return Pass(f"commit {one.value} answers: {one.place}", "it is the newest commit of the repository")
    tagged = [tag for tag in seen.tags if tag.commit in seen.commits[:behind]]
    if tagged:
        return _late(one, max(tagged, key=lambda tag: tag.at), seen)
    if any(tag.commit in seen.commits for tag in seen.tags):
        return Pass(f"commit {one.value} answers: {one.place}", "no newer commit of the repository carries a tag")
    return Unknown(f"commit {one.value} answers, {behind} behind the newest, and no tag says which was released")


def _late(one: Told, newest: Tag, seen: Releases) -> Verdict:
    if 0 <= seen.now - newest.at < FRESH:
        return Unknown(f"{one.value} answers, and {newest.name} is so new that it may still be on its way")
    return _fail(f"{one.value} answers, and the newest release is {newest.name}", [one], one.place, newest)


def _fail(because: str, told: list[Told], place: str, newest: Tag | None = None) -> Fail:
    evidence = [Evidence(one.place, one.value) for one in told]
    if newest is not None:
        evidence.append(Evidence("the newest tag of the repository", f"{newest.name}, at commit {newest.commit[:10]}"))
    return Fail(because, tuple(evidence), tuple(dict.fromkeys(one.curl for one in told)), (place,))
