"""Canaries to plant are made by kind, each other than the one before."""

from click.testing import CliRunner

from launchready.cli import main
from launchready_hunt.canary import Kind, kind_of


def mint(*kinds: str) -> list[list[str]]:
    done = CliRunner().invoke(main, ["mint", *kinds])
    assert done.exit_code == 0, done.output
    return [line.split()[:2] for line in done.output.splitlines()]


def test_all_kinds_are_made_and_known_again() -> None:
    made = mint()

    assert [kind for kind, _ in made] == list(Kind)
    assert [kind_of(value).value for _, value in made] == [kind for kind, _ in made]


def test_a_token_of_letters_alone_is_no_name() -> None:
    assert kind_of("lrcyrrwrnkpxmimblebgzgydqsz") is Kind.token


def test_one_kind_twice_is_two_marks() -> None:
    (_, first), (_, second) = mint("token", "token")

    assert first != second


def test_an_unknown_kind_is_told() -> None:
    done = CliRunner().invoke(main, ["mint", "nouns"])

    assert (done.exit_code, done.output) == (
        2,
        "launchready: there is no kind nouns; there are token, key, number, noun\n",
    )
