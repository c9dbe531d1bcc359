"""Texts with sums for APIs that run them, keep them, cut them or refuse them."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest
from aiohttp import web

from launchready.observe.inputs.expressions import Expressions, ExpressionsSeen
from launchready.stages.s2_boundaries.text_runs_as_template import Seen, TextRunsAsTemplate
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.rough_api import Rough
from tests.observe.strange_api import visited


def seen(show: Callable[[str], str | None], folder: Path) -> ExpressionsSeen:
    class Shown(Rough):
        async def good(self, request: web.Request) -> web.Response | None:
            if request.method == "POST" and "{{" in (await request.text()) and show("{{1*1}}") is None:
                return web.json_response({"error": "no braces"}, status=422)
            answer = await super().good(request)
            if answer is None or request.method != "GET" or not isinstance(answer.text, str):
                return answer
            return web.Response(text=show(answer.text) or "", content_type="application/json")

    api = Shown()

    async def run() -> ExpressionsSeen:
        async with visited(api.app(), folder) as world:
            found = await world.ask(Expressions("api"))
            assert await world.clean_up() == ()
            return found

    found = asyncio.run(run())
    assert api.notes == {}
    return found


def verdict(found: ExpressionsSeen) -> Verdict:
    return TextRunsAsTemplate().judge(Seen(found))


def rendered(text: str) -> str:
    return jinja2.Template(text).render()


def dollars(text: str) -> str:
    return re.sub(r"\$\{(\d+)\*(\d+)\}", lambda match: str(int(match[1]) * int(match[2])), text)


@pytest.mark.parametrize(("show", "form"), [(rendered, "double braces"), (dollars, "a dollar")])
def test_a_text_that_is_run_is_seen(show: Callable[[str], str], form: str, tmp_path: Path) -> None:
    found = seen(show, tmp_path)

    assert found.kept[0].obeyed.startswith(form)
    assert isinstance(verdict(found), Fail)


@pytest.mark.parametrize("show", [lambda text: text, lambda text: re.sub(r"[{}<>%$#]", "", text)])
def test_a_text_that_is_kept_or_stripped_passes(show: Callable[[str], str], tmp_path: Path) -> None:
    assert isinstance(verdict(seen(show, tmp_path)), Pass)


def test_a_text_that_is_refused_is_unknown(tmp_path: Path) -> None:
    assert isinstance(verdict(seen(lambda text: None if "{{" in text else text, tmp_path)), Unknown)
