"""An undeclared name that answers is a finding; one that has an address and keeps silent may be one."""

from dataclasses import replace

from launchready.check import Fail, Pass, Unknown
from launchready.observe.net.discovery import Live
from launchready.stages.s1_exposure.host_is_undeclared import HostIsUndeclared, Seen


def live(name: str, *, answered: bool, unclear: bool = False) -> Live:
    return Live(name, "a guess", answered, unclear, f"GET https://{name}/ -> …", f"curl https://{name}/")


BETA = live("beta.shop.test", answered=True)
CLOSED = live("old.shop.test", answered=False)
LATE = live("dev.shop.test", answered=False, unclear=True)


def seen(*found: Live, declared: int = 2, wildcard: bool = False) -> Seen:
    return Seen(30, found, declared, wildcard, tuple(f"dig {one.name} A" for one in found))


EXAMPLES = (
    (seen(), Pass),
    (seen(CLOSED), Pass),
    (seen(wildcard=True), Pass),
    (seen(BETA), Fail),
    (seen(LATE, BETA), Fail),
    (seen(BETA, declared=0), Fail),
    (seen(LATE), Unknown),
    (seen(declared=0), Unknown),
)


def test_the_remedy_names_only_those_that_answer() -> None:
    remedy = HostIsUndeclared().remedy(seen(CLOSED, BETA))

    assert "[surface.beta]" in remedy.paste
    assert "old" not in remedy.paste


def test_what_answers_is_told_with_its_release_and_its_owner() -> None:
    verdict = HostIsUndeclared().judge(seen(replace(BETA, release="2025.11.3"), live("dev.shop.test", answered=True)))

    assert isinstance(verdict, Fail)
    assert [one.shown for one in verdict.evidence] == [
        "GET https://beta.shop.test/ -> …; it serves release 2025.11.3; its owner by launch.toml: nobody",
        "GET https://dev.shop.test/ -> …; it names no release; its owner by launch.toml: nobody",
    ]
