"""Floods the sign-in and the chat through the edge, and looks whether anything in front of the app turns the flood away."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ChatSurface, Declaration
from launchready.observe.errors import CannotLook
from launchready.observe.limits.refusal import By
from launchready.observe.limits.surge import MESSAGES, SIGN_INS, Surge, messages, sign_ins
from launchready.observe.world import World
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


class FloodMeetsNoRule(Check[Declaration, Seen]):
    """A flood of sign-ins or of messages to the model goes through the edge as if it were not there.

    What it does
        Sends messages to the model (660; the model answers 40 of them at most, the others say nothing) and wrong passwords for an
        account of its own (330), or a tenth more than `edge.floods` declares, as fast as consent allows, and stops at the first
        one that the edge turns away. Who turned it away is told by what its answer is made of, beside answers that are
        known to be the app's: an edge's own page, headers that what comes from behind the edge carries, the app's own errors; and
        by what the declared origin, or another account, is answered at the same moment. Nothing is sent unless `consent.touch` is
        `load` and the time is within `consent.window`.

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
        price = at.product.price
        return Seen(
            tuple(surges),
            tuple(missing),
            price.model_per_1k_tokens if price else 0.0,
            price.currency if price else "",
            at.spend.per_user_day if at.spend else 0.0,
        )

    def judge(self, seen: Seen) -> Verdict:
        """Fails where every request of a flood reached the app."""
        through = [one for one in seen.surges if not _unclear(one) and not one.by(By.EDGE)]
        if through:
            return Fail(
                "; ".join(
                    f"{one.sent} {one.what} within {one.seconds:.0f} seconds all reached the app" for one in through
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
            ),
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
