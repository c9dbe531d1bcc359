"""Keeps a run as it goes: one line an event, so that a run that is killed can be resumed and any run judged again."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from functools import cache
from json.encoder import encode_basestring
from pathlib import Path
from typing import TypeVar, get_type_hints

import cattrs
from cattrs.preconf.json import JsonConverter, make_converter
from cattrs.strategies import configure_tagged_union

from launchready.events import Event
from launchready.observe.http import Reply
from launchready.observe.question import Question
from launchready.observe.record import Sent
from launchready.verdict import Verdict

ValueT = TypeVar("ValueT")

FOLDER = ".launchready"
CANARIES = "canaries.jsonl"
RUNS = "runs"
SECOND = len("2026-01-31T23-59-59")
"""So much of a run's name is the second in which it began."""
LINE = json.JSONEncoder(ensure_ascii=False).encode


class StoreError(Exception):
    """A stored run cannot be read; the words say which file and line, and what to do."""


@cache
def converter() -> JsonConverter:
    """Between events (and what they hold) and JSON."""
    made = make_converter(forbid_extra_keys=True)
    # Events hold verdicts: what is held must be known first.
    configure_tagged_union(Verdict, made, tag_name="verdict")
    configure_tagged_union(Reply, made, tag_name="reply")
    configure_tagged_union(Event, made, tag_name="event")
    return made


def to_text(value: object, kind: object) -> str:
    """A value of a stored type as JSON."""
    return json.dumps(converter().unstructure(value, unstructure_as=kind), ensure_ascii=False)


def from_text(text: str, kind: type[ValueT]) -> ValueT:
    """JSON as a value of a stored type."""
    return converter().structure(json.loads(text), kind)


def _line(sent: Sent) -> str:
    """What was sent as one line: a run writes thousands, and asking each field for its kind is most of what it costs."""
    text = encode_basestring
    by = "null" if sent.by is None else text(sent.by)
    return (
        f'{{"at": {sent.at!r}, "check": {text(sent.check)}, "method": {text(sent.method)}, "url": {text(sent.url)}, '
        f'"by": {by}, "outcome": {text(sent.outcome)}, "milliseconds": {sent.milliseconds!r}, "who": {text(sent.who)}, '
        f'"carried": {LINE(sent.carried) if sent.carried else "[]"}, '
        f'"shown": {LINE(sent.shown) if sent.shown else "[]"}, "body": {text(sent.body)}, '
        f'"terms": {LINE(sent.terms) if sent.terms else "[]"}, "content": {text(sent.content)}}}\n'
    )


def key_of(question: Question[object]) -> str:
    """A question as a stable key."""
    return f"{type(question).__module__}.{question!r}"


def answer_type(question: Question[object]) -> type[object]:
    """The type that a question is answered with: the return annotation of its `ask`."""
    hint: type[object] = get_type_hints(type(question).ask, {"World": object, **_module(question)})["return"]
    return hint


def _module(question: Question[object]) -> dict[str, object]:
    import sys  # noqa: PLC0415 - needed here alone

    return vars(sys.modules[type(question).__module__])


class Run:
    """One stored run: a folder with its events, its declaration and the record of what was sent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events = folder / "events.jsonl"
        self.sent = folder / "sent.jsonl"
        self.declaration = folder / "launch.toml"
        self._sent_to: int | None = None

    @property
    def name(self) -> str:
        """The run's name: its folder's."""
        return self.folder.name

    @classmethod
    def create(cls, root: Path, name: str, declaration: str, folder: str = RUNS) -> "Run":
        """Makes the folder of a new run, below .launchready/.

        Raises:
            FileExistsError: there is a run of that name.
        """
        path = root / FOLDER / folder / name
        path.mkdir(parents=True)
        run = cls(path)
        run.declaration.write_text(declaration, encoding="utf-8")
        return run

    def append(self, event: Event) -> None:
        """Stores one event; it is on its way to the disk when this returns."""
        with self.events.open("a", encoding="utf-8") as file:
            file.write(to_text(event, Event) + "\n")

    def record(self, sent: Sent) -> None:
        """Adds a line to the record of what was sent; for the many that a run sends, its file stays open."""
        if self._sent_to is None:
            self._sent_to = os.open(self.sent, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.write(self._sent_to, _line(sent).encode())

    def close(self) -> None:
        """Closes the record of what was sent; another line opens it again."""
        if self._sent_to is not None:
            os.close(self._sent_to)
            self._sent_to = None

    def read_sent(self) -> Iterator[Sent]:
        """Everything that was sent, in order."""
        if self.sent.exists():
            for line in self.sent.read_text(encoding="utf-8").split("\n"):
                if line.endswith("}"):
                    yield from_text(line, Sent)

    def requests(self) -> int:
        """How many requests the record holds; questions to DNS are none."""
        if not self.sent.exists():
            return 0
        with self.sent.open("rb") as file:
            return sum(b'"method": "DNS", ' not in line for line in file)

    def read(self) -> Iterator[Event]:
        """Every stored event in order. A torn last line, left by a killed run, is passed over.

        Raises:
            StoreError: the file is missing, or a line that is not the last cannot be read.
        """
        try:
            lines = self.events.read_text(encoding="utf-8").split("\n")
        except OSError as error:
            raise StoreError(f"{self.events}: {error.strerror}; is this a run?") from None
        for number, line in enumerate(lines, 1):
            if not line:
                continue
            try:
                yield from_text(line, Event)  # type: ignore[arg-type]  # a union is not a type to mypy
            except (ValueError, KeyError, TypeError, cattrs.BaseValidationError) as error:
                if number == len(lines):
                    return
                raise StoreError(
                    f"{self.events}:{number}: not an event that this version knows ({type(error).__name__}); "
                    "run the audit again"
                ) from error

    def mend(self) -> None:
        """Cuts off a torn last line, so that a resumed run can append."""
        data = self.events.read_bytes()
        if data and not data.endswith(b"\n"):
            self.events.write_bytes(data[: data.rfind(b"\n") + 1])


def runs(root: Path) -> tuple[Run, ...]:
    """Every stored run below a folder, oldest first."""
    folder = root / FOLDER / RUNS
    found = [Run(one) for one in folder.iterdir() if one.is_dir()] if folder.is_dir() else []
    return tuple(sorted(found, key=_begun))


def _begun(run: Run) -> tuple[str, int, str]:
    """When a run began: the second is in its name, and its declaration was written with its folder."""
    made = run.declaration.stat().st_mtime_ns if run.declaration.exists() else 0
    return run.name[:SECOND], made, run.name


def find(root: Path, name: str) -> Run:
    """A run by its name, the start of its name, its folder, or `last`.

    Raises:
        StoreError: no run or several runs are meant.
    """
    if Path(name).is_dir():
        return Run(Path(name))
    known = runs(root)
    if name == "last" and known:
        return known[-1]
    meant = [run for run in known if run.name.startswith(name)]
    if len(meant) == 1:
        return meant[0]
    names = ", ".join(run.name for run in known[-5:]) or "none"
    raise StoreError(f"{len(meant)} runs are meant by {name}; the latest runs are: {names}")


def fingerprint(*parts: Iterable[str] | str) -> str:
    """A short stable name of a finding."""
    return hashlib.sha256("\x00".join(map(str, parts)).encode()).hexdigest()[:12]
