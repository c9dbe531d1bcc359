"""Uploads files that a browser would run or whose names lead elsewhere, and fetches them as a visitor would."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from launchready.declare.model import WebSurface
from launchready.observe.api.objects import address, likely_first, not_theirs, untried
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.inputs.doors import DOCUMENTS_NONE, doors_of
from launchready.observe.inputs.files import DOCUMENTS, GOOD_FILES, OK, PAGES, File, runs, upload, with_paths
from launchready.observe.inputs.uploader import Uploader, addresses_in, leading, strings
from launchready.observe.question import Question
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_UPLOADS = 2
MOST_DOWNLOADS = 4
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Upload:
    """One file, and what became of it."""

    operation: str
    sort: str
    """GOOD, PAGE, PATH, OFFICE or MACRO."""
    what: str
    name: str
    status: int
    """0 where nothing came back."""
    shown: str
    """The download that brought the content back: `GET /files/{id} -> 200, text/plain`; empty for none."""
    runs: str
    """The download that a browser would run; empty for none."""
    leads: str
    """A name or an address, told by the product, that leads out of its folder; empty for none."""
    curl: str
    without_id: bool = False
    """Whether the answer told no id, where launch.toml says that the upload tells one."""

    @property
    def taken(self) -> bool:
        """Whether the file was taken."""
        return self.status in OK and not self.without_id


@dataclass(frozen=True, slots=True)
class UploadsSeen:
    """All files."""

    uploads: tuple[Upload, ...]
    missing: tuple[str, ...]
    """Uploads that could not be tried, and why."""
    left_out: str = ""
    """What a Pass says nothing of, and why, as the end of a sentence; empty for nothing."""
    none: str = DOCUMENTS_NONE
    """Why there is no upload, where there is none."""

    def good(self, operation: str) -> Upload | None:
        """The ordinary file that was taken, as the control."""
        return next(
            (one for one in self.uploads if one.operation == operation and one.sort == "good" and one.taken), None
        )


@dataclass(frozen=True, slots=True)
class Uploads(Question[UploadsSeen]):
    """What do the uploads of an API or a chat take, and how do they give it back?"""

    surface: str

    async def ask(self, world: "World") -> UploadsSeen:
        """As an account made for it, else as a customer; each file is removed at once."""
        ways = await doors_of(world, self.surface)
        doors = {one.operation: one for one in ways.doors}
        documented = tuple(one.operation for one in ways.doors if one.carrier is None)
        found: list[Upload] = []
        missing: list[str] = []
        ready = await likely_first(world, self.surface, documented) if documented else tuple(doors)
        late = await not_theirs(world, self.surface, ready) if documented else frozenset()
        barred: list[str] = []
        for operation in ready[:MOST_UPLOADS]:
            if found and operation.name in late:
                barred.append(operation.name)  # customers upload elsewhere
                continue
            door = doors[operation]
            trial = _Trial(world, door.surface, door.facts, operation, door.carrier)
            try:
                await trial.go()
            except CannotLook as unknown:
                missing.append(f"{operation.name}: {unknown}")
            found += trial.found
        beyond = [one.name for one in ready[MOST_UPLOADS:]]
        more = f"; not tried, beyond the first {MOST_UPLOADS} uploads: {', '.join(beyond)}" if beyond else ""
        return UploadsSeen(tuple(found), tuple(missing), untried(tuple(barred)) + more, ways.none)


@dataclass(slots=True)
class _Trial(Uploader):
    """Tries one operation."""

    found: list[Upload] = field(default_factory=list)
    named: bool = False
    """Whether the product told the name of a file, or gave it back."""
    kept: int = 0
    """Files that were taken and not removed."""

    async def go(self) -> None:
        """Sends an ordinary file, and all others.

        Raises:
            CannotLook: it takes no ordinary file, or says nothing of those that it takes.
        """
        try:
            await self._all()
        finally:
            self.told_left(self.kept)

    async def _all(self) -> None:
        await self.become("uploads")
        good: File | None = None
        for file in GOOD_FILES:
            done = await self._try(file)
            if done.taken:
                good = file
                break
        if good is None:
            raise CannotLook(f"it takes neither a text, a picture nor a document ({self.found[-1].status})")
        paths = with_paths(good) if self.carrier is None or self.named else ()
        for file in (*PAGES, *paths):
            await self._try(file)
        for plain, named, *hidden in DOCUMENTS:
            if (await self._try(plain)).taken and not (await self._try(named)).taken:
                for file in hidden:
                    await self._try(file)
        if not paths:
            raise CannotLook("what it answers to an ordinary file neither names the file nor leads back to it")

    async def _try(self, file: File) -> Upload:
        tag = self.world.plant(Mark("token"), f"the name of {file.what} that is uploaded", self.operation.name).value
        mark = self.world.plant(Mark("token"), f"{file.what} that is uploaded", self.operation.name).value
        name = file.name.replace("{tag}", tag)
        request = upload(self.operation, self.url, file, tag, mark)
        reply = await self.send(request)
        if isinstance(reply, Answer) and reply.status == TOO_MANY and self.session is not None:
            await self.become("more uploads")
            reply = await self.send(request)
        shown = runs_at = leads = ""
        if isinstance(reply, Answer) and reply.status in OK:
            told = [reply.json()]
            for read, answer in await self._downloads(reply, tag):
                kind = (answer.header("Content-Type") or "no content type").split(";")[0]
                line = f"{read} -> {answer.status}, {kind}, {answer.header('Content-Disposition') or 'no disposition'}"
                told.append([answer.json(), _file_name(answer)])
                if mark in answer.body:
                    shown = shown or line
                    runs_at = runs_at or (line if runs(answer, mark) else "")
            self.named = self.named or bool(shown) or any(tag in text for text in strings(told))
            if file.sort == "path":
                leads = leading(told, tag) or await self._elsewhere(reply, name, mark)
            await self._removed(reply)
        status = reply.status if isinstance(reply, Answer) else 0
        self.found.append(
            Upload(
                self.operation.name,
                file.sort,
                file.what,
                name,
                status,
                shown,
                runs_at,
                leads,
                self.curl(name, file.type),
                without_id=isinstance(reply, Answer) and self.carrier is not None and self.id_in(reply) is None,
            )
        )
        return self.found[-1]

    async def _downloads(self, made: Answer, tag: str) -> list[tuple[str, Answer]]:
        """What the file is read by: the operations on it, and the addresses that the answers tell."""
        requests: dict[str, str] = {}
        found = self.id_in(made)
        base = self.operation.path.rstrip("/")
        for one in self.facts.operations:
            if (
                found
                and one.method == "GET"
                and one.path.startswith(f"{base}/{{")
                and len(one.places) == len(self.parents) + 1
            ):
                requests[one.name] = address(self.world, self.surface, one, (*self.parents, found))
        answers: list[tuple[str, Answer]] = []
        for name, url in list(requests.items())[:MOST_DOWNLOADS]:
            reply = await self.send(Request(url))
            if isinstance(reply, Answer):
                answers.append((name, reply))
        addresses = [
            url
            for answer in (made, *(one for _, one in answers))
            for url in self.addresses(made, answer, (tag, found or tag))
        ]
        for url in list(dict.fromkeys(addresses))[:MOST_DOWNLOADS]:
            if url in requests.values() or not self.world.declaration.consent.covers(urlsplit(url).hostname or ""):
                continue
            reply = await self.send(Request(url))
            if isinstance(reply, Answer):
                answers.append((f"GET {url}", reply))
        return answers

    async def _elsewhere(self, made: Answer, sent: str, mark: str) -> str:
        """Looks where the name leads: beside the folder that files are served from, and at the roots."""
        name = sent.replace("\\", "/")
        last = name.rpartition("/")[2]
        own = addresses_in(made, (last,))
        roots = [one.url for one in self.world.declaration.surfaces if isinstance(one, WebSurface) and one.url]
        places = [urljoin(url, name) for url in own]
        places += [f"{root.rstrip('/')}/{last}" for root in roots[:1]] + [urljoin(made.request.url, f"/{last}")]
        for url in dict.fromkeys(places):
            if url not in own and self.world.declaration.consent.covers(urlsplit(url).hostname or ""):
                reply = await self.world.send(Request(url))
                if isinstance(reply, Answer) and reply.status in OK and mark in reply.body:
                    return f"GET {url} -> {reply.status}, with the file's content"
        return ""

    async def _removed(self, reply: Answer) -> None:
        found = self.id_in(reply)
        start = f"{self.operation.path.rstrip('/')}/{{"
        for one in self.facts.operations:
            if found and one.method == "DELETE" and one.path.startswith(start) and one.path.endswith("}"):
                if len(one.places) == len(self.parents) + 1:
                    await self.send(Request(address(self.world, self.surface, one, (*self.parents, found)), "DELETE"))
                return
        self.kept += 1


def _file_name(answer: Answer) -> str:
    """The file's name in Content-Disposition, decoded."""
    _, _, name = (answer.header("Content-Disposition") or "").partition("filename")
    return unquote(name.lstrip("*=").removeprefix("UTF-8''").split(";")[0].strip().strip('"'))
