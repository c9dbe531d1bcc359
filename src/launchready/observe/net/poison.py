"""Sends forged headers and parameters at an address of the run's own, and sees whether the next visitor of it gets what they did."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import ApiSurface, Surface, WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.forgeries import HIDDEN, PARAMETERS, TOGETHER, Forgery, given_back
from launchready.observe.net.keeping import SILENT, is_kept, told_by
from launchready.observe.net.site import SiteTold
from launchready.observe.net.views import with_query
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_PAGES = 2
MOST_NAMES = 11
A_SECOND = 1.1
TURNS = 4
"""How often an answer that is only another one is asked for again."""
KEYED, OWN_PATH, NOT_KEPT, BLIND, MUTE, LOST = (
    "an address of this run's own is kept apart",
    "nobody else asks for this path",
    "nothing is kept here",
    "the cache pays no heed to what tells addresses apart",
    "the cache says nothing of itself",
    "it was not answered",
)
TESTED = frozenset({KEYED, OWN_PATH, NOT_KEPT})
"""What makes it safe to forge: what is kept then is kept for this run alone, or nothing is."""
BUSTERS = ("Origin", "Accept-Language", "User-Agent", "Accept")
"""Headers that tell answers apart where `Vary` names them, for a cache that pays no heed to the query."""
USUAL = {"User-Agent": "launchready (+the owner asked for this audit)", "Accept": "*/*"}


@dataclass(frozen=True, slots=True)
class Poisoned:
    """A forgery that came back to a clean request."""

    place: str
    name: str
    """The header or the parameter."""
    how: str
    """What came back, in words."""
    shown: str
    told: str
    """What the cache said of the clean answer."""
    forged: str
    clean: str
    """Both as commands, in the order in which they are sent."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One address that was tried, and what made it safe to try."""

    place: str
    """Its address, without what is the run's own."""
    state: str
    """KEYED, OWN_PATH, NOT_KEPT, BLIND, MUTE or LOST."""
    control: str
    """What the cache said at each clean fetch, in the order of the fetches."""
    forged: int
    """How many forged requests were sent."""
    reflected: tuple[str, ...]
    """Forgeries that the answer followed, kept or not."""


