"""Asks each name over plain HTTP and sees whether the visitor is brought to HTTPS before anything is served."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Host
from launchready.observe.http import Reply, Silence, Why
from launchready.observe.net.redirects import Chain, End, Follow
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Where plain HTTP leads, and what HTTPS says."""

    host: str
    plain: Chain
    secure: Reply


class HttpIsNotRedirected(Check[Host, Seen]):
    """The product also answers without encryption: whoever shares a network with a visitor reads and changes all of it.

    What it does
        Asks for `/` over plain HTTP at every declared name. The first thing that comes back must be a redirect to HTTPS, a
        refusal, or a closed port. That HTTPS answers at the same name is the control. A time-out is not a refusal.

    Why it is bad
        Passwords and sessions cross the café's network in the clear, and a page that came in the clear can be altered to
        send them anywhere.

    See it yourself
        curl -i http://the.name/
    """

    title = "Plain HTTP serves the product instead of sending visitors to HTTPS"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("MIN-2", "DEP-4", "EXP-5")
    refs = ("CWE-319", "A04:2025", "RFC 6797", "ASVS 5.0 12.2.1")
    touch = Touch.READ
    faults = ("dep-no-https-redirect",)

    async def look(self, at: Host, world: World) -> Seen:
        """Follows plain HTTP, and asks HTTPS once."""
        return Seen(at.name, await world.ask(Follow(f"http://{at.name}/")), await world.get(f"https://{at.name}/"))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where something was served in the clear."""
        brought = next((hop for hop in seen.plain.hops if hop.location.startswith("https://")), None)
        if brought is None and (served := self._served(seen)) is not None:
            return Fail(
                f"http://{seen.host}/ {served}",
                (
                    Evidence("nobody, over plain HTTP", seen.plain.line()),
                    Evidence("the answer begins", seen.plain.words or "(with nothing)"),
                ),
                (seen.plain.curl,),
                (f"http://{seen.host}/",),
            )
        if isinstance(seen.secure, Silence):
            return Unknown(f"HTTPS does not answer either: {seen.secure.line()}")
        control = f"HTTPS answers at the same name: {seen.secure.line()}"
        if brought is not None:
            return Pass(f"http://{seen.host}/ brings the visitor to {brought.location}", control)
        if seen.plain.end is End.SILENT and seen.plain.why is Why.REFUSED:
            return Pass(f"{seen.host} has no open port for plain HTTP", control)
        if seen.plain.end is End.ANSWERED:
            return Pass(f"plain HTTP is refused: {seen.plain.line()}", control)
        return Unknown(f"where plain HTTP leads could not be seen: {seen.plain.line()} {seen.plain.words}".strip())

    def remedy(self, seen: Seen) -> Remedy:
        """One redirect, at the edge."""
        return Remedy(
            f"Answer every request for http://{seen.host} at the edge with a permanent redirect to the same path over HTTPS, "
            "and serve nothing else on port 80. Add Strict-Transport-Security once HTTPS is right everywhere.",
            Effort.MINUTES,
            f"server {{\n    listen 80;\n    server_name {seen.host};\n    return 308 https://$host$request_uri;\n}}",
        )

    def _served(self, seen: Seen) -> str | None:
        """What was served in the clear, in words; None where it was a refusal or nothing."""
        if seen.plain.end is not End.ANSWERED:
            return None
        status = seen.plain.status or 0
        if status < 400:  # noqa: PLR2004 - where HTTP's errors begin
            return f"answers {status} without encryption"
        same = not isinstance(seen.secure, Silence) and (seen.secure.status, seen.secure.body[:200]) == (
            status,
            seen.plain.words,
        )
        return f"answers {status}, the same as HTTPS does: the product itself listens in the clear" if same else None
