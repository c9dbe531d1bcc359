"""Sign up, sign in, sign out, a new password, and the signed-in user."""

from typing import Annotated, cast

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import StringConstraints

from bazaar.app import accounts, who
from bazaar.app.records import Role, User
from bazaar.app.routes.extras import extras
from bazaar.app.services import Parts
from bazaar.app.shapes import (
    Accepted,
    Email,
    In,
    Me,
    MeChange,
    Password,
    ResetConfirm,
    ResetWish,
    SignedInOut,
    SignIn,
    SignUp,
    Who,
)
from bazaar.app.tokens import LIFETIME

router = APIRouter(tags=["accounts"])
ROLES = ("buyer", "seller", "admin")


class EmailChange(In):
    """Another address, and the password."""

    email: Email
    password: Annotated[str, StringConstraints(max_length=200)]


class PasswordChange(In):
    """The password until now, and the one from now on."""

    current_password: Annotated[str, StringConstraints(max_length=200)]
    new_password: Password


@router.post("/auth/signup", status_code=202)
async def sign_up(wanted: SignUp, services: Parts) -> Accepted:
    """Makes a buyer's account. The answer is the same when the address has one already; its owner gets mail."""
    wished = extras(wanted, services, "bnd-mass-signup").get("role")
    role = cast("Role", wished) if wished in ROLES else "buyer"
    if not await accounts.sign_up(services, wanted.email, wanted.password, wanted.name, role=role):
        if services.broken("bnd-signup-tells"):
            raise HTTPException(409, "this address has an account already")
        services.later.start("sign-up notice", accounts.already_has_account(services, wanted.email))
    return Accepted()


@router.post("/auth/login")
async def sign_in(given: SignIn, request: Request, response: Response, services: Parts) -> SignedInOut:
    """Gives a token, and the same as a cookie."""
    if not isinstance(given.password, str) and not services.broken("bnd-nosql"):
        raise HTTPException(422, "password: it must be a text")
    address, device = who.address_of(request, services), request.cookies.get(who.DEVICE)
    known = await accounts.sign_in(services, given.email, given.password, address, device)
    if known is None:
        if services.broken("bnd-user-enumeration") and accounts.account(services, given.email) is None:
            raise HTTPException(401, "there is no account with this address")
        raise HTTPException(401, "e-mail address or password is wrong")
    token = services.tokens.issue(known.user)
    who.remember(response, token, services)
    who.remember_device(response, known.device)
    return SignedInOut(access_token=token, expires_in=LIFETIME, user=Who(id=known.user.id, role=known.user.role))


@router.post("/auth/logout", status_code=204)
async def sign_out(session: who.SignedIn, response: Response, services: Parts) -> None:
    """The token is refused from now on."""
    services.tokens.revoke(session)
    who.forget(response, services)


@router.post("/auth/reset", status_code=202)
async def reset(wish: ResetWish, request: Request, services: Parts) -> Accepted:
    """Mails a link where the address has an account; the answer is the same where it has none."""
    await accounts.limit_reset(services, wish.email)
    services.later.start("reset", accounts.start_reset(services, wish.email, request.headers.get("x-host")))
    return Accepted()


@router.post("/auth/reset/confirm", status_code=204)
async def confirm_reset(given: ResetConfirm, services: Parts) -> None:
    """Sets the new password; the link works once."""
    if not await accounts.finish_reset(services, given.token, given.password):
        raise HTTPException(400, "the link is used up or too old")


@router.post("/auth/password", status_code=204)
async def change_password(
    given: PasswordChange, session: who.SignedIn, request: Request, response: Response, services: Parts
) -> None:
    """Sets another password for whoever knows the one until now; every session ends, this one too."""
    address, (old, new) = who.address_of(request, services), (given.current_password, given.new_password)
    if not await accounts.change_password(services, session.user, address, old, new):
        raise HTTPException(403, "the password until now is wrong")
    who.forget(response, services)


@router.put("/users/{user_id}/email", status_code=204)
async def change_email(
    user_id: str, change: EmailChange, session: who.SignedIn, request: Request, services: Parts
) -> None:
    """Sets another address, for oneself alone and with one's password."""
    if user_id != session.user.id and not services.broken("bnd-account-takeover"):
        raise HTTPException(404, "no such user")
    if not await accounts.knows_password(services, session.user, who.address_of(request, services), change.password):
        raise HTTPException(403, "the password is wrong")
    if not accounts.set_email(services, user_id, change.email):
        raise HTTPException(409, "the address cannot be taken")


@router.get("/me")
async def me(session: who.SignedIn) -> Me:
    """The signed-in user."""
    return Me.model_validate(session.user)


@router.patch("/me")
async def change_me(change: MeChange, session: who.SignedIn, services: Parts) -> Me:
    """Changes the name."""
    role, name = session.user.role, change.name or session.user.name
    wished = extras(change, services, "bnd-mass-assignment").get("role")
    role = cast("Role", wished) if wished in ROLES else role
    services.db.run("update users set name = ?, role = ? where id = ?", name, role, session.user.id)
    changed = services.db.one(User, "select * from users where id = ?", session.user.id)
    return Me.model_validate(changed)
