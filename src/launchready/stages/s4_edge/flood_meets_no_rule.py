"""Floods the sign-in and the chat through the edge, and looks whether anything in front of the app turns the flood away."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ChatSurface, Declaration
from launchready.observe.errors import CannotLook
from launchready.observe.limits.refusal import By
from launchready.observe.limits.surge import MESSAGES, SIGN_INS, Surge, messages, sign_ins
from launchready.observe.net.cloudflare import ZoneSet
from launchready.observe.net.set_rules import FIREWALL, RATES, SetRule
from launchready.observe.world import World
from launchready.stages.s4_edge._rates import rated
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The floods and what came of them."""

    surges: tuple[Surge, ...]
    missing: tuple[str, ...]
    """Floods that could not be sent, and why."""
    price: float
    """Of a thousand tokens; 0 where launch.toml does not say."""
    currency: str
    ceiling: float = 0.0
    """What one user may cost in a day; 0 where launch.toml does not say."""
    rules: tuple[SetRule, ...] = ()
    """Rules that are set at Cloudflare, where launch.toml names a zone."""
    unread: str = ""
    """Why they could not be read."""


class FloodMeetsNoRule(Check[Declaration, Seen]):
    """A flood of sign-ins or of messages to the model goes through the edge as if it were not there.

    What it does
        Sends messages to the model (660; the model answers 40 of them at most, the others say nothing) and wrong passwords for an
        account of its own (330), or a tenth more than `edge.floods` declares, as fast as consent allows, and stops at the first
        one that the edge turns away. Who turned it away is told by what its answer is made of, beside answers that are
        known to be the app's: an edge's own page, headers that what comes from behind the edge carries, the app's own errors; and
        by what the declared origin, or another account, is answered at the same moment. Where launch.toml names a zone at
        Cloudflare, its rules of rates are read, and one that more came past than it lets through is named.
        Nothing is sent unless `consent.touch` is `load` and the time is within `consent.window`.

    Why it is bad
        The app's own limits count by account. Somebody with a list of accounts, or with many accounts, meets none of them: each
        request still takes a worker and a look at the database, and each answer of the model costs money.

    See it yourself
        seq 330 | xargs -P 16 -I{} curl -s -o /dev/null -w '%{http_code} ' -d 'email=nobody@example.com&password=x' https://the.domain/login
    """

    title = "Nothing at the edge turns a flood away"
    impact = Impact.COSTS_MONEY
    rows = ("EDG-5", "EDG-2", "BND-7")
    refs = ("API4:2023", "LLM10:2025", "CWE-770", "CWE-307")
    touch = Touch.LOAD
    faults = ("edg-no-flood-rule",)
    alone = True
    shuts = True
    deadline_s = 300.0

    async def look(self, at: Declaration, world: World) -> Seen:
        """One flood of each kind that the product has a door for."""
        surges: list[Surge] = []
        missing: list[str] = []
        chat = next(
            (one for one in at.surfaces if isinstance(one, ChatSurface) and one.environment == "production"), None
        )
        # Sign-ins come last: who floods the chat has to sign in.
        for what in (MESSAGES, SIGN_INS):
            try:
                if what == SIGN_INS:
                    surges.append(await sign_ins(world))
                elif chat is not None:
                    surges.append(await messages(world, chat))
            except CannotLook as refusal:
                missing.append(f"{what}: {refusal}")
        rules, unread = await _set(at, world)
        price = at.product.price
        return Seen(
            tuple(surges),
            tuple(missing),
            price.model_per_1k_tokens if price else 0.0,
            price.currency if price else "",
            at.spend.per_user_day if at.spend else 0.0,
            rules,
            unread,
        )

    def judge(self, seen: Seen) -> Verdict:
        """Fails where every request of a flood reached the app."""
        through = [one for one in seen.surges if not _unclear(one) and not one.by(By.EDGE)]
        if through:
            return Fail(
                "; ".join(
                    f"{one.sent} {one.what} within {one.seconds:.0f} seconds all reached the app{_yet(one, seen)}"
                    for one in through
                ),
                tuple(_evidence(one, seen) for one in seen.surges),
                tuple(one.curl for one in through),
                tuple(one.operation for one in through),
            )
        if unclear := [f"{one.what}: {_unclear(one)}" for one in seen.surges if _unclear(one)] or list(seen.missing):
            return Unknown(unclear[0])
        if not seen.surges:
            return Unknown("launch.toml declares neither a sign-in nor a chat that could be flooded")
        told = [next(refusal for refusal in one.turned if refusal.by is By.EDGE) for one in seen.surges]
        return Pass(
            "; ".join(
                f"{one.what} are turned away by the edge from the {refusal.first}. on ({refusal.form}): {refusal.because}"
                for one, refusal in zip(seen.surges, told, strict=True)
            )
            + _beside(seen),
            "; ".join(f"before: {one.control}" for one in seen.surges),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A rule at the edge."""
        del seen
        return Remedy(
            "Let the edge count requests to the sign-in and to the chat by the client's address, far above what people do and far "
            "below a flood, and answer 429 itself. `launchready export edge` writes the rule for Cloudflare (one on its free plan: "
            "sign-in goes first), for nginx, and what Caddy takes.",
            Effort.HOURS,
            "# nginx\nlimit_req_zone $binary_remote_addr zone=sign_in:10m rate=60r/m;\n"
            "location = /auth/login { limit_req zone=sign_in burst=60 nodelay; limit_req_status 429; … }",
        )


async def _set(at: Declaration, world: World) -> tuple[tuple[SetRule, ...], str]:
    """The rules at Cloudflare that may hold for a flood, and why they could not be read."""
    if at.edge.cloudflare is None:
        return (), ""
    try:
        zone = await world.ask(ZoneSet())
    except CannotLook as refusal:
        return (), str(refusal)
    hidden = [one for one in zone.unread if RATES in one]
    return tuple(one for one in zone.rules if one.phase in {RATES, FIREWALL}), hidden[0] if hidden else ""


def _yet(surge: Surge, seen: Seen) -> str:
    """A rule that is set and was not met."""
    held = rated(seen.rules, surge).held
    return f", yet at Cloudflare is set {held[0]}" if held else ""


def _beside(seen: Seen) -> str:
    """What is set at Cloudflare, beside floods that the edge turned away."""
    lines = [f"{one.what}: {name}" for one in seen.surges for name in rated(seen.rules, one).held]
    unread = dict.fromkeys(name for one in seen.surges for name in rated(seen.rules, one).unread)
    said = f"; set at Cloudflare: {'; '.join(lines)}" if lines else ""
    said += f"; not compared: {len(unread)} ({', '.join(unread)})" if unread else ""
    return said + (f"; the rules at Cloudflare were not read: {seen.unread}" if seen.unread else "")


def _unclear(surge: Surge) -> str:
    """Why a flood proves nothing; empty where it proves something."""
    if surge.by(By.EDGE) and not surge.not_working:
        return ""
    if surge.stopped:
        return surge.stopped
    if unclear := [one for one in surge.turned if one.by is By.UNCLEAR]:
        return f"who turned away the {unclear[0].first}. cannot be told ({unclear[0].form}): {unclear[0].because}"
    return ""


def _evidence(surge: Surge, seen: Seen) -> Evidence:
    lines = [
        f"{surge.sent} sent in {surge.seconds:.0f} s" + (f" (declared: {surge.declared})" if surge.declared else "")
    ]
    lines += [f"from the {one.first}. on {one.by} refused {one.times} of them: {one.because}" for one in surge.turned]
    if surge.what == MESSAGES and surge.answered:
        lines.append(_cost(surge, seen))
    if surge.stopped:
        lines.append(surge.stopped)
    of_rules = rated(seen.rules, surge)
    lines += [f"set at Cloudflare, and not met: {one}" for one in of_rules.held if not surge.by(By.EDGE)]
    lines += [f"set at Cloudflare, and not compared: {one}" for one in of_rules.unread]
    lines += [f"the rules at Cloudflare were not read: {seen.unread}"] if seen.unread else []
    return Evidence(f"{surge.what}, {surge.operation}", "; ".join(lines))


def _cost(surge: Surge, seen: Seen) -> str:
    """What the messages cost that the model answered, and what an hour of them would."""
    took = f"the model answered {surge.answered} of them, about {surge.tokens} tokens each"
    if not seen.price:
        return took
    each = surge.tokens * seen.price / 1000
    hour = surge.answered * each * 3600 / max(surge.seconds, 60.0)
    may = f", and may cost {seen.ceiling:g} {seen.currency} a day" if seen.ceiling else ""
    return f"{took}: {surge.answered * each:.4f} {seen.currency}; one account that goes on so costs {hour:.2f} {seen.currency} an hour{may}"
