"""The style of an Express app: camelCase, an envelope, whole numbers as ids, 404 where others say 403."""

import re
from typing import ClassVar

from bazaar.styles.ids import Json, Numbers
from bazaar.styles.style import Asked, Style


class Express(Style):
    """`GET /api/v2/orders/17` answers `{"success": true, "data": {"listingId": 3, …}}`."""

    base = "/api/v2"
    document = "/api/v2/openapi.json"
    statuses: ClassVar[dict[int, int]] = {403: 404, 422: 400}
    id_schema: ClassVar[dict[str, Json]] = {"type": "integer"}
    security: ClassVar[dict[str, Json]] = {"bearerAuth": {"type": "http", "scheme": "bearer"}}

    def __init__(self) -> None:
        self.ids = Numbers()

    def place(self, inner: str) -> str:
        """In camelCase, as fields."""
        return self.key(inner)

    def key(self, inner: str) -> str:
        """`listing_id` is `listingId`."""
        return re.sub(r"_([a-z])", lambda match: match[1].upper(), inner)

    def success(self, asked: Asked, status: int, value: Json) -> tuple[int, Json]:
        """Everything is in `data`, and nothing is answered with 204."""
        if asked.inner == "/health":
            return status, value
        return (200 if status == 204 else status), {"success": True, "data": value}  # noqa: PLR2004 - no content

    def failure(self, status: int, code: str, message: str, fields: tuple[str, ...]) -> dict[str, Json]:
        """One sentence. What is forbidden is said to be nowhere."""
        del code
        if status == 403:  # noqa: PLR2004 - forbidden
            message = "Not found"
        if fields:
            message = f"Validation failed: {', '.join(fields)}"
        return {"success": False, "message": message}

    def enveloped(self, asked: Asked, schema: Json) -> Json:
        """The same."""
        if asked.inner == "/health":
            return schema
        properties: dict[str, Json] = {"success": {"type": "boolean"}, "data": schema}
        return {"type": "object", "required": ["success", "data"], "properties": properties}

    def failed(self) -> Json:
        """The schema of an error."""
        properties: dict[str, Json] = {"success": {"type": "boolean"}, "message": {"type": "string"}}
        return {"type": "object", "required": ["success", "message"], "properties": properties}
