"""Names addresses of the inside where the API takes an address, and listens there."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.inputs.callbacks import ELSEWHERE, Attempt, Callbacks, CallbacksSeen, Target
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
        IPv6, as 0.0.0.0, behind a name that looks like yours. With a `[catcher]` in launch.toml also by a redirect from a public
        address, by a name that leads inside, and by one that does so from its second, third or fourth look-up on. Then runs the
        operation that tries it out, where there is one. Only a request that arrives at a listener of the inside counts, or, where
        consent.scope names a cloud's metadata address, an answer that shows what only the metadata says. That your server goes to
        public addresses, or looks a name up, is no finding. The inside is this machine where the product runs on it, else the
        address that catcher.inside names; without one the verdict is Unknown.

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
    faults = ("bnd-callback-ssrf", "bnd-callback-redirect", "bnd-callback-name")
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Names, triggers, listens."""
        return Seen(await world.ask(Callbacks(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a request came."""
        targets = seen.callbacks.targets
        reached = [(one, attempt) for one in targets for attempt in one.attempts if attempt.caught or attempt.shown]
        if reached:
            return Fail(
                "the product went to an address of the inside that a customer named: "
                + ", ".join(dict.fromkeys(one.name for one, _ in reached)),
                tuple(_evidence(one, attempt) for one, attempt in reached),
                reached[0][1].curls,
                tuple(dict.fromkeys(one.name for one, _ in reached)),
            )
        if not targets:
            missing = seen.callbacks.missing
            return (
                Unknown(missing[0])
                if missing
                else NotApplicable("the API takes no address for a server to go to from a customer")
            )
        if not seen.callbacks.hears:
            return Unknown("the listener did not hear even our own request", ours=True)
        if not seen.callbacks.reach:
            return Unknown(f"{targets[0].name}: {ELSEWHERE}; no metadata was shown")
        if seen.callbacks.broken:
            return Unknown(seen.callbacks.broken)
        for one in targets:
            because = _unknown(one)
            if because:
                return Unknown(f"{one.name}: {because}")
        if seen.callbacks.missing and not any(one.called for one in targets):
            return Unknown(seen.callbacks.missing[0])
        left_out = seen.callbacks.untried
        return Pass(
            f"nothing reached the listener from {', '.join(one.name for one in targets)}{seen.callbacks.left_out}",
            f"the listener heard our own request, and {'; '.join(map(_control, targets))}"
            + (f"; not tried: {left_out} ([catcher] in launch.toml lets them be)" if left_out else ""),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Look at what the name resolves to, and connect to that."""
        places = ", ".join(
            one.name
            for one in seen.callbacks.targets
            if any(attempt.caught or attempt.shown for attempt in one.attempts)
        )
        return Remedy(
            f"In {places}, resolve the name, refuse every address that is not public (loopback, private, link-local, mapped), connect to "
            "the very address that was looked at, hold each redirect to the same rule or follow none, and do so each time, not only "
            "when the address is kept.",
            Effort.HOURS,
            "all(ipaddress.ip_address(found[4][0]).is_global for found in socket.getaddrinfo(host, port))",
        )


def _unknown(target: Target) -> str:
    """Why nothing can be said of a field; empty where something can."""
    silent = next((one for one in target.attempts if one.status == 0), None)
    lost = next((one for one in target.attempts if _is_lost(one)), None)
    if silent is not None:
        return f"{silent.spelling} was not answered"
    taken = [one for one in target.attempts if one.taken]
    broken = next((one for one in target.attempts if not one.taken and one.status not in REFUSED), None)
    if broken is not None and not taken:
        return f"{broken.spelling} was answered {broken.status}, which is neither yes nor no"
    if not taken and not 200 <= target.good < 300:  # noqa: PLR2004 - HTTP's success
        return f"it refuses a public address too ({target.good})"
    if lost is not None and target.called:
        return (
            f"it took {lost.spelling}, which is public, and nothing came there, so that no redirect was tried; `launchready doctor` "
            "tells whether the listener is reached"
        )
    if taken and target.called and not any(one.triggered for one in taken) and not target.operation.startswith("GET"):
        return (
            "it takes an address of the inside and nothing came within a second; no operation such as POST …/{id}/test makes the "
            "product go there at once"
        )
    return ""


def _is_lost(attempt: Attempt) -> bool:
    """Whether a redirect of ours was taken and never asked for."""
    return attempt.taken and attempt.leads_on and not attempt.entered


def _evidence(target: Target, attempt: Attempt) -> Evidence:
    then = f", then {attempt.triggered}" if attempt.triggered else ""
    how = f" ({attempt.how})" if attempt.how else ""
    asked = f"; its name was looked up {attempt.asked} times" if attempt.asked else ""
    entered = f"; the listener outside heard {attempt.entered}" if attempt.entered else ""
    heard = "the listener inside heard" if attempt.caught else "the answer showed"
    said = f"{target.name} was {attempt.spelling}{how} -> {attempt.status}{then}{asked}{entered}; {heard}"
    return Evidence(said, attempt.caught or attempt.shown)


def _control(target: Target) -> str:
    taken = [one for one in target.attempts if one.taken]
    if not taken:
        return f"{target.name} took a public address ({target.good}) and refused {len(target.attempts)} of the inside"
    tried = next((one.triggered for one in taken if one.triggered), "")
    entered = next((one.entered for one in taken if one.entered), "")
    looked = any(one.asked and not one.caught for one in target.attempts)
    return (
        f"{target.name} took {'the address' if len(taken) == 1 else f'{len(taken)} addresses'}"
        + (f" and was tried out ({tried})" if tried else "")
        + (", came to the public one and followed it nowhere inside" if entered else "")
        + (", and looked our names up without going where they lead" if looked else "")
    )
