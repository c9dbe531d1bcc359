"""Global ids of nodes: the type and the product's own id, in base64."""

import base64
import binascii

from bazaar.styles.ids import INNER, KINDS, Json

TYPES = {prefix: name.capitalize() for name, prefix in KINDS.items() if name != "seller"}


class Globals:
    """`ord_9f…` is `T3JkZXI6b3JkXzlm…`."""

    def outward(self, inner: str) -> Json:
        """The global id; a text that is no id stays as it is."""
        match = INNER.fullmatch(inner)
        if match is None:
            return inner
        return base64.urlsafe_b64encode(f"{TYPES[match[1]]}:{inner}".encode()).decode().rstrip("=")

    def inward(self, outer: Json, kind: str) -> Json:
        """The product's own id of that kind; what is none stays as it is."""
        found = self.read(outer)
        return found if found is not None and found.startswith(f"{kind}_") else outer

    def read(self, outer: Json) -> str | None:
        """The product's own id of any kind, or None."""
        if not isinstance(outer, str):
            return None
        try:
            name, _, inner = base64.urlsafe_b64decode(outer + "=" * (-len(outer) % 4)).decode().partition(":")
        except (binascii.Error, ValueError):
            return None
        match = INNER.fullmatch(inner)
        return inner if match is not None and TYPES[match[1]] == name else None
