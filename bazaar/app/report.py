"""Tells the error tracker about exceptions: what broke and where, for which request; the guard's scrubber takes out people."""

import json
import traceback
from collections.abc import Mapping

from bazaar.app.log import JsonLog, request_id
from bazaar.app.outbound import Outbound, OutboundError
from bazaar.app.records import now
from bazaar.app.settings import Settings
from launchready_guard.sentry import Scrubber


class Reporter:
    """Sends one envelope an exception."""

    def __init__(self, settings: Settings, outbound: Outbound, log: JsonLog, scrub: Scrubber) -> None:
        self._settings, self._outbound, self._log, self._scrub = settings, outbound, log, scrub

    async def tell(self, error: BaseException, route: str, headers: Mapping[str, str], user: str | None) -> None:
        """Reports the exception. A tracker that is away is a line in the log: the product goes on."""
        if "obs-errors-lost" in self._settings.faults:
            return
        event: dict[str, object] = {
            "timestamp": now(),
            "environment": self._settings.environment,
            "release": self._settings.release_path.read_text().strip(),
            "message": str(error),
            "exception": type(error).__name__,
            "request_id": request_id(),
            "extra": {
                "route": route,
                "user": user,
                "headers": dict(headers),
                "frames": [f"{f.name}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)][-8:],
            },
        }
        if "obs-errors-leak" not in self._settings.faults:
            event = self._scrub(event)
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
