"""Sends tokens that say themselves with which key they are to be verified."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.token import Forgeries, Tokens
from launchready.observe.world import World
from launchready.stages.s2_boundaries._tokens import judge_signed
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API made of forged tokens."""

    forgeries: Forgeries


class TokenChoosesItsKey(Check[ApiSurface, Seen]):
    """Anybody can be any user, because the API takes the verifying key from where the token says.

    What it does
        Signs the claims of customer A's token with keys that everybody knows, and has the header's `kid` point at them: a
        file without content, a file with a known one, a key that an injected query answers with. Then it signs with a key
        of its own and brings that along in the header (`jwk`, or a certificate in `x5c`), or says where to fetch it (`jku`,
        `x5u`), where a listener of the audit's hands it out. Only an answer with A's own data counts, or a key that was
        fetched from where a token said.

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
    faults = ("bnd-jwt-kid", "bnd-jwt-own-key", "bnd-jwt-key-address")
    alone = True

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the forgeries with the other checks of tokens."""
        return Seen(await world.ask(Tokens(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where such a token brought A's data, or had its key fetched."""
        forged = seen.forgeries
        tried = (*forged.by_key_id, *forged.by_address)
        fetched = [one for one in forged.by_address if one.fetched]
        if fetched and not any(one.believed for one in tried):
            return Fail(
                f"{forged.operation} fetched the key of a token {fetched[0].how}",
                tuple(
                    Evidence(f"a token {one.how}: {one.status}", "the audit's listener was asked for its key")
                    for one in fetched
                ),
                (forged.curl,),
                (forged.operation,),
            )
        verdict = judge_signed(forged, tried, "tokens that chose their own key")
        if isinstance(verdict, Pass) and forged.unreached:
            return Unknown(f"addresses of keys (jku, x5u) were not tried: {forged.unreached}; {verdict.because}")
        return verdict

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
