"""Sees which files are opened while a command runs: by Linux's watches on folders (inotify), for which no right is needed."""

import asyncio
import ctypes
import os
import struct
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

ACCESS, MODIFY, MOVED_TO, CREATE, OPEN = 0x1, 0x2, 0x80, 0x100, 0x20
OVERFLOWN, IS_FOLDER, ONLY_FOLDERS = 0x4000, 0x4000_0000, 0x0100_0000
WATCHED = ACCESS | MODIFY | MOVED_TO | CREATE | OPEN | ONLY_FOLDERS
EVENT = struct.Struct("iIII")
AT_ONCE = 256 * 1024
MOST_FOLDERS = 4000
SKIPPED = frozenset({".git", "__pycache__"})
"""Folders of which every command's own tools read a hundred files."""
ELSEWHERE = "which files a command opens is seen on Linux alone"


@dataclass(slots=True)
class Watch:
    """What was opened in some folders so far."""

    without: str = ""
    """Why nothing is seen; empty where it is."""
    is_whole: bool = True
    """Whether nothing was missed: there were not too many folders, and not too much happened at once."""
    _folders: dict[int, Path] = field(default_factory=dict)
    _seen: dict[Path, int] = field(default_factory=dict)

    def files(self) -> tuple[Path, ...]:
        """The files that were there before and were opened to be read; not those that were made, or only written."""
        return tuple(sorted(path for path, did in self._seen.items() if _was_read(did)))

    def take(self, data: bytes) -> None:
        """Remembers what the system tells."""
        at = 0
        while at + EVENT.size <= len(data):
            number, did, _, length = EVENT.unpack_from(data, at)
            name = data[at + EVENT.size : at + EVENT.size + length].rstrip(b"\0")
            at += EVENT.size + length
            if did & OVERFLOWN:
                self.is_whole = False
            elif name and number in self._folders and not did & IS_FOLDER:
                path = self._folders[number] / os.fsdecode(name)
                self._seen[path] = self._seen.get(path, 0) | did

    def begin(self, numbers: dict[int, Path]) -> None:
        """Forgets what was seen, and watches these folders by their numbers."""
        self._folders |= numbers
        self._seen.clear()


def _was_read(did: int) -> bool:
    return bool(did & OPEN) and not did & (CREATE | MOVED_TO) and (not did & MODIFY or bool(did & ACCESS))


@asynccontextmanager
async def watching(folders: Iterable[Path]) -> AsyncIterator[Watch]:
    """Watches folders, each by itself, for as long as the block lasts; where that cannot be, `without` says why.

    A file of them is opened first: where that is not told, nothing else would be (some network file systems are so).
    """
    watch = Watch()
    if sys.platform != "linux":
        watch.without = ELSEWHERE
        yield watch
        return
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    if handle < 0:
        watch.without = f"no files can be watched: {os.strerror(ctypes.get_errno())}"
        yield watch
        return
    loop = asyncio.get_running_loop()
    try:
        numbers = _added(watch, libc, handle, folders)
        watch.begin(numbers)
        known = _tried(numbers.values())
        _drain(watch, handle)
        if known is not None and known not in watch.files():
            watch.without = f"the file system of {known.parent} does not tell what is opened in it"
        watch.begin({})
        loop.add_reader(handle, _drain, watch, handle)
        yield watch
        _drain(watch, handle)
    finally:
        loop.remove_reader(handle)
        os.close(handle)


def folders_in(place: Path) -> Iterator[Path]:
    """A folder and all below it, but those of tools."""
    for folder, below, _ in os.walk(place):
        below[:] = sorted(name for name in below if name not in SKIPPED)
        yield Path(folder)


def _added(watch: Watch, libc: ctypes.CDLL, handle: int, folders: Iterable[Path]) -> dict[int, Path]:
    numbers: dict[int, Path] = {}
    for folder in folders:
        if len(numbers) >= MOST_FOLDERS:
            watch.is_whole = False
            break
        number = libc.inotify_add_watch(handle, os.fsencode(folder), WATCHED)
        if number >= 0:
            numbers[number] = folder
        elif folder.is_dir():
            watch.is_whole = False
    if not numbers:
        watch.without = "there is no folder that can be watched"
    return numbers


def _tried(folders: Iterable[Path]) -> Path | None:
    """A file that was opened to see whether that is told; None where there is none."""
    for folder in folders:
        for path in folder.iterdir():
            if path.is_file() and not path.is_symlink() and os.access(path, os.R_OK):
                with path.open("rb") as file:
                    file.read(1)
                return path
    return None


def _drain(watch: Watch, handle: int) -> None:
    while True:
        try:
            data = os.read(handle, AT_ONCE)
        except BlockingIOError:
            return
        watch.take(data)
