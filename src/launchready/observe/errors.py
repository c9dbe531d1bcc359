"""Why something could not be seen."""


class CannotLook(Exception):  # noqa: N818 - a state of the world, not an error of the caller
    """A fact that a check needs cannot be had; the check becomes Unknown with these words."""


class ConsentMissing(CannotLook):
    """The owner's consent does not cover what was about to be sent; it was not sent."""


class BudgetSpent(CannotLook):
    """The run may spend no more requests or seconds on it; it was not sent."""


class CannotTrustError(Exception):
    """The file of certificates that network.trust names cannot be used."""
