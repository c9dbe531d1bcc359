"""Floods at a real sign-in and a real chat, with something in front that turns them away, or with nothing."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.bounds import Limit
from launchready.declare.model import Call, ChatSurface, Edge, Json
from launchready.observe.errors import CannotLook
from launchready.observe.limits import surge as module
from launchready.observe.limits.refusal import By
from launchready.observe.limits.surge import ANSWERS, AT_ONCE, Surge, messages, sign_ins
from tests.observe.limited_api import NONE, REFUSED, Limited, visited

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Edged(Limited):
    """The API behind something that turns floods away."""

    edge: int = 10**9
    """Requests that one address may send to one path."""
    speaks: str = ""
    """What it says then."""
    marked: bool = True
    """Whether the app names its requests."""
    passes: bool = True
    """Whether what is in front says so on what it passes on."""
    outside: bool = False
    """Whether the app's own limit stands before what names its requests, and speaks otherwise."""
    breaks: int = 10**9
    """Requests after which the app fails."""
    one_door: bool = False
    """Whether it answers 200 to everything, as GraphQL does, and says in words what went wrong."""
    talks: int = 0
    seen: dict[str, int] = field(default_factory=dict)

    async def talk(self, request: web.Request) -> web.Response:
        if self.one_door:
            return await self.through_one_door(request)
        if not (await request.json()).get("text"):
            return web.json_response({"error": "say something"}, status=422)
        reply = await super().talk(request)
        self.talks += reply.status == 200
        return reply

    async def through_one_door(self, request: web.Request) -> web.Response:
        if not (await request.json()).get("text"):
            return web.json_response({"errors": [{"message": "Must provide query string."}]})
        reply = await super().talk(request)
        if reply.status == 429:
            return web.json_response({"data": {"say": None}, "errors": [{"message": "Too many messages"}]})
        self.talks += 1
        return web.json_response({"data": {"say": {"answer": "Hello"}}})

    def app(self) -> web.Application:
        @web.middleware
        async def front(request: web.Request, handler: Handler) -> web.StreamResponse:
            place = request.path
            self.seen[place] = self.seen.get(place, 0) + 1
            if request.method == "POST" and self.seen[place] > self.edge and "register" not in place:
                return web.Response(status=429, text=self.speaks)
            if self.seen[place] > self.breaks:
                return web.Response(status=502)
            reply = await handler(request)
            if self.outside and reply.status == 429:
                return web.Response(status=429, text="Too many")
            if self.marked:
                reply.headers["X-Request-Id"] = "req_1"
            if self.passes:
                reply.headers["Via"] = "1.1 front"
            return reply

        app = super().app()
        app.middlewares.append(front)
        return app


def flooded(
    folder: Path, api: Edged, what: str = "sign-ins", *, floods: tuple[Limit, ...] = (), per_second: float = 5000.0
) -> Surge:
    async def go() -> Surge:
        async with visited(api, folder, per_second=per_second) as world:
            commons = world._commons
            commons.declaration = replace(commons.declaration, edge=Edge(floods=floods))
            if what == "sign-ins":
                return await sign_ins(world)
            chat = world.declaration.surface("chat")
            assert isinstance(chat, ChatSurface)
            return await messages(world, chat)

    return asyncio.run(go())


def test_what_the_app_refuses_is_told_from_what_the_edge_does(tmp_path: Path) -> None:
    found = flooded(tmp_path, Edged(REFUSED, edge=100))

    assert [one.by for one in found.turned] == [By.APP, By.EDGE]
    assert found.turned[0].first < 10
    assert 90 < found.turned[1].first <= 100 + AT_ONCE
    assert found.sent < 140


def test_a_flood_that_nobody_but_the_app_refuses_runs_to_its_end(tmp_path: Path) -> None:
    found = flooded(tmp_path, Edged(REFUSED))

    assert (found.sent, found.stopped) == (found.aim, "")
    assert {one.by for one in found.turned} == {By.APP}


