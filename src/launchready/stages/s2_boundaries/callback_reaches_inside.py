"""Names addresses of this machine where the API takes an address, and listens there."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.inputs.callbacks import Attempt, Callbacks, CallbacksSeen, Target
from launchready.observe.world import World
from launchready.verdict import Evidence

REFUSED = range(400, 500)


@dataclass(frozen=True, slots=True)
class Seen:
    """The fields that take an address, and what reached the listener."""

    callbacks: CallbacksSeen


class CallbackReachesInside(Check[ApiSurface, Seen]):
    """Your server goes to whatever address a customer names, also to those inside of your network.

    What it does
        Finds the fields and parameters that take an address for a server to go to (a webhook, a picture to import, a page to
        preview). Listens on this machine and gives each of them its address: plain, as `localhost`, as one number, mapped into
        IPv6, as 0.0.0.0, behind a name that looks like yours. Then runs the operation that tries it out, where there is one. Only a
        request that arrives counts. That your server goes to public addresses is no finding. It can be tried where the product
        runs on the same machine as the audit; elsewhere the verdict is Unknown.

    Why it is bad
        From the inside, addresses answer that no visitor reaches: the cloud's metadata with its keys, databases, admin pages.

    See it yourself
        Run `nc -l 9999` on the machine of the product and give http://127.0.0.1:9999/hello as the address.
    """

    title = "An address that a customer names reaches the inside"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-5",)
    refs = ("API7:2023", "CWE-918", "ASVS 5.0 1.3.6")
    touch = Touch.WRITE
    faults = ("bnd-callback-ssrf",)
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Names, triggers, listens."""
        return Seen(await world.ask(Callbacks(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a request came."""
        targets = seen.callbacks.targets
        reached = [(one, attempt) for one in targets for attempt in one.attempts if attempt.caught]
        if reached:
            return Fail(
                "the product went to an address of the inside that a customer named: "
                + ", ".join(dict.fromkeys(one.name for one, _ in reached)),
                tuple(
                    Evidence(f"{one.name} was {_said(attempt)}; the listener heard", attempt.caught)
                    for one, attempt in reached
                ),
                reached[0][1].curls,
                tuple(dict.fromkeys(one.name for one, _ in reached)),
            )
        if not targets:
            missing = seen.callbacks.missing
            return Unknown(missing[0]) if missing else NotApplicable("the API takes no address for a server to go to")
        if not seen.callbacks.hears:
            return Unknown("the listener did not hear even our own request", ours=True)
        for one in targets:
            because = _unknown(one)
            if because:
                return Unknown(f"{one.name}: {because}")
        if seen.callbacks.missing and not any(one.called for one in targets):
            return Unknown(seen.callbacks.missing[0])
        return Pass(
            f"nothing reached the listener from {', '.join(one.name for one in targets)}",
            f"the listener heard our own request, and {'; '.join(map(_control, targets))}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Look at what the name resolves to, and connect to that."""
        places = ", ".join(
            one.name for one in seen.callbacks.targets if any(attempt.caught for attempt in one.attempts)
        )
        return Remedy(
            f"In {places}, resolve the name, refuse every address that is not public (loopback, private, link-local, mapped), connect to "
            "the very address that was looked at, follow no redirects, and do so each time, not only when the address is kept.",
            Effort.HOURS,
            "all(ipaddress.ip_address(found[4][0]).is_global for found in socket.getaddrinfo(host, port))",
        )


def _unknown(target: Target) -> str:
    """Why nothing can be said of a field; empty where something can."""
    silent = next((one for one in target.attempts if one.status == 0), None)
    if silent is not None:
        return f"{silent.spelling} was not answered"
    taken = [one for one in target.attempts if one.taken]
    broken = next((one for one in target.attempts if not one.taken and one.status not in REFUSED), None)
    if broken is not None and not taken:
        return f"{broken.spelling} was answered {broken.status}, which is neither yes nor no"
    if not taken and not 200 <= target.good < 300:  # noqa: PLR2004 - HTTP's success
        return f"it refuses a public address too ({target.good})"
    if taken and target.called and not any(one.triggered for one in taken) and not target.operation.startswith("GET"):
        return (
            "it takes an address of the inside and nothing came within a second; no operation such as POST …/{id}/test makes the "
            "product go there at once"
        )
    return ""


def _said(attempt: Attempt) -> str:
    then = f", then {attempt.triggered}" if attempt.triggered else ""
    return f"{attempt.spelling} -> {attempt.status}{then}"


def _control(target: Target) -> str:
    taken = [one for one in target.attempts if one.taken]
    if not taken:
        return f"{target.name} took a public address ({target.good}) and refused {len(target.attempts)} of the inside"
    tried = next((one.triggered for one in taken if one.triggered), "")
    return f"{target.name} took the address" + (f" and was tried out ({tried})" if tried else "")
