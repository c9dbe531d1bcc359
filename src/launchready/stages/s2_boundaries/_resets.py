"""Says why nothing can be told of a reset, for the checks of it."""

from launchready.observe.auth.reset import ResetSeen
from launchready.verdict import Unknown


def in_the_way(seen: ResetSeen) -> Unknown | None:
    """Why the control failed; None where a right link or code set the password."""
    if not seen.arrived:
        return Unknown(f"no message with a link or a code came for an account made for this: {seen.asked}")
    if not seen.way:
        return Unknown(
            "a message came, but neither the API documents an operation that takes its secret and a new password, nor does "
            "its link show a form for one"
        )
    if not seen.works:
        return Unknown(f"the link or code set no password by {seen.way}, so nothing is proved: {seen.told}")
    return None


def control(seen: ResetSeen) -> str:
    """What proved that the look could have seen it."""
    return f"the right one set a password by {seen.way}, and it signed in"
