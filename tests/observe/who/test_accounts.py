"""Customers that the run makes itself, where the product lets anybody sign up."""

import asyncio
import re
from pathlib import Path

import pytest

from launchready.declare.model import Call, MailSurface, Principal
from launchready.declare.who import made_customers
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.who.accounts import fresh, stranger_to
from launchready.observe.who.people import Disposable, customers, email_of
from launchready.observe.world import World
from launchready.verdict import Touch
from tests.observe.doors import DOORS, Door
from tests.observe.small_world import declared, visited
from tests.observe.who.test_sign_in import asked

MADE = made_customers(())


async def both(world: World) -> tuple[str, str]:
    """Who the API says that the two customers are."""
    who = customers(world)
    bodies = []
    for name in (who.a, who.b):
        reply = await world.send(Request(world.declaration.surfaces[0].at("/me"), by=name))
        assert isinstance(reply, Answer)
        assert email_of(world, name) in reply.body
        bodies.append(reply.body)
    return bodies[0], bodies[1]


@pytest.mark.parametrize("style", ["JSON and a bearer token", "a form and a cookie", "the word Token", "HTTP Basic"])
def test_two_customers_are_made_by_the_documented_sign_up(style: str, tmp_path: Path) -> None:
    make, _ = DOORS[style]
    door = make()
    door.signs_up = True

    a, b = asked(door, tmp_path, both, *MADE)  # type: ignore[misc]

    assert a != b
    assert door.seen.count("POST /auth/register") == 2


@pytest.mark.parametrize("removes", [True, False])
def test_the_accounts_are_removed_at_the_end_or_told(tmp_path: Path, *, removes: bool) -> None:
    door = Door(signs_up=True, removes=removes)

    async def whole(world: World) -> tuple[str, ...]:
        await both(world)
        return await world.clean_up()

    left = asked(door, tmp_path, whole, *MADE)

    assert [line.split(" of ")[1] for line in left] == (  # type: ignore[attr-defined]
        [] if removes else [f"{name}: no operation removes one's own account" for name in ("customer_a", "customer_b")]
    )
    assert len(door.accounts) == (2 if removes else 4)


def test_a_sign_up_that_wants_more_is_given_more(tmp_path: Path) -> None:
    door = Door(signs_up=True, demands=("firstName", "acceptTerms", "passwordConfirm"))

    a, b = asked(door, tmp_path, both, *MADE)  # type: ignore[misc]

    assert a != b


def test_a_sign_up_that_cannot_be_satisfied_says_what_the_product_said(tmp_path: Path) -> None:
    door = Door(signs_up=True)
    door.accounts = dict.fromkeys(door.accounts, "")
    door.demands = ("",)

    with pytest.raises(
        CannotLook, match=r"could not make customer_a itself: POST /auth/register answered 422.*is required"
    ):
        asked(door, tmp_path, both, *MADE)


def test_without_a_documented_sign_up_the_owner_is_asked_for_accounts(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match=r"names no sign-up.*Declare two test accounts"):
        asked(Door(), tmp_path, both, *MADE)


def test_nothing_is_made_without_leave_to_write(tmp_path: Path) -> None:
    door = Door(signs_up=True)

    with pytest.raises(CannotLook, match=r"needs consent\.touch = write"):
        asked(door, tmp_path, both, *MADE, touch=Touch.PROBE)

    assert "POST /auth/register" not in door.seen


def test_a_declared_sign_up_makes_each_principal_its_own_account(tmp_path: Path) -> None:
    up = Call("POST", "/auth/register", json={"email": "{email}", "password": "{password}"})
    sign_in = Call("POST", "/auth/login", json={"email": "{email}", "password": "{password}"})
    who = [Principal(name, "buyer", 3, sign_in, sign_up=up) for name in ("a", "b")]
    door = Door(signs_up=True, is_documented=False)

    a, b = asked(door, tmp_path, both, *who)  # type: ignore[misc]

    assert a != b


def test_more_accounts_are_made_for_single_looks(tmp_path: Path) -> None:
    async def another(world: World) -> tuple[str, str]:
        one = await world.ask(Disposable("api", "one"))
        two = await world.ask(Disposable("api", "two"))
        reply = await world.send(Request(world.declaration.surfaces[0].at("/me")), session=one.session)
        assert isinstance(reply, Answer)
        assert one.email in reply.body
        return one.email, two.email

    one, two = asked(Door(signs_up=True), tmp_path, another, *MADE)  # type: ignore[misc]

    assert one != two


def test_one_declared_customer_gets_a_second_of_the_same_role() -> None:
    ann = Principal("ann", "member", 4)
    root = Principal("root", "admin", 5)

    assert [(one.name, one.role, one.made) for one in made_customers((ann, root))] == [("customer_b", "member", True)]
    assert [one.role for one in made_customers((root,))] == ["customer", "customer"]
    assert made_customers((ann, Principal("bob", "member", 6))) == ()


@pytest.mark.parametrize(
    ("accounts", "like"),
    [
        (None, r"audit-[a-z0-9]+@shop\.test"),
        ("ann+{tag}@mail.test", r"ann\+audit-[a-z0-9]+@mail\.test"),
        ("{tag}@in.mail.test", r"audit-[a-z0-9]+@in\.mail\.test"),
    ],
)
def test_accounts_of_the_run_have_addresses_that_the_mailbox_takes(
    accounts: str | None, like: str, tmp_path: Path
) -> None:
    at = MailSurface("mail", None, "production", None, 1, "shop.test", mailbox=tmp_path, accounts=accounts)

    async def go() -> tuple[str, str]:
        async with visited(declared(tmp_path, at)) as world:
            return fresh(world, "one").email, fresh(world, "another").email

    one, other = asyncio.run(go())
    stranger = stranger_to(one)

    assert [bool(re.fullmatch(like, email)) for email in (one, other, stranger)] == [True, True, True]
    assert len({one, other, stranger}) == 3


def test_a_stranger_beside_a_declared_address_is_of_its_domain() -> None:
    assert re.fullmatch(r"audit-[a-z0-9]+@shop\.test", stranger_to("ann@shop.test"))
