"""Takes prompts out of files that other tools read, and writes them as a pack; what could not be taken is told with its place."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from launchready.declare.packs.shape import AttackShape
from launchready.declare.packs.slips import slips
from launchready.declare.parsed import parse
from launchready.declare.tables import Table, elements, table
from launchready.declare.toml import pair

REFS = {"leak": "LLM07:2025", "obey": "LLM01:2025", "act": "LLM06:2025", "tenant": "LLM02:2025", "cost": "LLM10:2025"}
CUT = re.compile(r"\n[ \t]*(?:---[ \t]*)?\n")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One text that another tool would say."""

    place: str
    """`line 3`, `entry 7`, `tests[2]`."""
    turns: tuple[str, ...]
    wrong: str = ""
    """Why it cannot be taken; empty where it may be."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file gave."""

    attacks: tuple[dict[str, object], ...]
    left: tuple[Prompt, ...]
    """What could not be taken, each with its reason."""


def taken(prompts: Iterator[Prompt], goal: str, source: str) -> Taken:
    """The attacks that the prompts make, and those that make none."""
    attacks: list[dict[str, object]] = []
    left: list[Prompt] = []
    said: dict[str, str] = {}
    for one in prompts:
        name = "-".join(re.findall(r"[a-z]+|\d+", one.place.lower()))
        attack: dict[str, object] = {
            "id": name,
            "goal": goal,
            "about": f"Taken from {source}, {one.place}.",
            "say": list(one.turns),
            "refs": [REFS[goal]],
        }
        wrong = one.wrong or _wrong(attack)
        same = " ".join(str(attack["say"]).lower().split())
        if not wrong and same in said:
            wrong = f"it says word for word what {said[same]} says"
        if wrong:
            left.append(Prompt(one.place, one.turns, wrong))
            continue
        said[same] = one.place
        attacks.append(attack)
    return Taken(tuple(attacks), tuple(left))


def _wrong(attack: dict[str, object]) -> str:
    try:
        AttackShape.model_validate(attack)
    except ValidationError as error:
        return error.errors()[0]["msg"]
    return next((wrong for _, wrong, _ in slips({"attack": [attack]}, "")), "")


def prompts_of(text: str, kind: str, suffix: str) -> Iterator[Prompt]:
    """What a file of that kind would say."""
    if kind == "promptfoo":
        yield from _promptfoo(table(parse(text, suffix)))
    elif kind == "garak":
        yield from _garak(text)
    elif CUT.search(text.strip()):
        yield from _blocks(text)
    else:
        yield from _lines(text)


def _lines(text: str) -> Iterator[Prompt]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield Prompt(f"line {number}", (line.strip(),))


def _blocks(text: str) -> Iterator[Prompt]:
    at, block = 1, list[str]()
    for number, line in enumerate([*text.splitlines(), "---"], 1):
        if line.strip() not in {"", "---"}:
            at = at if block else number
            block.append(line.rstrip())
        elif block:
            yield Prompt(f"line {at}", ("\n".join(block),))
            block = []


def _garak(text: str) -> Iterator[Prompt]:
    try:
        data = json.loads(text)
    except ValueError:
        yield from _lines(text)
        return
    if not isinstance(data, list):
        yield Prompt("entry 1", (), "it is no list of prompts")
    for position, one in elements(data):
        yield _one(f"entry {position + 1}", one)


def _promptfoo(data: Table) -> Iterator[Prompt]:
    templates = data.get("prompts")
    named = table(data.get("redteam")).get("injectVar")
    whole = [one for _, one in elements(templates) if isinstance(one, str) and not one.startswith("file://")]
    for position, test in elements(data.get("tests")):
        place, values = f"test {position + 1}", table(table(test).get("vars"))
        key = next((one for one in (named, "prompt", "query", "message", "input", "question") if one in values), None)
        if key is None and len(values) == 1:
            key = next(iter(values))
        if key is None:
            yield Prompt(place, (), "no variable of it is the prompt" if values else "it has no variables of its own")
        else:
            yield _one(place, values[str(key)])
    if not data.get("tests"):
        for position, one in enumerate(whole, 1):
            bad = "it is a template that no test fills" if "{{" in one else ""
            yield Prompt(f"prompt {position}", (one,), bad)


def _one(place: str, value: object) -> Prompt:
    if not isinstance(value, str) or not value.strip():
        return Prompt(place, (), "it is no text")
    if value.startswith("file://"):
        return Prompt(place, (value,), "it stands in another file")
    return Prompt(place, (value,), "it is a template that no test fills" if "{{" in value else "")


def written(found: Taken, name: str, source: str) -> str:
    """The pack, as its file says it."""
    head = {"version": 1, "name": name, "about": f"Prompts taken from {source}.", "author": source}
    lines = [pair(key, value) for key, value in {**head, "licence": "LicenseRef-unknown"}.items()]
    for attack in found.attacks:
        lines += ["", "[[attack]]", *(pair(key, value) for key, value in attack.items())]
    return "\n".join(lines) + "\n"
