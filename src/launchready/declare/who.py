"""Who asks, as the owner declares it: test accounts, and how each shows who it is."""

import re
from dataclasses import dataclass, replace

from launchready.declare.places import Call, Secret

STAFF = re.compile(r"admin|staff|moderator|superuser|operator|root|owner", re.IGNORECASE)
"""Roles and names that are the staff's."""
BEARER = "Authorization: Bearer {token}"
BASIC = "basic"
"""In `send`: the account's name and password go with each request, as HTTP Basic."""
CUSTOMER = "customer"
"""The role of the accounts that the run makes where none is declared."""
ATTACKER, READER, ASKER, WISHER = (f"{name}_of_this_run" for name in ("attacker", "reader", "asker", "wisher"))
"""Customers beside the declared ones: who asks the model for what it must not say, who meets what others placed, who asks for
what a rule closes or what costs much, and who wishes for what needs an approval and meets others' names. So none of them talks so
much that a usual limit stops it."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who asks."""

    name: str
    role: str
    line: int
    sign_in: Call | None = None
    """Picks `token`; where it does not, the token is found by its usual names, or the cookies are kept."""
    sign_in_at: tuple[tuple[str, Call], ...] = ()
    """Other sign-ins by surface name, where one session does not open them all."""
    token: Secret | None = None
    expired_token: Secret | None = None
    """A token of theirs whose time is over."""
    foreign_token: Secret | None = None
    """A token of theirs for another audience: another service, another environment."""
    email: str | None = None
    username: str | None = None
    password: Secret | None = None
    sign_up: Call | None = None
    """How its account is made; with it the run makes one of its own."""
    send: str | None = None
    """`Name: … {token}`, `?name={token}` or BASIC; None is what the API's document says, or a bearer token."""
    headers: tuple[tuple[str, str], ...] = ()
    """Other headers that go with each of its requests; a value may refer to a secret."""
    made: bool = False
    """Whether nobody declared it: the run makes its account by the sign-up that the API documents."""

    @property
    def is_staff(self) -> bool:
        """Whether its role is the staff's."""
        return STAFF.search(self.role) is not None

    @property
    def is_disposable(self) -> bool:
        """Whether the run makes its account."""
        return self.made or (self.sign_up is not None and self.password is None)


def made_customers(declared: tuple[Principal, ...]) -> tuple[Principal, ...]:
    """The customers that are missing for two of one role: the run tries to make them."""
    customers = [one for one in declared if not one.is_staff]
    roles = [one.role for one in customers]
    if any(roles.count(role) > 1 for role in roles):
        return ()
    role, line = (roles[0], customers[0].line) if roles else (CUSTOMER, 1)
    names = ("customer_b",) if roles else ("customer_a", "customer_b")
    taken = {one.name for one in declared}
    return tuple(Principal(f"{name}_of_this_run" if name in taken else name, role, line, made=True) for name in names)


def guests(declared: tuple[Principal, ...]) -> tuple[Principal, ...]:
    """Customers for those who talk to the model at length, so that no declared one uses up its limit.

    Each is like the first customer, with an account that the run makes: by the declared sign-up, or by the documented one.
    """
    like = next((one for one in declared if not one.is_staff), None)
    if like is None:
        return ()
    if not like.is_disposable:
        like = Principal("", like.role, like.line, send=like.send, headers=like.headers, made=True)
    taken = {one.name for one in declared}
    return tuple(replace(like, name=name) for name in (ATTACKER, READER, ASKER, WISHER) if name not in taken)
