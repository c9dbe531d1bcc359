"""A GET that is named like a change is not sent; a GET that reads is."""

import pytest

from launchready.observe.api.operation import ApiFacts, Operation
from launchready.observe.api.quarantine import apart, changes_by_name


@pytest.mark.parametrize(
    "path",
    [
        "/createdb",
        "/reset_database",
        "/admin/seed",
        "/orders/{id}/cancel",
        "/v1/users/{id}/deactivate",
        "/clearCache",
        "/deleteUser/{id}",
        "/logout",
        "/todos/{id}/toggle",
        "/messages/{id}/mark-as-read",
        "/addresses/{id}/setDefault",
        "/inbox/archive_all",
        "/notes/{id}/archive",
        "/v1/accounts/{id}/close",
    ],
)
def test_a_get_named_like_a_change_changes(path: str) -> None:
    assert changes_by_name(Operation("GET", path))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/{slug}",
        "/orders",
        "/orders/{id}",
        "/refund/{id}",
        "/runs",
        "/created",
        "/additions",
        "/resets",
        "/address",
        "/seeds/{id}",
        "/cancellations",
        "/v1/users/{id}",
        "/sets/{id}",
        "/set/{id}",
        "/blog/archive",
        "/archive/{id}",
        "/blogs/{id}/posts/archive",
        "/projects/{id}/repository/archive",
        "/marks",
        "/updates",
    ],
)
def test_a_get_named_like_a_thing_reads(path: str) -> None:
    assert not changes_by_name(Operation("GET", path))


def test_its_summary_may_say_so() -> None:
    assert changes_by_name(Operation("GET", "/db", text="Creates and populates the database with dummy data"))
    assert changes_by_name(Operation("GET", "/x", text="This endpoint deletes everything."))
    assert not changes_by_name(Operation("GET", "/x", text="Retrieves all users"))
    assert not changes_by_name(Operation("GET", "/x", text="Create is never done here: lists what was created"))


def test_other_methods_are_judged_elsewhere() -> None:
    assert not changes_by_name(Operation("POST", "/createdb"))


def test_what_may_change_something_is_set_apart() -> None:
    wipes, reads = Operation("GET", "/createdb"), Operation("GET", "/orders")

    facts = apart(ApiFacts("api", "", "", (wipes, reads)))

    assert facts.operations == (reads,)
    assert facts.quarantined == (wipes,)
