"""What goes to an error tracker, cleaned: `sentry_sdk.init(before_send=Scrubber(cleaner), before_send_transaction=…)`."""

from collections.abc import Mapping
from typing import Any

from launchready_guard.cleaning import LEFT_OUT, Cleaner
from launchready_guard.request_ids import CURRENT

_KEPT_AS_THEY_ARE = frozenset(
    {"event_id", "timestamp", "start_timestamp", "platform", "level", "release", "type", "sdk"}
)
_LEFT_OUT_OF_REQUESTS = ("data", "cookies", "env")


class Scrubber:
    """Cleans an event, and never drops it."""

    def __init__(self, cleaner: Cleaner) -> None:
        """Takes the cleaner."""
        self._cleaner = cleaner

    def __call__(self, event: Mapping[str, Any], _hint: object = None) -> dict[str, Any]:
        """The event without what must not leave, and with the request's name as a tag."""
        trace = CURRENT.get()
        tags = {"request_id": trace.request_id} if trace else {}
        try:
            found: dict[str, Any] = {
                name: value if name in _KEPT_AS_THEY_ARE else self._cleaner.value(value, name)
                for name, value in event.items()
            }
            if isinstance(found.get("request"), dict):
                # A body is what a customer wrote: the tracker has no use of it that is worth the risk.
                found["request"].update(
                    {name: LEFT_OUT for name in _LEFT_OUT_OF_REQUESTS if found["request"].get(name)}
                )
            if isinstance(found.get("user"), dict):
                found["user"] = {name: value for name, value in found["user"].items() if name == "id"}
        except Exception as error:  # noqa: BLE001 - whatever breaks, the event arrives
            found = {name: value for name, value in event.items() if name in _KEPT_AS_THEY_ARE}
            found["message"] = f"left out: {type(error).__name__} while cleaning"
        if tags:
            theirs = found.get("tags")
            found["tags"] = {**(theirs if isinstance(theirs, dict) else {}), **tags}
        return found
