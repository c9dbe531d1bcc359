"""What the document, the path and launch.toml say of who may."""

from pathlib import Path

import pytest

from launchready.declare.model import Consent, Declaration, Principal, Product, Rule
from launchready.observe.access.matrix import reserved_for
from launchready.observe.api.openapi import Operation


def declared(*rules: Rule) -> Declaration:
    people = tuple(
        Principal(name, role, 1)
        for name, role in (("ann", "buyer"), ("bob", "buyer"), ("vera", "seller"), ("sue", "superuser"))
    )
    return Declaration(Path("launch.toml"), Product("Shop", "s.test"), Consent(()), principals=people, rules=rules)


def who(operation: Operation, *rules: Rule) -> str:
    found = reserved_for(declared(*rules), operation)
    return found.needs if found else "everybody"


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (Operation("GET", "/api/v1/admin/users"), "the staff"),
        (Operation("GET", "/staff/orders"), "the staff"),
        (Operation("GET", "/staff"), "everybody"),  # a salon's
        (Operation("GET", "/staff/{id}"), "everybody"),
        (Operation("POST", "/admin/login"), "everybody"),
        (Operation("GET", "/admin/health"), "everybody"),
        (Operation("GET", "/users", tags=("Admin",)), "the staff"),
        (Operation("GET", "/users", tags=("users and admins",)), "everybody"),
        (Operation("GET", "/users", scopes=("admin:read",)), "the staff"),
        (Operation("GET", "/users", scopes=("admin", "user")), "everybody"),
        (Operation("GET", "/users", roles=("ADMIN",)), "the staff"),
        (Operation("GET", "/users", roles=("ROLE_SUPERUSER",)), "the staff"),
        (Operation("GET", "/things", roles=("seller",)), "seller"),
        (Operation("GET", "/things", roles=("seller", "admin")), "seller"),
        (Operation("GET", "/things", roles=("user", "admin")), "everybody"),
        (Operation("GET", "/users", text="Lists everybody. Admins only."), "the staff"),
        (Operation("GET", "/users", text="Requires admin privileges"), "the staff"),
        (Operation("GET", "/users", text="Must be an administrator."), "the staff"),
        (Operation("POST", "/things", text="Puts one up. only sellers may do this"), "seller"),
        (Operation("POST", "/things", text="Requires the role `seller`."), "seller"),
        (Operation("GET", "/things", text="Sellers only see their own."), "everybody"),
        (Operation("GET", "/things", text="Returns only seller names"), "everybody"),
        (Operation("GET", "/things", text="Not only admins may read this."), "everybody"),
        (Operation("POST", "/things", text="A new one requires admin approval before it shows"), "everybody"),
        (Operation("GET", "/users", id="adminListUsers", secured=True), "the staff"),
        (Operation("GET", "/contact", id="getAdminContact", secured=True), "everybody"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.name} {value.text}",
)
def test_what_a_document_says(operation: Operation, expected: str) -> None:
    assert who(operation) == expected


def test_the_first_rule_that_fits_counts() -> None:
    rules = (
        Rule("GET", "/admin/news", ("anyone",), 3),
        Rule("*", "/admin/*", ("superuser",), 4),
        Rule("POST", "/things/{id}/pin", ("seller", "superuser"), 5),
    )

    assert who(Operation("GET", "/admin/news"), *rules) == "everybody"
    assert who(Operation("POST", "/admin/news"), *rules) == "superuser"
    assert who(Operation("POST", "/things/{thing_id}/pin"), *rules) == "seller or superuser"
    assert who(Operation("GET", "/things/{thing_id}/pin"), *rules) == "everybody"
