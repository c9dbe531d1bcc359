"""The ways in which an address leads to the inside: spelled, behind a name, behind a name that changes, by a redirect."""

import ipaddress
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from launchready.observe.consent import is_loopback
from launchready.observe.inputs.catcher import Catcher
from launchready.observe.inputs.listening import Listening, Outside

LOOK_UPS = (1, 2, 3)
"""How often a changing name is the outside's: products look when an address is kept, when it is used, and once more."""
REDIRECTS = (302, 307)
"""The one that all follow, and the one that keeps a POST a POST."""


@dataclass(frozen=True, slots=True)
class Way:
    """One address to give."""

    url: str
    mark: str
    """What the listener inside hears, and what a name of ours begins with."""
    how: str = ""
    """How it leads inside; empty for one that is of the inside itself."""
    entry: str = ""
    """What the listener outside hears before; empty for none."""


def ways(listens: Listening, host: str, mark: Callable[[], str]) -> Iterator[Way]:
    """Every way, each made when it is its turn. `host` is the product's own, for an address that looks like it."""
    inside, outside = listens.inside, listens.outside
    assert inside is not None
    for name in spellings(inside, host):
        fresh = mark()
        yield Way(f"http://{name}:{inside.port}/{fresh}", fresh)
    if outside is None:
        return
    for how, named in _names(inside, outside):
        fresh = mark()
        yield Way(f"http://{named(fresh)}:{inside.port}/{fresh}", fresh, how)
    for status in REDIRECTS:
        entry, fresh = mark(), mark()
        outside.catcher.send_on(entry, status, f"{inside.url}/{fresh}")
        yield Way(
            f"{outside.url}/{entry}", fresh, f"an address that answers {status} and sends on to the inside", entry
        )


def over_tls(listens: Listening, *, names: bool) -> Iterator[Callable[[Catcher, str], Way]]:
    """The ways that are left where only https is taken, each for a listener of its own."""

    def plain(catcher: Catcher, mark: str) -> Way:
        return Way(f"https://{urlsplit(catcher.url).netloc}/{mark}", mark)

    yield plain
    if not names or listens.inside is None or listens.outside is None:
        return
    for how, name in _names(listens.inside, listens.outside):

        def named(catcher: Catcher, mark: str, how: str = how, name: Callable[[str], str] = name) -> Way:
            return Way(f"https://{name(mark)}:{catcher.port}/{mark}", mark, how)

        yield named


def _names(inside: Catcher, outside: Outside) -> Iterator[tuple[str, Callable[[str], str]]]:
    names = outside.names
    if names is None:
        return
    yield "a name whose address is of the inside", lambda mark: names.name(mark, inside.host)
    if outside.address and (":" in outside.address) == (":" in inside.host):
        for count in LOOK_UPS:
            times = "once" if count == 1 else f"{count} times"
            yield (
                f"a name whose address is public {times} and of the inside from then on",
                lambda mark, count=count: names.name(mark, *[outside.address] * count, inside.host),  # type: ignore[misc]  # its default is the loop's
            )


def spellings(catcher: Catcher, host: str) -> tuple[str, ...]:
    """An inside address in the ways that guards forget."""
    at = ipaddress.ip_address(catcher.host)
    if isinstance(at, ipaddress.IPv6Address):
        return (f"[{at}]", f"[{at.exploded}]", f"{host}@[{at}]")
    # None in octal: what reads 0177.0.0.1 as 177.0.0.1 would go to a stranger.
    plain = (str(at), str(int(at)), f"[::ffff:{at}]", f"{host}@{at}")
    if not is_loopback(catcher.host):
        return plain
    v6 = ("[::1]",) if catcher.is_on_v6 else ()
    return (plain[0], "localhost", *plain[1:3], "0.0.0.0", plain[3], *v6)  # noqa: S104 - an address to ask for
