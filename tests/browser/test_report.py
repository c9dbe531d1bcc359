"""A reader with a browser: sees every finding, moves by keyboard, prints, and can read the map of a real audit's size."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from launchready.events import Event
from launchready.report import write
from launchready.report.view import View
from launchready.verdict import Fail
from tests.report.fixtures import faulty, marketplace

pytestmark = pytest.mark.browser

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RUNS = {
    "no-go": faulty.NO_GO,
    "incomplete": faulty.INCOMPLETE,
    "go": marketplace.GO,
    "many": faulty.many(),
    "long": faulty.long_words(),
}
OVERLAPPING = """() => {
    const texts = [...document.querySelectorAll('svg.map text')].filter((one) => one.textContent.trim());
    const boxes = texts.map((one) => one.getBoundingClientRect());
    const found = [];
    boxes.forEach((one, i) => boxes.slice(i + 1).forEach((other, j) => {
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (wide > 1 && high > 3) found.push(texts[i].textContent + ' / ' + texts[i + 1 + j].textContent);
    }));
    return found;
}"""
OUT_OF_PICTURE = """() => {
    const picture = document.querySelector('svg.map').getBoundingClientRect();
    return [...document.querySelectorAll('svg.map text, svg.map rect')].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.left < picture.left - 1 || box.right > picture.right + 1
            || box.top < picture.top - 1 || box.bottom > picture.bottom + 1;
    }).map((one) => one.textContent || one.outerHTML);
}"""
FOCUSED = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const style = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
    return {
        name: at.outerHTML.slice(0, 80),
        seen: ring && box.width > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight,
    };
}"""
MOST_STOPS = 400


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(params=RUNS.values(), ids=RUNS.keys())
def run(request: pytest.FixtureRequest) -> tuple[Event, ...]:
    events: tuple[Event, ...] = request.param
    return events


@pytest.fixture
def opened(browser: Browser, run: tuple[Event, ...], tmp_path: Path) -> Iterator[Page]:
    page_file = write.write_all(View.of(run), tmp_path)[0]
    with browser.new_context(viewport={"width": 1200, "height": 900}) as context:
        page = context.new_page()
        page.goto(page_file.as_uri())
        yield page


def test_every_finding_is_shown_with_its_evidence_reproduction_and_remedy(opened: Page, run: tuple[Event, ...]) -> None:
    view = View.of(run)

    articles = opened.locator("article.finding")

    assert articles.count() == len(view.findings)
    for place, finding in enumerate(view.findings):
        article = articles.nth(place)
        assert isinstance(finding.verdict, Fail)
        assert article.is_visible()
        assert finding.title in article.locator("h3").inner_text()
        assert article.locator("figure").count() == len(finding.verdict.evidence)
        assert article.get_by_text("See it yourself").is_visible()
        assert article.get_by_text("Mend it").is_visible()


def test_the_verdict_stands_in_the_first_window(opened: Page, run: tuple[Event, ...]) -> None:
    box = opened.locator("h1").bounding_box()

    assert opened.locator("h1").inner_text() == View.of(run).decision.word
    assert box is not None
    assert box["y"] + box["height"] < 300


def test_what_was_not_tested_is_listed_with_its_reason(opened: Page, run: tuple[Event, ...]) -> None:
    view = View.of(run)

    rows = opened.locator("section[aria-labelledby=not-tested] tbody tr")

    assert rows.count() == len(view.not_tested)
    for place, one in enumerate(view.not_tested):
        assert one.check in rows.nth(place).inner_text()
        assert rows.nth(place).locator("td").last.inner_text().strip()


def test_texts_of_the_map_do_not_cover_each_other(opened: Page) -> None:
    assert opened.locator("svg.map text").count() > 4

    assert opened.evaluate(OVERLAPPING) == []


def test_nothing_of_the_map_leaves_the_picture(opened: Page) -> None:
    assert opened.evaluate(OUT_OF_PICTURE) == []


def test_every_link_within_the_page_leads_somewhere(opened: Page) -> None:
    dead = opened.evaluate(
        """() => [...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))
            .filter((href) => !href.startsWith('#') || !document.getElementById(href.slice(1)))"""
    )

    assert dead == []


@pytest.mark.parametrize("run", [faulty.NO_GO], ids=["no-go"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(opened: Page) -> None:
    wanted = opened.evaluate(
        "() => document.querySelectorAll('a, button, summary, [tabindex=\"0\"]').length"
        " - document.querySelectorAll('details:not([open]) a').length"
    )
    opened.emulate_media(reduced_motion="reduce")
    reached, unseen = 0, []

    while reached < MOST_STOPS:
        opened.keyboard.press("Tab")
        at = opened.evaluate(FOCUSED)
        if at is None:
            break
        reached += 1
        if not at["seen"]:
            unseen.append(at["name"])

    assert unseen == []
    assert reached == wanted


@pytest.mark.parametrize("run", [faulty.NO_GO], ids=["no-go"])
def test_the_page_prints(opened: Page) -> None:
    printed = opened.pdf(format="A4")

    assert printed.startswith(b"%PDF-")
    assert 2 <= printed.count(b"/Type /Page\n") <= 40


@pytest.mark.parametrize("run", [faulty.NO_GO, marketplace.GO], ids=["no-go", "go"])
def test_dark_and_light_differ_and_both_keep_the_verdict_readable(opened: Page) -> None:
    seen = {}
    for scheme in ("light", "dark"):
        opened.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        seen[scheme] = opened.evaluate(
            "() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('h1')).color]"
        )

    assert seen["light"][0] != seen["dark"][0]
    assert seen["light"][1] != seen["dark"][1]
    assert all(ground != word for ground, word in seen.values())
