"""Says what an API told browsers about strange origins, for the checks of CORS."""

from launchready.observe.auth.cors import CHANGE, Word, Words
from launchready.observe.auth.origins import FOREIGN
from launchready.verdict import Evidence, Fail, Unknown

SUCCESS = range(200, 300)
NOT_ITSELF = (0, 429, *range(500, 600))
"""Statuses that say nothing about origins: no answer, too many requests, a failure."""


def finding(words: Words, found: tuple[Word, ...], because: str) -> Fail:
    """A finding with its first sights."""
    return Fail(
        because,
        tuple(
            Evidence(f"{one.operation} {one.way}, Origin: {one.origin}: {one.status}", _told(words, one))
            for one in found[:3]
        ),
        (found[0].curl,),
        tuple(dict.fromkeys(one.operation.split(" ")[1] for one in found)),
    )


def reflects(words: Words) -> bool:
    """Whether whatever website asks is let in by name, with credentials."""
    return bool(words.open_to(FOREIGN))


def unseen(words: Words, asked: tuple[Word, ...]) -> Unknown | None:
    """Why nothing can be said of these origins although none was let in; None where something can."""
    if not any(one.status for one in asked):
        return Unknown("the API answered no request with such an Origin")
    first = asked[0]
    if all(one.status in NOT_ITSELF for one in asked):
        return Unknown(f"the requests were answered {first.status}, which says nothing about origins")
    if words.has_origins and words.own_is_let_in is None:
        return Unknown("the API does not let in its own declared origin either, so its rule was not seen at work")
    if words.own_is_let_in is None and not (words.works and words.private):
        return Unknown(
            "no answer that belongs to a user was seen, so it is not known what the API tells browsers of one: declare a "
            "principal that may sign in, or the API's own `origins`"
        )
    return None


def control(words: Words) -> str:
    """What proved that the look could have seen it."""
    own = words.own_is_let_in
    return f"{own.origin} is let in: {own.operation} {own.way}" if own else words.private


def _told(words: Words, one: Word) -> str:
    said = f"Access-Control-Allow-Origin: {one.allowed}"
    if one.credentials:
        said += "; Access-Control-Allow-Credentials: true"
    if one.way == CHANGE:
        return f"{said}: a page of that origin may send the change"
    if one.shown:
        said += f"; the answer holds {one.shown}, which a page of that origin reads"
    if one.reads_as_user and not words.by_cookie:
        said += " (here the session travels in a header that no strange page has; a session cookie would be open to it)"
    return said
