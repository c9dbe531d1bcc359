"""The page in a real browser: nothing is asked for, nothing overflows, no text leaves its box."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from launchready.events import Event
from launchready.report import write
from launchready.report.view import View
from tests.report.fixtures import faulty, ledgers, marketplace

pytestmark = pytest.mark.browser

RUNS = {
    "go": marketplace.GO,
    "no-go": faulty.NO_GO,
    "empty": faulty.EMPTY,
    "many": faulty.many(),
    "crowd": faulty.crowd(),
    "long": faulty.long_words(),
    "hostile": faulty.hostile(),
    "ledger": ledgers.LEDGER,
    "strange-ledger": ledgers.STRANGE_LEDGER,
}
OUTSIDE = """() => [...document.querySelectorAll('svg.map g.node')].flatMap((node) => {
    const box = node.querySelector('rect').getBBox();
    return [...node.querySelectorAll('text.name, text.small')].filter((text) => {
        const said = text.getBBox();
        return said.x < box.x || said.x + said.width > box.x + box.width
            || said.y < box.y || said.y + said.height > box.y + box.height;
    }).map((text) => text.textContent);
})"""
FAINT = """() => {
    const light = (colour) => {
        const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map(Number)
            .map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (node) => {
        for (let at = node; at; at = at.parentElement) {
            const colour = getComputedStyle(at).backgroundColor;
            if (colour !== 'rgba(0, 0, 0, 0)') return colour;
        }
        return 'rgb(255, 255, 255)';
    };
    return [...document.querySelectorAll('main *')]
        .filter((node) => !node.closest('svg') && [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim()))
        .filter((node) => {
            const [one, other] = [light(getComputedStyle(node).color), light(ground(node))].sort((a, b) => b - a);
            return (one + 0.05) / (other + 0.05) < 4.5;
        }).map((node) => `${node.className} ${node.textContent.slice(0, 40)}`);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def windows_are_closed(browser: Browser) -> Iterator[None]:
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture(params=tuple(RUNS.values()), ids=tuple(RUNS))
def report(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    events: tuple[Event, ...] = request.param
    return write.write_all(View.of(events), tmp_path)[0]


def opened(browser: Browser, report: Path, *, width: int, dark: bool = False, script: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
    )
    page = context.new_page()
    page.goto(report.as_uri())
    return page


def test_the_page_asks_for_nothing_and_complains_of_nothing(browser: Browser, report: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))

    page.goto(report.as_uri())
    page.wait_for_load_state("networkidle")

    assert [report.as_uri()] == asked
    assert said == []


@pytest.mark.parametrize("width", [1200, 800, 390])
def test_the_page_never_scrolls_sideways(browser: Browser, report: Path, width: int) -> None:
    page = opened(browser, report, width=width)

    assert width == page.evaluate("document.documentElement.scrollWidth")


def test_no_text_of_the_map_leaves_its_box(browser: Browser, report: Path) -> None:
    page = opened(browser, report, width=1200)

    assert page.evaluate(OUTSIDE) == []
    assert page.locator("svg.map g.node").count() >= 2


@pytest.mark.parametrize("number", [0, 60])
def test_the_map_is_told_in_words_and_no_higher_than_three_screens(
    browser: Browser, tmp_path: Path, number: int
) -> None:
    report = write.write_all(View.of(faulty.crowd(number)), tmp_path)[0]
    page = opened(browser, report, width=390, dark=True)
    drawn = page.locator("svg.map")

    assert drawn.locator("> title").count() == drawn.locator("> desc").count() == 1
    assert "api.bazaar.test" in (drawn.locator("> desc").text_content() or "")
    assert page.get_by_text("move it sideways").is_visible()
    assert drawn.evaluate("one => one.getBoundingClientRect().height") < 3 * 900


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_stands_out_from_its_ground(browser: Browser, tmp_path: Path, dark: bool) -> None:
    report = write.write_all(View.of(faulty.NO_GO), tmp_path)[0]
    page = opened(browser, report, width=1200, dark=dark)

    assert page.evaluate(FAINT) == []


def test_the_page_works_without_its_script(browser: Browser, tmp_path: Path) -> None:
    report = write.write_all(View.of(faulty.NO_GO), tmp_path)[0]
    page = opened(browser, report, width=1200, script=False)

    assert page.locator("button").count() == 0
    assert not page.locator(".filter").is_visible()
    assert page.get_by_text("Replace the key at the payment provider first. Then take it out").is_visible()


def test_the_filter_shows_one_verdict(browser: Browser, tmp_path: Path) -> None:
    report = write.write_all(View.of(faulty.NO_GO), tmp_path)[0]
    page = opened(browser, report, width=1200)

    page.get_by_role("group", name="Show").get_by_role("button", name="finding").click()

    assert page.locator(".stage tr[data-state]:visible").count() == 5


def test_a_printed_page_shows_what_is_folded_and_filtered(browser: Browser, tmp_path: Path) -> None:
    report = write.write_all(View.of(faulty.many()), tmp_path)[0]
    page = opened(browser, report, width=688)
    page.get_by_role("group", name="Show").get_by_role("button", name="finding").click()

    page.emulate_media(media="print")

    assert page.locator("details li").first.is_visible()
    assert page.locator(".stage tr[data-state=passed]").first.is_visible()
    assert not page.get_by_role("button").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 688
