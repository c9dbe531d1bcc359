"""What the tests of places share: keys that were never anybody's, and one reading."""

import secrets
import string

from launchready.observe.secrets.found import Engine
from launchready.observe.secrets.places.gather import Gatherer

ENGINE = Engine("shop.test")


def key() -> str:
    """In the form of a code host's token."""
    return "ghp_" + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(36))


def places(name: str, data: bytes, *values: str, log: bool = False) -> list[str]:
    """Where a file's secrets are told to be; asserts that they are these values and no others."""
    gathered = Gatherer(ENGINE)
    gathered.data(name, data, log=log)
    assert {ENGINE.fingerprint(value) for value in values} == set(gathered.found)
    return [one.place for one in gathered.found.values()]


def passed(name: str, data: bytes) -> list[str]:
    """What is told to be passed over; asserts that there is no secret."""
    gathered = Gatherer(ENGINE)
    gathered.data(name, data)
    assert gathered.found == {}
    return gathered.unread
