"""Compares what the other names of a site serve with the site itself."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.net.dns import State
from launchready.observe.net.likeness import SAME, alike
from launchready.observe.net.redirects import REDIRECTS
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Other:
    """What another name of the site serves."""

    host: str
    status: int | None
    """None where nothing came back."""
    line: str
    location: str
    likeness: float
    """To the site itself: 0 to 1."""
    curl: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The site, read twice, and its other names."""

    host: str
    readable: bool
    """Whether the site itself served a page."""
    again: float
    """How alike two readings of the site are."""
    others: tuple[Other, ...]


class TwoHostsAnswer(Check[WebSurface, Seen]):
    """The same site lives at two addresses: sign-ins work at one and not at the other, and search engines split it in two.

    What it does
        Reads the front page of the site twice, and the front page of each alias (and of `www.` or the bare domain, where
        DNS knows it). A name that serves the page itself in place of a redirect is a finding, by the likeness of what is
        served. That two readings of the site are alike is the control.

    Why it is bad
        Cookies, CORS rules and payment return addresses hold for one name. A customer who arrives at the other is signed
        out at the checkout.

    See it yourself
        curl -i https://www.the.name/ and look for a 301 or 308 to the one true name
    """

    title = "Two names serve the same site instead of one redirecting to the other"
    impact = Impact.SHOULD_FIX
    rows = ("DEP-4",)
    refs = ("RFC 9110#15.4", "RFC 6596")
    touch = Touch.READ
    faults = ("dep-two-hosts",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Reads the front pages."""
        if at.host is None:
            raise CannotLook(f"surface {at.name} has no url")
        first, second = await world.get(at.at("/")), await world.get(at.at("/"))
        front = first.body if isinstance(first, Answer) and first.status == 200 else ""  # noqa: PLR2004 - HTTP's OK
        again = alike(front, second.body) if isinstance(second, Answer) else 0.0
        others = [await _read(name, front, world) for name in await _names(at, at.host, world)]
        return Seen(at.host, bool(front), again, tuple(others))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where another name serves the site."""
        if not seen.others:
            return NotApplicable(f"{seen.host} has no other name: none is declared, and DNS knows no www")
        twins = [one for one in seen.others if one.status == 200 and one.likeness >= SAME]  # noqa: PLR2004 - HTTP's OK
        if not seen.readable or seen.again < SAME:
            return Unknown(
                f"{seen.host} did not serve the same front page twice, so that nothing can be compared with it"
            )
        if twins:
            return Fail(
                f"{', '.join(one.host for one in twins)} serves the same page as {seen.host}, without a redirect",
                tuple(Evidence(one.line, f"{one.likeness:.0%} of the front page of {seen.host}") for one in twins),
                tuple(one.curl for one in twins),
                tuple(one.host for one in twins),
            )
        unclear = [one for one in seen.others if one.status not in REDIRECTS]
        if unclear:
            return Unknown("; ".join(f"{one.line}, {one.likeness:.0%} alike" for one in unclear))
        return Pass(
            "; ".join(f"{one.host} redirects to {one.location}" for one in seen.others),
            f"two readings of {seen.host} are {seen.again:.0%} alike",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """One hop to the one name."""
        return Remedy(
            f"Keep {seen.host} and have every other name answer with one permanent redirect to it, path and query kept.",
            Effort.MINUTES,
            "\n".join(f"{one.host} {{\n\tredir https://{seen.host}{{uri}} 301\n}}" for one in seen.others),
        )


async def _names(at: WebSurface, host: str, world: World) -> tuple[str, ...]:
    """The aliases, and the counterpart of the product's domain with or without `www.`, where DNS knows it."""
    domain = world.declaration.product.domain
    counterpart = {domain: f"www.{domain}", f"www.{domain}": domain}.get(host)
    if counterpart is None or counterpart in at.aliases:
        return at.aliases
    four, addresses = await world.dns.addresses(counterpart)
    return at.aliases if four.state is State.NXDOMAIN or not addresses else (*at.aliases, counterpart)


async def _read(name: str, front: str, world: World) -> Other:
    request = Request(f"https://{name}/")
    reply = await world.send(request)
    if not isinstance(reply, Answer):
        return Other(name, None, reply.line(), "", 0.0, world.curl(request))
    likeness = alike(front, reply.body) if reply.status == 200 else 0.0  # noqa: PLR2004 - HTTP's OK
    return Other(name, reply.status, reply.line(), reply.header("Location") or "", likeness, world.curl(request))
