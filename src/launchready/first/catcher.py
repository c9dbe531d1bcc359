"""Tells whether the declared listener is reached: asks it by its own public address, and by a name of its own."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

from launchready.declare.model import Catching
from launchready.first.line import Line, State
from launchready.observe.inputs.catcher import catching
from launchready.observe.inputs.listening import Outside, outside_of, place, reached_from_outside
from launchready.observe.world import World
from launchready_hunt.canary import Kind


async def catcher(world: World) -> AsyncIterator[Line]:
    """What there is to tell of [catcher]; nothing where none is declared."""
    declared = world.declaration.catcher
    if declared is None:
        return
    try:
        async with AsyncExitStack() as open_ones:
            outside = await open_ones.enter_async_context(outside_of(world, declared))
            if declared.inside is not None:
                await open_ones.enter_async_context(catching(*place(declared.inside)))
            for line in _listens(declared):
                yield line
            yield await _url(world, outside)
            if outside.names is not None:
                yield await _names(world, outside)
    except OSError as error:
        do = "Name an address of this machine and a free port"
        yield Line("catcher", State.MISSING, f"cannot listen: {error}", do)


def _listens(declared: Catching) -> Iterator[Line]:
    for one in (declared.listen, declared.inside, declared.dns_listen):
        if one is not None:
            yield Line("catcher", State.OK, f"listens at {one}")


async def _url(world: World, outside: Outside) -> Line:
    mark = world.plant(Kind.token, "address", "an address that the audit itself fetches").value
    lost = await reached_from_outside(world, outside, mark)
    if not lost:
        return Line("catcher", State.OK, f"{outside.url} leads here")
    do = "Have the address, the firewall or the proxy before it lead to catcher.listen"
    return Line("catcher", State.MISSING, lost, do)


async def _names(world: World, outside: Outside) -> Line:
    assert outside.names is not None
    mark = world.plant(Kind.token, "name", "a name that the audit itself looks up").value
    name = outside.names.name(mark, outside.address or "192.0.2.1")
    await world.dns.query(name, "A")
    zone = outside.names.zone
    if outside.names.asked(mark):
        return Line("catcher", State.OK, f"names below {zone} are asked for here")
    resolver = world.declaration.network.resolver
    if resolver is not None:
        what = (
            f"{resolver} does not know the names below {zone}; whether the resolver of the product does was not tried"
        )
        return Line("catcher", State.NOT_TRIED, what)
    do = f"Delegate {zone} by NS records, and have port 53 there lead to catcher.dns_listen"
    return Line("catcher", State.MISSING, f"names below {zone} are not asked for here", do)
