"""Uploads one archive that is small and holds much, where the product refuses the same when it is not packed; in small."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.inputs.doors import doors_of
from launchready.observe.inputs.packing import FORMATS, INSIDES
from launchready.observe.inputs.unpacking import SMALL, Archive, Packer, Unpacking
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

PLAIN = (1_100_000, 5_500_000, 11_000_000)
"""Bytes: above the usual bounds of 1, 5 and 10 MB. What is refused is the smallest of them that is not taken."""
TIMES = 5
LARGEST = max(PLAIN) * TIMES
"""Bytes of the file in the last archive: an unpacker that takes more than a body may hold, by design, is bounded below it."""
REFUSES = frozenset({400, 413, 422, 500})
"""What the usual frameworks answer to too large a body."""


@dataclass(frozen=True, slots=True)
class Bomb:
    """One format at one upload that unpacks."""

    operation: str
    form: str
    control: str
    """The read at which the content of a small archive came back."""
    curl: str
    plain: int
    """How many bytes in an archive were refused as they are; 0 where all that was sent was taken."""
    plain_status: int
    status: int = 0
    """Of the archive that is small and holds more; 0 where it was not sent, or not answered."""
    said: str = ""
    packed: int = 0
    """Bytes of that archive."""
    unpacked: int = 0
    """Bytes of the file in it."""
    kept: int = 0
    """Bytes of that file that the product then had, as far as was read."""
    read: str = ""
    """Where that was seen."""
    beside: bool = False
    """Whether the small file beside it was seen again."""
    after: bool = False
    """Whether a small archive still becomes files afterwards."""
    removed: bool = True
    allowed: int = 0
    """Bytes that were kept of a smaller archive before, beyond what is taken as it is; 0 where there was none."""


@dataclass(frozen=True, slots=True)
class Bombs(Question[tuple[Bomb, ...]]):
    """Does the product unpack more than it takes?"""

    surface: str

    async def ask(self, world: "World") -> tuple[Bomb, ...]:
        """One of each format at each upload that unpacks; all is removed at once."""
        doors = {one.operation.name: one for one in (await doors_of(world, self.surface)).doors}
        found: list[Bomb] = []
        for one in (await world.ask(Unpacking(self.surface))).unpacked():
            door = doors[one.operation]
            packer = Packer(world, door.surface, door.facts, door.operation, door.carrier)
            await packer.become("archives that swell")
            found.append(await _tried(packer, one))
        return tuple(found)


async def _tried(packer: Packer, one: Archive) -> Bomb:
    form = next(form for form in FORMATS if form.name == one.form)
    inside = next(inside for inside in INSIDES if inside.what == one.inside)
    size, plain = 0, None
    for size in PLAIN:
        as_it_is = packer.packed(inside, "an archive that is not packed", size=size)
        plain = await packer.goes(form, (as_it_is, packer.packed(inside, "it", size=SMALL)), tight=False)
        if not plain.taken:
            break
    assert plain is not None
    status = plain.status
    if status not in REFUSES:
        refused = size if not plain.taken else 0
        return Bomb(one.operation, one.form, one.read, one.curl, refused, status, said=plain.said)
    unpacked, allowed, removed = size * TIMES, 0, True
    while True:
        swelling = packer.packed(inside, "an archive that swells", size=unpacked)
        became = await packer.goes(form, (swelling, packer.packed(inside, "it", size=SMALL)))
        large, small = became.sights
        removed = removed and became.removed
        if unpacked >= LARGEST or not became.taken or large.kept <= size:
            break
        unpacked, allowed = LARGEST, large.kept
    again = await packer.goes(form, (packer.packed(inside, "an archive afterwards", size=SMALL),))
    return Bomb(
        operation=one.operation,
        form=one.form,
        control=one.read,
        curl=one.curl,
        plain=size,
        plain_status=status,
        status=became.status,
        said=became.said,
        packed=became.size,
        unpacked=unpacked,
        kept=large.kept,
        read=large.read or large.named,
        beside=bool(small.read),
        after=bool(again.sights[0].read),
        removed=removed,
        allowed=allowed,
    )
