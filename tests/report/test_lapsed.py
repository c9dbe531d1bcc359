"""A finding whose waiver has ended is back, and every report says so."""

import json
from dataclasses import replace
from io import StringIO

from rich.console import Console

from launchready.events import Waived
from launchready.report import html, json_v1, markdown, terminal
from launchready.report.view import View
from tests.report.fixtures import faulty, marketplace

SAYS = "its waiver ended on 2026-11-01 (backend: partners need it)"
VIEW = View.of(
    marketplace.events(
        faulty.with_these(replace(faulty.CORS_FAIL, lapsed=Waived("partners need it", "backend", "2026-11-01")))
    )
)


def test_every_report_says_that_the_waiver_ended() -> None:
    out = StringIO()
    terminal.summary(VIEW, Console(file=out, width=100))
    document = json.loads(json_v1.render(VIEW))

    assert " ".join(SAYS.split()) in " ".join(out.getvalue().split())
    assert f"**Back:** {SAYS}" in markdown.render(VIEW).replace("\\", "")
    assert f"Back: {SAYS}." in html.render(VIEW)
    (lapsed,) = [one["lapsed"] for one in document["results"] if one["lapsed"]]
    assert lapsed == {"reason": "partners need it", "owner": "backend", "until": "2026-11-01"}
