"""Tells the error tracker about exceptions: what broke and where, for which request, and nothing about people."""

import json
import traceback
from collections.abc import Mapping

from bazaar.app.log import JsonLog, request_id
from bazaar.app.outbound import Outbound, OutboundError
from bazaar.app.records import now
from bazaar.app.settings import Settings

HARMLESS_HEADERS = ("accept", "content-type", "content-length", "user-agent")


class Reporter:
    """Sends one envelope an exception."""

    def __init__(self, settings: Settings, outbound: Outbound, log: JsonLog) -> None:
        self._settings, self._outbound, self._log = settings, outbound, log

    async def tell(self, error: BaseException, route: str, headers: Mapping[str, str], user: str | None) -> None:
        """Reports the exception. A tracker that is away is a line in the log: the product goes on."""
        if "obs-errors-lost" in self._settings.faults:
            return
        leaks = "obs-errors-leak" in self._settings.faults
        event = {
            "timestamp": now(),
            "environment": self._settings.environment,
            "release": self._settings.release_path.read_text().strip(),
            "message": str(error),
            "exception": type(error).__name__,
            "request_id": request_id(),
            "extra": {
                "route": route,
                "user": user,
                "headers": {name: value for name, value in headers.items() if leaks or name in HARMLESS_HEADERS},
                "frames": [f"{f.name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)][-8:],
            },
        }
        lines = [{"sent_at": event["timestamp"]}, {"type": "event"}, event]
        sent = {
            "Content-Type": "application/x-sentry-envelope",
            "X-Sentry-Auth": f"Sentry sentry_version=7, sentry_key={self._settings.errors_key}",
        }
        body = "\n".join(json.dumps(line) for line in lines).encode()
        try:
            answer = await self._outbound.ask("POST", self._settings.errors_url, body=body, headers=sent)
        except OutboundError as away:
            self._log.write("errors.unreachable", level="error", because=str(away))
            return
        if answer.status >= 300:  # noqa: PLR2004 - every other status is a refusal
            self._log.write("errors.refused", level="error", status=answer.status)
