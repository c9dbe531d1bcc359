"""Chooses the webhook whose events a test can see at work."""

from dataclasses import dataclass

from launchready.declare.model import WebhookSurface
from launchready.observe.inputs.webhook import ORDER_WORDS
from launchready.testset.making import Making
from launchready.testset.tries import Tries


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook whose events change an order."""

    name: str
    env: str
    url: str
    secret: str
    """The environment variable that holds it."""
    signature: tuple[str, ...]
    event: str
    kind: str


def hook_of(tries: Tries, makings: tuple[Making, ...]) -> Hook | None:
    """The webhook that the run delivered a right event to, where that changes an order."""
    order = next((one for word in ORDER_WORDS for one in makings if one.name == word and one.shown_by), None)
    for hook in tries.declaration.surfaces:
        if not isinstance(hook, WebhookSurface) or order is None or hook.url is None:
            continue
        delivered = any(one.url == hook.url and one.outcome.startswith("2") for one in tries.sent)
        if delivered and hook.secret and hook.signature and "{order}" in hook.event:
            return Hook(
                hook.name,
                f"{hook.name.upper()}_URL",
                hook.url,
                f"{hook.name.upper()}_SECRET",
                hook.signature,
                hook.event,
                order.name,
            )
    return None
