"""A name is free where a provider says so of it, says the same of a name that nobody can have, and not of one that is claimed."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Consent, Dns, Network, WebSurface
from launchready.observe.net.dns import State
from launchready.observe.net.takeover import Lead, Leads
from launchready.stages.s1_exposure.subdomain_dangles import Seen, SubdomainDangles
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.net.test_tls import a_certificate
from tests.observe.small_world import declared, site, visited, zone

PAGES = """
shop.test. IN A 127.0.0.1
docs.shop.test. IN CNAME shop.github.io.
shop.github.io. IN A 127.0.0.1
"""
DEAD = """
help.shop.test. IN CNAME shop-help.desk.example.
lb.shop.test. IN CNAME shop-1.eu-west-1.elb.amazonaws.com.
app.shop.test. IN CNAME shop.azurewebsites.net.
v2.shop.test. IN CNAME v1.shop.test.
late.shop.test. IN CNAME x.broken.test.
"""
FREE = "<h1>404</h1><p>There isn't a GitHub Pages site here.</p>"
OWNED = tuple(f"{name}.shop.test A 127.0.0.1" for name in ("docs", "blog", "help", "lb", "app", "v2", "late"))


def look(
    folder: Path,
    records: str,
    claimed: dict[str, str],
    *,
    status: int = 404,
    page: str = FREE,
    scope: str = "*.shop.test",
) -> tuple[dict[str, Lead], Verdict, list[str]]:
    """What is known of the names of a shop; a provider answers for those that are claimed, and has a page for the others."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.host.partition(":")[0])
        if asked[-1] in claimed:
            return web.Response(text=claimed[asked[-1]], content_type="text/html")
        return web.Response(text=page, content_type="text/html", status=status)

    async def go() -> tuple[dict[str, Lead], Verdict]:
        app = web.Application()
        app.router.add_get("/", answer)
        pem = a_certificate(folder, "shop.test")
        with zone(records) as resolver:
            async with site(app, pem) as https, site(app) as http:
                network = Network(resolver, ((443, https), (80, http)), pem)
                surface = WebSurface("web", None, "production", "https://shop.test", 1)
                declaration = replace(
                    declared(folder, surface, network=network),
                    dns=Dns(records=OWNED),
                    consent=Consent(("shop.test", scope), requests_per_second=5000),
                )
                async with visited(declaration) as world:
                    found = await world.ask(Leads())
                    digs = tuple("dig" for _ in found.leads)
                    seen = Seen(found.names, found.leads, found.silent, found.wildcard, digs, found.listed)
                    return {one.name: one for one in found.leads}, SubdomainDangles().judge(seen)

    return *asyncio.run(go()), asked


def test_a_name_that_its_provider_treats_as_one_that_nobody_can_have_is_free(tmp_path: Path) -> None:
    leads, verdict, asked = look(tmp_path, PAGES, {"shop.test": "a shop"})

    assert leads["docs.shop.test"].is_free
    assert "the product's own" in leads["docs.shop.test"].control
    assert isinstance(verdict, Fail)
    assert verdict.places == ("docs.shop.test",)
    assert all(host.endswith("shop.test") for host in asked), "only names of the product are asked for"


def test_a_claimed_name_at_the_same_provider_is_the_better_control(tmp_path: Path) -> None:
    records = f"{PAGES}blog.shop.test. IN CNAME shop.github.io.\n"

    leads, _, _ = look(tmp_path, records, {"shop.test": "a shop", "blog.shop.test": "a blog"})

    assert not leads["blog.shop.test"].is_free
    assert leads["docs.shop.test"].is_free
    assert "blog.shop.test, which is claimed there" in leads["docs.shop.test"].control


def test_a_claimed_name_is_none_whatever_stands_on_its_page(tmp_path: Path) -> None:
    about = "How we moved: we saw 'There isn't a GitHub Pages site here.' for a day"

    _, verdict, _ = look(tmp_path, PAGES, {"shop.test": "a shop", "docs.shop.test": about})

    assert isinstance(verdict, Pass)


def test_any_other_page_for_what_is_not_found_is_none(tmp_path: Path) -> None:
    _, verdict, _ = look(tmp_path, PAGES, {"shop.test": "a shop"}, page="404 Not Found")

    assert isinstance(verdict, Pass)


def test_a_product_that_shows_the_words_everywhere_is_no_proof(tmp_path: Path) -> None:
    leads, verdict, _ = look(tmp_path, PAGES, {})

    assert leads["docs.shop.test"].control_fits is True
    assert isinstance(verdict, Unknown)


def test_where_consent_names_each_host_no_made_up_name_is_asked_for(tmp_path: Path) -> None:
    leads, verdict, asked = look(tmp_path, PAGES, {"shop.test": "a shop"}, scope="docs.shop.test")

    assert leads["docs.shop.test"].fits
    assert "outside consent.scope" in leads["docs.shop.test"].made_up
    assert isinstance(verdict, Unknown)
    assert set(asked) == {"docs.shop.test", "shop.test"}


def test_a_host_of_a_provider_that_is_not_on_the_list_is_not_asked(tmp_path: Path) -> None:
    leads, verdict, asked = look(tmp_path, PAGES.replace("github.io", "host.example"), {"shop.test": "a shop"})

    assert (leads["docs.shop.test"].asked, leads["docs.shop.test"].state) == (False, State.FOUND)
    assert isinstance(verdict, Pass)
    assert "docs.shop.test" not in asked


def test_an_address_of_a_provider_tells_as_well_as_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = "shop.test. IN A 127.0.0.1\ndocs.shop.test. IN A 127.0.0.2\n"
    monkeypatch.setattr("launchready.observe.net.providers._read", _with_address("127.0.0.2"))

    leads, _, _ = look(tmp_path, records, {"shop.test": "a shop"})

    assert leads["docs.shop.test"].provider == "GitHub Pages"


def test_a_zone_that_sends_every_name_to_a_provider_gives_away_those_that_nobody_made(tmp_path: Path) -> None:
    records = f"{PAGES}*.shop.test. IN CNAME shop.github.io.\n"

    leads, verdict, _ = look(tmp_path, records, {"shop.test": "a shop", "docs.shop.test": "our manual"})

    assert [one.is_free for name, one in leads.items() if len(name) > len("docs.shop.test") + 8] == [True]
    assert isinstance(verdict, Fail)


def test_what_dns_denies_is_free_only_where_a_stranger_could_have_it(tmp_path: Path) -> None:
    leads, verdict, asked = look(tmp_path, PAGES + DEAD, {"shop.test": "a shop", "docs.shop.test": "our manual"})

    assert [name for name, one in leads.items() if one.is_free] == ["help.shop.test", "app.shop.test"]
    assert leads["lb.shop.test"].state is State.NXDOMAIN
    assert leads["v2.shop.test"].inside
    assert leads["late.shop.test"].state is State.FAILED
    assert isinstance(verdict, Fail)
    assert set(asked) <= {"shop.test", "docs.shop.test"}


def _with_address(address: str) -> object:
    from launchready.observe.net import providers  # noqa: PLC0415 - its list as it is, before it is replaced

    date, known = providers._read()
    changed = tuple(replace(one, addresses=(address,)) if one.name == "GitHub Pages" else one for one in known)
    return lambda: (date, changed)
