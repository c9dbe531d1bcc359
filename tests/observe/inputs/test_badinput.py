"""Bad input on APIs in other styles than the reference marketplace's: crashes, traces, and what is none."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from launchready.observe.inputs.badinput import BODY, ID, WORD, BadInputs, BadInputsSeen
from launchready.observe.world import World
from launchready.stages.s2_boundaries import (
    bad_body_crashes,
    bad_id_crashes,
    error_shows_insides,
    error_shows_stack_trace,
)
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.rough_api import Rough, express, php, refused, talks
from tests.observe.strange_api import visited


def seen(api: Rough, folder: Path) -> BadInputsSeen:
    async def run() -> BadInputsSeen:
        async with visited(api.app(), folder) as world:
            found = await world.ask(BadInputs("api"))
            await cleaned(world)
            return found

    return asyncio.run(run())


async def cleaned(world: World) -> None:
    assert await world.clean_up() == ()


def verdicts(found: BadInputsSeen) -> dict[str, type[Verdict]]:
    return {
        "id": type(bad_id_crashes.BadIdCrashes().judge(bad_id_crashes.Seen(found))),
        "body": type(bad_body_crashes.BadBodyCrashes().judge(bad_body_crashes.Seen(found))),
        "trace": type(error_shows_stack_trace.ErrorShowsStackTrace().judge(error_shows_stack_trace.Seen(found))),
        "insides": type(error_shows_insides.ErrorShowsInsides().judge(error_shows_insides.Seen(found))),
    }


QUIET = {"id": Pass, "body": Pass, "trace": Pass, "insides": Pass}


def test_a_sound_api_passes_and_is_left_as_it_was(tmp_path: Path) -> None:
    api = Rough()

    found = seen(api, tmp_path)

    assert verdicts(found) == QUIET
    assert {one.part for one in found.tried} == {ID, WORD, BODY}
    assert len(found.tried) <= 40
    assert api.notes == {}


def test_an_api_that_talks_of_errors_tells_nothing(tmp_path: Path) -> None:
    assert verdicts(seen(Rough(talks), tmp_path)) == QUIET


def test_an_api_that_answers_400_to_everything_bad_passes(tmp_path: Path) -> None:
    assert verdicts(seen(Rough(lambda *_: web.Response(status=400)), tmp_path)) == QUIET


@pytest.mark.parametrize("style", [php, express])
def test_other_frameworks_crashes_and_traces_are_seen(style: object, tmp_path: Path) -> None:
    found = seen(Rough(style), tmp_path)  # type: ignore[arg-type]  # the two above

    assert verdicts(found) == {"id": Fail, "body": Fail, "trace": Fail, "insides": Pass}
    assert all(one.curl and "\0" not in one.curl and one.curl.isascii() for one in found.tried)


def test_words_of_a_database_and_folders_are_insides(tmp_path: Path) -> None:
    def tells(_request: web.Request, number: int) -> web.Response:
        said = "/srv/notes/app/models.py" if number % 2 else "select id, title from notes where id = '"
        return web.json_response({"message": f"failed: {said}"}, status=400)

    assert verdicts(seen(Rough(tells), tmp_path)) == {**QUIET, "insides": Fail}


def test_a_server_that_fails_for_good_is_not_blamed_on_the_input(tmp_path: Path) -> None:
    found = seen_of_a_dying_one(tmp_path)

    assert verdicts(found)["id"] is Unknown
    assert not any(one.crashed and one.works for one in found.tried)


def seen_of_a_dying_one(folder: Path) -> BadInputsSeen:
    async def run() -> BadInputsSeen:
        api = Rough(lambda *_: web.Response(status=500), sick=True)
        async with visited(api.app(), folder) as world:
            return await world.ask(BadInputs("api"))

    return asyncio.run(run())


def test_a_failure_that_does_not_come_again_is_unknown(tmp_path: Path) -> None:
    def chance(request: web.Request, number: int) -> web.Response:
        return web.Response(status=502) if number == 0 else refused(request, number)

    assert verdicts(seen(Rough(chance), tmp_path))["id"] is Unknown


def test_a_limit_is_no_crash(tmp_path: Path) -> None:
    def busy(*_: object) -> web.Response:
        return web.Response(status=503, headers={"Retry-After": "1"})

    found = verdicts(seen(Rough(busy), tmp_path))

    assert Fail not in found.values()


def test_a_slow_server_is_no_failing_one(tmp_path: Path) -> None:
    assert verdicts(seen(Rough(slow=0.02), tmp_path)) == QUIET
