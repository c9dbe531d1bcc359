"""The probes of the app's faults: each asks a running product, and says whether the wrong thing shows."""

from collections.abc import Callable

from bazaar.tests.app_product import Product

Probe = Callable[[Product], bool]
PROBES: dict[str, Probe] = {}


def probe(fault: str) -> Callable[[Probe], Probe]:
    def keep(function: Probe) -> Probe:
        PROBES[fault] = function
        return function

    return keep
