"""The report as one self-contained page: nothing is loaded from anywhere, and it works without its script."""

import base64
import hashlib
from datetime import datetime
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from launchready.events import Judged
from launchready.report import matrix
from launchready.report.surface_boxes import KINDS
from launchready.report.surface_map import picture
from launchready.report.view import CAUTION, View
from launchready.report.words import count, ended, visible
from launchready.verdict import Fail, Impact, Pass

REASONS = 6
"""Reasons of the verdict that are shown at once; the others are folded."""
SIGNS = {"passed": "✓", "failed": "✗", "unknown": "?", "waived": "~"}
WORDS = {"passed": "passed", "failed": "failed", "unknown": "not known", "waived": "waived"}


def render(view: View) -> str:
    """The whole page."""
    css, script = _asset("report.css"), _asset("report.js")
    page = _environment().get_template("report.html.j2")
    return page.render(
        view=view,
        css=Markup(css),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        policy=_policy(css, script),
        picture=picture(view),
        number={one.fingerprint: place for place, one in enumerate(view.findings, 1)},
        shown_reasons=view.reasons[:REASONS],
        folded_reasons=view.reasons[REASONS:],
        caution=CAUTION,
        signs=SIGNS,
        words=WORDS,
        kinds=KINDS,
        tally=_tally(view),
        matrix=matrix,
    )


def _environment() -> Environment:
    """Escapes everything, and spells out every invisible character, wherever a template shows text."""
    made = Environment(
        loader=PackageLoader("launchready.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"count": count, "ended": ended, "day": _day, "slug": _slug, "sentence": _sentence}
    made.tests |= {"fail": _is_fail, "pass": _is_pass}
    return made


def _finalize(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _asset(name: str) -> str:
    return files("launchready.report").joinpath("templates", name).read_text(encoding="utf-8")


def _policy(css: str, script: str) -> str:
    """A content security policy under which only our own style and script have any effect."""
    return (
        f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _day(moment: str) -> str:
    """`24 November 2026, 09:30 UTC`; what is no moment stays as it is."""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def _sentence(text: str) -> str:
    """Begins with a capital, where the first word is a plain word."""
    first = text.split(" ", 1)[0]
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text


def _slug(impact: Impact) -> str:
    return impact.name.lower().replace("_", "-")


def _tally(view: View) -> tuple[tuple[str, int], ...]:
    """Findings by impact, worst first, without those of which there are none."""
    totals = ((impact, sum(one.impact is impact for one in view.findings)) for impact in Impact)
    return tuple((impact.words, number) for impact, number in totals if number)


def _is_fail(judged: Judged) -> bool:
    return isinstance(judged.verdict, Fail)


def _is_pass(judged: Judged) -> bool:
    return isinstance(judged.verdict, Pass)