@pytest.mark.parametrize("style", [REFUSED, NONE])
def test_a_flood_of_messages_costs_a_bounded_number_of_answers(style: str, tmp_path: Path) -> None:
    api = Edged(style)

    found = flooded(tmp_path, api, "messages")

    assert (found.sent, found.stopped) == (found.aim, "")
    assert found.answered == api.talks <= ANSWERS
    assert found.tokens > 0


def test_a_chat_behind_one_door_is_counted_by_what_it_says_and_not_by_its_status(tmp_path: Path) -> None:
    api = Edged(REFUSED, one_door=True)

    found = flooded(tmp_path, api, "messages")

    assert (found.sent, found.stopped) == (found.aim, "")
    assert found.answered == api.talks < ANSWERS
    assert [one.by for one in found.turned] == [By.APP]


def test_the_edge_in_front_of_one_door_is_told_from_it(tmp_path: Path) -> None:
    found = flooded(tmp_path, Edged(NONE, one_door=True, edge=200), "messages")

    assert [one.by for one in found.turned] == [By.EDGE]
    assert found.answered <= ANSWERS


@dataclass
class Compatible(Edged):
    """A chat that speaks as OpenAI's does, whole or as a stream, whose own limit may come after the stream has begun."""

    stream: bool = False
    within: bool = False
    """Whether what goes wrong is said within a stream that began with 200."""

    async def talk(self, request: web.Request) -> web.Response:
        given = await request.json()
        if not given.get("messages"):
            return self.wrong("'messages' is a required property", 400)
        assert given["messages"] == [{"role": "user", "content": "Hello"}]
        assert given["model"] == "small"
        reply = await Limited.talk(self, request)
        if reply.status == 429:
            return self.wrong("Rate limit reached for requests", 429)
        self.talks += 1
        usage = {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}
        if not self.stream:
            return web.json_response({"choices": [{"message": {"content": "Good day"}}], "usage": usage})
        pieces: list[dict[str, object]] = [{"choices": [{"delta": {"content": one}}]} for one in ("Good", " day")]
        return self.streamed(*pieces, {"choices": [], "usage": usage})

    def wrong(self, message: str, status: int) -> web.Response:
        told: dict[str, object] = {"error": {"message": message, "type": "invalid_request_error"}}
        return self.streamed(told) if self.within else web.json_response(told, status=status)

    @staticmethod
    def streamed(*events: dict[str, object]) -> web.Response:
        text = "".join(f"data: {json.dumps(one)}\n\n" for one in events) + "data: [DONE]\n\n"
        return web.Response(text=text, content_type="text/event-stream")


def flooded_as_openai(folder: Path, api: Compatible) -> Surge:
    async def go() -> Surge:
        async with visited(api, folder) as world:
            chat = world.declaration.surface("chat")
            assert isinstance(chat, ChatSurface)
            body: Json = {"model": "small", "messages": "{messages}", "stream": api.stream}
            commons = world._commons
            say = Call("POST", "/v1/talk", json=body, pick=(("answer", "$.choices[0].message.content"),))
            chats = tuple(replace(one, say=say) if one is chat else one for one in commons.declaration.surfaces)
            commons.declaration = replace(commons.declaration, surfaces=chats)
            return await messages(world, replace(chat, say=say))

    return asyncio.run(go())


SHAPES = [(False, False), (True, False), (True, True)]


@pytest.mark.parametrize(("stream", "within"), SHAPES, ids=["whole", "stream", "errors within the stream"])
def test_a_flood_of_a_chat_that_speaks_as_openai_does_runs_to_its_end(
    tmp_path: Path, *, stream: bool, within: bool
) -> None:
    api = Compatible(NONE, stream=stream, within=within)

    found = flooded_as_openai(tmp_path, api)

    assert (found.sent, found.stopped, found.turned) == (found.aim, "", ())
    assert found.answered == api.talks <= ANSWERS
    assert found.tokens == 21  # as the answer counts them, in its last event


