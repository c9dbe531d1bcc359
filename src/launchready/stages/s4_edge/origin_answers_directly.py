"""Walks around the edge: asks the origin's own address and sees whether the product comes back."""

from dataclasses import dataclass
from ipaddress import ip_address

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.net.origin import Knock, Knocks, OriginKnocked
from launchready.observe.net.origin_places import DECLARED
from launchready.observe.world import World
from launchready.verdict import Evidence

TUNNEL = "tunnel"
ANSWERING = frozenset({"certificate", "secret"})
"""Ways of being closed in which something answers."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the origin showed."""

    origin: tuple[str, ...]
    edge: tuple[str, ...]
    found: Knocks
    closed_by: str = ""
    """How launch.toml says that the origin is kept shut."""


class OriginAnswersDirectly(Check[Declaration, Seen]):
    """Whoever finds your server's own address walks around the edge, and every protection that stands there.

    What it does
        Takes a page of each web and API host through the edge, then asks for it where the origin may be: at the declared
        addresses, at those of `edge.history`, of mail servers, of SPF and of names that nobody declares. The declared ones are
        asked with each pairing of TLS name and Host header (each name, no name, the bare address) and over plain HTTP, whatever
        certificate is shown. Only the page's own text counts: a status proves nothing. An address that consent does not cover
        is told and not asked. A closed origin must be shown to be one: by a certificate for one of your names, by Cloudflare's own
        record, or by `edge.closed_by` and what fits it; else a dead or mistyped address would pass.

    Why it is bad
        Rate limits, bot rules and caching live at the edge. Past it, a login can be flooded and the model's bill run up,
        and an attack meets the bare server. Origin addresses are found in old DNS records and mail headers.

    See it yourself
        curl -k --connect-to ::ORIGIN-ADDRESS: https://the.domain/
    """

    title = "The origin serves the product to anyone who walks around the edge"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EDG-1", "MIN-5")
    refs = ("CWE-693", "CWE-923", "A02:2025")
    touch = Touch.PROBE
    of_names = True
    faults = ("edg-origin-open",)
    deadline_s = 120.0

    async def look(self, at: Declaration, world: World) -> Seen:
        """Knocks once a run."""
        return Seen(at.edge.origin, at.edge.addresses, await world.ask(OriginKnocked()), at.edge.closed_by or "")

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the edge's content came back from an address that is not the edge's."""
        knocks = seen.found.knocks
        if opened := [one for one in knocks if one.open]:
            first = opened[0]
            return Fail(
                f"{first.address} answers with the product, past the edge{_known_from(first)}",
                tuple(
                    Evidence(
                        f"{one.address}, {one.way}: {one.share:.0%} of the page{_known_from(one)}",
                        one.shown or one.outcome,
                    )
                    for one in opened[:3]
                ),
                tuple(one.curl for one in opened[:3]),
                tuple(dict.fromkeys(f"{one.address} as {one.host}" for one in opened)),
            )
        if not seen.origin and seen.closed_by == TUNNEL:
            return NotApplicable(
                f"launch.toml says that the edge reaches the origin by a tunnel, and names no address of it{_tried(seen)}"
            )
        if not seen.origin:
            return Unknown(
                f"launch.toml names no origin ([edge].origin), so that nobody can try to walk around the edge{_tried(seen)}"
            )
        if blind := [one for one in seen.found.shown if not one.pieces]:
            return Unknown(f"the edge itself serves nothing to compare with at {blind[0].host}: {blind[0].line}")
        if not knocks:
            return Unknown("launch.toml declares no production web or API surface to ask the origin for")
        if unsent := [one for one in knocks if not one.sent]:
            return Unknown(unsent[0].outcome)
        if doubtful := [one for one in knocks if one.doubtful]:
            one = doubtful[0]
            return Unknown(
                f"{one.address}{_known_from(one)} answers what may be the product ({one.share:.0%} of the page, {one.way}): the "
                "origin, or a copy for tests: declare that with its environment, or name the address in [edge].origin"
            )
        if unproved := _unproved(seen):
            return Unknown(unproved)
        answers = [one for one in knocks if one.answered]
        refusal = answers[0].outcome if answers else knocks[0].outcome
        served = seen.found.shown[0]
        return Pass(
            f"{len(knocks)} ways to ask the origin brought nothing of the product: {refusal}",
            f"the edge serves it: {served.line}, {served.pieces} pieces of text to know it by; {_proved(seen)}{_tried(seen)}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Let only the edge in."""
        edge = " ".join(seen.edge) or "EDGE-RANGES"
        return Remedy(
            "Let the origin answer nobody but the edge: ask for the edge's client certificate (mutual TLS of your own zone, not "
            "the one that all the edge's customers share) or a secret header that the edge adds, and close the firewall to "
            "everybody else. A list of the edge's addresses alone is not enough: anyone may rent that edge.",
            Effort.HOURS,
            f"# nginx, at the origin\nif ($http_x_edge_key != $edge_key) {{ return 403; }}\n# firewall: 443 from {edge} only",
        )


def _unproved(seen: Seen) -> str:
    """Why a declared address may be dead or mistyped, and what would tell; empty where each is shown to be the origin's."""
    proved = {one.address for one in seen.found.proofs}
    for address in (str(ip_address(one)) for one in seen.origin):
        knocks = [one for one in seen.found.knocks if one.address == address]
        if address in proved:
            continue
        lives = next((one for one in knocks if one.lives), None)
        if seen.closed_by and bool(lives) is (seen.closed_by in ANSWERING):
            continue
        if seen.closed_by == TUNNEL:
            continue  # another site may live on that machine
        outcome = (lives or knocks[0]).outcome if knocks else "it was not asked"
        if seen.closed_by:
            does = "answers" if lives else "does not answer"
            return f"launch.toml says closed_by = {seen.closed_by}, and {address} {does}: {outcome}"
        if lives:
            return (
                f"something answers at {address} without the product, and nothing shows that it is your origin (no certificate for "
                f'one of your names): {outcome}. Look whether the address is right, and say [edge] closed_by = "secret" or "certificate"'
            )
        return (
            f"nothing answers at {address}, and a dead or mistyped address looks the same as a closed one: {outcome}. Look whether it is "
            'right, and say [edge] closed_by = "firewall" or "tunnel"; or let [edge.cloudflare] read where the record leads'
        )
    return ""


def _proved(seen: Seen) -> str:
    """What shows that the addresses are the origin's."""
    found = [f"{one.address} is the origin: {one.how}" for one in seen.found.proofs]
    rest = len(seen.origin) > len(found)
    return "; ".join([*found, *([f"launch.toml says closed_by = {seen.closed_by}"] if rest and seen.closed_by else [])])


def _known_from(knock: Knock) -> str:
    """How the address is known, where launch.toml does not declare it."""
    return f", known from {knock.place.source}" if knock.place is not None and knock.place.source != DECLARED else ""


def _tried(seen: Seen) -> str:
    """What else was found and asked, and what was found and not asked."""
    found = [one for one in seen.found.places if one.source != DECLARED]
    asked = [f"{one.address} ({one.source})" for one in found if one.asked]
    left = [f"{one.address} ({one.source})" for one in found if not one.asked]
    words = f"; asked as well: {', '.join(asked)}" if asked else ""
    words += f"; not asked for: {', '.join(seen.found.left)}" if seen.found.left else ""
    return words + (f"; not asked, as consent.scope does not name them: {', '.join(left)}" if left else "")
