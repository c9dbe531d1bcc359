"""Everything around the app: edge, TLS, DNS, mail, repository, and the hand that starts and stops it all."""

from bazaar.town.town import Town, open_town

__all__ = ["Town", "open_town"]
