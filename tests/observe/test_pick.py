"""Reading values out of answers and filling words into bodies."""

import pytest

from launchready.observe.pick import fill, pick

ANSWER = {"data": {"items": [{"id": "a"}, {"id": "b"}], "user-name": "ada"}, "id": 7}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$.id", 7),
        ("$.data.items[1].id", "b"),
        ("$.data.user-name", "ada"),
        ("$", ANSWER),
        ("$.data.items[2].id", None),
        ("$.nothing.at.all", None),
        ("$.id.deeper", None),
    ],
)
def test_a_path_gives_its_value_or_none(path: str, value: object) -> None:
    assert pick(ANSWER, path) == value


@pytest.mark.parametrize("path", ["id", "$.a..b", "$[x]", "$.a[*]", ""])
def test_a_path_that_is_none_is_an_error(path: str) -> None:
    with pytest.raises(ValueError, match="is not a path"):
        pick(ANSWER, path)


def test_words_are_filled_into_every_string() -> None:
    template = {"a": ["{x}", 1, {"b": "<{x}{y}>"}], "{x}": None}

    assert fill(template, {"x": "X"}) == {"a": ["X", 1, {"b": "<X{y}>"}], "{x}": None}
