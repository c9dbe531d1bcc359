"""What a request brings beyond its form: refused, unless a fault lets it in."""

from fastapi import HTTPException

from bazaar.app.services import Services
from bazaar.app.shapes import Closed


def extras(given: Closed, services: Services, fault: str) -> dict[str, object]:
    """The fields that the form does not offer.

    Raises:
        HTTPException: there are some, and the fault is not on.
    """
    more: dict[str, object] = dict(given.model_extra or {})
    if more and not services.broken(fault):
        raise HTTPException(422, f"these cannot be set: {', '.join(map(repr, more))}")
    return more
