"""Asks for the steps of each core flow and sees whether redirects on the way lose the body, the query or the visitor."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Flow
from launchready.observe.net.carrying import Carriage, CarriedFlow, FlowCarried
from launchready.observe.ops.flows import Timed
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a flow's requests."""

    carried: FlowCarried


class RedirectLosesRequest(Check[Flow, Seen]):
    """A redirect on the way that earns your money drops what the customer sent: the order is never made, and nobody sees why.

    What it does
        Asks for each step of the flow as it is declared, as nobody and with nothing in it but a mark in the query, and looks at
        redirects to the same thing at another spelling (a slash, `www.`, HTTPS, a folder before it). After 301, 302 and 303
        clients ask with GET and without the body; after 307 and 308 they send it again. Where a body would be lost, the flow
        is walked once as its customer: each such step is asked with GET where the redirect leads, as clients do, and then
        sent there whole. That it then comes to its end, while the GET got something else, is the proof; where both get the
        same, nothing is lost. A GET that is named like a change (`/orders/cancel/`) is not sent, and the whole request
        alone is the proof. A query of the step's own that is dropped, and a way without end, are
        findings as well. A redirect that follows upon what a step did (to the payment, to the next page) is none.

    Why it is bad
        The form comes back empty, the payment's notice is lost, the app tells "405". In the browser in which you tried, the
        address was typed right; links, apps and partners have it otherwise.

    See it yourself
        curl -si -X POST https://the.name/orders | grep -iE '^(HTTP|location)'
    """

    title = "A redirect on a core flow loses what was sent"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("DEP-7", "DEP-4")
    refs = ("RFC 9110#15.4",)
    touch = Touch.WRITE
    faults = ("dep-post-lost",)

    async def look(self, at: Flow, world: World) -> Seen:
        """One request a step; one walk where a redirect would lose something."""
        return Seen(await world.ask(CarriedFlow(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a step is lost; passes where every step was answered without that."""
        steps, kept = seen.carried.steps, seen.carried.kept
        lost = [one for one in steps if one.loops or one.query_lost or self._body_lost(one, seen)]
        if lost:
            return Fail(
                "; ".join(f"{one.step}: {self._what(one)}" for one in lost),
                tuple(evidence for one in lost for evidence in self._evidence(one, seen)),
                tuple(one.curl for one in lost),
                tuple(one.step for one in lost),
            )
        turned = [one for one in steps if one.turned and not self._arrives(one, seen)]
        if turned:
            last = kept.steps[-1].line if kept and kept.steps else seen.carried.untold
            return Unknown(f"{turned[0].way}: whether the flow would go on there could not be seen ({last})")
        mute = [one for one in steps if not one.answered]
        if mute or not steps:
            return Unknown(mute[0].end if mute else "the flow has no step")
        sent_on = [one.way for one in steps if one.hops]
        return Pass(
            f"nothing that the {len(steps)} steps send is lost in a redirect"
            + (f" ({'; '.join(sent_on)})" if sent_on else ""),
            f"each was answered, for example {steps[-1].end}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The right address, and 308."""
        ways = dict.fromkeys(one.way for one in seen.carried.steps if one.hops)
        return Remedy(
            "Have the app, its forms and its documents use the address at which the step is answered, so that nothing is "
            "redirected; and answer with 308 in place of 301 and 302 where you keep the redirect, with the query kept: "
            + "; ".join(ways)
            + ".",
            Effort.HOURS,
            "return 308 https://$host$request_uri/;  # nginx; a framework's own: APPEND_SLASH, strict_slashes, redirect_slashes",
        )

    def _body_lost(self, one: Carriage, seen: Seen) -> bool:
        """Whether the step comes to its end where it is sent whole, and clients get something else there."""
        done = self._done(one, seen)
        return one.turned and done is not None and done.moved and done.right and not done.same

    def _arrives(self, one: Carriage, seen: Seen) -> bool:
        """Whether a customer's request comes to its end without the redirect, or as well by the GET that it is turned into."""
        done = self._done(one, seen)
        return done is not None and done.right and (done.same or not done.moved)

    def _done(self, one: Carriage, seen: Seen) -> Timed | None:
        steps = seen.carried.kept.steps if seen.carried.kept else ()
        return next((timed for timed in steps if timed.step == one.step), None)

    def _what(self, one: Carriage) -> str:
        if one.loops:
            return "the redirects have no end"
        return "the redirect loses the body" if one.turned else "the redirect drops the query"

    def _evidence(self, one: Carriage, seen: Seen) -> tuple[Evidence, ...]:
        shown = [Evidence(one.step, one.way)]
        done = self._done(one, seen)
        if done and self._body_lost(one, seen):
            if done.as_clients:
                shown.append(Evidence("clients follow it with", done.as_clients))
            shown.append(Evidence("sent whole to where it leads", done.line))
        return tuple(shown)
