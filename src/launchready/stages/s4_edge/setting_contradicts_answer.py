"""Compares what is set at Cloudflare with what a visitor meets."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.net.in_force import InForce, SettingsSeen
from launchready.observe.world import World
from launchready.stages.s4_edge._compared import Compared
from launchready.stages.s4_edge._rules import uncompared
from launchready.stages.s4_edge._settings import compared
from launchready.verdict import Evidence

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Seen:
    """What is set, and what is seen."""

    plan: str | None
    """The declared plan."""
    found: InForce | None
    """None where no zone is declared."""


class SettingContradictsAnswer(Check[Declaration, Seen]):
    """The dashboard says that you are protected, and the answers that visitors get say that you are not.

    What it does
        Reads, with the token of [edge.cloudflare], the zone, its settings, its records and its rules, and writes
        nothing. Then it looks from outside at each proxied name of the product and at each record within the scope: where plain
        HTTP leads (always_use_https), which versions of TLS are taken (min_tls_version, tls_1_3), which headers come
        (security_header, header rules of whole hosts), whether a host that a rule sends on does so, whether one that a rule keeps out of
        the cache is kept, whether what rules of paths say of headers, redirects and the cache is seen at these paths and who a rule is
        to stop is stopped there, whether a proxied record gives the origin's address away and one that is
        not proxied is served as set, whether the world asks the zone's name servers, and whether the origin refuses
        who has no client certificate (tls_client_auth). What could not be seen is compared with nothing, and rules that
        we do not read are named.

    Why it is bad
        A rule that is not in force protects nobody, and nobody looks for what a dashboard shows as done. Another rule, a paused
        zone, a name that points elsewhere or a proxy behind the edge undid it.

    See it yourself
        curl -H "Authorization: Bearer $TOKEN" https://api.cloudflare.com/client/v4/zones/ZONE/settings/always_use_https
        curl -sI http://the.domain/
    """

    title = "What is set at the edge is not what visitors meet"
    impact = Impact.COSTS_TRUST
    rows = ("EDG-1", "EDG-4", "EXP-5", "HND-5")
    refs = ("A02:2025", "CWE-693")
    touch = Touch.PROBE
    of_names = True
    faults = ("edg-setting-not-in-force",)

    async def look(self, at: Declaration, world: World) -> Seen:
        """Reads the settings and looks from outside, where a zone is declared."""
        plan = at.product.cloudflare_plan
        return Seen(plan, await world.ask(SettingsSeen()) if at.edge.cloudflare else None)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each setting that what was seen contradicts; passes only where one was seen in force."""
        if seen.found is None:
            return NotApplicable("launch.toml names no zone at Cloudflare ([edge.cloudflare])")
        several = tuple(compared(seen.found, seen.plan))
        zone = seen.found.zone
        if wrong := [one for one in several if not one.agrees]:
            return Fail(
                f"{len(wrong)} of {len(several)}: {wrong[0].set}, yet {wrong[0].seen}",
                tuple(Evidence(f"{one.place}: {one.set}", one.seen) for one in wrong[:SHOWN]),
                tuple(
                    dict.fromkeys(command for one in wrong[:SHOWN] for command in (zone.curl, one.command) if command)
                ),
                tuple(one.place for one in wrong),
            )
        outside = [one for one in several if _is_seen_from_outside(one)]
        if not outside:
            unread = f": {zone.unread[0]}" if zone.unread else ""
            return Unknown(f"nothing that is set in the zone {zone.name} could be seen from outside{unread}")
        left = f"; not read: {'; '.join(zone.unread)}" if zone.unread else ""
        rules = uncompared(seen.found)
        left += f"; not compared: {'; '.join(rules)}" if rules else ""
        return Pass(
            f"{len(several)} of the zone's settings, records and rules are in force: "
            f"{', '.join(one.place for one in several[:SHOWN])}{' and others' if len(several) > SHOWN else ''}{left}",
            f"seen from outside: {outside[0].set}; {outside[0].seen}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Find what undoes it."""
        wrong = [one for one in compared(seen.found, seen.plan) if not one.agrees] if seen.found else []
        return Remedy(
            "For each line, find what undoes the setting: a rule or page rule with a later or narrower match, a setting of the "
            "hostname, a paused zone, a record that is not proxied, or a proxy of your own behind the edge that answers "
            "otherwise. Then look again from outside, not at the dashboard.",
            Effort.HOURS,
            "\n".join(f"{one.set}  <>  {one.seen}" for one in wrong),
        )


def _is_seen_from_outside(one: Compared) -> bool:
    return one.place not in {"zone", "plan"}
