"""Says what a full audit wants and does not find declared, and which waivers cover nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import get_args

from launchready import registry
from launchready.declare.model import Alert, ChatSurface, Declaration, ErrorsSurface, Host, Note, WebhookSurface
from launchready.first.line import Line, State
from launchready.plan import missing_words


def not_declared(declaration: Declaration) -> Iterator[Line]:
    """What a full audit wants and does not find declared."""
    wanted: dict[type, list[str]] = {}
    for check in registry.checks():
        if not declaration.of(check.target_type()):
            wanted.setdefault(check.target_type(), []).append(check.id())
    for kind, ids in wanted.items():
        what = f"no {missing_words(kind)}: not tested without it: {', '.join(ids)}"
        yield Line("coverage", State.NOT_DECLARED, what, _declare(kind))
    yield from _half_declared(declaration)
    beyond = [check.id() for check in registry.checks() if check.touch > declaration.consent.touch]
    if beyond:
        allowed = declaration.consent.touch.name.lower()
        what = f"consent.touch is {allowed}: not tested above it: {', '.join(beyond)}"
        yield Line("coverage", State.NOT_DECLARED, what, "Raise consent.touch when you are ready")


def _declare(kind: type) -> str:
    if kind is Host:
        return "Declare a url with a name that is in DNS: those of this machine have neither records nor certificates"
    return f"Declare {_header(kind)} if the product has one"


def _header(kind: type) -> str:
    if several := get_args(kind):
        return " or ".join(_header(one) for one in several)
    name = kind.__name__
    if name.endswith("Surface"):
        return f'[surface.NAME] with kind = "{name.removesuffix("Surface").lower()}"'
    return f"[{ {Note: 'handover', Alert: 'alert'}.get(kind, name.lower()) }.NAME]"


def _half_declared(declaration: Declaration) -> Iterator[Line]:
    for words, missing, do, line in _gaps(declaration):
        if missing:
            yield Line("coverage", State.NOT_DECLARED, words, do, line)


def _gaps(declaration: Declaration) -> Iterator[tuple[str, bool, str, int | None]]:
    """What can be declared and leaves checks unknown where it is not: the words, whether it is missing, what to do."""
    roles = [who.role for who in declaration.principals if not who.made]
    few = not any(roles.count(role) > 1 for role in roles)
    two = "fewer than two principals of one role: that one cannot read the other's data stays unknown"
    yield two, few, "Declare a second test account of the same role, buyer_b", None
    alone = "no edge.origin: that the origin refuses all but the edge stays unknown"
    yield alone, not declaration.edge.origin, 'Add origin = ["ADDRESS"] to [edge]', None
    for one in declaration.surfaces:
        match one:
            case WebhookSurface():
                words = (
                    f"surface.{one.name} does not say how its events are signed: replayed and forged ones stay untested"
                )
                yield words, not (one.secret and one.signature and one.event), "Add secret, signature, event", one.line
            case ChatSurface():
                words = f"surface.{one.name} does not say how the model is spoken to: it stays untested"
                yield words, one.say is None, "Add say", one.line
                words = f"surface.{one.name} plants no canaries: a leak of the prompt or of a key stays unknown"
                yield words, not one.planted, "Put canaries where only the model sees them, and add planted", one.line
            case ErrorsSurface():
                words = f"surface.{one.name} does not say how a test error is made and read: a lost one stays unknown"
                yield words, not (one.trigger and one.events and one.token), "Add trigger, events, token", one.line


def waivers(declaration: Declaration) -> Iterator[Line]:
    """Waivers that name no check, and waivers that have ended."""
    known = [check.id() for check in registry.checks()]
    today = datetime.now(UTC).date()
    for waiver in declaration.waivers:
        if waiver.check not in known:
            near = get_close_matches(waiver.check, known, 1)
            do = f"Write {near[0]}" if near else "`launchready rows` lists the checks"
            yield Line("file", State.MISSING, f"the waiver names no check: {waiver.check}", do, waiver.line)
        elif waiver.until < today:
            do = "Mend the finding, or renew the waiver"
            yield Line("file", State.MISSING, f"the waiver of {waiver.check} ended on {waiver.until}", do, waiver.line)
