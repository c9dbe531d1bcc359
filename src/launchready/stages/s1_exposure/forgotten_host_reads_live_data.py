"""Asks hosts at which no surface is declared for an object that was made in production."""

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.net.forgotten import Forgotten, ForgottenHosts
from launchready.observe.world import World
from launchready.verdict import Evidence


class ForgottenHostReadsLiveData(Check[Declaration, Forgotten]):
    """A host that you forgot, last year's build for one, works on the data of today's customers.

    What it does
        Finds hosts of the domain that answer and at which launch.toml declares no surface (unknown ones, and names that it
        mentions only as a record or in the hand-over), and reads there an object that it made in production a moment ago, at
        the API's own path and below /api. Only where the host refuses nobody in particular just as production does, and
        stands in the domain itself, is it asked as the object's owner. The object's mark coming back is a finding. So is
        another build of the same pages whose scripts call production's API, where that lets pages of the host read the
        object. A redirect, a parking page, another product and production's own release under another name are none.

    Why it is bad
        Its holes were mended since, elsewhere. Whoever finds it walks around every check that the new build makes, to the
        same data, and nobody watches.

    See it yourself
        curl -H 'Authorization: Bearer …' https://old.the.domain/the/object
    """

    title = "A forgotten host works on the live data"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-9", "EXP-1")
    refs = ("API9:2023", "CWE-1059")
    touch = Touch.WRITE
    faults = ("exp-old-environment",)

    async def look(self, at: Declaration, world: World) -> Forgotten:
        """One object for all hosts."""
        if all(host.name != at.product.domain for host in at.hosts()):
            return Forgotten(0, 0, "", "", "", ())
        return await world.ask(ForgottenHosts())

    def judge(self, seen: Forgotten) -> Verdict:
        """Fails for each host that showed the object and does not serve production's own release."""
        sharing = [one for one in seen.others if one.shows and not (one.release and one.release == seen.release)]
        if sharing:
            return Fail(
                f"{', '.join(one.host for one in sharing)} showed the {seen.object} that was made in production",
                tuple(
                    Evidence(
                        f"{one.host}, {one.tried}",
                        f"{one.line}, with the mark of the object in it; it serves {one.release or 'an unknown release'}; "
                        f"production serves {seen.release or 'an unknown release'}",
                    )
                    for one in sharing
                ),
                tuple(one.curl for one in sharing),
                tuple(one.host for one in sharing),
            )
        if not seen.names:
            return NotApplicable("the product has no public name, below which a host could be forgotten")
        if not seen.answered:
            return Unknown("not even a declared host answered, so that the silence of others proves nothing")
        if seen.others and seen.why:
            return Unknown(
                f"{seen.others[0].host} answers, and whether it works on the live data is not known: {seen.why}"
            )
        if untried := [one for one in seen.others if not one.tried]:
            return Unknown(f"{untried[0].host}: {untried[0].line}")
        if seen.passed_over:
            return Unknown(
                f"there are so many hosts without a surface that these were not asked: {', '.join(seen.passed_over)}"
            )
        if not seen.others:
            return Pass(
                f"none of {seen.names} names in the domain is a host that answers and that nobody declared",
                f"{seen.answered} declared hosts answered the same question",
            )
        return Pass(
            f"{len(seen.others)} hosts at which no surface is declared do not show what is made in production, or are production itself",
            f"production showed its owner the {seen.object}; "
            + "; ".join(f"{one.host}: {one.line}" for one in seen.others),
        )

    def remedy(self, seen: Forgotten) -> Remedy:
        """The way to the data first."""
        names = ", ".join(one.host for one in seen.others if one.shows)
        return Remedy(
            f"Take {names} down, and change what it reached the database with, so that no copy of it can. If somebody needs "
            "it, give it data of its own and keys of its own, and declare it in launch.toml with an owner.",
            Effort.HOURS,
        )
