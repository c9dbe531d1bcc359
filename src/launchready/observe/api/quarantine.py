"""Tells by its name which GET changes something: such an operation is never sent, for it may wipe what is not ours."""

import re
from dataclasses import replace

from launchready.observe.api.operation import ApiFacts, Operation

_CHANGES = (
    "create add insert populate seed init initialize initialise install migrate rebuild reindex delete remove destroy purge "
    "truncate wipe clear flush reset restore rollback revert send execute restart reboot shutdown kill terminate enable "
    "disable activate deactivate suspend unblock approve reject accept decline confirm cancel publish unpublish logout "
    "signout unsubscribe promote demote revoke impersonate rotate regenerate toggle increment decrement upvote downvote "
    "unlike unfollow unarchive undelete unlock trash"
)
VERBS = frozenset(_CHANGES.split())
"""Words that are no nouns: `GET /refund` and `GET /run` may well read one."""
BEFORE_MORE = frozenset(
    {"mark", "set", "move", "update", "save", "archive", "add", "make", "apply", "submit", "start", "stop"}
)
"""Words that are changes where others follow them: `/mark-as-read`, `/setDefault`; alone they may well be nouns."""
BEHIND_AN_ID = frozenset({"archive", "close", "reopen", "pause", "resume", "submit"})
"""Words that are changes right behind the id of one thing: `/notes/{id}/archive`; elsewhere, as in `/blog/archive`, nouns."""
GLUED = re.compile(
    rf"(?:{'|'.join(sorted(VERBS, key=len, reverse=True))})[-_]?(?:db|database|data|all|tables?|schema|cache)"
)
"""`createdb`, `reset_database`: the verb and what it works on in one word."""
SPOKEN = re.compile(r"\W*(?:this (?:operation|endpoint|route) )?(\w+)", re.IGNORECASE)
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def apart(facts: ApiFacts) -> ApiFacts:
    """The facts with what must not be sent set apart."""
    kept = tuple(one for one in facts.operations if not changes_by_name(one))
    return replace(facts, operations=kept, quarantined=tuple(one for one in facts.operations if one not in kept))


def changes_by_name(operation: Operation) -> bool:
    """Whether a GET or HEAD is named like something that changes the product (RFC 9110, 9.2.1 says it must not)."""
    return operation.method in {"GET", "HEAD"} and (path_changes(operation.path) or _text_says_so(operation.text))


def path_changes(path: str) -> bool:
    """Whether the last part of a path begins with such a verb."""
    steps = [part for part in path.split("/") if part]
    parts = [part for part in steps if not part.startswith("{")]
    if not parts:
        return False
    last = parts[-1]
    spoken = [word.lower() for word in WORD.findall(last)]
    is_glued = GLUED.fullmatch(last.lower()) is not None
    is_done_to_one = steps[-2:-1] != parts[-2:-1] and steps[-1] == last and last.lower() in BEHIND_AN_ID
    return (
        is_glued
        or is_done_to_one
        or bool(spoken and (spoken[0] in VERBS or (len(spoken) > 1 and spoken[0] in BEFORE_MORE)))
    )


def _text_says_so(text: str) -> bool:
    """Whether the summary begins with such a verb in the third person: `Creates and populates the database`."""
    match = SPOKEN.match(text)
    word = match[1].lower() if match else ""
    return any(word in {f"{verb}s", f"{verb}es", f"{verb[:-1]}ies"} for verb in VERBS)
