import re
from functools import cache
from html import unescape
from itertools import pairwise

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from launchready.events import Event
from launchready.report import html
from launchready.report.view import View
from launchready.verdict import Fail, Pass
from tests.report.fixtures import faulty, ledgers, marketplace

ALL = {
    "go": marketplace.GO,
    "no-go": faulty.NO_GO,
    "incomplete": faulty.INCOMPLETE,
    "empty": faulty.EMPTY,
    "cut-off": faulty.cut_off(),
    "many": faulty.many(),
    "long": faulty.long_words(),
    "hostile": faulty.hostile(),
    "ledger": ledgers.LEDGER,
    "strange-ledger": ledgers.STRANGE_LEDGER,
}
every_run = pytest.mark.parametrize("events", ALL.values(), ids=ALL.keys())
LOADS = ("src", "srcset", "href", "xlink:href", "action", "poster", "data", "background", "style", "ping", "srcdoc")


@cache
def page_of(events: tuple[Event, ...]) -> LexborHTMLParser:
    return LexborHTMLParser(html.render(View.of(events)))


def one(page: LexborHTMLParser, selector: str) -> LexborNode:
    """The only element that a selector means, or the first."""
    found = page.css_first(selector)
    assert found is not None, selector
    return found


def text_of(page: LexborHTMLParser, selector: str) -> str:
    return " ".join(" ".join(node.text(separator=" ").split()) for node in page.css(selector))


@every_run
def test_the_page_loads_nothing(events: tuple[Event, ...]) -> None:
    page = page_of(events)

    assert {"a"} >= {node.tag for node in page.css("[href]")}
    assert [
        value
        for node in page.css("*")
        for name, value in node.attributes.items()
        if name in LOADS and not str(value).startswith("#")
    ] == []
    assert [name for node in page.css("*") for name in node.attributes if name.startswith("on")] == []
    assert page.css("link, img, iframe, object, embed, base, form, video, audio, image, use, foreignObject") == []
    style = one(page, "style").text()
    assert "url(" not in style
    assert "@import" not in style


@every_run
def test_only_our_own_style_and_script_may_have_an_effect(events: tuple[Event, ...]) -> None:
    page = page_of(events)
    policy = one(page, "meta[http-equiv=Content-Security-Policy]").attributes["content"] or ""

    assert len(page.css("script")) == 1
    assert len(page.css("style")) == 1
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert page.css("[style]") == []


@every_run
def test_every_link_of_the_page_leads_somewhere(events: tuple[Event, ...]) -> None:
    page = page_of(events)
    ids = [str(node.attributes["id"]) for node in page.css("[id]")]

    assert len(set(ids)) == len(ids)
    assert [node.attributes["href"] for node in page.css("a") if str(node.attributes["href"])[1:] not in ids] == []
    named = [node.attributes["aria-labelledby"] for node in page.css("[aria-labelledby]")]
    assert [name for name in named if name not in ids] == []


@every_run
def test_the_verdict_comes_first_and_headings_are_in_order(events: tuple[Event, ...]) -> None:
    page = page_of(events)
    view = View.of(events)
    levels = [int(str(node.tag)[1]) for node in page.css("h1, h2, h3, h4")]

    assert view.decision.word == one(page, "h1").text()
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(page.css("ol.bar > li")) == 11
    assert view.headline in text_of(page, ".headline")


@pytest.mark.parametrize("events", [faulty.NO_GO, faulty.many()])
def test_every_finding_is_there_with_its_proof_and_its_remedy(events: tuple[Event, ...]) -> None:
    view = View.of(events)
    articles = page_of(events).css("article.finding")

    assert len(view.findings) == len(articles)
    for finding, article in zip(view.findings, articles, strict=True):
        said = " ".join(article.text(separator=" ").split())
        blocks = [block.text() for block in article.css("pre code")]
        assert finding.title in said
        assert finding.risk in said
        assert finding.fingerprint in said
        assert f"launch.toml:{finding.line}" in said
        assert all(ref in said for ref in finding.refs)
        assert isinstance(finding.verdict, Fail)
        assert {one.shown for one in finding.verdict.evidence} <= set(blocks)
        assert set(finding.verdict.reproduce) <= set(blocks)
        assert finding.remedy
        assert finding.remedy.do in said
        assert not finding.remedy.paste or finding.remedy.paste in blocks


def test_every_pass_shows_its_control() -> None:
    page = page_of(marketplace.GO)
    shown = text_of(page, ".looks .control").lower()

    controls = [one.verdict.control.lower() for one in marketplace.SOUND if isinstance(one.verdict, Pass)]
    assert len(controls) == 15
    assert [control for control in controls if control not in shown] == []


@every_run
def test_what_was_not_tested_is_listed_to_the_last(events: tuple[Event, ...]) -> None:
    view = View.of(events)
    page = page_of(events)
    section = next(node for node in page.css("section") if node.attributes.get("aria-labelledby") == "not-tested")

    assert len(view.not_tested) == len(section.css("tbody tr"))
    assert "does not say that there is nothing else to find" in section.text()


def test_a_fault_of_our_own_is_owned() -> None:
    assert "This is a fault of Launch Ready itself" in one(page_of(faulty.NO_GO), "body").text()


def test_what_was_left_behind_and_waived_is_told() -> None:
    said = text_of(page_of(faulty.NO_GO), "main")

    assert "listing lst_31 at surface.api: DELETE answered 405" in said
    assert "sellers are staff until the first outside seller joins" in said
    assert "until 2026-12-15" in said


def test_hostile_evidence_is_shown_and_has_no_effect() -> None:
    source = html.render(View.of(faulty.hostile()))
    page = LexborHTMLParser(source)

    assert faulty.SCRIPT not in source
    assert faulty.SCRIPT in one(page, "article.finding pre code").text()
    assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", source) == []
    assert "⟨U+202E⟩gnp.exe" in unescape(source)
    assert "⟨U+D800⟩" in source


def test_a_long_run_folds_its_reasons() -> None:
    page = page_of(faulty.many())

    assert len(page.css(".verdict > .reasons > li")) == 6
    assert len(page.css(".verdict details li")) == 6


def test_the_map_names_every_surface_in_the_picture_and_in_the_table() -> None:
    page = page_of(faulty.NO_GO)
    titles = [node.text() for node in page.css("svg.map g.node title")]

    for surface in marketplace.SURFACES:
        assert any(title.startswith(f"{surface.name},") and surface.address in title for title in titles)
        assert surface.address in text_of(page, "section table td")
    assert any("api, https://api.bazaar.test, owner: backend, 2 findings" in title for title in titles)


def test_every_name_is_in_a_table_with_its_answer_its_release_and_its_owner() -> None:
    rows = {
        row.css_first("th").text(): row.text(separator=" ") for row in page_of(faulty.NO_GO).css("table.names tbody tr")
    }

    assert list(rows) == [name.name for name in marketplace.NAMES]
    assert all(part in rows["api.bazaar.test"] for part in ("404", "2026-11-23.42", "GET /health", "ai", "production"))
    assert all(part in rows["gone.bazaar.test"] for part in ("no address", "not told", "nobody", "declared as no host"))
