"""What is looked at, and what is not and why."""

from dataclasses import replace
from pathlib import Path

from launchready.declare.model import (
    ApiSurface,
    Consent,
    Declaration,
    Host,
    LogSurface,
    Note,
    Product,
    WebSurface,
)
from launchready.plan import line_of, name_of, owner_of, plan, words_of
from launchready.registry import checks, find
from launchready.verdict import Touch
from tests.sample.s1_sample.page_says_secret import PageSaysSecret

WEB = WebSurface("web", "ada", "production", "https://shop.test", 4, aliases=("www.shop.test",))
API = ApiSurface("api", None, "production", "https://api.shop.test", 9)
LOG = LogSurface("log", "ada", "production", None, 12, path=Path("app.log"))
SHOP = Declaration(
    Path("launch.toml"),
    Product("Shop", "shop.test"),
    Consent(("*.shop.test",)),
    surfaces=(WEB, API, LOG),
    notes=(Note("dns", 20, "x"),),
)


def test_a_check_is_planned_at_every_target_of_its_type() -> None:
    planned = [job.planned.target for job in plan(SHOP, (PageSaysSecret(),))]

    assert planned == ["host.shop.test", "host.www.shop.test", "host.api.shop.test"]


def test_a_check_without_a_target_says_what_is_not_declared() -> None:
    check = find("abuse.system-prompt-leaks")
    assert check is not None

    (job,) = plan(SHOP, (check,))

    assert job.planned.left_out == "launch.toml declares no chat surface"
    assert job.target is None


def test_consent_keeps_a_check_from_looking() -> None:
    check = PageSaysSecret()
    check.touch = Touch.WRITE  # type: ignore[misc]  # one check, as this test wants it

    jobs = plan(SHOP, (check,))

    assert {job.planned.left_out for job in jobs} == {"consent.touch is read; this check needs write"}


def test_load_needs_a_window_as_well() -> None:
    check = PageSaysSecret()
    check.touch = Touch.LOAD  # type: ignore[misc]  # one check, as this test wants it
    shop = replace(SHOP, consent=Consent(("*.shop.test",), Touch.LOAD))

    assert {job.planned.left_out for job in plan(shop, (check,))} == {"consent.window names no time of day for load"}


def test_targets_have_stable_names_owners_and_lines() -> None:
    host = Host("www.shop.test", "web", "shop.test")

    assert [name_of(one) for one in (SHOP, API, host, SHOP.notes[0])] == [
        "product",
        "surface.api",
        "host.www.shop.test",
        "handover.dns",
    ]
    assert [owner_of(one, SHOP) for one in (SHOP, API, host, LOG)] == [None, None, "ada", "ada"]
    assert [line_of(one, SHOP) for one in (SHOP, API, host, LOG)] == [1, 9, 4, 12]


def test_every_check_is_found_once_and_by_its_path() -> None:
    ids = [check.id() for check in checks()]

    assert len(ids) == len(set(ids))
    assert "abuse.system-prompt-leaks" in ids
    assert find("abuse.no-such-thing") is None


def test_what_speaks_of_names_has_nothing_to_look_at_where_there_are_none() -> None:
    check = find("exposure.host-is-undeclared")
    assert check is not None
    local = replace(SHOP, product=Product("Shop", "127.0.0.1"), surfaces=())

    (job,) = plan(local, (check,))

    assert job.target is None
    assert "no public name" in str(job.planned.left_out)


def test_a_check_of_several_types_is_planned_at_each() -> None:
    check = find("edge.sniffing-is-allowed")
    assert check is not None

    assert [job.planned.target for job in plan(SHOP, (check,))] == ["surface.web", "surface.api"]
    assert words_of(check.target_type()) == "web surface or api surface"
