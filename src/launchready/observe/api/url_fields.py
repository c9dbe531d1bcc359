"""Finds the fields and parameters that take an address for a server to go to."""

import re

from launchready.observe.api.kinds import is_admin, words
from launchready.observe.api.naming import snake
from launchready.observe.api.openapi import ApiFacts, Operation

NAMED = re.compile(r"(?:^|_)(?:url|uri|href|link|webhook|hook|callback|endpoint|feed)s?$|^(?:url|uri|link)_|_to_url$")
FORMATS = frozenset({"uri", "url", "iri", "uri-reference"})
FOR_BROWSERS = re.compile(
    r"redirect|return|next|success|cancel|continue|(?:^|_)back_|referr?er|log_?in|log_?out|origin"
)
"""Addresses that a browser is sent to: no server goes there."""
CALLED = re.compile(r"hook|callback|endpoint|feed|import|fetch|proxy|preview|unfurl|scrape|crawl|ingest")
"""Words of fields and paths behind which a server goes to the address sooner or later."""
_MORE = "login signin signup register password reset checkout pay charge refund payout invite oauth"
NOT_HERE = frozenset(_MORE.split())


def url_fields(facts: ApiFacts) -> list[tuple[Operation, str]]:
    """The fields and parameters that take an address for a server to go to; the likeliest first."""
    found: list[tuple[Operation, str]] = []
    for one in facts.operations:
        if is_admin(one) or NOT_HERE & set(words(one.path)):
            continue
        if one.method == "GET" and not one.places:
            named = [
                param.name for param in one.params if param.where == "query" and _takes_url(param.name, param.format)
            ]
        elif one.method in {"POST", "PUT", "PATCH"} and one.body_kind in {"json", "form"}:
            named = [
                leaf.name for leaf in one.body if leaf.type in {"string", "any"} and _takes_url(leaf.name, leaf.format)
            ]
        else:
            named = []
        found += [(one, name) for name in dict.fromkeys(named)]
    return sorted(found, key=lambda pair: (not is_called(*pair), pair[0].method != "POST"))


def is_called(operation: Operation, name: str) -> bool:
    """Whether a field's or its path's name says that a server goes to the address."""
    return bool(CALLED.search(f"{operation.path} {name}".lower())) or operation.method == "GET"


def _takes_url(name: str, form: str | None) -> bool:
    spoken = snake(name)
    return (form in FORMATS or bool(NAMED.search(spoken))) and not FOR_BROWSERS.search(spoken)
