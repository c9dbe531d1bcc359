"""The record of everything that was sent: what, as whom, what came back, and which canaries went and came."""

import re
import time
import zlib
from dataclasses import dataclass

from launchready.observe.consent import SAFE_METHODS
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.keeping import terms_of
from launchready.observe.who.session import Session
from launchready_hunt.canary import TOKEN_PREFIX
from launchready_hunt.ledger import Ledger

NOBODY = "nobody"
DNS = "DNS"
"""What stands in the place of a method where a line is a question to DNS: no request to the product."""
LONGEST_BODY = 4096
HALF = re.compile("[\ud800-\udfff]")
"""Half a character, which no file of text holds."""
OWN_CREDENTIALS = "credentials made up for it"
CREDENTIALS = frozenset({"authorization", "cookie", "x-api-key", "api-key", "x-auth-token", "proxy-authorization"})
CANARY = re.compile(rf"{TOKEN_PREFIX}[a-z2-7]{{24}}(?![a-z2-7])")


@dataclass(frozen=True, slots=True)
class Sent:
    """One line of the record of everything that was sent."""

    at: float
    """Seconds since the epoch."""
    check: str
    method: str
    url: str
    by: str | None
    outcome: str
    """The status, or why there is none."""
    milliseconds: float
    who: str = ""
    """Whose credentials went with it: a principal, `nobody`, or what a check made for it (`an expired token`)."""
    carried: tuple[str, ...] = ()
    """The canaries in it."""
    shown: tuple[str, ...] = ()
    """The canaries that came back and were not in it."""
    body: str = ""
    """What was sent, where it does more than read and is short."""
    terms: tuple[tuple[str, str], ...] = ()
    """What the answer to a plain GET says of being kept by a cache: headers of the product's and of caches."""
    content: str = ""
    """A checksum of what a plain GET was answered: two that are the same showed the same."""


def entry(  # noqa: PLR0917 - one exchange, with what is known of it
    check: str, request: Request, session: Session | None, reply: Reply, started: float, ours: Ledger
) -> Sent:
    """The line of one exchange that began at `started`."""
    carried = _canaries(request.url, request.body or "")
    shown: tuple[str, ...] = ()
    if isinstance(reply, Answer):
        outcome = str(reply.status)
        shown = tuple(one for one in _canaries(reply.body) if one not in carried and ours.where(one))
    else:
        outcome = reply.why.value
    spent = round((time.time() - started) * 1000, 1)
    url, by, who = request.url, request.by, whose(request, session)
    terms, content = _plainly(request, reply)
    body = request.body or ""
    if request.method in SAFE_METHODS or len(body) > LONGEST_BODY or HALF.search(body):
        body = ""
    return Sent(started, check, request.method, url, by, outcome, spent, who, carried, shown, body, terms, content)


def _plainly(request: Request, reply: Reply) -> tuple[tuple[tuple[str, str], ...], str]:
    """How a GET that carries nothing out of the way was answered, where it went the way that visitors go."""
    if not isinstance(reply, Answer) or request.method != "GET" or request.headers or request.address:
        return (), ""
    return terms_of(reply), f"{zlib.crc32(reply.body.encode('utf-8', 'surrogatepass')):08x}"


def whose(request: Request, session: Session | None) -> str:
    """Whose credentials go with a request, in a few words."""
    if session is not None:
        return session.principal.split(" (", 1)[0]
    if request.by is not None:
        return request.by
    own = {name.lower() for name, _ in request.headers} & CREDENTIALS
    return OWN_CREDENTIALS if own else NOBODY


def _canaries(*texts: str) -> tuple[str, ...]:
    found = [one for text in texts if TOKEN_PREFIX in text for one in CANARY.findall(text)]
    return tuple(dict.fromkeys(found)) if found else ()
