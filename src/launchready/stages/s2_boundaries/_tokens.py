"""Judges tokens that an API should not believe, for the checks of them."""

from launchready.observe.auth.token import Forgeries, Forgery
from launchready.observe.auth.token_times import Misfits
from launchready.verdict import Evidence, Fail, NotApplicable, Pass, Unknown, Verdict

UNHEARD = (0, 429)
"""Silence, and a limit: neither says that a token was looked at."""


def judge_forged(forged: Forgeries, tried: tuple[Forgery, ...], what: str) -> Verdict:
    """Fails where a forged token brought the user's own data."""
    if believed := [one for one in tried if one.believed]:
        return _believed(forged.operation, believed, forged.curl)
    if not forged.kind:
        return NotApplicable("sessions are no JSON Web Tokens that a client could rewrite")
    if not forged.right:
        return Unknown(_no_control(forged.operation))
    if unheard := [one for one in tried if one.status in UNHEARD]:
        return Unknown(f"the token {unheard[0].how} was answered neither yes nor no ({unheard[0].status or 'silence'})")
    return Pass(f"none of {len(tried)} {what} was believed", _control(forged.operation))


def judge_signed(forged: Forgeries, tried: tuple[Forgery, ...], what: str) -> Verdict:
    """The same for tokens with a signature, of which nothing is proved where none is looked at."""
    if forged.kind and forged.right and not forged.verified:
        return Unknown("a token with a wrong signature is believed as well, so nothing is proved of its key")
    return judge_forged(forged, tried, what)


def judge_misfits(misfits: Misfits, what: str, key: str) -> Verdict:
    """Fails where a genuine token that is not for here and now brought its user's own data."""
    if believed := [one for one in misfits.tried if one.believed]:
        return _believed(misfits.operation, believed, misfits.curl)
    if not misfits.control and misfits.kind:
        return Unknown(_no_control(misfits.operation))
    if unheard := [one for one in misfits.tried if one.status in UNHEARD]:
        return Unknown(f"the token {unheard[0].how} was answered neither yes nor no ({unheard[0].status or 'silence'})")
    if misfits.tried:
        told = "; ".join(f"a token {one.how}: {one.status}" for one in misfits.tried)
        return Pass(f"no {what} was believed ({told})", _control(misfits.operation))
    if misfits.unlike:
        return Unknown("; ".join(misfits.unlike))
    if not misfits.kind:
        return NotApplicable(f"sessions are no JSON Web Tokens, and launch.toml names no principal.….{key}")
    return Unknown(f"there is no {what} to try: name one of a test account's in launch.toml (principal.….{key})")


def _believed(operation: str, believed: list[Forgery], curl: str) -> Fail:
    return Fail(
        f"{operation} believed a token {believed[0].how}",
        tuple(
            Evidence(f"a token {one.how}: {one.status}", "answered with the user's own data") for one in believed[:3]
        ),
        (curl,),
        (operation,),
    )


def _control(operation: str) -> str:
    return f"the right token brought the user's own data from {operation}, and one of nobody's did not"


def _no_control(operation: str) -> str:
    return f"the right token did not bring data from {operation} that are the user's own, or any token did: nothing is proved"
