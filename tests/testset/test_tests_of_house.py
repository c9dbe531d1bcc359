"""The exported tests of products of other hands, whose sessions are cookies: silent where they are sound, told by name where not."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.observe.auth.house import FORM, JSON, House
from tests.testset.serving import beside
from tests.testset.test_tests_of_bazaar import NUMBERED, launchready

pytestmark = pytest.mark.faults

TOML = """version = 1
product = {{ name = "House", domain = "127.0.0.1" }}
consent = {{ scope = ["127.0.0.1"], touch = "write" }}

[surface.api]
kind = "api"
url = "http://127.0.0.1:{port}"
openapi = "/docs.json"

[surface.mail]
kind = "mail"
domain = "shop.example"
mailbox = "mail"
reset = {{ post = "/forgotten", on = "api", json = {{ mail = "{{email}}" }} }}
"""
PERSON = """
[principal.{name}]
role = "member"
sign_in = {{ post = "/enter", {sort} = {{ mail = "{name}@shop.example", secret = "file:{name}" }} }}
sign_up = {{ post = "/people", json = {{ mail = "{{email}}", secret = "{{password}}" }} }}
"""
OF_SESSIONS = (
    "logout-keeps-token",
    "new-password-keeps-sessions",
    "old-password-survives-reset",
    "reset-link-works-again",
)
OF_ACCOUNTS = (
    "session-cookie-survives-sign-in",
    "answer-tells-accounts",
    "value-becomes-operator",
    "stranger-reads-object",
)
FAULTS = {
    ("leave", "change", "reset", "old", "fixed"): {
        "test_a_sign_out_ends_the_session[cookie]",
        "test_a_new_password_ends_the_sessions_from_before",
        "test_a_reset_ends[a session from before]",
        "test_a_reset_ends[the old password]",
        "test_a_cookie_from_before_the_sign_in_is_not_the_signed_in_one[how-/whoami-names]",
    },
    ("again", "older"): {f"test_a_reset_ends[{one} link or code]" for one in ("the used", "an older")},
}
"""What is wrong at the same time, and the tests that name it."""


@contextmanager
def living(house: House, folder: Path) -> Iterator[int]:
    """The house, at a port of its own."""
    house.folder = folder / "mail"
    (house.folder / "new").mkdir(parents=True, exist_ok=True)
    for name in ("ann", "bob"):
        (folder / name).write_text(f"pw-of-{name}-0123456789")
        house.people[f"{name}@shop.example"] = f"pw-of-{name}-0123456789"
    with beside(house.app()) as port:
        yield port


def exported(manner: str, folder: Path) -> str:
    """The tests that an audit of the sound house leaves."""
    folder.mkdir()
    with living(House(manner), folder) as port:
        sort = "form" if manner == FORM else "json"
        text = TOML.format(port=port) + "".join(PERSON.format(name=name, sort=sort) for name in ("ann", "bob"))
        (folder / "launch.toml").write_text(text, encoding="utf-8")
        only = [word for one in (*OF_SESSIONS, *OF_ACCOUNTS) for word in ("--only", f"boundaries.{one}")]
        launchready("audit", str(folder / "launch.toml"), *only)
    done = launchready("export", "tests", "--root", str(folder), "--out", str(folder / "test_house.py"))
    assert done.returncode == 0, done.stderr
    return (folder / "test_house.py").read_text(encoding="utf-8")


def run(text: str, house: House, folder: Path) -> dict[str, str]:
    """How each test of the file ended at a house; what made it skip, where it did."""
    folder.mkdir()
    (folder / "test_house.py").write_text(text, encoding="utf-8")
    with living(house, folder) as port:
        env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        env |= {"API_URL": f"http://127.0.0.1:{port}", "MAILBOX": str(folder / "mail")}
        env |= {f"{name.upper()}_SECRET": f"pw-of-{name}-0123456789" for name in ("ann", "bob")}
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--junit-xml=it.xml",
            "test_house.py",
        ]
        subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=120)
    found = {}
    for case in ET.parse(folder / "it.xml").getroot().iter("testcase"):
        ended = next(iter(case), None)
        found[NUMBERED.sub(r"\1", str(case.get("name")))] = (
            "passed" if ended is None else f"{ended.tag}: {ended.get('message')}"
        )
    return found


@pytest.mark.parametrize("manner", [JSON, FORM])
def test_they_pass_where_it_is_sound_and_name_each_thing_that_is_wrong(manner: str, tmp_path: Path) -> None:
    text = exported(manner, tmp_path / "sound")

    sound = run(text, House(manner), tmp_path / "ran")
    faulty = {wrong: run(text, House(manner, {*wrong}), tmp_path / wrong[0]) for wrong in FAULTS}

    assert {name: how for name, how in sound.items() if how != "passed"} == {}
    for wrong, named in FAULTS.items():
        assert {name for name, how in faulty[wrong].items() if how != "passed"} == named
        assert not any("the control" in how for how in faulty[wrong].values())
