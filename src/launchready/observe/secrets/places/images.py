"""Reads container images from a file or a folder: settings, steps and every file of every layer, deleted ones too."""

import hashlib
import json
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol, cast

from launchready.observe.secrets.places.first_bytes import TAR_AT
from launchready.observe.secrets.places.gather import Gatherer
from launchready.observe.secrets.places.piece import LARGEST
from launchready.observe.secrets.places.unpack import BROKEN, plain

MOST_SECONDS = 90
"""After so long an image is given up, and said to be unfinished."""
MOST_FILES = 500_000
NESTED = 3
HIDDEN = ".wh."
EMPTIED = ".wh..wh..opq"
SNAKE_OIL = "ssl-cert-snakeoil"
"""A key that a package makes for itself and that nothing of worth trusts."""


class NoImageError(Exception):
    """It is no image, or not a whole one."""


class Blobs(Protocol):
    """The parts of an image, by name."""

    def open(self, name: str) -> IO[bytes]:
        """A part; KeyError where it is not there."""
        ...

    def has(self, name: str) -> bool:
        """Whether it is there."""
        ...


class _Folder:
    def __init__(self, top: Path) -> None:
        self._top = top

    def open(self, name: str) -> IO[bytes]:
        if not self.has(name):
            raise KeyError(name)
        return (self._top / name).open("rb")

    def has(self, name: str) -> bool:
        path = (self._top / name).resolve()
        return path.is_relative_to(self._top.resolve()) and path.is_file()


class _Tar:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members = {member.name.removeprefix("./"): member for member in tar}

    def open(self, name: str) -> IO[bytes]:
        # Older docker saves write a layer that they wrote before as a link to it.
        held = self._tar.extractfile(self._members[name])
        if held is None:
            raise KeyError(name)
        return held

    def has(self, name: str) -> bool:
        return name in self._members


@dataclass(frozen=True, slots=True)
class Image:
    """What an image is made of: names of its parts, the lowest layer first."""

    config: str
    layers: tuple[str, ...]
    others: tuple[str, ...] = ()
    """Parts that are no layers: attestations and the like, which may carry the build's arguments."""


@dataclass(slots=True)
class _Above:
    """What the layers above have written or deleted."""

    deleted: set[str] = field(default_factory=set)
    emptied: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)

    def add(self, other: "_Above") -> None:
        """One layer more."""
        self.deleted |= other.deleted
        self.emptied |= other.emptied
        self.written |= other.written

    def note(self, path: str) -> str:
        """What became of a file in the layers above."""
        parents = [path.rsplit("/", up)[0] for up in range(1, path.count("/") + 1)]
        if (
            path in self.deleted
            or any(one in self.deleted or one in self.emptied for one in parents)
            or "" in self.emptied
        ):
            return ", deleted by a later layer"
        return ", overwritten by a later layer" if path in self.written else ""


def read_image(name: str, path: Path, gathered: Gatherer, seen: set[bytes]) -> None:
    """Reads all of an image into what is gathered; what cannot be read is missed, with its reason."""
    until = time.monotonic() + MOST_SECONDS
    try:
        with _opened(path) as blobs:
            for image in _images(blobs):
                _settings(name, blobs, image, gathered)
                _Reading(gathered, seen, until, _Above()).layers(name, blobs, image)
    except NoImageError as error:
        gathered.missed.append(f"{name}: {error}")
    except KeyError as error:
        gathered.missed.append(f"{name}: {error.args[0]} is not in it")
    except BROKEN as error:
        gathered.missed.append(f"{name}: {error or type(error).__name__}")


@contextmanager
def _opened(path: Path) -> Iterator[Blobs]:
    if path.is_dir():
        yield _Folder(path)
        return
    with tarfile.open(path, "r:*") as tar:
        yield _Tar(tar)


def _images(blobs: Blobs) -> Iterator[Image]:
    """Docker writes `manifest.json`, OCI `index.json`; newer Dockers both, for the same parts."""
    if blobs.has("manifest.json"):
        for one in _list(_json(blobs, "manifest.json")):
            yield Image(_text(one, "Config"), _texts(one.get("Layers")))
    elif blobs.has("index.json"):
        yield from _of_index(blobs, _dict(_json(blobs, "index.json")), NESTED)
    else:
        raise NoImageError("it is no image: it has neither manifest.json (docker save) nor index.json (OCI layout)")


