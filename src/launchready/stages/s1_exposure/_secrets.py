"""What the checks of secrets share: one judgement of one part of a repository."""

from dataclasses import dataclass

from launchready.observe.secrets.repository import Part
from launchready.observe.secrets.rotation import rotation
from launchready.verdict import Effort, Evidence, Fail, Pass, Remedy, Unknown, Verdict

SHOWN = 10
KINDS = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """One part of a repository, and whether the engine that read it finds what it must."""

    folder: str
    part: Part
    control: bool


def judge(seen: Seen, what: str, reproduce: tuple[str, ...]) -> Verdict:
    """Fails for each secret; passes only where the engine found one that was planted in memory."""
    found = seen.part.found
    if found:
        kinds = ", ".join(sorted({one.kind for one in found}))
        many = f"{len(found)} live-looking secrets ({kinds}) are" if len(found) > 1 else f"a live-looking {kinds} is"
        return Fail(
            f"{many} in {what}",
            tuple(
                Evidence(
                    one.place,
                    f"{one.kind}, fingerprint {one.fingerprint}{f', first committed {one.since}' if one.since else ''}",
                )
                for one in found[:SHOWN]
            ),
            reproduce,
            tuple(sorted(one.fingerprint for one in found)),
        )
    if not seen.control:
        return Unknown(
            "the engine did not find a secret that was planted in memory, so its silence proves nothing", ours=True
        )
    if seen.part.missed:
        return Unknown(f"not all of {what} could be read: {'; '.join(seen.part.missed[:3])}")
    if not seen.part.looked_at:
        return Unknown(f"nothing of {what} was there to read")
    large = f", {len(seen.part.large)} passed over for their size" if seen.part.large else ""
    return Pass(
        f"no live-looking secret is in {what} ({seen.part.looked_at} read{large}; {seen.part.hints} weaker hints do not count)",
        "the same engine found a secret that this run made up and planted in memory",
    )


def revoke(seen: Seen, then: str) -> Remedy:
    """The order that matters: first the key, then the place."""
    places = "; ".join(one.place for one in seen.part.found[:SHOWN])
    how = " ".join(
        f"A {kind}, by {rotation(kind).words()}" for kind in sorted({one.kind for one in seen.part.found})[:KINDS]
    )
    return Remedy(
        f"Treat each of these as known to strangers: revoke it at its issuer and put a new one into the environment or a secret "
        f"store, first of all. {how} {then} Places: {places}.",
        Effort.HOURS,
    )
