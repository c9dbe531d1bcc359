"""Uploads small archives, and looks whether the product unpacks them: whether what was packed comes back as files."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio

from launchready.declare.model import Json, WebSurface
from launchready.observe.api.ids import ids_in, own_id
from launchready.observe.api.kinds import words
from launchready.observe.api.openapi import Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.inputs.doors import DOCUMENTS_NONE, doors_of
from launchready.observe.inputs.files import GOOD, OK, File, upload
from launchready.observe.inputs.packed import Packed, Sight, holding, seen_again
from launchready.observe.inputs.packing import FORMATS, INSIDES, Format, entry, pack
from launchready.observe.inputs.uploader import Uploader, leading
from launchready.observe.question import Question
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_OPERATIONS = 3
MOST_LISTS, MOST_READS = 3, 6
WAITS = (0.0, 0.4, 1.2)
"""How long is waited for files that an archive becomes after the answer."""
TAKEN_LATER = 202
TOO_MANY = 429
SMALL = 400
"""Bytes of a file in a small archive: enough to pack, so that its mark is not to be read in the archive itself."""
ARCHIVES = re.compile(r"zip|archive|tarball|\btar\b|unpack|extract", re.IGNORECASE)
MANY = re.compile(r"bulk|batch|import|restore|bundle|package", re.IGNORECASE)
"""An upload that is called so may take archives, or something else."""
BEGINNINGS = ("PK\x03\x04", "\x1f")
"""Of a zip, and of what gzip packs."""
FOLDERS = ("../../", "..\\..\\")


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one archive."""

    status: int
    """0 where nothing came back."""
    said: str
    sights: tuple[Sight, ...]
    """One for each file in it."""
    leads: str
    """A name or an address that leads out of its folder; empty for none."""
    removed: bool
    """Whether it left nothing, as far as is known."""
    size: int
    """Bytes of the archive."""
    whole: bool = False
    """Whether it came back as it was sent, so that nobody unpacked it."""

    @property
    def taken(self) -> bool:
        """Whether the API took it."""
        return self.status in OK


@dataclass(frozen=True, slots=True)
class Archive:
    """One format at one upload."""

    operation: str
    form: str
    """`zip` or `tar.gz`."""
    inside: str
    """What was in it: `a text`."""
    status: int
    said: str
    read: str
    """The read that brought the content of a file in it back: it was unpacked. Empty where none did."""
    named: str
    """The read that named a file in it; empty for none."""
    speaks: bool
    """Whether the operation's words say that it takes archives."""
    slipped: int
    """The status of the one whose files lead two folders up; 0 where it was not sent or not answered."""
    leads: str
    """The name or address at which such a file left its folder; empty for none."""
    slip_name: str
    curl: str


@dataclass(frozen=True, slots=True)
class UnpackingSeen:
    """All formats at all uploads."""

    archives: tuple[Archive, ...]
    missing: tuple[str, ...]
    """Uploads that could not be tried, and why."""
    none: str = DOCUMENTS_NONE
    """Why there is no upload, where there is none."""

    def unpacked(self) -> tuple[Archive, ...]:
        """Those that became files."""
        return tuple(one for one in self.archives if one.read)


@dataclass(frozen=True, slots=True)
class Unpacking(Question[UnpackingSeen]):
    """Which archives does the product unpack?"""

    surface: str

    async def ask(self, world: "World") -> UnpackingSeen:
        """As an account made for it, else as a customer; what is unpacked is removed at once."""
        ways = await doors_of(world, self.surface)
        found: list[Archive] = []
        missing: list[str] = []
        ordered = sorted(ways.doors, key=lambda one: not _comes_first(one.operation))
        for door in ordered[:MOST_OPERATIONS]:
            packer = Packer(world, door.surface, door.facts, door.operation, door.carrier)
            try:
                await packer.become("archives")
                found += [await packer.small(form) for form in FORMATS]
            except CannotLook as unknown:
                missing.append(f"{door.operation.name}: {unknown}")
        return UnpackingSeen(tuple(found), tuple(missing), ways.none)


