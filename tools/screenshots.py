"""Takes the README's pictures: audits a faulty and a sound marketplace, and photographs the report and the terminal."""

import io
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from launchready import store
from launchready.report import terminal
from launchready.report.view import View

TOP = Path(__file__).parent.parent
PICTURES = TOP / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 60
STOP_SECONDS = 20
LARGEST = 300_000
MARGIN = 14
REPORT = "report"
WRITTEN = ("report.html", "report.md", "report.json")
COLUMNS = 100
WIDE = 1200
COLOURS = TerminalTheme(
    (16, 20, 26),
    (218, 222, 228),
    [
        (40, 46, 56),
        (226, 80, 80),
        (92, 184, 110),
        (222, 178, 80),
        (98, 152, 232),
        (196, 128, 212),
        (86, 188, 200),
        (218, 222, 228),
    ],
    [
        (120, 128, 140),
        (240, 110, 110),
        (120, 210, 136),
        (240, 200, 110),
        (130, 176, 246),
        (214, 154, 228),
        (116, 212, 222),
        (255, 255, 255),
    ],
)
WINDOW = """<!doctype html><meta charset="utf-8"><style>
{{stylesheet}}
body {{{{ margin: 0; background: {{background}}; color: {{foreground}} }}}}
header {{{{ background: #232a34; padding: 11px 16px; font: 13px system-ui, sans-serif; color: #aab2be }}}}
header b {{{{ display: inline-block; width: 11px; height: 11px; margin-right: 7px; border-radius: 50%; background: #4a5462 }}}}
pre {{{{ margin: 0; padding: 16px 20px 20px; font: 14px/1.42 "DejaVu Sans Mono", "Liberation Mono", monospace }}}}
</style><header><b></b><b></b><b></b>{title}</header><pre><code style="font: inherit">{{code}}</code></pre>"""
IN_SIGHT = """() => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const seen = [];
    while (walk.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(walk.currentNode);
        if (range.getBoundingClientRect().top < innerHeight) seen.push(walk.currentNode.data);
    }
    return seen.join('');
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: of which page, how wide, and where it ends."""

    name: str
    page: Path
    size: ViewportSize
    until: str = ""
    """The first thing (a selector) that it does not show any more; the height of the window where it is empty."""
    dark: bool = False
    scale: float = 1.0


class PictureError(Exception):
    """A picture could not be taken, or shows what it must not."""


def main() -> int:
    """Takes every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as name:
        folder = Path(name)
        no_go = audited(folder / "faulty", "--faults", "all")
        go = audited(folder / "sound")
        shell = folder / "terminal.html"
        shell.write_text(at_a_terminal(no_go), encoding="utf-8")
        photograph(
            Picture("report-no-go.png", no_go / REPORT / "report.html", {"width": WIDE, "height": 1200}, until="#bar"),
            Picture("report-go.png", go / REPORT / "report.html", {"width": WIDE, "height": 1200}, until="#bar"),
            Picture(
                "report-phone-dark.png",
                no_go / REPORT / "report.html",
                {"width": 390, "height": 844},
                dark=True,
                scale=1.5,
            ),
            Picture(
                "terminal-no-go.png",
                shell,
                {"width": 900, "height": 1200},
                until="text=Ranked by what it costs",
                scale=1.2,
            ),
        )
    return 0


def audited(folder: Path, *faults: str) -> Path:
    """Audits a marketplace with these faults; the folder of its launch.toml, with the report in it."""
    with marketplace(folder, *faults) as town:
        words = [sys.executable, "-m", "launchready.cli", "audit", "--out", REPORT]
        subprocess.run(words, cwd=town, check=False, stdout=subprocess.DEVNULL)
    if not (town / REPORT / "report.html").exists():
        raise PictureError("the audit wrote no report")
    return town


@contextmanager
def marketplace(folder: Path, *words: str) -> Iterator[Path]:
    """A marketplace while it runs; gives the folder of its launch.toml."""
    folder.mkdir()
    ready = folder / "ready.json"
    command = [sys.executable, "-m", "bazaar", "--dir", str(folder / "town"), "--ready-file", str(ready), *words]
    with (folder / "said").open("w", encoding="utf-8") as said:
        town = subprocess.Popen(command, cwd=TOP, stdout=said, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not ready.exists():
                if town.poll() is not None or time.monotonic() > deadline:
                    raise PictureError(
                        f"the marketplace did not start: {(folder / 'said').read_text(encoding='utf-8')}"
                    )
                time.sleep(0.05)
            yield Path(json.loads(ready.read_text(encoding="utf-8"))["declaration"]).parent
        finally:
            town.send_signal(signal.SIGTERM)
            town.wait(STOP_SECONDS)


def at_a_terminal(town: Path) -> str:
    """What the audit said at the terminal, as a page that looks like one."""
    view = View.of(store.find(town, "last").read())
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    terminal.summary(view, console, tuple(Path(REPORT, name) for name in WRITTEN))
    return console.export_html(theme=COLOURS, code_format=WINDOW.format(title="$ launchready audit"))


def photograph(*pictures: Picture) -> None:
    """Takes the pictures, the top of each page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        for picture in pictures:
            take(browser, picture)
        browser.close()


def take(browser: Browser, picture: Picture) -> None:
    """Takes one picture; a large one is refused, because everybody who reads the README loads it."""
    path = PICTURES / picture.name
    context = browser.new_context(
        viewport=picture.size,
        device_scale_factor=picture.scale,
        color_scheme="dark" if picture.dark else "light",
    )
    page = context.new_page()
    page.goto(picture.page.as_uri())
    if picture.until:
        end = page.locator(picture.until).first.bounding_box()
        if end is None:
            raise PictureError(f"{picture.name}: nothing is at {picture.until}")
        page.set_viewport_size({"width": picture.size["width"], "height": int(end["y"]) - MARGIN})
    seen = str(page.evaluate(IN_SIGHT))
    for folder in (tempfile.gettempdir(), str(Path.home()), str(TOP)):
        if f"{folder}/" in seen:
            raise PictureError(f"{picture.name} would show a folder of this machine, {folder}")
    page.screenshot(path=path)
    context.close()
    size = path.stat().st_size
    if size > LARGEST:
        raise PictureError(f"{picture.name} has {size:,} bytes, more than {LARGEST:,}")
    print(f"{path.relative_to(TOP)}: {size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
