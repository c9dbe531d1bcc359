"""The written file looks for an object on every page of a list, and follows no page to another host."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from launchready.testset.people import Login
from launchready.testset.suite import Reading
from launchready.testset.write import render
from tests.testset.serving import beside
from tests.testset.test_write import EMPTY, FULL

KEY = Login("ann", {"token": "{ANN_KEY}", "send": "X-Key: {token}"}, {"ANN_KEY": ""})
IN_BODY, IN_META, IN_HEADER, ELSEWHERE = "in the body", "in its envelope", "in a header", "to another host"


def product(manner: str) -> web.Application:
    """Shows what was made last on the last of three pages."""

    async def orders(request: web.Request) -> web.Response:
        page = int(request.query.get("page", "1"))
        onward = f"/orders?page={page + 1}" if page < 3 else None
        items = [{"note": "mark-of-anns" if page == 3 else "another"}]
        if manner == IN_HEADER:
            headers = {"Link": f'<{onward}>; rel="next"'} if onward else {}
            return web.json_response(items, headers=headers)
        if manner == ELSEWHERE:
            return web.json_response({"results": items, "next": f"http://localhost:{request.url.port}{onward}"})
        return web.json_response(
            {"results": items, **({"next": onward} if manner == IN_BODY else {"meta": {"next": onward}})}
        )

    app = web.Application()
    app.router.add_get("/orders", orders)
    return app


@pytest.fixture(params=[IN_BODY, IN_META, IN_HEADER, ELSEWHERE])
def manner(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    with beside(product(request.param)) as port:
        yield request.param, port


def test_a_list_is_read_to_its_end(manner: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANN_KEY", "k3y")
    names: dict[str, Any] = {"__name__": "written"}
    url = f"http://127.0.0.1:{manner[1]}"
    suite = replace(EMPTY, url=url, env="API_OF_THIS_TEST", logins=(KEY,), lists=(Reading("order", "/orders"),))
    exec(compile(render(replace(suite, kinds=FULL.kinds)), "written", "exec"), names)
    names["KINDS"]["order"] = {"listing": "/orders"}
    thing = names["Thing"]("order", "ann", ("7",), ["mark-of-anns"])

    assert names["listed"](thing, "ann", "/orders") == (manner[0] != ELSEWHERE)
    assert not names["listed"](names["Thing"]("order", "ann", ("8",), ["mark-of-nobodys"]), "ann", "/orders")
