"""Sends tokens that say themselves with which key they are to be verified."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.token import Forgeries, Tokens
from launchready.observe.world import World
from launchready.stages.s2_boundaries._tokens import judge_signed


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API made of forged tokens."""

    forgeries: Forgeries


class TokenChoosesItsKey(Check[ApiSurface, Seen]):
    """Anybody can be any user, because the API takes the verifying key from where the token says.

    What it does
        Signs the claims of customer A's token with keys that everybody knows, and has the header's `kid` point at them: a
        file without content, a file with a known one, a key that an injected query answers with. Then it signs with a key
        of its own and brings that along in the header (`jwk`). Only an answer with A's own data counts.

    Why it is bad
        Whoever chooses the key signs what they like: every account is open, the admin's first.

    See it yourself
        Set the token's `kid` to ../../../../dev/null, sign it with an empty key, and ask for your profile with it.
    """

    title = "A token chooses the key that it is verified with"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-1", "MIN-4")
    refs = ("API2:2023", "CWE-347", "CWE-22", "RFC 8725")
    touch = Touch.WRITE
    faults = ("bnd-jwt-kid", "bnd-jwt-own-key")
    alone = True

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the forgeries with the other checks of tokens."""
        return Seen(await world.ask(Tokens(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where such a token brought A's data."""
        return judge_signed(seen.forgeries, seen.forgeries.by_key_id, "tokens that chose their own key")

    def remedy(self, seen: Seen) -> Remedy:
        """A fixed set of keys."""
        del seen
        return Remedy(
            "Look `kid` up in a fixed table of your own keys and refuse what is not there; never open a file, a query or an "
            "address with it. Ignore `jwk`, `jku`, `x5u` and `x5c` in the header of a token.",
            Effort.MINUTES,
            'key = KEYS.get(jwt.get_unverified_header(token).get("kid"))  # a dict in the code or the secret store\n'
            'claims = jwt.decode(token, key, algorithms=["HS256"])',
        )