def _of_index(blobs: Blobs, index: dict[str, object], left: int) -> Iterator[Image]:
    for entry in _list(index.get("manifests")):
        told = _dict(_json(blobs, _blob(entry)))
        if "manifests" in told:
            if left:
                yield from _of_index(blobs, told, left - 1)
            continue
        layers = _list(told.get("layers"))
        tars = tuple(_blob(layer) for layer in layers if "tar" in _text(layer, "mediaType"))
        others = tuple(_blob(layer) for layer in layers if "tar" not in _text(layer, "mediaType"))
        yield Image(_blob(_dict(told.get("config"))), tars, others)


def _settings(name: str, blobs: Blobs, image: Image, gathered: Gatherer) -> None:
    """The environment, labels, commands and every step: an ARG that was used stands in its step."""
    config = _dict(_json(blobs, image.config)) if image.config else {}
    run = _dict(config.get("config"))
    env = "\n".join(_texts(run.get("Env")))
    gathered.keep(f"{name} environment", env.encode())
    rest = {key: value for key, value in run.items() if key != "Env"}
    gathered.keep(f"{name} settings", json.dumps(rest, indent=0, ensure_ascii=False).encode())
    for number, step in enumerate(_list(config.get("history")), 1):
        told = f"{_text(step, 'created_by')}\n{_text(step, 'comment')}"
        gathered.keep(f"{name} step {number}", told.encode("utf-8", "replace"))
    for part in image.others:
        with blobs.open(part) as stream:
            gathered.keep(f"{name} {part.rpartition('/')[2][:12]}", stream.read(LARGEST))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the layers of one image share while they are read."""

    gathered: Gatherer
    seen: set[bytes]
    """What was read before, in any image: base layers are shared."""
    until: float
    above: _Above

    def layers(self, name: str, blobs: Blobs, image: Image) -> None:
        """The highest first: it is the owner's own, and it says what the lower ones no longer show."""
        for number in range(len(image.layers), 0, -1):
            part = image.layers[number - 1]
            try:
                with blobs.open(part) as stream:
                    if not self._layer(f"{name} layer {number}", stream):
                        return
            except KeyError:
                self.gathered.missed.append(f"{name}: layer {number} ({part}) is not in it")
            except BROKEN as error:
                self.gathered.missed.append(f"{name}: layer {number}: {error or type(error).__name__}")

    def _layer(self, name: str, stream: IO[bytes]) -> bool:
        """Whether there was time for all of it."""
        own = _Above()
        with tarfile.open(fileobj=_open(stream), mode="r|") as tar:
            for number, member in enumerate(tar):
                if time.monotonic() > self.until or number > MOST_FILES:
                    self.gathered.missed.append(f"{name}: not finished within {MOST_SECONDS} s and {MOST_FILES} files")
                    return False
                path = member.name.removeprefix("./").lstrip("/")
                folder, _, last = path.rpartition("/")
                if last == EMPTIED:
                    own.emptied.add(folder)
                elif last.startswith(HIDDEN):
                    own.deleted.add(f"{folder}/{last.removeprefix(HIDDEN)}".lstrip("/"))
                elif member.isreg():
                    own.written.add(path)
                    self._file(f"{name} {path}{self.above.note(path)}", tar, member)
                tar.members = []  # type: ignore[attr-defined]  # else it keeps every header that it has seen
        self.above.add(own)
        return True

    def _file(self, place: str, tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        if member.size > LARGEST:
            self.gathered.unread.append(f"{place}: {member.size // 1_000_000} MB, larger than what is read of one file")
            return
        held = tar.extractfile(member)
        data = held.read() if held else b""
        digest = hashlib.blake2b(data, digest_size=16).digest()
        if digest not in self.seen and SNAKE_OIL not in member.name:
            self.seen.add(digest)
            self.gathered.keep(place, data)


def _open(stream: IO[bytes]) -> IO[bytes]:
    """A layer without its compression."""
    head = stream.read(TAR_AT + 5)
    stream.seek(0)
    return plain(stream, head)


def _json(blobs: Blobs, name: str) -> object:
    with blobs.open(name) as stream:
        return cast("object", json.loads(stream.read(LARGEST)))


def _blob(told: dict[str, object]) -> str:
    algorithm, _, digest = _text(told, "digest").partition(":")
    return f"blobs/{algorithm}/{digest}"


def _text(told: object, key: str) -> str:
    value = told.get(key) if isinstance(told, dict) else None
    return value if isinstance(value, str) else ""


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
