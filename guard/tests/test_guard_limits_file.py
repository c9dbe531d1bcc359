import pytest

from launchready_guard.limits_file import FileError, read
from launchready_guard.rate_limits import By, Rule
from launchready_guard.window import Limit

FILE = """
version = 1

[[limit]]
route = "POST /auth/login"
host = "api.shop.example"
key = "account"
most = 5
window = 60
why = "guessing"

[[limit]]
route = "POST /auth/login"
key = "address"
most = 60
window = 60
why = "guessing"

[[limit]]
route = "POST /conversations/{id}/messages"
key = "user"
most = 20
window = 60
why = "the model costs"

[[limit]]
route = "POST /graphql"
operation = "login"
key = "account"
most = 5
window = 60
why = "guessing"
"""


def test_each_limit_goes_to_who_can_keep_it() -> None:
    found = read(FILE)

    assert found.rules == (
        Rule("post-auth-login", Limit(60, 60), ("POST /auth/login",), By.ADDRESS),
        Rule("post-conversations-id-messages", Limit(20, 60), ("POST /conversations/{id}/messages",), By.ACCOUNT),
    )
    assert found.by_account == {"POST /auth/login": Limit(5, 60)}
    assert found.left == (
        "POST /graphql (login): which operation a body names is for the route to read; count it there",
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("version = ", "is no TOML"),
        ("", "has version None; expected 1"),
        (FILE.replace('key = "user"', 'key = "colour"'), r"limit 3 .*key is 'colour'"),
        (FILE.replace("most = 20", "most = 0"), r"limit 3 .*between 1 and"),
        (FILE.replace("most = 20", 'most = "20"'), "limit 3 "),
        (FILE.replace("most = 20\n", ""), r"limit 3 .*'most'"),
        (FILE.replace('route = "POST /conversations/{id}/messages"\n', ""), "without a route"),
        (FILE.replace("most = 20", "most = 20\nmust = 1"), "must means nothing here"),
    ],
)
def test_a_file_that_cannot_be_kept_to_says_where_and_why(text: str, why: str) -> None:
    with pytest.raises(FileError, match=why):
        read(text)
