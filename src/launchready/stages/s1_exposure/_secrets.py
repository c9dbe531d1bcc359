"""What the checks of secrets share: one judgement of one part of a repository."""

import re
from dataclasses import dataclass

from launchready.observe.secrets.found import Found
from launchready.observe.secrets.places.gather import Part
from launchready.observe.secrets.rotation import rotation
from launchready.verdict import Effort, Evidence, Fail, Pass, Remedy, Unknown, Verdict

SHOWN = 10
KINDS = 3
INSIDE = re.compile(r"!| \(staged\)$| (layer|step|page|cell|output of cell) \d+| (environment|settings)$")
"""In an archive, an image, a document or the index: no line of a file."""


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
                    f"{one.kind}, fingerprint {one.fingerprint}{_since(one)}{_also(one)}",
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
        return Unknown(f"nothing of {what} was there to read{_unread(seen.part)}")
    other = f"no other live-looking secret than the {seen.part.elsewhere} told elsewhere" if seen.part.elsewhere else ""
    return Pass(
        f"{other or 'no live-looking secret'} is in {what} ({seen.part.looked_at} read; {seen.part.hints} weaker hints do "
        f"not count{_ignored(seen.part.ignored)}){_unread(seen.part)}",
        "the same engine found a secret that this run made up and planted in memory",
    )


def at_lines(seen: Seen) -> tuple[str, ...]:
    """Commands that show the line of each finding that stands in a file as it is."""
    places = [one.place.rpartition(":") for one in seen.part.found[:SHOWN]]
    return tuple(
        f"sed -n {line}p '{name if name.startswith('/') else f'{seen.folder}/{name}'}'"
        if not INSIDE.search(name)
        else f"in {seen.folder}: {name}, line {line}"
        for name, _, line in places
    )


def _unread(part: Part) -> str:
    """What the answer does not cover."""
    if not part.unread:
        return ""
    more = part.unread_in_all - len(part.unread[:SHOWN])
    rest = f"; and {more} more" if more > 0 else ""
    return f"; not read, and so not covered: {'; '.join(part.unread[:SHOWN])}{rest}"


def _since(one: Found) -> str:
    if not one.since:
        return ""
    return f", first committed {one.since}" if one.since[0].isdigit() else f", {one.since}"


def _also(one: Found) -> str:
    return f", also in {', '.join(one.also)}" if one.also else ""


def _ignored(found: tuple[Found, ...]) -> str:
    if not found:
        return ""
    places = ", ".join(one.place for one in found[:KINDS])
    return f"; {len(found)} in files that git ignores, which do not ship with it: {places}"


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
