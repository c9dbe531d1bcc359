"""Every way in which TOML can write a key has its line."""

import pytest

from launchready.declare.lines import Lines
from launchready.declare.mistakes import Loc

SOURCE = """\
version = 1
[surface.api]
kind = "api"
open = { post = "/c", json = { title = "x", list = [1, { deep = 2 }] } }
carriers.file.post = "/f"
"quoted key"."a.b" = 1
pages = [
  "/",  # the first
  "/login",
]
[[waiver]]
check = "a"
[waiver.more]
why = 1
[[waiver]]
check = "b"
[waiver.more]
why = 2
[owner]
backend.reach = []
[owner.'front end']
"""


@pytest.mark.parametrize(
    ("loc", "line"),
    [
        (("version",), 1),
        (("surface",), 2),
        (("surface", "api"), 2),
        (("surface", "api", "kind"), 3),
        (("surface", "api", "url"), 2),
        (("surface", "api", "open", "json", "list", 1, "deep"), 4),
        (("surface", "api", "carriers", "file"), 5),
        (("surface", "api", "quoted key", "a.b"), 6),
        (("surface", "api", "pages"), 7),
        (("surface", "api", "pages", 0), 8),
        (("surface", "api", "pages", 1), 9),
        (("waiver", 0), 11),
        (("waiver", 0, "more", "why"), 14),
        (("waiver", 1), 15),
        (("waiver", 1, "check"), 16),
        (("waiver", 1, "more", "why"), 18),
        (("waiver", 1, "until"), 15),
        (("owner", "backend"), 20),
        (("owner", "front end"), 21),
        (("nothing",), None),
    ],
)
def test_the_line_of_a_place_is_found(loc: Loc, line: int | None) -> None:
    lines = Lines(SOURCE)

    found = lines.of(loc)

    assert line == found


def test_a_comment_behind_a_value_hides_none_of_its_places() -> None:
    lines = Lines(
        """\
pages = [  # one
  "/",
  # two
  "/login",
]  # three
[surface.api]
open = {  # four
  post = "/c", list = [
    1,  # five
    { deep = 2 },
  ] }  # six
url = "x"  # seven
[[waiver]]  # eight
until = [
  1,
  2,
] # nine
"""
    )

    found = {
        loc: lines.of(loc)
        for loc in (
            ("pages", 0),
            ("pages", 1),
            ("surface", "api", "open", "post"),
            ("surface", "api", "open", "list", 1, "deep"),
            ("surface", "api", "url"),
            ("waiver", 0, "until", 1),
        )
    }

    assert list(found.values()) == [2, 4, 8, 10, 12, 16]
