"""A waiver is written into launch.toml, and every other byte stays as it is."""

from datetime import date
from pathlib import Path

import pytest

from launchready.declare.model import Waiver
from launchready.declare.read import DeclarationError, read_text
from launchready.declare.waiving import CannotWriteError, write

PATH = Path("launch.toml")
TODAY = date(2026, 12, 1)
FILE = """\
version = 1

[product]   # ours
name = "Shop"
domain = "shop.test"

[consent]
scope = ["shop.test"]

[surface.api]
kind = "api"
url = "https://shop.test"

[owner.backend]
"""
OLD = """
[[waiver]]
check = "edge.csp-missing"
reason = "An older one"
owner = "backend"
until = 2026-12-24

[[waiver]]  # the widget
check = "boundaries.cors-reflects-origin"
until = 2026-11-01   # renew?
target = "surface.api"
owner = 'backend'
reason = '''
Partners
'''
# and no more
"""
MADE = Waiver(
    "boundaries.cors-reflects-origin", "surface.api", 'Partners say "soon": é', "backend", date(2027, 2, 1), 0
)


def test_a_new_one_stands_at_the_end() -> None:
    made = write(FILE, PATH, MADE, TODAY)

    assert made.text == FILE + (
        "\n[[waiver]]\n"
        'check = "boundaries.cors-reflects-origin"\n'
        'target = "surface.api"\n'
        "reason = 'Partners say \"soon\": é'\n"
        'owner = "backend"\n'
        "until = 2027-02-01\n"
    )
    assert (made.renewed, made.waiver.line) == (False, 16)
    assert read_text(made.text, PATH, TODAY).waivers == (made.waiver,)


def test_one_that_is_there_is_renewed_in_its_place() -> None:
    made = write(FILE + OLD, PATH, MADE, TODAY)

    expected = OLD.replace("2026-11-01", "2027-02-01").replace("owner = 'backend'", 'owner = "backend"')
    expected = expected.replace("'''\nPartners\n'''", "'Partners say \"soon\": é'")
    assert made.text == FILE + expected
    assert made.renewed
    assert [one.reason for one in read_text(made.text, PATH, TODAY).waivers] == ["An older one", MADE.reason]


@pytest.mark.parametrize("text", [FILE.rstrip("\n"), FILE.replace("\n", "\r\n")])
def test_the_ends_of_lines_are_kept(text: str) -> None:
    made = write(text, PATH, MADE, TODAY).text

    end = "\r\n" if "\r\n" in text else "\n"
    assert made.startswith(text)
    assert made.endswith(f"until = 2027-02-01{end}")
    assert made.count("\n") == made.count(end)


def test_an_owner_that_is_not_declared_is_a_mistake() -> None:
    with pytest.raises(DeclarationError, match="backends"):
        write(FILE, PATH, Waiver("edge.csp-missing", None, "A good reason", "backends", date(2027, 1, 1), 0), TODAY)


def test_waivers_on_one_line_are_left_to_their_author() -> None:
    line = 'waiver = [{ check = "edge.csp-missing", reason = "An older one", owner = "backend", until = 2026-12-24 }]\n'
    text = FILE.replace("version = 1\n", f"version = 1\n{line}")
    same = Waiver("edge.csp-missing", None, "A newer one", "backend", date(2027, 1, 1), 0)

    for waiver in (MADE, same):
        with pytest.raises(CannotWriteError, match="add it by hand") as told:
            write(text, PATH, waiver, TODAY)
        assert "[[waiver]]\ncheck = " in str(told.value)