def _words(one: Operation) -> str:
    return " ".join((one.id, one.path, one.text, *(leaf.name for leaf in one.body)))


def _comes_first(one: Operation) -> bool:
    """Whether an operation's words say that it takes archives, or many files at once."""
    return bool(ARCHIVES.search(_words(one)) or MANY.search(_words(one)))


@dataclass(slots=True)
class Packer(Uploader):
    """Uploads archives by one operation, and finds again what was in them."""

    left: list[str] = field(default_factory=list)

    async def small(self, form: Format) -> Archive:
        """Two small files in a format; where they come back, two more whose names lead elsewhere."""
        one = self.operation
        inside, became = INSIDES[0], None
        for inside in INSIDES if _comes_first(one) else INSIDES[:1]:
            became = await self.goes(form, tuple(self.packed(inside, f"a {form.name}", size=SMALL) for _ in "12"))
            if became.taken or became.status == TOO_MANY:
                break
        assert became is not None
        read = next((sight.read for sight in became.sights if sight.read), "")
        slipped, leads, name = 0, "", ""
        if read:
            climbing = tuple(self.packed(inside, "a path", size=SMALL, folder=folder) for folder in FOLDERS)
            slip = await self.goes(form, (*climbing, self.packed(inside, "a path", size=SMALL)))
            slipped, leads, name = slip.status, slip.leads, climbing[0].entry.name
        named = next((sight.named for sight in became.sights if sight.named), "")
        if self.carrier is not None and became.taken and not became.whole:
            named = named or "nothing that its answer tells leads back to it"
        curl = self.curl(f"archive{form.end}", form.type)
        return Archive(
            operation=one.name,
            form=form.name,
            inside=inside.what,
            status=became.status,
            said=became.said,
            read=read,
            named=named,
            speaks=bool(ARCHIVES.search(_words(one))),
            slipped=slipped,
            leads=leads,
            slip_name=name,
            curl=curl,
        )

    def packed(self, inside: File, what: str, *, size: int, folder: str = "") -> Packed:
        """A file to be put in an archive."""
        where = self.operation.name
        tag = self.world.plant(Mark("token"), f"the name of a file in {what}", where).value
        mark = self.world.plant(Mark("token"), f"a file in {what}", where).value
        return Packed(tag, mark, entry(inside, tag, mark, size=size, folder=folder))

    async def goes(self, form: Format, files: tuple[Packed, ...], *, tight: bool = True) -> Became:
        """Uploads an archive of them, looks for each, and removes them."""
        content = await anyio.to_thread.run_sync(lambda: pack(form, tuple(one.entry for one in files), tight=tight))
        own = self.world.made_up(f"the name of an archive: {files[0].tag}")
        whole = File(GOOD, "an archive", f"{{tag}}{form.end}", form.type, lambda _: content)
        reply = await self._put(whole, own)
        if not isinstance(reply, Answer):
            return Became(0, reply.line(), (Sight(),) * len(files), "", removed=True, size=len(content))
        if reply.status not in OK:
            said = f"{reply.status}: {reply.body[:160]}"
            return Became(reply.status, said, (Sight(),) * len(files), "", removed=True, size=len(content))
        sights, told, ids, came_back = await self._found(reply, files, own)
        climbing = [one for one in files if "." in one.entry.name[:1]]
        leads = next((text for one in climbing if (text := leading(told, one.tag))), "")
        leads = leads or await self._elsewhere(climbing)
        gone = await self._removed(ids)
        return Became(reply.status, reply.line(), sights, leads, removed=gone, size=len(content), whole=came_back)

    async def _put(self, whole: File, own: str) -> Reply:
        reply = await self.send(upload(self.operation, self.url, whole, own, own))
        if isinstance(reply, Answer) and reply.status == TOO_MANY and self.session is not None:
            await self.become("more archives")
            reply = await self.send(upload(self.operation, self.url, whole, own, own))
        return reply

    async def _found(
        self, made: Answer, files: tuple[Packed, ...], own: str
    ) -> tuple[tuple[Sight, ...], list[Json], dict[str, None], bool]:
        """Looks in the answer, in the lists and behind the ids, and again a little later."""
        sights: tuple[Sight, ...] = (Sight(),) * len(files)
        told: list[Json] = [made.json()]
        ids: dict[str, None] = {}
        read: set[str] = set()
        whole = False
        for pause in WAITS:
            await anyio.sleep(pause)
            answers = [(self.operation.name, made), *await self._asked(self.lists()[:MOST_LISTS])]
            told += [answer.json() for _, answer in answers[1:]]
            names = tuple(one.tag for one in files)
            holders = [one for _, answer in answers for one in holding(answer.json(), names)]
            ids |= dict.fromkeys(found for one in holders if (found := own_id(one, "file", "id")))
            if not ids:
                ids |= dict.fromkeys((*ids_in(made.json(), "file"), self._own_id(made) or ""))
                ids.pop("", None)
            reads = [way for found in [*ids][:MOST_READS] for way in self.on("GET", found, self.shelves())]
            reads += [
                (f"GET {url}", url) for _, answer in answers for url in self.addresses(made, answer, (*names, *ids))
            ]
            fresh = [way for way in dict.fromkeys(reads) if way[1] not in read and self._covers(way[1])]
            read |= {url for _, url in fresh}
            answers += await self._asked(tuple(fresh)[: 2 * MOST_READS])
            sights = tuple(seen_again(one, answers, before) for one, before in zip(files, sights, strict=True))
            whole = whole or any(answer.body.startswith(BEGINNINGS) for _, answer in answers)
            is_kept_whole = any(own in answer.body for _, answer in answers) and made.status != TAKEN_LATER
            if all(one.read for one in sights) or is_kept_whole:
                break
        return sights, told, ids, whole

    def _own_id(self, made: Answer) -> str | None:
        return (self.id_in(made) if self.carrier is not None else None) or own_id(made.json(), "file", "id")

    async def _asked(self, ways: tuple[tuple[str, str], ...]) -> list[tuple[str, Answer]]:
        replies = [(name, await self.send(Request(url))) for name, url in ways]
        return [(name, reply) for name, reply in replies if isinstance(reply, Answer) and reply.status in OK]

    def _covers(self, url: str) -> bool:
        return self.world.declaration.consent.covers(urlsplit(url).hostname or "")

    async def _elsewhere(self, climbing: list[Packed]) -> str:
        """Looks whether a file that leads two folders up is served from a root."""
        roots = [
            one.url.rstrip("/") for one in self.world.declaration.surfaces if isinstance(one, WebSurface) and one.url
        ]
        parts = urlsplit(self.url)
        for root in dict.fromkeys((*roots[:1], f"{parts.scheme}://{parts.netloc}")):
            for one in climbing[:1]:
                url = f"{root}/{one.entry.name.rpartition('/')[2]}"
                reply = await self.world.send(Request(url)) if self._covers(url) else None
                if isinstance(reply, Answer) and reply.status in OK and one.mark in reply.body:
                    return f"GET {url} -> {reply.status}, with the file's content"
        return ""

    async def _removed(self, ids: dict[str, None]) -> bool:
        """Deletes what was made; whether all is gone."""
        left = 0
        for found in ids:
            ways = self.on("DELETE", found, self.shelves())
            replies = [await self.send(Request(url, "DELETE")) for _, url in ways[:1]]
            left += not any(isinstance(one, Answer) and one.status in {*OK, 404, 410} for one in replies)
        if left or not ids:
            named = " and ".join(words(self.operation.path)[-1:]) or "files"
            self.world.leave(
                f"{named} of an archive ({self.operation.name}): the API names no operation that deletes it"
            )
        return not left and bool(ids)
