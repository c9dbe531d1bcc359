import pytest

from launchready.report.words import count, first_sentence, one_line, shell_lines, visible


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("\x1b[31mred", "⟨U+001B⟩[31mred"),
        ("\u202egnp.exe", "⟨U+202E⟩gnp.exe"),
        ("a\u200bb", "a⟨U+200B⟩b"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("\U000e0100", "⟨U+E0100⟩"),
        ("\ud800", "⟨U+D800⟩"),
        ("a\u2028b", "a⟨U+2028⟩b"),
        ("over\rwritten", "over⟨U+000D⟩written"),
    ],
)
def test_a_character_that_nobody_sees_is_spelled_out(hidden: str, shown: str) -> None:
    assert shown == visible(hidden)


@pytest.mark.parametrize("text", ["two\nlines\tand a tab", "29 € für Änne", "日本語", "naïve 👍"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert text == visible(text)


def test_a_windows_line_end_is_a_line_end() -> None:
    assert visible("one\r\ntwo é") == "one\ntwo é"


def test_one_line_has_no_line_feed() -> None:
    assert one_line(" a\n b\t c\n") == "a b c"


def test_the_first_sentence_is_not_cut_inside_a_name() -> None:
    assert first_sentence("Set api.example.com to v1.2 first. Then go on.") == "Set api.example.com to v1.2 first."


def test_numbers_have_their_nouns() -> None:
    assert (
        count(1, "finding"),
        count(2, "finding"),
        count(1204, "look"),
    ) == ("1 finding", "2 findings", "1,204 looks")


def test_a_command_is_broken_at_spaces_outside_quotes() -> None:
    command = """curl -s https://api.bazaar.test/a -H 'Authorization: Bearer '"$TOKEN" --json '{"a b": "it'\\''s"}'"""

    lines = shell_lines(command, 40)

    assert lines == [
        "curl -s https://api.bazaar.test/a -H \\",
        """'Authorization: Bearer '"$TOKEN" \\""",
        """--json '{"a b": "it'\\''s"}'""",
    ]
    assert all(len(line) <= 40 for line in lines)


def test_a_shell_reads_the_broken_command_as_the_whole_one() -> None:
    import shlex  # noqa: PLC0415 - the oracle of this test alone

    command = """printf %s 'a  b' "c \\" d" e\\ f --long 'g h i j k l m n o p q r s t'"""

    broken = "\n".join(shell_lines(command, 20))

    assert shlex.split(command) == [word for word in shlex.split(broken.replace("\\\n", "")) if word]
