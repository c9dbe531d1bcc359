"""An API that tells nobody who they are shows an account by what it alone may read."""

import asyncio
from pathlib import Path

from launchready.declare.model import ApiSurface
from launchready.observe.api.private import private_places
from launchready.observe.who.own import OwnView
from tests.observe.strange_api import Strange, visited


def test_an_object_of_the_principals_stands_for_its_profile(tmp_path: Path) -> None:
    async def look() -> tuple[str, bool, bool]:
        async with visited(Strange(set()).app(), tmp_path) as world:
            view = await world.ask(OwnView("api"))
            own = await world.send(view.request, session=view.session)
            other = await world.send(view.request, session=await world.sign_in("bob"))
            return view.operation.method, view.shows(own), view.shows(other)

    assert asyncio.run(look()) == ("GET", True, False)


def test_it_tells_where_a_browser_would_read_private_data(tmp_path: Path) -> None:
    async def look() -> str:
        async with visited(Strange(set()).app(), tmp_path) as world:
            surface = world.declaration.surface("api")
            assert isinstance(surface, ApiSurface)
            return (await private_places(world, surface)).known_by

    assert "to nobody 401" in asyncio.run(look())
