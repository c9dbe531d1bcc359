"""The walk up the tree as RFC 9989 wants it, over a real DNS server: whose a domain is, whom it lets speak, who takes reports."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from launchready.declare.model import Network
from launchready.observe.mail.dmarc import Dmarc, DmarcOf, OrganizationOf, Unwelcome, aligned, steps
from launchready.observe.net.dns import State
from launchready.observe.world import World
from tests.observe.small_world import declared, visited, zone

AnswerT = TypeVar("AnswerT")
REPORTS = "rua=mailto:d@shop.test,mailto:x@in.example!10m,mailto:y@out.example"
RECORDS = """
_dmarc.shop.test. IN TXT "v=DMARC1; p=reject; sp=quarantine; np=reject; aspf=s; " "RUA"
_dmarc.eu.shop.test. IN TXT "v=DMARC1; p=none"
_dmarc.unit.shop.test. IN TXT "v=DMARC1; p=none; psd=n"
_dmarc.twice.shop.test. IN TXT "v=DMARC1; p=none"
_dmarc.twice.shop.test. IN TXT "v=DMARC1; p=reject"
_dmarc.registry.test. IN TXT "v=DMARC1; p=reject; psd=y"
_dmarc.owned.registry.test. IN TXT "v=DMARC1; p=none"
shop.test._report._dmarc.in.example. IN TXT "v=DMARC1"
_dmarc.broken.test. IN TXT "v=DMARC1; p=none"
""".replace("RUA", REPORTS)


@pytest.fixture(scope="module")
def resolver() -> Iterator[str]:
    with zone(RECORDS) as address:
        yield address


@pytest.fixture
def told(resolver: str, tmp_path: Path) -> Callable[[Callable[[World], Awaitable[Any]]], Any]:
    def of(asks: Callable[[World], Awaitable[Any]]) -> Any:
        async def go() -> object:
            async with visited(declared(tmp_path, network=Network(resolver=resolver))) as world:
                return await asks(world)

        return asyncio.run(go())

    return of


Told = Callable[[Callable[[World], Awaitable[Any]]], Any]


def test_a_walk_takes_eight_steps_at_most() -> None:
    assert steps("a.shop.test") == ("a.shop.test", "shop.test", "test")
    assert steps("shop.test") == ("shop.test", "test")
    long = steps("a.b.c.d.e.f.g.h.i.test")
    assert (len(long), long[0], long[1]) == (8, "a.b.c.d.e.f.g.h.i.test", "d.e.f.g.h.i.test")


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("shop.test", "shop.test"),
        ("mail.shop.test", "shop.test"),
        ("a.eu.shop.test", "shop.test"),
        ("a.unit.shop.test", "unit.shop.test"),
        ("a.twice.shop.test", "shop.test"),
        ("a.owned.registry.test", "owned.registry.test"),
        ("b.a.registry.test", "a.registry.test"),
        ("nobody.test", "nobody.test"),
    ],
)
def test_whose_a_domain_is(domain: str, name: str, told: Told) -> None:
    assert told(lambda world: world.ask(OrganizationOf(domain))).name == name


@pytest.mark.parametrize(
    ("domain", "at", "policy"),
    [
        ("shop.test", "_dmarc.shop.test", "reject"),
        ("eu.shop.test", "_dmarc.eu.shop.test", "none"),
        ("a.eu.shop.test", "_dmarc.shop.test", "quarantine"),
        ("a.registry.test", "_dmarc.a.registry.test", ""),
    ],
)
def test_the_policy_is_the_domains_own_or_its_organisations(domain: str, at: str, policy: str, told: Told) -> None:
    dmarc: Dmarc = told(lambda world: world.ask(DmarcOf(domain)))

    assert (dmarc.at, dmarc.policy) == (at, policy)


def test_policies_for_names_below_and_for_invented_ones(told: Told) -> None:
    dmarc: Dmarc = told(lambda world: world.ask(DmarcOf("shop.test")))

    assert (dmarc.below, dmarc.invented, dmarc.aspf, dmarc.adkim) == ("quarantine", "reject", "s", "r")


@pytest.mark.parametrize(
    ("speaker", "author", "strict", "expected"),
    [
        ("shop.test", "shop.test", True, True),
        ("mail.shop.test", "shop.test", False, True),
        ("out.shop.test", "eu.shop.test", False, True),
        ("mail.shop.test", "shop.test", True, False),
        ("unit.shop.test", "shop.test", False, False),
        ("notshop.test", "shop.test", False, False),
        ("mailer.example", "shop.test", False, False),
        ("mail.nobody.test", "nobody.test", False, True),
        ("a.registry.test", "b.registry.test", False, False),
        ("mail.x.broken.test", "x.broken.test", False, None),
        ("", "", False, False),
    ],
)
def test_who_speaks_for_whom(speaker: str, author: str, strict: bool, expected: bool | None, told: Told) -> None:
    assert told(lambda world: aligned(world, speaker, author, strict=strict)) is expected


def test_whoever_does_not_confirm_that_they_take_reports_is_named(told: Told) -> None:
    assert told(lambda world: world.ask(Unwelcome("shop.test"))) == ("out.example",)


def test_a_silent_server_on_the_way_is_not_absence(told: Told) -> None:
    assert told(lambda world: world.ask(DmarcOf("a.x.broken.test"))).state is State.FAILED
