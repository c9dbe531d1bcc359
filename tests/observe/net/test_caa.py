"""CAA records are searched upward and read as authorities read them."""

import asyncio
from pathlib import Path

import pytest

from launchready.declare.model import Network
from launchready.observe.net.authorities import DOUBTFUL, NAMES, called, perhaps
from launchready.observe.net.caa import Authorized, CaaOf, ruling
from tests.observe.small_world import declared, visited, zone

RECORDS = """
shop.test. IN CAA 0 issue "ca.test"
shop.test. IN CAA 0 iodef "mailto:a@shop.test"
own.shop.test. IN CAA 0 issue "other.test; accounturi=https://other.test/1"
api.shop.test. IN A 127.0.0.1
cdn.shop.test. IN CNAME edge.host.test.
edge.host.test. IN CAA 0 issue "edge.test"
"""


def look(folder: Path, *names: str, records: str = RECORDS, domain: str = "shop.test") -> list[Authorized]:
    async def go() -> list[Authorized]:
        with zone(records) as resolver:
            async with visited(declared(folder, domain=domain, network=Network(resolver))) as world:
                return [await world.ask(CaaOf(name)) for name in names]

    return asyncio.run(go())


def test_the_nearest_name_upward_with_such_records_counts(tmp_path: Path) -> None:
    found = look(tmp_path, "own.shop.test", "api.shop.test", "a.b.gone.shop.test", "cdn.shop.test")

    assert [(one.at, [record.partition(" ")[2] for record in one.records]) for one in found] == [
        ("own.shop.test", ['issue "other.test; accounturi=https://other.test/1"']),
        ("shop.test", ['iodef "mailto:a@shop.test"', 'issue "ca.test"']),
        ("shop.test", ['iodef "mailto:a@shop.test"', 'issue "ca.test"']),
        ("cdn.shop.test", ['issue "edge.test"']),
    ]


def test_a_failure_below_what_can_be_registered_leaves_it_unknown(tmp_path: Path) -> None:
    (found,) = look(tmp_path, "www.broken.test", domain="broken.test")

    assert found.silence.startswith("CAA of www.broken.test: the server failed")


def test_no_records_anywhere_are_an_answer(tmp_path: Path) -> None:
    assert look(tmp_path, "api.shop.test", records="api.shop.test. IN A 127.0.0.1") == [Authorized("api.shop.test")]


@pytest.mark.parametrize(
    ("records", "wild", "may"),
    [
        (('0 issue "ca.test"',), False, True),
        (('0 ISSUE "CA.Test"',), False, True),
        (('0 issue " ca.test ; account=1"',), False, True),
        (('0 issue "x.test"', '0 issue "ca.test"'), False, True),
        (("0 issue ca.test",), False, True),
        (('0 issue "notca.test"',), False, False),
        (('0 issue ";"',), False, False),
        (('0 issue ""',), False, False),
        (('0 issue "%%%%%"',), False, False),
        (('0 issuewild "ca.test"',), False, True),
        (('0 issuewild "x.test"',), True, False),
        (('0 issue "x.test"', '0 issuewild "ca.test"'), True, True),
        (('0 issue "ca.test"', '0 issuewild ";"'), True, False),
        (('0 issue "ca.test"',), True, True),
        (('0 iodef "mailto:a@b.test"',), False, True),
        (('128 issue "ca.test"',), False, True),
        (('128 issuemail ";"', '0 issue "ca.test"'), False, True),
        (('128 future "x"', '0 issue "ca.test"'), False, False),
        (('0 future "x"',), False, True),
        ((), False, True),
    ],
)
def test_an_authority_may_issue_where_the_records_name_it_or_nobody_is_named(
    records: tuple[str, ...], wild: bool, may: bool
) -> None:
    assert ruling(records, ("ca.test",), wild=wild).may is may


def test_conditions_are_told_unless_another_record_has_none() -> None:
    asked = '0 issue "ca.test; validationmethods=dns-01"'

    assert ruling((asked,), ("ca.test",), wild=False).conditions == "validationmethods=dns-01"
    assert ruling((asked, '0 issue "ca.test"'), ("ca.test",), wild=False).conditions == ""


@pytest.mark.parametrize(
    ("organization", "name"),
    [("Let's Encrypt", "letsencrypt.org"), ("Google Trust Services LLC", "pki.goog"), ("DigiCert Inc", "digicert.com")],
)
def test_an_authority_is_known_by_the_organization_in_its_certificates(organization: str, name: str) -> None:
    assert name in called(organization)


def test_an_authority_that_is_not_on_the_list_is_not_guessed() -> None:
    assert [called(one) for one in ("", "Let's Encrypt Resellers", "Shop Root")] == [(), (), ()]


def test_a_name_of_one_list_alone_is_doubtful_and_never_counts_as_known() -> None:
    assert perhaps("Google Trust Services") == ("google.com",)
    assert perhaps("Let's Encrypt") == ()
    assert all(not set(names) & set(NAMES[authority]) for authority, names in DOUBTFUL.items())


def test_an_authority_that_others_run_in_turn_is_not_judged() -> None:
    assert [called(one) for one in ("Cloudflare, Inc.", "Entrust Limited", "Microsoft Corporation")] == [(), (), ()]
