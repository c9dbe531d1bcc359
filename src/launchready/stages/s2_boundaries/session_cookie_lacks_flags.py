"""Reads how the cookies of a session are set."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.auth.leaving import Cookie, Cookies, SessionCookies
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The cookies of every declared sign-in."""

    cookies: Cookies


class SessionCookieLacksFlags(Check[Declaration, Seen]):
    """A script on your page, another website or a listener on the line can take or use your customers' sessions.

    What it does
        Signs customer A in by each declared way and reads the flags of the cookies that are set: Secure, HttpOnly and
        SameSite, and what a prefix (`__Host-`) promises. A cookie counts where its name says that it is a session's, or where
        it opens what A alone may see, or nothing opens without it. All others (a language, a consent, a balancer, a CSRF
        token, the time of the last visit) are left out.

    Why it is bad
        Without HttpOnly, one injected script reads the session; without Secure, it travels in the clear; without SameSite,
        other websites send requests with it.

    See it yourself
        Sign in and look at the Set-Cookie header of the answer.
    """

    title = "The session cookie lacks Secure, HttpOnly or SameSite"
    impact = Impact.COSTS_TRUST
    rows = ("BND-1",)
    refs = ("CWE-1004", "CWE-614", "CWE-1275", "A02:2025")
    touch = Touch.WRITE
    faults = ("bnd-cookie-flags", "bnd-csrf")

    async def look(self, at: Declaration, world: World) -> Seen:
        """Signs in once by each way."""
        del at
        return Seen(await world.ask(SessionCookies()))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a flag is missing."""
        bare = [(one, lacks) for one in seen.cookies.cookies if (lacks := lacking(one))]
        told = "; ".join(seen.cookies.sign_ins)
        if bare:
            return Fail(
                "; ".join(dict.fromkeys(f"the cookie {one.name} lacks {', '.join(lacks)}" for one, lacks in bare)),
                tuple(
                    Evidence(f"{one.where} set the cookie {one.name}", f"without {', '.join(lacks)}")
                    for one, lacks in bare[:3]
                ),
                tuple(dict.fromkeys(f"curl -sS -i -X {one.where} … | grep -i '^set-cookie'" for one, _ in bare[:2])),
                tuple(dict.fromkeys(one.name for one, _ in bare)),
            )
        if not seen.cookies.sign_ins:
            return NotApplicable("nobody signs in with a request of its own: tokens, keys or HTTP Basic go with each")
        if not seen.cookies.answered:
            return Unknown(f"not every sign-in worked: {told}")
        if not seen.cookies.cookies:
            return NotApplicable(f"no sign-in sets a cookie: {told}")
        names = ", ".join(dict.fromkeys(one.name for one in seen.cookies.cookies))
        return Pass(f"{names}: Secure, HttpOnly and SameSite are set", f"the sign-ins worked: {told}")

    def remedy(self, seen: Seen) -> Remedy:
        """One line."""
        name = next((one.name for one in seen.cookies.cookies if lacking(one)), "session")
        prefix = "" if name.startswith("__") else "__Host-"
        return Remedy(
            "Set the session cookie with Secure, HttpOnly and SameSite=Lax; the prefix __Host- makes browsers hold you to it.",
            Effort.MINUTES,
            f"Set-Cookie: {prefix}{name}=…; Path=/; Secure; HttpOnly; SameSite=Lax",
        )


def lacking(cookie: Cookie) -> tuple[str, ...]:
    """The flags that a cookie lacks."""
    lacks = [name for name, there in (("Secure", cookie.secure), ("HttpOnly", cookie.http_only)) if not there]
    if cookie.same_site not in {"lax", "strict"}:
        lacks.append("SameSite=Lax or Strict")
    if cookie.name.startswith("__Host-") and (cookie.domain or cookie.path != "/"):
        lacks.append("what its prefix __Host- promises (Path=/ and no Domain), so browsers throw it away")
    return tuple(lacks)
