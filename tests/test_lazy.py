"""Commands are found by their path, also those of a group in a folder of its own."""

from click.testing import CliRunner

from launchready.cli import main


def test_a_group_lists_its_own_commands_and_is_one_of_the_commands() -> None:
    whole = CliRunner().invoke(main, ["--help"])
    group = CliRunner().invoke(main, ["export", "--help"])

    assert whole.exit_code == group.exit_code == 0
    assert "export" in whole.output
    assert "takes from an audit" in group.output


def test_a_wrong_name_is_a_mistake_in_usage() -> None:
    done = CliRunner().invoke(main, ["export", "nothing-of-that-name"])

    assert done.exit_code == 2
    assert "nothing-of-that-name" in done.output
