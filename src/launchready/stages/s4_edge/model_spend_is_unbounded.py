"""Talks to the model at length as one new user, and looks whether anything stops it before the day's ceiling is passed."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ChatSurface
from launchready.observe.limits.spending import LONG, Spent, Stop, spending
from launchready.observe.world import World
from launchready.verdict import Evidence

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Seen:
    """What is declared, and what was spent."""

    price: float
    """Of a thousand tokens; 0 where launch.toml does not say."""
    currency: str
    ceiling: float
    """What one user may cost in a day; 0 where launch.toml does not say."""
    spent: Spent | None


class ModelSpendIsUnbounded(Check[ChatSurface, Seen]):
    """One user can cost you more in a day of the model's work than you ever meant to pay.

    What it does
        Makes an account and sends it long messages, each one different, until they have cost more than `spend.per_user_day` or
        something stops it. Tokens are those that the answers count themselves (`usage`); where they count none, they are
        estimated at four characters each, and only six tenths of that are held against you. A limit of a minute is waited for,
        and what a day of it would cost is reckoned. It costs real money: about the ceiling, and never more than `spend.probe`.
        Nothing is sent unless `consent.touch` is `load` and the time is within `consent.window`.

    Why it is bad
        A limit on messages a minute bounds no bill: twenty long messages a minute, all day, are 28,800. One account and a loop
        are enough, and nobody notices before the supplier's invoice.

    See it yourself
        Send the longest message that your chat takes in a loop, and read the supplier's usage page afterwards.
    """

    title = "What one user costs in a day of the model's work has no ceiling"
    impact = Impact.COSTS_MONEY
    rows = ("EDG-5",)
    refs = ("LLM10:2025", "API4:2023", "CWE-770")
    touch = Touch.LOAD
    faults = ("edg-spend-unbounded",)
    alone = True
    deadline_s = 330.0

    async def look(self, at: ChatSurface, world: World) -> Seen:
        """Spends no more than is declared."""
        price, spend = world.declaration.product.price, world.declaration.spend
        per_1k, currency = (price.model_per_1k_tokens, price.currency) if price else (0.0, "")
        if spend is None or not per_1k:
            return Seen(per_1k, currency, spend.per_user_day if spend else 0.0, None)
        spent = await spending(world, at.name, per_1k, spend.per_user_day, spend.probe)
        return Seen(per_1k, currency, spend.per_user_day, spent)

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the ceiling was passed."""
        spent = seen.spent
        if not seen.price:
            return Unknown("launch.toml does not say what the model costs: product.price.model_per_1k_tokens")
        if spent is None:
            return Unknown("launch.toml declares no ceiling for one user and day: [spend] per_user_day = 0.50")
        if not spent.works:
            return Unknown(f"the chat did not work before: {spent.control}")
        cost, sure = spent.cost(seen.price), spent.cost(seen.price, sure=True)
        took = f"{spent.turns} messages of {spent.characters:,} characters, {_tokens(spent)}"
        if sure > seen.ceiling:
            return Fail(
                f"{took}, cost {_money(sure, seen)} at the least, where a day of one user may cost {_money(seen.ceiling, seen)}",
                (
                    Evidence(
                        f"{spent.turns} messages in {spent.seconds:.0f} s as an account made for this",
                        f"all were answered; this look itself cost you about {_money(cost, seen)}{_between(spent)}; "
                        f"a day of it costs {_money(_of_a_day(spent, seen), seen)}",
                    ),
                ),
                (spent.curl,),
                ("chat",),
            )
        if not spent.stops:
            return Unknown(f"{took}, cost about {_money(cost, seen)} and met no limit, but {spent.ended}")
        last = spent.stops[-1]
        a_day = _at_most(last, spent, seen)
        if _is_of_a_day(last) or a_day <= seen.ceiling:
            return Pass(
                f"one user is stopped after about {_money(cost, seen)} ({took}): {last.said}{_for(last)}; a day is at most "
                f"{_money(a_day, seen)}, and {_money(seen.ceiling, seen)} are declared",
                f"the first message was answered: {spent.control}",
            )
        return Unknown(
            f"a limit stops one user after {last.turns} messages, but a day of it costs up to {_money(a_day, seen)}, and the ceiling is "
            f"{_money(seen.ceiling, seen)}; whether one of the day stops them before that was not seen: "
            f"{spent.ended or f'about {_money(cost, seen)} were spent'}"
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A budget of tokens."""
        most = int(seen.ceiling / seen.price * 1000) if seen.price else 0
        return Remedy(
            "Add up the tokens of each turn (the supplier's answer counts them as `usage`) by user and day, look at the sum before "
            "the model is asked, and answer 429 with the time until it opens again. Bound the length of a message and of an answer "
            "(`max_tokens`), and set a limit on spending at the supplier as well.",
            Effort.HOURS,
            f"if tokens_today(user) >= {most or 'CEILING'}: raise TooMany(retry_after=seconds_until_tomorrow())",
        )


def _is_of_a_day(stop: Stop) -> bool:
    """Whether it lasts to the day's end: what was spent until then, and is not surely above the ceiling, is the day's."""
    # Words of a day or of a plan are no proof beside a time that is over sooner.
    words = stop.of_a_day and not 0 < stop.after < LONG
    return stop.is_long and (words or stop.after >= DAY // 2)


def _at_most(stop: Stop, spent: Spent, seen: Seen) -> float:
    """What a day costs at most under the limit that was met."""
    if _is_of_a_day(stop):
        return spent.cost(seen.price)
    return spent.cost(seen.price) * DAY / stop.after if stop.after >= LONG else _of_a_day(spent, seen)


def _of_a_day(spent: Spent, seen: Seen) -> float:
    return spent.cost(seen.price) * DAY / max(spent.seconds, 60.0)


def _tokens(spent: Spent) -> str:
    if spent.measured:
        return f"{spent.tokens:,} tokens as the answers count them"
    return f"about {spent.tokens:,} tokens (an estimate, {spent.sure:,} at the least)"


def _money(amount: float, seen: Seen) -> str:
    return f"{amount:,.2f} {seen.currency}" if amount >= 1 else f"{amount:.4f} {seen.currency}"


def _between(spent: Spent) -> str:
    return f", and a limit of a minute was waited for {len(spent.stops)} times" if spent.stops else ""


def _for(stop: Stop) -> str:
    if stop.after:
        return f" (for {stop.after:,} seconds)"
    return " (still so after a minute)" if stop.stays else ""