@dataclass(frozen=True, slots=True)
class Poisoning:
    """What came of all forgeries at a surface."""

    spots: tuple[Spot, ...]
    poisoned: tuple[Poisoned, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """A way to ask for one place so that a cache keeps the answer apart from every visitor's."""

    url: str
    header: str = ""
    """The header that tells answers apart; empty where the query does."""

    def fresh(self) -> Request:
        """An address that nobody has asked for yet."""
        mark = uuid4().hex[:12]
        if not self.header:
            return Request(with_query(self.url, f"launch={mark}"))
        value = {"Origin": f"https://{mark}.example", "Accept-Language": f"x-{mark[:8]}"}.get(self.header)
        return Request(self.url, headers=((self.header, value or f"{USUAL[self.header]} {mark}"),))


@dataclass(frozen=True, slots=True)
class Poisonings(Question[Poisoning]):
    """Does a cache give to others what one visitor forged?"""

    surface: str

    async def ask(self, world: "World") -> Poisoning:
        """Two pages, a file, and a path that does not exist; for an API one open answer."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface | ApiSurface) or at.url is None:
            raise CannotLook(f"surface {self.surface} has no url")
        spots: list[Spot] = []
        poisoned: list[Poisoned] = []
        for url in await _addresses(world, at):
            trial = _Trial(world, url)
            spots.append(await trial.at_the_place())
            poisoned += trial.poisoned
        trial = _Trial(world, at.at(f"/lr-{uuid4().hex[:12]}"), own_path=True)
        spots.append(await trial.at_the_place())
        return Poisoning(tuple(spots), (*poisoned, *trial.poisoned))


async def _addresses(world: "World", at: Surface) -> list[str]:
    if isinstance(at, ApiSurface):
        return [at.at(at.health or at.openapi or "/")]
    assert isinstance(at, WebSurface)
    wanted = [at.at(page) for page in at.pages[:MOST_PAGES]]
    site = await world.ask(SiteTold(at.name))
    own = [one for one in site.assets if one.startswith((at.url or "").rstrip("/") + "/")]
    return [*wanted, *own[:1]]


class _Trial:
    """All that is tried at one place."""

    def __init__(self, world: "World", url: str, *, own_path: bool = False) -> None:
        self.world = world
        self.url = url
        self.own_path = own_path
        self.poisoned: list[Poisoned] = []
        self._forged = 0
        self._keyed = False
        self._reflected: dict[str, None] = {}
        self._said: list[str] = []

    @property
    def place(self) -> str:
        """The place's name, the same in every run."""
        return f"{self.url.rsplit('/', 1)[0]}/(a path that is not there)" if self.own_path else self.url

    async def at_the_place(self) -> Spot:
        """First the control; then, where it is safe, the forgeries."""
        state, key, clean = await self._key()
        self._keyed = state == KEYED
        if state in TESTED and clean is not None:
            for forgery in TOGETHER[:3] if self.own_path else TOGETHER:
                await self._try(forgery, key, clean)
        return Spot(self.place, state, ", then ".join(self._said), self._forged, tuple(self._reflected))

    async def _key(self) -> tuple[str, Key, Answer | None]:
        """How answers are told apart here, proved by fetches without any forgery."""
        key = Key(self.url)
        if self.own_path:
            clean = await self._clean(Request(self.url))
            return (OWN_PATH if clean else LOST), key, clean
        plain = [await self._clean(Request(self.url)) for _ in range(2)]
        state, clean = await self._told_apart(key)
        if state == KEYED or None in plain or clean is None:
            return (state if clean else LOST), key, clean
        kept = any(one is not None and is_kept(one) for one in plain)
        if state == NOT_KEPT and not kept:
            return state, key, clean
        if state == MUTE and not kept:
            return MUTE, key, clean
        # The place is kept, and a query makes no difference or leads past the cache: by a header, then, that it heeds.
        varies = {
            word.strip().lower() for one in plain if one for value in one.all("Vary") for word in value.split(",")
        }
        for header in BUSTERS:
            if header.lower() in varies:
                other = Key(self.url, header)
                state, clean = await self._told_apart(other)
                if state == KEYED:
                    return state, other, clean
        return BLIND, key, clean

    async def _told_apart(self, key: Key) -> tuple[str, Answer | None]:
        """Whether one address of the run's own is kept, and another is not given the same."""
        one, two = key.fresh(), key.fresh()
        answers = [await self._clean(request) for request in (one, one, two)]
        first, again, other = answers
        if (
            again is not None and again.header("Age") == "0" and not is_kept(again)
        ):  # a second has to pass before it shows
            await asyncio.sleep(A_SECOND)
            again = await self._clean(one)
        if first is None or again is None or other is None:
            return LOST, None
        if is_kept(first) or is_kept(other):
            return BLIND, first
        if is_kept(again):
            return KEYED, first
        silent = all(told_by(answer) == SILENT for answer in (first, again, other))
        return (MUTE if silent else NOT_KEPT), first

    async def _clean(self, request: Request) -> Answer | None:
        reply = await self.world.send(request)
        self._said.append(told_by(reply) if isinstance(reply, Answer) else reply.line())
        return reply if isinstance(reply, Answer) else None

    async def _try(self, forgery: Forgery, key: Key, clean: Answer) -> None:
        """Many at once; then each that came back, or all where they were refused together, by itself."""
        reply, base, marks = await self._forge(forgery, key)
        if not isinstance(reply, Answer):
            return
        back = given_back(marks, reply, clean)
        self._reflected |= dict.fromkeys(name for name, _ in back)
        if back:
            again = await self._visit(base, marks, clean)
            came = tuple(name for name, _ in again[1]) if again else ()
            if not came and self._keyed and forgery.kind in {PARAMETERS, HIDDEN}:
                came = tuple(
                    name for name, _ in back
                )  # a cache that passes over some of them keeps them apart together
            for name in came[:MOST_NAMES]:
                await self._come_back(Forgery(forgery.kind, (name,)), key, clean)
        elif reply.status >= 400 and reply.status != clean.status:  # noqa: PLR2004 - HTTP's refusals start here
            for name in forgery.names:
                await self._one(Forgery(forgery.kind, (name,)), key, clean)

    async def _one(self, forgery: Forgery, key: Key, clean: Answer) -> None:
        reply, _, marks = await self._forge(forgery, key)
        if isinstance(reply, Answer) and (back := given_back(marks, reply, clean)):
            self._reflected |= dict.fromkeys(name for name, _ in back)
            await self._come_back(forgery, key, clean)

    async def _forge(self, forgery: Forgery, key: Key) -> tuple[Reply, Request, dict[str, str]]:
        """Sends forgeries to a fresh address; gives the clean request for the same address as well."""
        base = self._fresh(key)
        marks = {name: f"lr{uuid4().hex[:10]}" for name in forgery.names}
        self._forged += 1
        return await self.world.send(forgery.on(base, marks)), base, marks

    def _fresh(self, key: Key) -> Request:
        if self.own_path:
            return Request(f"{self.url.rsplit('/', 1)[0]}/lr-{uuid4().hex[:12]}")
        return key.fresh()

    async def _come_back(self, forgery: Forgery, key: Key, clean: Answer) -> None:
        """A forger, then a second visitor at the same address who forges nothing, then one at another address.

        The last must be answered as ever: a product that came to refuse us altogether has poisoned nothing.
        """
        _, base, marks = await self._forge(forgery, key)
        again = await self._visit(base, marks, clean)
        if again is None:
            return
        beside = await self._visit(self._fresh(key), marks, clean)
        if beside is not None:
            return
        answer, ((name, (how, shown)), *_) = again
        if marks[name] not in shown and not await self._stays(base, marks, clean, key, how):
            return
        forged, visited = (self.world.curl(one) for one in (forgery.on(base, marks), base))
        self.poisoned.append(Poisoned(self.place, name, how, shown, told_by(answer), forged, visited))

    async def _stays(self, base: Request, marks: dict[str, str], clean: Answer, key: Key, how: str) -> bool:
        """Whether what has no mark to know it by comes back each time, and at fresh addresses never: some pages differ by turns."""
        for _ in range(TURNS):
            again = await self._visit(base, marks, clean)
            if again is None or again[1][0][1][0] != how or await self._visit(self._fresh(key), marks, clean):
                return False
        return True

    async def _visit(
        self, request: Request, marks: dict[str, str], clean: Answer
    ) -> tuple[Answer, tuple[tuple[str, tuple[str, str]], ...]] | None:
        """What of the forgeries a clean request brings back; None for nothing."""
        reply = await self.world.send(request)
        back = given_back(marks, reply, clean) if isinstance(reply, Answer) else ()
        return (reply, back) if isinstance(reply, Answer) and back else None