@pytest.mark.parametrize(("stream", "within"), SHAPES, ids=["whole", "stream", "errors within the stream"])
def test_who_turns_such_a_flood_away_is_told(tmp_path: Path, *, stream: bool, within: bool) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "edge").mkdir()

    app = flooded_as_openai(tmp_path / "app", Compatible(REFUSED, stream=stream, within=within))
    edge = flooded_as_openai(tmp_path / "edge", Compatible(NONE, stream=stream, within=within, edge=200))

    assert {one.by for one in app.turned} == {By.APP}
    assert app.answered <= 4  # what the app lets one customer say
    assert [one.by for one in edge.turned] == [By.EDGE]
    assert 190 < edge.turned[0].first <= 200 + AT_ONCE


def test_a_chat_on_one_open_connection_is_not_flooded_by_requests(tmp_path: Path) -> None:
    async def go() -> None:
        async with visited(Edged(NONE), tmp_path) as world:
            chat = world.declaration.surface("chat")
            assert isinstance(chat, ChatSurface)
            assert chat.say is not None
            await messages(world, replace(chat, say=replace(chat.say, method="WS")))

    with pytest.raises(CannotLook, match="one open connection"):
        asyncio.run(go())


def test_the_edge_stops_messages_too(tmp_path: Path) -> None:
    found = flooded(tmp_path, Edged(NONE, edge=200), "messages")

    assert [one.by for one in found.turned] == [By.EDGE]


def test_a_refusal_that_could_be_anybodys_is_unclear(tmp_path: Path) -> None:
    found = flooded(tmp_path, Edged(NONE, edge=100, speaks="Too many", passes=False))

    assert {one.by for one in found.turned} == {By.UNCLEAR}
    assert found.sent == found.aim


def test_a_second_refusal_in_another_form_than_the_app_s_is_in_front_of_it(tmp_path: Path) -> None:
    found = flooded(tmp_path, Edged(REFUSED, edge=100, passes=False))

    assert [one.by for one in found.turned] == [By.APP, By.EDGE]
    assert "the app's own refusal before it had another form" in found.turned[-1].because


def test_a_refusal_for_one_account_alone_is_the_app_s(tmp_path: Path) -> None:
    found = flooded(tmp_path, Edged(REFUSED, outside=True, passes=False))

    assert [one.by for one in found.turned] == [By.APP]
    assert "for one account alone" in found.turned[0].because


def test_a_product_that_breaks_is_left_alone(tmp_path: Path) -> None:
    found = flooded(tmp_path, Edged(NONE, breaks=60))

    assert "of the last 20 requests failed" in found.stopped
    assert found.sent < 110


def test_a_declared_bound_is_what_the_edge_is_held_to(tmp_path: Path) -> None:
    found = flooded(tmp_path, Edged(NONE), floods=(Limit("POST", "/v1/session", 50, 60, 1),))

    assert (found.declared, found.sent) == ("50/minute", 66)


def test_too_few_requests_a_second_are_no_flood(tmp_path: Path) -> None:
    found = flooded(tmp_path, Edged(NONE), per_second=2.0)

    assert "too few for a flood" in found.stopped
    assert found.sent == 0


def test_a_chat_that_answers_nothing_said_is_not_flooded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Edged, "talk", Limited.talk)

    found = flooded(tmp_path, Edged(NONE), "messages")

    assert "a flood of them would cost money" in found.stopped
    assert found.sent == 0


def test_a_door_that_is_shut_before_proves_nothing(tmp_path: Path) -> None:
    found = flooded(tmp_path, Edged(REFUSED, most=0))

    assert found.not_working


def test_the_usual_flood_is_far_above_a_minute_of_people() -> None:
    assert min(module.USUAL.values()) > module.FEWEST
