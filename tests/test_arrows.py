"""Holds the house to its arrows: which room may import which."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
OURS = ("launchready", "launchready_hunt", "bazaar", "guard")

FORBIDDEN = {
    "src/launchready/judge": ("launchready.observe", "launchready.stages"),
    "src/launchready/report": ("launchready.observe", "launchready.stages"),
    "src/launchready/remedy": ("launchready.observe", "launchready.stages", "launchready.judge", "launchready.report"),
    "src/launchready/declare": ("launchready.observe", "launchready.stages", "launchready.judge", "launchready.report"),
    "src/launchready/observe": ("launchready.stages", "launchready.judge", "launchready.report"),
    "src/launchready": ("bazaar", "guard", "launchready_guard"),
    "hunt/src": ("launchready", "bazaar", "launchready_guard"),
    "guard/src": ("launchready", "bazaar"),
    "bazaar": ("launchready",),
}
STAGES_MAY = (
    "launchready.observe",
    "launchready.check",
    "launchready.declare.model",
    "launchready.verdict",
    "launchready_hunt",
)
SOCKETS = ("socket", "aiohttp", "ssl", "aiodns", "pycares", "subprocess", "asyncio", "anyio")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def files(room: str) -> list[Path]:
    found = sorted((TOP / room).rglob("*.py"))
    assert found, f"{room} is empty"
    return found


def shared_by(path: Path) -> str:
    """The start of the modules that a stage's checks share among themselves."""
    return f"launchready.stages.{path.parent.name}"


@pytest.mark.parametrize("room", FORBIDDEN)
def test_no_forbidden_arrow_leaves_the_room(room: str) -> None:
    wrong = [
        f"{path.relative_to(TOP)} imports {name}"
        for path in files(room)
        for name in imports(path)
        for other in FORBIDDEN[room]
        if within(name, other)
    ]

    assert wrong == []


def test_a_stage_needs_only_what_observes_and_the_check() -> None:
    wrong = [
        f"{path.relative_to(TOP)} imports {name}"
        for path in files("src/launchready/stages")
        for name in imports(path)
        if name.split(".")[0] in OURS and not any(within(name, room) for room in (*STAGES_MAY, shared_by(path)))
    ]

    assert wrong == []


def test_a_stage_opens_no_socket_and_spawns_nothing() -> None:
    wrong = [
        f"{path.relative_to(TOP)} imports {name}"
        for path in files("src/launchready/stages")
        for name in imports(path)
        if name.split(".")[0] in SOCKETS
    ]

    assert wrong == []


def test_pydantic_stays_in_declare() -> None:
    outside = [
        str(path.relative_to(TOP))
        for path in files("src/launchready")
        if "declare" not in path.parts and any(within(name, "pydantic") for name in imports(path))
    ]

    assert outside == []


def test_every_module_is_small_and_says_what_it_is_for() -> None:
    modules = [path for room in ("src", "hunt/src", "bazaar") for path in files(room)]
    large = [str(path.relative_to(TOP)) for path in modules if len(path.read_text(encoding="utf-8").splitlines()) > 300]
    silent = [str(path.relative_to(TOP)) for path in modules if not path.read_text(encoding="utf-8").startswith('"""')]

    assert large == []
    assert silent == []


def test_the_architecture_fits_a_screen() -> None:
    lines = (TOP / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 60
    assert max(map(len, lines)) <= 120
