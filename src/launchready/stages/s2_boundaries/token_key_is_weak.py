"""Guesses the key that signs tokens without asking anybody, and proves it by a token of our own."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.common_keys import count
from launchready.observe.auth.jwt import HASHES
from launchready.observe.auth.token import Forgeries, Tokens
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API made of forged tokens."""

    forgeries: Forgeries


class TokenKeyIsWeak(Check[ApiSurface, Seen]):
    """Anybody with one token of their own can find your signing key at home and then be any user.

    What it does
        Compares the signature of customer A's token with those that common keys, the keys of tutorials and templates, and
        keys made of the product's names would make; nothing is sent for that. A key that fits is used for a token of our
        own, and only an answer with A's own data counts.

    Why it is bad
        Guessing happens on the attacker's machine, millions of words a second, and you cannot see it.

    See it yourself
        Put a token of yours and a list of common secrets into a tool such as hashcat (mode 16500).
    """

    title = "Tokens are signed with a key that can be guessed"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-1", "MIN-4")
    refs = ("API2:2023", "CWE-521", "RFC 8725")
    touch = Touch.WRITE
    faults = ("bnd-jwt-weak-key",)
    alone = True

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the forgeries with the check of missing signatures."""
        return Seen(await world.ask(Tokens(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a key was guessed and the token made with it was believed."""
        forged = seen.forgeries
        if forged.key and forged.with_key is not None and forged.with_key.believed:
            return Fail(
                f"the signing key was guessed: {forged.key}",
                (
                    Evidence(
                        f"a token of our own, {forged.with_key.how}, at {forged.operation}: {forged.with_key.status}",
                        "answered with the user's own data",
                    ),
                ),
                (forged.curl,),
                ("signing key",),
            )
        if forged.key:
            return Unknown(
                f"a key fits the token's signature ({forged.key}), but a token made with it was not believed"
            )
        if not forged.kind:
            return NotApplicable("sessions are no JSON Web Tokens whose key could be guessed")
        if forged.kind not in HASHES:
            return NotApplicable(f"tokens are signed with {forged.kind}, whose key is no word that can be guessed")
        if not forged.right:
            return Unknown(f"{forged.operation} does not tell whose token it was asked with, so nothing is proved")
        return Pass(
            f"none of {count()} common keys and those made of the product's names made the token's signature ({forged.kind})",
            f"the token is one that the API believes: {forged.operation}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A random key."""
        del seen
        return Remedy(
            "Sign with a random key of 32 bytes from the secret store, a different one in each environment. Changing it "
            "signs everybody out, which is what you want here.",
            Effort.MINUTES,
            'python -c "import secrets; print(secrets.token_urlsafe(32))"',
        )
